"""The gift message and the return slip: what is written is read, in the trader's name, and never a price."""

from __future__ import annotations

import re

import pytest

from shopify_app.white_label.documents.gift import EmptyMessageError, gift_message, gift_sheet
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.documents.returns import REASONS, return_slip, returns_sheet
from shopify_app.white_label.faces import Address
from tests.white_label.printed import (
    a_brand,
    a_line,
    a_logo,
    a_shipment,
    heights_of,
    is_clear_at_the_edges,
    places_of,
    read,
    text_of,
)

LONG = "May every day of the new year be as bright as you are. " * 200


class TestGift:
    def test_the_message_stands_line_by_line_in_the_traders_name(self):
        text = text_of(gift_message(a_brand(logo=a_logo()), a_shipment(), "Dear Noura,\r\n\r\nhappy birthday!\nAmina"))
        lines = [line.strip() for line in text.splitlines() if line.strip()]

        assert lines == ["Maison Rosée", "Dear Noura,", "happy birthday!", "Amina", "#1001"]

    @pytest.mark.parametrize("text", ["كل عام وأنت بخير", "Gratulerer med dagen", "С днём рождения", "Χρόνια πολλά"])
    def test_it_may_be_in_any_script(self, text: str):
        said = text_of(gift_message(a_brand(), a_shipment(language="ar"), text))

        assert [word for word in text.split() if word not in said] == []

    def test_an_empty_line_keeps_two_parts_apart(self):
        together, apart = (
            heights_of(read(gift_message(a_brand(), a_shipment(), text)).pages[0])
            for text in ("one\ntwo", "one\n\ntwo")
        )

        assert apart("one") - apart("two") > together("one") - together("two") + 5

    @pytest.mark.parametrize("paper", Paper)
    def test_a_longer_message_is_smaller_and_the_longest_goes_over_pages(self, paper: Paper):
        brand = a_brand(logo=a_logo())
        for length, pages in ((20, {1}), (600, {1}), (len(LONG), set(range(2, 20)))):
            sheet = gift_sheet(brand, a_shipment(), LONG[:length], paper)
            printed = read(sheet.pdf())

            assert len(printed.pages) in pages
            words = [word for page in printed.pages for word in page.extract_text().split() if word != "#1001"]
            assert words == ["Maison", "Rosée", *LONG[:length].split()]
            assert is_clear_at_the_edges(sheet, 3)

    @pytest.mark.parametrize("text", ["", " \n\t ", "\u200e\n"])
    def test_an_empty_message_is_no_card(self, text: str):
        with pytest.raises(EmptyMessageError):
            gift_message(a_brand(), a_shipment(), text)

    def test_it_holds_no_price_and_is_the_same_for_the_same(self):
        dear, cheap = (
            gift_message(a_brand(shows_prices=True), a_shipment(a_line(price=price)), "Hello") for price in ("9", "1")
        )

        assert dear == cheap


class TestReturns:
    @pytest.mark.parametrize("language", ["en", "fr", "nb"])
    def test_everything_a_return_needs(self, language: str):
        returns = Address("Rosée Returns", "Gate 4", "Industrial City", "14335", "Riyadh", "SA")
        shipment = a_shipment(a_line(), a_line("Bowl", "BOWL-24", 7), language=language)
        text = text_of(return_slip(a_brand(returns=returns), shipment, deadline="Until 17 November."))

        asked = ["Rosée Returns", "Gate 4", "14335 Riyadh", "Noura Al-Harbi", "#1001", "Oud Royal", "BOWL-24"]
        assert [one for one in [*asked, *REASONS[language], "Until 17 November."] if one not in text] == []

    def test_in_arabic_it_runs_from_right_to_left(self):
        page = read(return_slip(a_brand(), a_shipment(a_line(quantity=77), language="ar"))).pages[0]
        places = dict(places_of(page))
        text = page.extract_text()

        assert places["77"] > 400
        assert [word for word in ("قسيمة", "الإرجاع", "ملاحظات", "تالف") if word not in text] == []

    def test_without_a_return_address_goods_go_to_the_sender(self):
        assert "King Fahd Road 1423" in text_of(return_slip(a_brand(), a_shipment()))

    def test_each_line_has_a_box_for_each_reason(self):
        reasons = ("Too large", "Too small", "Broken")
        slip = return_slip(a_brand(), a_shipment(a_line(), a_line("Bowl", "")), reasons=reasons)

        assert len(re.findall("1 *2 *3(?![0-9])", text_of(slip).replace("\n", " "))) == 2
        assert "Another reason" not in text_of(slip)

    @pytest.mark.parametrize(("paper", "language"), [(Paper.A4, "en"), (Paper.LABEL, "ar")])
    def test_many_lines_flow_over_numbered_pages(self, paper: Paper, language: str):
        lines = [a_line(f"Goods {number}", f"S-{number}", 1) for number in range(120)]
        pages = read(return_slip(a_brand(), a_shipment(*lines, language=language), paper=paper)).pages
        texts = [page.extract_text() for page in pages]

        assert all(f"{number}/{len(pages)}" in text for number, text in enumerate(texts, 1))
        assert [int(number) for number in re.findall(r"Goods (\d+)", "\n".join(texts))] == list(range(120))

    @pytest.mark.parametrize("paper", Paper)
    def test_it_keeps_to_the_paper(self, paper: Paper):
        lines = a_line("x" * 300, "y" * 100, 100_000), a_line("عود ملكي فاخر", "", 1)
        many = tuple(f"A reason of some length, number {number}" for number in range(9))
        sheet = returns_sheet(a_brand(logo=a_logo()), a_shipment(*lines), reasons=many, paper=paper)

        assert is_clear_at_the_edges(sheet, 4)

    def test_it_holds_no_price_and_is_the_same_for_the_same(self):
        dear, cheap = (return_slip(a_brand(shows_prices=True), a_shipment(a_line(price=price))) for price in ("9", "1"))

        assert dear == cheap
