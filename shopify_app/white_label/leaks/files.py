"""A file of any kind, told by its first bytes and never by what it is called: PDF, picture or text. Nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from shopify_app.white_label.leaks.identities import Finding, Identity, UnreadableCarrierError
from shopify_app.white_label.leaks.images import is_picture, leaks_in_image
from shopify_app.white_label.leaks.markup import leaks_in_html
from shopify_app.white_label.leaks.portable import leaks_in_pdf
from shopify_app.white_label.leaks.watchlist import Watchlist, leaks_in_text, watch

DEEPEST = 4
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def leaks_in_file(
    raw: bytes, identities: Iterable[Identity] | Watchlist, where: str, depth: int = 0
) -> tuple[Finding, ...]:
    """Whose names stand in a file, and in the files within it.

    Raises:
        UnreadableCarrierError: It is of another kind, or cannot be searched to its end.
    """
    if depth > DEEPEST:
        raise UnreadableCarrierError("Files are packed within files too deep to be searched.")
    watchlist = watch(identities)
    if raw[:1024].lstrip().startswith(b"%PDF-"):
        return leaks_in_pdf(raw, watchlist, where, partial(leaks_in_file, depth=depth + 1))
    text = None if raw.startswith((b"\x89PNG", b"\xff\xd8\xff")) else _text(raw)
    if text is not None and _is_html(text):
        return leaks_in_html(text, watchlist, where)
    if is_picture(raw):
        return leaks_in_image(raw, watchlist, where)
    if text is None:
        raise UnreadableCarrierError("A file of this kind cannot be searched. Send it as PDF, PNG, JPEG, SVG or text.")
    return leaks_in_text(text, watchlist, where)


def _is_html(text: str) -> bool:
    head = text[:2000].lower()
    return "<html" in head or "<!doctype html" in head or "<body" in head


def _text(raw: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return raw[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text
