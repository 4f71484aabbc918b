"""Customs papers: the names that the law wants, every value, and where goods were made; in nobody's brand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shopify_app.core.money import CurrencyMismatchError, Money
from shopify_app.white_label.customs_faces import Customs, CustomsLine, ExportReason, Party
from shopify_app.white_label.documents.declaring import IncompleteCustomsError
from shopify_app.white_label.documents.invoice import commercial_invoice, invoice_sheet
from shopify_app.white_label.documents.origin import origin_declaration, origin_sheet
from shopify_app.white_label.faces import Address
from tests.white_label.printed import BUYER, is_clear_at_the_edges, read, text_of

EXPORTER = Party(
    Address("Atelier Zouak SARL", "12 Rue des Tanneurs", "", "30000", "Fès", "MA"),
    (("ICE", "001234567000089"), ("EORI", "MA0012345")),
    "+212 535 123456",
    "export@atelier.example",
)
TRADER = Party(
    Address("Maison Rosée Trading LLC", "King Fahd Road 1423", "", "12214", "Riyadh", "SA"), (("CR", "1010"),)
)
MAKERS: tuple[Callable[[Customs], bytes], ...] = (commercial_invoice, origin_declaration)


def sar(amount: str) -> Money:
    return Money(Decimal(amount), "SAR")


def a_customs_line(**given: Any) -> CustomsLine:
    known = {"description": "Ceramic bowl", "hs_code": "6912.00", "origin": "MA", "quantity": 24, "value": sar("120")}
    return CustomsLine(**{**known, "kilograms": Decimal("18.4"), "description_ar": "وعاء خزفي", **given})


def customs(*lines: CustomsLine, country: str = "SA", **given: Any) -> Customs:
    known: dict[str, Any] = {"number": "INV-417", "issued_on": date(2026, 11, 3), "exporter": EXPORTER, "buyer": TRADER}
    known |= {"consignee": Party(replace(BUYER, country=country)), "lines": lines or (a_customs_line(),)}
    known |= {"freight": sar("850"), "insurance": sar("75.25"), "incoterm": "DAP Jeddah", "order": "#1001"}
    known |= {"gross_kilograms": Decimal("20.1"), "packages": 4, "signatory": "Y. Bennani, manager", "place": "Fès"}
    return Customs(**{**known, **given})


class TestInvoice:
    def test_it_tells_what_customs_want_to_know(self):
        goods = a_customs_line(), a_customs_line(description="Leather pouf", hs_code="9404.90", quantity=3)
        told = customs(*goods, country="NO", tracking="SMSA2901", reason=ExportReason.SAMPLE)
        text = text_of(commercial_invoice(told))

        asked = ["Commercial invoice", "INV-417", "3 November 2026", "#1001", "SMSA2901", "SAR", "Commercial sample"]
        asked += ["Atelier Zouak SARL", "001234567000089", "MA0012345", "+212 535 123456", "export@atelier.example"]
        asked += ["Noura Al-Harbi", "23424 Jeddah", "Maison Rosée Trading LLC", "1010", "DAP Jeddah (Incoterms 2020)"]
        asked += ["Ceramic bowl", "6912.00", "Leather pouf", "9404.90", "18.4", "36.8 kg", "20.1 kg", "Morocco"]
        asked += ["Made in Morocco", "We certify", "Y. Bennani, manager", "Fès, 3 November 2026", "Signature and stamp"]
        assert [one for one in asked if one not in text] == []

    def test_it_adds_up(self):
        goods = a_customs_line(value=sar("1420.50"), quantity=3), a_customs_line(value=sar("0.10"), quantity=1)
        text = text_of(commercial_invoice(customs(*goods, country="NO")))

        assert [one for one in ("4,261.50", "4,261.60", "850.00", "75.25", "5,186.85 SAR") if one not in text] == []

    def test_without_freight_and_insurance_the_goods_are_the_whole(self):
        text = text_of(commercial_invoice(customs(freight=None, insurance=None)))

        assert "2,880.00 SAR" in text
        assert [word for word in ("Freight", "Insurance", "Value of goods") if word in text] == []

    @pytest.mark.parametrize("where", ["freight", "insurance", "line"])
    def test_several_currencies_have_no_total(self, where: str):
        dirhams = Money(Decimal(5), "MAD")
        declared = customs(a_customs_line(), a_customs_line(value=dirhams)) if where == "line" else customs()
        with pytest.raises(CurrencyMismatchError):
            commercial_invoice(declared if where == "line" else replace(declared, **{where: dirhams}))

    def test_a_number_is_copied_out_of_the_file_as_it_was_typed(self):
        """A long one may be broken over lines; the sign for that would go along, to any figure that looks the same."""
        text = text_of(commercial_invoice(customs(country="NO")))

        assert "001234567000089" in text
        assert "2,880.00" in text
        assert "\u200b" not in text

    def test_dinars_have_three_decimals(self):
        price = Money(Decimal("1.5"), "KWD")
        text = text_of(commercial_invoice(customs(a_customs_line(value=price), freight=None, insurance=None)))

        assert "1.500" in text
        assert "36.000 KWD" in text


class TestLanguages:
    @pytest.mark.parametrize(
        ("country", "second"),
        [
            ("SA", "فاتورة تجارية"),
            ("EG", "فاتورة تجارية"),
            ("FR", "Facture commerciale"),
            ("MA", "Facture commerciale"),
        ],
    )
    def test_customs_read_their_own_language_beside_english(self, country: str, second: str):
        text = text_of(commercial_invoice(customs(country=country)))

        assert "Commercial invoice" in text
        assert [word for word in second.split() if word not in text] == []

    def test_elsewhere_english_is_enough(self):
        text = text_of(commercial_invoice(customs(country="NO")))

        assert [word for word in ("Facture", "فاتورة") if word in text] == []

    @pytest.mark.parametrize(("country", "shown"), [("SA", True), ("FR", False), ("NO", False)])
    def test_goods_are_described_in_arabic_where_arabic_is_read(self, country: str, shown: bool):
        text = text_of(commercial_invoice(customs(country=country)))

        assert ("خزفي" in text) is shown
        assert "Ceramic bowl" in text


class TestOrigin:
    def test_it_declares_where_goods_were_made_and_not_what_they_cost(self):
        text = text_of(origin_declaration(customs()))

        asked = ["Declaration of origin", "Atelier Zouak SARL", "Morocco (MA)", "Made in Morocco", "The undersigned"]
        assert [one for one in asked if one not in text] == []
        assert [one for one in ("120.00", "2,880", "SAR ", "850") if one in text] == []

    @pytest.mark.parametrize("make", MAKERS)
    def test_several_origins_are_told_with_their_items(self, make: Callable[[Customs], bytes]):
        origins = ["MA", "MA", "MA", "TN", "MA", "tn"]
        text = text_of(make(customs(*(a_customs_line(origin=origin) for origin in origins), country="NO")))

        assert re.search(r"Made in Morocco.*\( ?1–3, 5\)", text)
        assert re.search(r"Made in Tunisia.*\( ?4, 6\)", text)


@pytest.mark.parametrize("make", MAKERS)
class TestBoth:
    @pytest.mark.parametrize(
        ("given", "missing"),
        [
            ({"number": " "}, "the invoice's number"),
            ({"exporter": replace(EXPORTER, address=replace(EXPORTER.address, name=""))}, "the exporter's name"),
            ({"consignee": Party(replace(BUYER, country=""))}, "the consignee's country"),
            ({"importer": replace(TRADER, address=replace(TRADER.address, city=""))}, "the importer's city"),
            ({"buyer": replace(TRADER, address=replace(TRADER.address, name=""))}, "the buyer's name"),
            ({"lines": ()}, "the goods"),
            ({"lines": (a_customs_line(), a_customs_line(description="\u200e"))}, "the description of item 2"),
            ({"lines": (a_customs_line(origin=""),)}, "the country of origin of item 1"),
        ],
    )
    def test_what_the_law_wants_may_not_be_missing(
        self, make: Callable[[Customs], bytes], given: dict[str, Any], missing: str
    ):
        with pytest.raises(IncompleteCustomsError, match=missing):
            make(replace(customs(), **given))

    def test_what_need_not_be_known_is_not_mentioned(self, make: Callable[[Customs], bytes]):
        line = a_customs_line(kilograms=None, hs_code="", description_ar="")
        bare = Customs("1", date(2026, 11, 3), Party(EXPORTER.address), Party(BUYER), (line,))
        text = text_of(make(bare))

        words = ("Buyer", "Importer", "Net weight", "Gross weight", "Order", "Tracking", "None", "Incoterms")
        assert [word for word in words if word in text] == []
        assert "Ceramic bowl" in text

    def test_a_party_is_told_once(self, make: Callable[[Customs], bytes]):
        alone = customs()
        same = replace(alone, buyer=alone.consignee, importer=alone.consignee)

        assert text_of(make(same)).count("Noura Al-Harbi") == 1

    def test_many_goods_flow_over_numbered_pages_under_a_repeated_head(self, make: Callable[[Customs], bytes]):
        lines = [a_customs_line(description=f"Goods {number}") for number in range(100)]
        pages = read(make(customs(*lines, country="NO"))).pages
        texts = [page.extract_text() for page in pages]

        assert all(f"{number}/{len(pages)}" in text for number, text in enumerate(texts, 1))
        assert all("Description of goods" in text for text in texts if "Goods " in text)
        assert [int(number) for number in re.findall(r"Goods (\d+)", "\n".join(texts))] == list(range(100))

    def test_it_is_by_the_exporter_and_holds_nothing_of_ours(self, make: Callable[[Customs], bytes]):
        made = make(customs())
        known = read(made).metadata

        assert known is not None
        assert known.author == "Atelier Zouak SARL"
        assert (known.title or "").endswith("INV-417")
        assert b"tajir" not in made.lower()
        assert make(customs()) == made


@pytest.mark.parametrize("lay_out", [invoice_sheet, origin_sheet])
def test_long_words_and_large_amounts_keep_to_the_paper(lay_out: Callable[[Customs], Any]):
    line = a_customs_line(description="x" * 300, sku="y" * 90, value=sar("99999999.99"), quantity=999_999, origin="AE")
    long = Party(Address(*("z" * 120,) * 5, "SA"), (("k" * 30, "n" * 60),), "1" * 40, "e" * 90)

    assert is_clear_at_the_edges(lay_out(customs(line, consignee=long, exporter=long, number="N" * 60)), 6)
