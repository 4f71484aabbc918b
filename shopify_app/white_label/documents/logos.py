"""A brand's logo on paper: on white, with as many dots as can be seen, so that no paper waits for a huge picture."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.documents.papers import Paper

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
# A picture is unpacked to four bytes a pixel before it is printed.
_MOST_PIXELS, _MOST_BYTES, _LEAST_BYTES = 4000, 16_000_000, 33
# Millimetres that any template gives a logo at most. More dots an inch than this nobody sees.
_ROOM = {Paper.A4: (88, 24), Paper.A6: (46, 16), Paper.LABEL: (46, 16)}
_DOTS_PER_INCH, _MM_PER_INCH = 400, 25.4
_WORTH_IT = 0.7
# Traders take turns in a print run; a logo at hand takes some tens of kilobytes.
_AT_HAND = 128


class UnreadableLogoError(InvalidInputError):
    """The logo is not a picture that can be printed."""


@dataclass(frozen=True, slots=True)
class PaperLogo:
    """A PNG for one kind of paper, and its size in pixels."""

    content: bytes
    width: int
    height: int


def logo_on_paper(logo: bytes | None, paper: Paper) -> PaperLogo | None:
    """The logo as this paper shows it.

    Raises:
        UnreadableLogoError: It is no PNG, broken, or larger than a picture may be.
    """
    if logo is None:
        return None
    if not logo.startswith(_PNG) or len(logo) < _LEAST_BYTES:
        raise UnreadableLogoError("The logo cannot be printed: it is not a PNG. Bring it anew.")
    width, height = (int.from_bytes(logo[at : at + 4]) for at in (16, 20))
    if min(width, height) == 0:
        raise UnreadableLogoError("The logo cannot be printed: it has no pixels. Bring it anew.")
    if max(width, height) > _MOST_PIXELS or len(logo) > _MOST_BYTES:
        raise UnreadableLogoError(
            f"The logo cannot be printed: it has {width} × {height} pixels, {_MOST_PIXELS} at most in either direction."
        )
    return _drawn(logo, paper)


@lru_cache(maxsize=_AT_HAND)
def _drawn(logo: bytes, paper: Paper) -> PaperLogo:
    try:
        with Image.open(io.BytesIO(logo), formats=("PNG",)) as picture:
            drawn = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadableLogoError(
            "The logo cannot be printed: it is not a PNG that can be read. Bring it anew."
        ) from error
    most = (round(side / _MM_PER_INCH * _DOTS_PER_INCH) for side in _ROOM[paper])
    scale = min(room / side for room, side in zip(most, drawn.size, strict=True))
    # A little smaller is no gain: flat colours get shades at their edges, and the file grows.
    scale = scale if scale < _WORTH_IT else 1
    size = (max(1, round(drawn.width * scale)), max(1, round(drawn.height * scale)))
    # Premultiplied by Pillow, so that what is under transparent dots does not shine through.
    smaller = drawn if size == drawn.size else drawn.resize(size, Image.Resampling.LANCZOS)
    flat = Image.new("RGB", size, "white")
    flat.paste(smaller, mask=smaller.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "PNG", compress_level=1)
    return PaperLogo(out.getvalue(), *size)
