"""noon's answers as what we expect of them, as leniently as noon's own SDK reads them."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from shopify_app.core.errors import RemoteError

B = TypeVar("B")


def read_answer(body: bytes, kind: type[B]) -> B:
    """An answer's body as a `kind`; an empty one counts as an empty object.

    Raises:
        RemoteError: It is not what we expect, however it is read.
    """
    body = body or b"{}"
    try:
        return msgspec.json.decode(body, type=kind, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Few answers need the second look, and it is the slower one.
        return _read_again(body, kind)


def _read_again(body: bytes, kind: type[B]) -> B:
    """With numbers where text is expected, and with null for what is not there."""
    try:
        return msgspec.convert(_plain(msgspec.json.decode(body)), kind, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RemoteError(f"noon's answer has an unknown form: {error}"[:250], temporary=False) from error


def _plain(value: Any) -> Any:
    """Without nulls, and with whole numbers as text: msgspec reads text as a number where one is expected."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value) if type(value) is int else value
