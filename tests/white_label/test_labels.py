"""Shipping labels: complete for the carrier, in the trader's name alone, on one label however long the address is."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PIL import Image

from shopify_app.white_label.documents.labels import NoParcelsError, labels_sheet, shipping_labels
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.faces import Address, Handling, Parcel, Place
from tests.white_label.printed import (
    BUYER,
    a_brand,
    a_logo,
    heights_of,
    is_clear_at_the_edges,
    picture_of,
    places_of,
    read,
    text_of,
)
from tests.white_label.test_barcodes import read_again

LONG = "A department of a ministry of a kingdom far away, behind the seventh mountain, on the left " * 3


def a_parcel(**given: Any) -> Parcel:
    known = {"order": "#1001", "to": BUYER, "packed_on": date(2026, 11, 3), "number": 2, "of": 3}
    known |= {"kilograms": Decimal("2.450"), "handling": tuple(Handling), "phone": "+966 55 123 4567"}
    return Parcel(**{**known, "carrier": "SMSA Express", "tracking": "SMSA290112345678", **given})


class TestWhatIsSaid:
    def test_everything_the_carrier_needs(self):
        text = text_of(shipping_labels(a_brand(logo=a_logo()), [a_parcel()]))

        asked = ["Noura Al-Harbi", "7421 Prince Sultan St", "Al Zahra", "23424 Jeddah", "SAUDI ARABIA"]
        asked += ["King Fahd Road 1423", "12214 Riyadh", "#1001", "2026-11-03", "2.450 kg", "2/3", "+966 55 123 4567"]
        asked += ["Fragile", "This way up", "Keep dry", "SMSA Express", "Maison Rosée"]
        assert [one for one in asked if one not in text] == []
        assert "SMSA290112345678" in text.replace(" ", "")

    @pytest.mark.parametrize(
        ("language", "country", "capitals", "local"),
        [
            ("ar", "AE", "UNITED ARAB EMIRATES", "الإمارات"),
            ("fr", "CH", "SWITZERLAND", "Suisse"),
            ("nb", "NO", "NORWAY", "Norge"),
            ("en", "NO", "NORWAY", ""),
        ],
    )
    def test_the_country_is_in_capitals_and_as_its_people_call_it(
        self, language: str, country: str, capitals: str, local: str
    ):
        """Capitals in a language that the posts read, as the Universal Postal Union asks."""
        parcel = a_parcel(to=replace(BUYER, country=country), language=language)
        text = text_of(shipping_labels(a_brand(), [parcel]))

        assert capitals in text
        assert local in text
        assert ("Norway" in text) is False

    def test_the_return_address_is_told_where_it_is_another(self):
        returns = Address("Rosée Returns", "Gate 4", "", "14335", "Riyadh", "SA")
        same = text_of(shipping_labels(a_brand(), [a_parcel()]))
        other = text_of(shipping_labels(a_brand(returns=returns), [a_parcel()]))

        assert "RETURN TO" not in same
        assert "Rosée Returns · Gate 4 · 14335 Riyadh · Saudi Arabia" in other

    def test_the_sender_is_the_brands_in_that_country(self):
        here = Address("Maison Rosée Dubai", "Sheikh Zayed Road 1", "", "", "Dubai", "AE")
        brand = a_brand(places=(Place("AE", here),))
        dubai, jeddah = (
            text_of(shipping_labels(brand, [a_parcel(to=replace(BUYER, country=to))])) for to in ("AE", "SA")
        )

        assert "Sheikh Zayed Road 1" in dubai
        assert "Sheikh Zayed Road 1" not in jeddah

    def test_what_is_not_known_is_not_mentioned(self):
        bare = Parcel("1", Address("Noura"), date(2026, 11, 3))
        text = text_of(shipping_labels(a_brand(), [bare]))

        assert [word for word in ("WEIGHT", "PHONE", "kg", "Fragile", "RETURN") if word in text] == []
        assert "1/1" in text

    def test_an_arabic_label_runs_from_right_to_left(self):
        words = {"en": "ORDER", "ar": "الطلب"}
        begins = {}
        for language, word in words.items():
            page = read(shipping_labels(a_brand(), [a_parcel(language=language)])).pages[0]
            begins[language] = max(at for text, at in places_of(page) if word in text)

        assert begins["en"] < 72 < begins["ar"]

    def test_there_is_something_to_label(self):
        with pytest.raises(NoParcelsError, match="no parcels"):
            shipping_labels(a_brand(), [])


class TestTheBarcode:
    def test_is_what_the_number_says(self):
        """Read off the picture, where half a millimetre, the width of a bar, is five dots."""
        assert read_again(scanned(picture_of(labels_sheet(a_brand(), [a_parcel()]), dpi=254))) == "SMSA290112345678"

    @pytest.mark.parametrize("tracking", ["", "9" * 79, "X" * 60, "رقم 12"])
    def test_is_left_out_where_it_could_not_be_scanned(self, tracking: str):
        sheet = labels_sheet(a_brand(), [a_parcel(tracking=tracking, handling=())])

        assert scanned(picture_of(sheet, dpi=100)) == []
        assert tracking in text_of(sheet.pdf()).replace("\n", "") or "رقم" in tracking


def scanned(picture: Image.Image) -> list[int]:
    """Widths of bars and gaps, in modules, where dark and light stand above each other for a third of an inch."""
    rows = [
        [dot < 128 for dot in picture.crop((0, y, picture.width, y + 1)).tobytes()]
        for y in range(picture.height // 2, picture.height)
    ]
    high = round(picture.width / 4 / 3)
    for row, below in zip(rows, rows[high:], strict=False):
        edges = [x for x in range(1, len(row)) if row[x] != row[x - 1]]
        if len(edges) > 60 and row == below:
            gaps = [after - before for before, after in itertools.pairwise(edges)]
            return [round(gap / min(gaps)) for gap in gaps]
    return []


class TestOnPaper:
    @pytest.mark.parametrize(("paper", "pages"), [(Paper.LABEL, 5), (Paper.A6, 5), (Paper.A4, 2)])
    def test_one_to_a_page_and_four_to_an_a4(self, paper: Paper, pages: int):
        parcels = [a_parcel(number=number, of=5) for number in range(1, 6)]
        printed = read(shipping_labels(a_brand(logo=a_logo()), parcels, paper))

        assert len(printed.pages) == pages
        texts = "".join(page.extract_text() for page in printed.pages)
        assert [number for number in range(1, 6) if f"{number}/5" not in texts] == []

    @pytest.mark.parametrize("paper", [Paper.LABEL, Paper.A6])
    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_the_longest_address_shrinks_until_it_fits(self, paper: Paper, language: str):
        line = LONG[:255] if language == "en" else ("شارع الأمير سلطان بن عبد العزيز " * 9)[:255]
        parcel = a_parcel(to=Address(line, line, line, "12345", line, "SA"), language=language)
        sheet = labels_sheet(a_brand(logo=a_logo(), returns=BUYER), [parcel], paper)
        printed = read(sheet.pdf())

        assert len(printed.pages) == 1
        assert is_clear_at_the_edges(sheet, 3)
        heights = heights_of(printed.pages[0])
        assert heights("SAUDI") > heights("966") > heights("2026-11-03")

    def test_a_short_address_is_printed_large(self):
        short, long = (
            read(shipping_labels(a_brand(), [a_parcel(to=to)])).pages[0]
            for to in (Address("Noura", "Gate 1", "", "", "Jeddah", "SA"), replace(BUYER, street=LONG[:255]))
        )

        assert sizes_of(short)["Gate 1"] > 15 > min(sizes_of(long).values())

    def test_the_same_parcels_give_the_same_bytes_and_never_a_price(self):
        made = [shipping_labels(a_brand(shows_prices=True), [a_parcel()]) for _ in range(2)]

        assert made[0] == made[1]
        assert "SAR" not in text_of(made[0])


def sizes_of(page: Any) -> dict[str, float]:
    """How large each text is."""
    sizes: dict[str, float] = {}

    def look(text: str, outer: Any, inner: Any, _font: Any, size: float) -> None:
        if text.strip():
            sizes[text.strip()] = abs(size * inner[3] * outer[3])

    page.extract_text(visitor_text=look)
    return sizes
