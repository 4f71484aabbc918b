"""A logo as it was uploaded, made safe to print: drawn anew, so that nothing of the file but its picture is left.

PNG and SVG come in, PNG goes out. A drawing is kept as pixels too: every paper prints PNG, a picture can do nothing but
be seen, and at this size it is as sharp as the largest paper shows.
"""

from __future__ import annotations

import io
import math
import warnings

from PIL import Image, UnidentifiedImageError

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.brands.svg import BadDrawingError, Node, is_svg, read_svg, spoken
from shopify_app.white_label.brands.vectors import reduce_to_shapes
from shopify_app.white_label.documents.drawing import UndrawableError, draw
from shopify_app.white_label.leaks.drawings import leaks_in_drawing
from shopify_app.white_label.leaks.images import leaks_in_image
from shopify_app.white_label.leaks.watchlist import Watchlist

MOST_BYTES = 700_000
MOST_PIXELS, DRAWN_PIXELS = 4000, 1200
# How large a logo is printed at most: on A4, see `documents/logos.py`; and what a printer makes of a picture.
MOST_WIDE_MM, MOST_HIGH_MM, DOTS_PER_INCH = 88.0, 24.0, 300
_MM_PER_INCH = 25.4
_OTHERS = {b"\xff\xd8\xff": "a JPEG", b"GIF8": "a GIF", b"RIFF": "a WebP", b"%PDF": "a PDF", b"BM": "a BMP"}


class BadLogoError(InvalidInputError):
    """The file cannot be printed as a logo; nothing was changed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, {"logo": message})


def clean_logo(raw: bytes, watchlist: Watchlist | None = None) -> bytes:
    """The picture alone, as a PNG: without metadata, thumbnails, comments or what stands behind its end.

    The words in a drawing are searched for those of the watchlist.

    Raises:
        BadLogoError: Says what is wrong and what to bring instead.
    """
    if len(raw) > MOST_BYTES:
        raise BadLogoError(f"The logo's file is too large: {MOST_BYTES // 1000} kB at most.")
    for start, kind in _OTHERS.items():
        if raw.startswith(start):
            raise BadLogoError(f"This is {kind}. Save the logo as PNG with a transparent ground, or as SVG.")
    if not raw.startswith(b"\x89PNG") and is_svg(raw):
        return _drawn(raw, watchlist)
    return _bare(_opened(raw))


def printed_size(width: int, height: int) -> tuple[float, float]:
    """How large a picture of so many pixels is printed at most, in millimetres."""
    high = min(MOST_HIGH_MM, MOST_WIDE_MM * height / width)
    return high * width / height, high


def _drawn(raw: bytes, watchlist: Watchlist | None) -> bytes:
    try:
        root = read_svg(raw)
        if watchlist is not None:
            _search(root, watchlist)
        drawing = reduce_to_shapes(root)
        _, _, width, height = drawing.box
        scale = DRAWN_PIXELS / max(width, height)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        picture = draw(drawing.at(*size), *size)
    except (BadDrawingError, UndrawableError) as error:
        raise BadLogoError(str(error)) from error
    drawn = _opened(picture)
    if drawn.getchannel("A").getbbox() is None:
        raise BadLogoError("The SVG draws nothing. Save it anew as plain SVG and look at it in a browser first.")
    return _bare(drawn)


def _search(root: Node, watchlist: Watchlist) -> None:
    """Before text is refused for being text: as paths it could not be read any more."""
    if findings := leaks_in_drawing(spoken(root), watchlist, "the logo", leaks_in_image):
        told = "; ".join(sorted({f"{finding.label} ({finding.where})" for finding in findings}))
        raise BadLogoError(f"The logo would show {told}. Bring the trader's own logo.")


_UNREADABLE = (
    *(UnidentifiedImageError, OSError, ValueError, SyntaxError),
    *(Image.DecompressionBombWarning, Image.DecompressionBombError),
)


def _opened(raw: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # A picture that would need gigabytes when unpacked is refused, not warned of.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=("PNG",)) as picture:
                _check_size(*picture.size)
                picture.load()
                return picture.convert("RGBA")
    except _UNREADABLE as error:
        raise BadLogoError("This is not a PNG that can be read. Save the logo as PNG or SVG and try again.") from error


def _bare(drawn: Image.Image) -> bytes:
    bare = Image.new("RGBA", drawn.size)
    bare.paste(drawn)
    out = io.BytesIO()
    bare.save(out, "PNG", optimize=True)
    return out.getvalue()


def _check_size(width: int, height: int) -> None:
    if max(width, height) > MOST_PIXELS:
        raise BadLogoError(f"The logo has {width} × {height} pixels: {MOST_PIXELS} at most in either direction.")
    wide, high = printed_size(width, height)
    needed = [math.ceil(side / _MM_PER_INCH * DOTS_PER_INCH) for side in (wide, high)]
    if width < needed[0] or height < needed[1]:
        raise BadLogoError(
            f"The logo has {width} × {height} pixels. It is printed up to {wide:.0f} × {high:.0f} mm large and would "
            f"be blurred: bring one of {needed[0]} × {needed[1]} pixels at least, or an SVG."
        )
