"""The readable text in bytes whose format does not matter here: metadata of cameras, printers and drawing programs."""

from __future__ import annotations

import re
import zlib

from shopify_app.white_label.leaks.identities import UnreadableCarrierError

LARGEST = 20_000_000
_TOO_LARGE = "This file unpacks to more than can be searched. Save it anew, smaller, and try again."
_LATIN = re.compile(rb"[\t\n\r\x20-\x7e\xa0-\xff]{3,}")
_UTF8 = re.compile(rb"(?:[\t\n\r\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3}){3,}")
_MANY = 1_000_000


def readable(raw: bytes) -> str:
    """Its runs of text, each on its own line, read as UTF-8, Latin and both kinds of UTF-16."""
    if len(raw) > _MANY:
        raise UnreadableCarrierError(_TOO_LARGE)
    runs = [found.group().decode("utf-8", "replace") for found in _UTF8.finditer(raw)]
    runs += [found.group().decode("latin-1") for found in _LATIN.finditer(raw)]
    for encoding in ("utf-16-le", "utf-16-be"):
        for shifted in (raw, raw[1:]):
            wide = shifted.decode(encoding, "replace")
            runs += [one for one in re.split(r"[\x00-\x08\x0e-\x1f\ufffd]+", wide) if _is_text(one)]
    return "\n\n".join(runs)


def inflate(raw: bytes, *, most: int = LARGEST) -> bytes:
    """What was compressed.

    Raises:
        UnreadableCarrierError: It is broken, or unpacks to more than `most` bytes.
    """
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(raw, most)
    except zlib.error as error:
        raise UnreadableCarrierError("A part of this file is broken. Save it again and try anew.") from error
    if not unpacker.eof:
        raise UnreadableCarrierError(_TOO_LARGE if len(unpacked) >= most else "A part of this file is cut off.")
    return unpacked


def _is_text(wide: str) -> bool:
    """Whether it is a text rather than other bytes read by twos, which gives rare letters of all scripts."""
    known = sum(1 for one in wide if one < "\u0700" or "\u2000" <= one <= "\u206f" or "\ufb50" <= one <= "\ufeff")
    return len(wide) >= 3 and known * 2 >= len(wide)  # noqa: PLR2004
