"""A frame is drawn where the name stands, whatever the page's size and the picture's."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from shopify_app.white_label.leaks.identities import Box
from shopify_app.white_label.printing.marks import RED, framed

A4 = (595.0, 842.0)


def a_page(dpi: float, size: tuple[float, float] = A4) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (round(size[0] * dpi / 72), round(size[1] * dpi / 72)), "white").save(out, "PNG")
    return out.getvalue()


def red_in(picture: bytes) -> tuple[int, int, int, int]:
    """The rectangle around everything red."""
    with Image.open(io.BytesIO(picture)) as page:
        width, raw = page.width, page.tobytes()
    red = [(at // 3 % width, at // 3 // width) for at in range(0, len(raw), 3) if tuple(raw[at : at + 3]) == RED]
    across, down = zip(*red, strict=True)
    return min(across), min(down), max(across), max(down)


@pytest.mark.parametrize("dpi", [72, 96, 144])
@pytest.mark.parametrize("box", [(88.0, 495.0, 126.0, 509.0), (10.0, 10.0, 20.0, 20.0), (500.0, 800.0, 560.0, 830.0)])
def test_the_frame_is_around_the_box(dpi: float, box: Box):
    """A page counts from below, a picture from above."""
    scale = dpi / 72
    left, top, right, bottom = red_in(framed(a_page(dpi), [box], A4[1]))

    assert (left, right) == pytest.approx(((box[0] - 3) * scale, (box[2] + 3) * scale), abs=2)
    assert (top, bottom) == pytest.approx(((A4[1] - box[3] - 3) * scale, (A4[1] - box[1] + 3) * scale), abs=2)


@pytest.mark.parametrize("box", [(-50.0, -50.0, 900.0, 1200.0), (700.0, 900.0, 800.0, 950.0), (0.0, 0.0, 0.0, 0.0)])
def test_a_box_that_leaves_the_page_is_framed_at_its_edge(box: Box):
    left, top, right, bottom = red_in(framed(a_page(72), [box], A4[1]))

    assert (left >= 0, top >= 0, right < 595, bottom < 842) == (True, True, True, True)


def test_what_is_framed_can_still_be_read():
    with Image.open(io.BytesIO(framed(a_page(72), [(100.0, 100.0, 300.0, 200.0)], A4[1]))) as page:
        inside = page.getpixel((200, 842 - 150))

    assert isinstance(inside, tuple)
    assert all(200 <= one <= 255 for one in inside)


def test_without_boxes_the_page_is_as_it_was():
    with Image.open(io.BytesIO(framed(a_page(72), [], A4[1]))) as page:
        assert page.getcolors() == [(595 * 842, (255, 255, 255))]
