"""A logo as it was uploaded, made safe to print: a PNG drawn anew, so that nothing of the file but its picture is left.

Pure: no I/O but the bytes given.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, UnidentifiedImageError

from shopify_app.core.errors import InvalidInputError

MOST_BYTES = 700_000
# A tenth of the paper's width at 300 dots an inch; and what a printer can make use of at most.
FEWEST_PIXELS, MOST_PIXELS = 240, 4000


class BadLogoError(InvalidInputError):
    """The file cannot be printed as a logo; nothing was changed."""


def clean_logo(raw: bytes) -> bytes:
    """The picture alone, as a PNG: without metadata, thumbnails, comments or what stands behind its end.

    Raises:
        BadLogoError: Says what is wrong and what to bring instead.
    """
    if len(raw) > MOST_BYTES:
        raise BadLogoError(f"The logo's file is too large: {MOST_BYTES // 1000} kB at most.")
    try:
        with warnings.catch_warnings():
            # A picture that would need gigabytes when unpacked is refused, not warned of.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=("PNG",)) as picture:
                _check_size(*picture.size)
                picture.load()
                drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning) as error:
        raise BadLogoError("This is not a PNG that can be read. Save the logo as PNG and try again.") from error
    bare = Image.new("RGBA", drawn.size)
    bare.paste(drawn)
    out = io.BytesIO()
    bare.save(out, "PNG", optimize=True)
    return out.getvalue()


def _check_size(width: int, height: int) -> None:
    if max(width, height) > MOST_PIXELS:
        raise BadLogoError(f"The logo has {width} × {height} pixels: {MOST_PIXELS} at most in either direction.")
    if max(width, height) < FEWEST_PIXELS:
        raise BadLogoError(
            f"The logo has {width} × {height} pixels and would print blurred: bring one of at least {FEWEST_PIXELS}."
        )
