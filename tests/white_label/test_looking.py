"""What blocks a paper is shown: the page as it is printed, a red frame around the name, and nothing else framed."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageChops

from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.faces import Line
from shopify_app.white_label.leaks.portable import places_in_pdf
from shopify_app.white_label.parcels.rules import Tracking
from shopify_app.white_label.printing.looking import look_over
from shopify_app.white_label.printing.rules import OnItsWay
from shopify_app.white_label.printing.sets import Gathered, draw, sheets_of
from tests.white_label.test_causes import BRAND, LINES, SHIPMENT, gathered
from tests.white_label.test_marks import red_in

BAD = Line("Gift box of Desert Rose", "G-1", 1)


def papers(paper: Paper = Paper.A4, language: str = "en", *lines: Line, **given: Any) -> Gathered:
    shipment = replace(SHIPMENT, language=language, lines=lines or (LINES[0], BAD))
    return gathered(**{"shipments": (shipment,), "paper": paper, **given})


def opened(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture)) as page:
        return page.convert("RGB")


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_frame_is_around_the_name_on_the_page_as_it_is_printed(paper: Paper, language: str):
    about = papers(paper, language)
    look = look_over(about)
    (shown,) = look.shown
    (place,) = places_in_pdf(draw(about).content, about.watchlist)
    assert place.box is not None
    page = opened(shown.picture)
    scale = page.height / (paper.value[1] / 25.4 * 72)
    left, bottom, right, top = place.box

    assert red_in(shown.picture) == pytest.approx(
        ((left - 3) * scale, page.height - (top + 3) * scale, (right + 3) * scale, page.height - (bottom - 3) * scale),
        abs=2,
    )
    (plain,) = sheets_of(about)[0].pictures()
    assert_only_framed(shown.picture, plain)
    # The name's ink is where the frame says.
    across, down = (left * scale, right * scale), (page.height - top * scale, page.height - bottom * scale)
    ink = opened(plain).convert("L").crop((round(across[0]), round(down[0]), round(across[1]), round(down[1])))
    assert min(shade for _, shade in ink.getcolors() or () if isinstance(shade, int)) < 100


def assert_only_framed(picture: bytes, plain: bytes) -> None:
    """The page as it is printed: nothing outside the frames is touched."""
    changed = ImageChops.difference(opened(picture), opened(plain)).getbbox()
    left, top, right, bottom = red_in(picture)
    assert changed == (left, top, right + 1, bottom + 1)


def test_each_time_the_name_stands_there_is_framed_and_only_pages_with_one_are_shown():
    many = [Line(f"Soap {number}", f"S-{number}", 1) for number in range(60)]
    about = papers(Paper.A4, "en", BAD, *many, BAD)
    look = look_over(about)
    pages = [one.page for one in look.shown]
    for one in look.shown:
        assert_only_framed(one.picture, sheets_of(about)[0].pictures()[one.page - 1])

    assert look.pages >= 2
    assert (pages[0], pages[-1]) == (1, look.pages)
    twice = look_over(papers(Paper.A4, "en", BAD, LINES[0], BAD)).shown
    once = look_over(papers(Paper.A4, "en", BAD, LINES[0], LINES[1])).shown
    assert [one.page for one in twice] == [1]
    assert red_in(twice[0].picture)[3] > red_in(once[0].picture)[3]


def test_of_two_parcels_the_page_of_the_right_one_is_shown():
    clean = replace(SHIPMENT, lines=(LINES[0],))
    look = look_over(gathered(shipments=(clean, replace(SHIPMENT, lines=(BAD,)), clean)))

    assert (look.pages, [one.page for one in look.shown]) == (3, [2])
    assert [(one.where, one.change) for one in look.causes] == [("goods, line 2", "goods")]


def test_what_stands_on_no_page_is_told_and_not_shown():
    look = look_over(gathered(on_their_way=(OnItsWay("Desert Rose", Tracking()),)))

    assert (look.shown, [one.where for one in look.findings]) == ([], ["parcel 1: the carrier's name"])


def test_clean_papers_are_clean():
    look = look_over(gathered())

    assert (look.findings, look.causes, look.shown, look.pages) == ((), (), (), 1)


def test_a_brand_that_names_the_shop_is_found_everywhere_it_stands():
    look = look_over(gathered(brand=replace(BRAND, message="Packed at Desert Rose")))

    assert {one.where for one in look.causes} == {"the brand's message"}
    assert len(look.shown) == 1
