"""A page as a picture, with what must not be on it framed. Pure: no I/O but the bytes given."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from shopify_app.white_label.leaks.identities import Box

RED = (200, 10, 36)
_TINT = (*RED, 40)
# In points: how far the frame stands off, and how thick it is.
_GAP, _LINE = 3.0, 1.6


def framed(picture: bytes, boxes: Sequence[Box], height: float) -> bytes:
    """The page's PNG with a red frame around each box. `height` is the page's, in points, as the boxes are."""
    with Image.open(io.BytesIO(picture), formats=("PNG",)) as page:
        drawn = page.convert("RGB")
    scale, brush = drawn.height / height, ImageDraw.Draw(drawn, "RGBA")
    for box in boxes:
        place = _placed(box, scale, drawn.size)
        brush.rectangle(place, fill=_TINT, outline=RED, width=max(2, round(_LINE * scale)))
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()


def _placed(box: Box, scale: float, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """In pixels from the upper left corner, where a page's points count from the lower left one."""
    left, bottom, right, top = box
    width, height = size
    place = (
        (left - _GAP) * scale,
        height - (top + _GAP) * scale,
        (right + _GAP) * scale,
        height - (bottom - _GAP) * scale,
    )
    edges = (width - 1, height - 1, width - 1, height - 1)
    x, y, to_x, to_y = (min(max(0, round(one)), edge) for one, edge in zip(place, edges, strict=True))
    return x, y, max(x, to_x), max(y, to_y)
