"""What all papers have in common: pictures of the same pages, and a list of every kind."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from shopify_app.white_label.documents.colours import text_as_wanted, text_on
from shopify_app.white_label.documents.kinds import KINDS, Audience
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.documents.slip import packing_slip, slip_sheet
from shopify_app.white_label.documents.typesetting import MissingGlyphsError
from tests.white_label.printed import a_brand, a_line, a_logo, a_shipment, is_clear_at_the_edges, read


class TestPictures:
    @pytest.mark.parametrize("dpi", [36, 72])
    def test_are_as_large_as_the_paper_and_as_many_as_its_pages(self, dpi: int):
        sheet = slip_sheet(a_brand(logo=a_logo()), a_shipment(*[a_line()] * 60), Paper.A6)
        pictures = [Image.open(io.BytesIO(page)) for page in sheet.pictures(dpi)]

        assert len(pictures) == len(read(sheet.pdf()).pages) > 1
        expected = (round(105 / 25.4 * dpi), round(148 / 25.4 * dpi))
        assert all(abs(one.width - expected[0]) <= 1 and abs(one.height - expected[1]) <= 1 for one in pictures)

    def test_say_of_letters_that_no_font_has_what_the_paper_says(self):
        sheet = slip_sheet(a_brand(), a_shipment(a_line("漢字")))
        with pytest.raises(MissingGlyphsError):
            sheet.pictures()

    def test_leave_out_ornaments_as_the_paper_does(self):
        plain, adorned = (slip_sheet(a_brand(), a_shipment(a_line(title))) for title in ("Oud ", "Oud 🎁"))

        assert adorned.pictures(50) == plain.pictures(50)

    def test_do_not_change_what_is_printed_next(self):
        before = packing_slip(a_brand(), a_shipment())
        slip_sheet(a_brand(), a_shipment()).pictures(40)

        assert packing_slip(a_brand(), a_shipment()) == before


class TestKinds:
    def test_each_is_known_by_its_name_and_has_a_paper(self):
        assert all(name == kind.name and kind.papers for name, kind in KINDS.items())

    def test_authorities_read_a_set_of_their_own(self):
        told = {audience: [one.name for one in KINDS.values() if one.audience is audience] for audience in Audience}

        assert told == {
            Audience.BUYER: ["packing-slip", "shipping-label", "gift-message", "return-slip"],
            Audience.AUTHORITY: ["commercial-invoice", "declaration-of-origin"],
        }


class TestColours:
    def test_the_text_on_a_colour_is_as_the_brand_wants_it_if_it_can_be_read(self):
        assert text_as_wanted("#7a1f3d", "#ffe9c0") == "#ffe9c0"
        assert text_as_wanted("#7a1f3d", "#8a2f4d") == text_on("#7a1f3d")
        assert text_as_wanted("#7a1f3d", "") == text_on("#7a1f3d")


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("language", ["en", "ar", "fr", "nb"])
def test_a_slip_keeps_to_its_paper_with_the_largest_amounts(paper: Paper, language: str):
    lines = a_line("x" * 200, "y" * 80, 999_999, "99999999.99"), a_line("عود ملكي فاخر Amber " * 9)
    sheet = slip_sheet(a_brand(logo=a_logo(), shows_prices=True), a_shipment(*lines, language=language), paper)

    assert is_clear_at_the_edges(sheet, 4)
