"""noon's error bodies, in any of their forms, as errors of ours. Source: noon's SDK 0.1.2.1; identity wraps its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from shopify_app.core.errors import ForbiddenError, RemoteError

UNKNOWN = "UNKNOWN"
_LONGEST = 200
# gRPC's names for its numbers: noon's gateway is one, and sends either.
_NAMES = {
    "0": "OK",
    "3": "INVALID_ARGUMENT",
    "5": "NOT_FOUND",
    "6": "ALREADY_EXISTS",
    "7": "PERMISSION_DENIED",
    "8": "RESOURCE_EXHAUSTED",
    "9": "FAILED_PRECONDITION",
    "13": "INTERNAL",
    "14": "UNAVAILABLE",
    "16": "UNAUTHENTICATED",
}


class NoonLoginError(ForbiddenError):
    """noon does not take the key file."""


class NoonRefusedError(RemoteError):
    """noon refuses this call; asking again changes nothing. `code` is noon's own word, such as NOT_FOUND."""

    def __init__(self, refusal: Refusal, status: int) -> None:
        told = f": {refusal.message}" if refusal.message else ""
        super().__init__(f"noon refused this ({refusal.code}){told}"[:250], temporary=False, status=status)
        self.code = refusal.code


class NoonUncertainError(RemoteError):
    """The call may have had its effect: look before it is repeated."""

    def __init__(self) -> None:
        super().__init__("noon did not answer, so it is not known whether it did it. It is asked.", temporary=True)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an error body says."""

    code: str = UNKNOWN
    message: str = ""


def read_refusal(body: bytes) -> Refusal:
    """The refusal in an error body: flat, wrapped in `error`, or no JSON at all."""
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Refusal()
    if isinstance(told, dict) and isinstance(told.get("error"), dict):
        told = told["error"]
    return refusal_of(told) if isinstance(told, dict) else Refusal()


def refusal_of(status: Mapping[str, Any]) -> Refusal:
    """The refusal in a status object: of a whole answer, or of one item inside an answer with status 200."""
    code = status.get("status_code", status.get("code", status.get("status_id")))
    named = str(code if code not in {None, ""} else status.get("status_id", UNKNOWN))
    return Refusal(_printable(_NAMES.get(named, named)).upper() or UNKNOWN, _printable(str(status.get("message", ""))))


def is_ok(status: Mapping[str, Any] | None) -> bool:
    """Whether an item's status inside an answer means success. None at all does: noon then had nothing to say."""
    return not status or refusal_of(status).code == "OK"


def _printable(text: str) -> str:
    return "".join(one for one in " ".join(text.split()) if one.isprintable())[:_LONGEST]
