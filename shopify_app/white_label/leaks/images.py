"""What stands in a picture's file beside its pixels: PNG, JPEG, and SVG, which is all text. Other formats are refused.

The pixels themselves cannot be searched; a person approves them.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator

from PIL import Image, UnidentifiedImageError

from shopify_app.white_label.leaks import drawings
from shopify_app.white_label.leaks.identities import Finding, Identity, UnreadableCarrierError, once
from shopify_app.white_label.leaks.raw import LARGEST, inflate, readable
from shopify_app.white_label.leaks.watchlist import Watchlist, leaks_in_text, watch

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# Numbers and pixels only.
_PIXELS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"hIST", b"pHYs"}
_PIXELS |= {b"tIME", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT"}
# Keys PNG's standard names: any other may be a name itself and is not repeated.
_KEYS = {"Title", "Author", "Description", "Copyright", "Creation Time", "Software", "Disclaimer", "Warning", "Source"}
_KEYS |= {"Comment", "XML:com.adobe.xmp", "Collection"}
_SEGMENTS = {0xFE: "JPEG comment", 0xE1: "JPEG EXIF or XMP", 0xE2: "JPEG colour profile", 0xED: "JPEG IPTC"}
_STAND_ALONE = {0x01, *range(0xD0, 0xD8)}
_SOS, _EOI, _FIRST_APP, _LAST_APP, _JFIF = 0xDA, 0xD9, 0xE0, 0xEF, 0xE0
_BROKEN = "This picture's file is broken or cut off. Save it anew as PNG, JPEG or SVG and try again."
Part = tuple[str, bytes]


def leaks_in_image(
    raw: bytes, identities: Iterable[Identity] | Watchlist, where: str = "picture", depth: int = 0
) -> tuple[Finding, ...]:
    """Whose names stand in the file of a picture.

    Raises:
        UnreadableCarrierError: It cannot be searched to its end.
    """
    watchlist = watch(identities)
    if len(raw) > LARGEST:
        raise UnreadableCarrierError("This picture's file is too large to be searched.")
    if drawings.is_drawing(raw):
        return drawings.leaks_in_drawing(raw, watchlist, where, leaks_in_image, depth)
    if not raw.startswith((_PNG, _JPEG)):
        raise UnreadableCarrierError("Only PNG, JPEG and SVG pictures can be searched. Save it as one of them.")
    _check_pixels(raw)
    parts = _png_parts(raw) if raw.startswith(_PNG) else _jpeg_parts(raw)
    found: list[Finding] = []
    for what, part in parts:
        found += leaks_in_text(readable(part), watchlist, f"{where}: {what}")
    return once(found)


def is_picture(raw: bytes) -> bool:
    """Whether it is of a kind that can be searched."""
    return raw.startswith((_PNG, _JPEG)) or drawings.is_drawing(raw)


def _check_pixels(raw: bytes) -> None:
    """That the picture can be drawn to its end: what a reader gives up on may hide the rest."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as picture:
                if picture.width * picture.height > Image.MAX_IMAGE_PIXELS // 2:  # type: ignore[operator]
                    raise UnreadableCarrierError("This picture is too large to be searched.")
                picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, KeyError, IndexError) as error:
        raise UnreadableCarrierError(_BROKEN) from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, OverflowError, EOFError, zlib.error) as error:
        raise UnreadableCarrierError(_BROKEN) from error


def _png_parts(raw: bytes) -> Iterator[Part]:
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        if at + 12 > len(raw):
            raise UnreadableCarrierError(_BROKEN)
        length, kind = struct.unpack(">I4s", raw[at : at + 8])
        body = raw[at + 8 : at + 8 + length]
        if kind not in _PIXELS:
            yield from _png_chunk(kind.decode("latin-1"), body)
        at += 12 + length
    yield "after the picture's end", raw[at:]


def _png_chunk(kind: str, body: bytes) -> Iterator[Part]:
    key, _, rest = body.partition(b"\x00")
    name = key.decode("latin-1")
    named = f" '{name}'" if name in _KEYS else ""
    match kind:
        case "tEXt" | "zTXt" | "iTXt":
            what = f"PNG text chunk{named}"
            yield what, key
            yield what, _text(kind, rest)
        case "iCCP":
            yield "PNG colour profile", key
            yield "PNG colour profile", inflate(rest[1:])
        case "eXIf":
            yield "PNG EXIF", body
        case _:
            yield "PNG chunk of another kind", body


def _text(kind: str, rest: bytes) -> bytes:
    if kind == "zTXt":
        return inflate(rest[1:], most=1_000_000)
    if kind == "tEXt":
        return rest
    compressed, (language, _, translated) = rest[:1] == b"\x01", rest[2:].partition(b"\x00")
    keyword, _, text = translated.partition(b"\x00")
    return language + b"\n" + keyword + b"\n" + (inflate(text, most=1_000_000) if compressed else text)


def _jpeg_parts(raw: bytes) -> Iterator[Part]:
    at, extended = 2, b""
    while True:
        at = raw.find(b"\xff", at)
        if at < 0 or at + 2 > len(raw):
            raise UnreadableCarrierError(_BROKEN)
        marker = raw[at + 1]
        if marker == _EOI:
            break
        if marker in {0x00, 0xFF} or marker in _STAND_ALONE:
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004
            continue
        length = int.from_bytes(raw[at + 2 : at + 4], "big")
        body = raw[at + 4 : at + 2 + length]
        if marker == 0xFE or _FIRST_APP <= marker <= _LAST_APP:  # noqa: PLR2004
            yield _SEGMENTS.get(marker, "JPEG segment of another kind"), body
            extended += body[75:] if marker == 0xE1 else b""  # noqa: PLR2004
        at += 2 + max(length, 2)
    yield "JPEG EXIF or XMP", extended  # a long XMP is cut into segments, and a name with it
    yield "after the picture's end", raw[at + 2 :]
