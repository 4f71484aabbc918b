"""What customs papers say of goods, what is missing, where they are needed, and what staff may type."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.core.money import Money
from shopify_app.white_label.customs.destinations import duties_in
from shopify_app.white_label.customs.forms import (
    INCOTERMS,
    BadCustomsError,
    read_exporter,
    read_goods,
    read_sending,
)
from shopify_app.white_label.customs.rules import (
    CODE,
    DESCRIPTION,
    ORIGIN,
    WEIGHT,
    Facts,
    Ordered,
    customs_lines,
    declare,
    needs_papers,
    net_kilograms,
    read_code,
    share,
    to_grams,
)
from shopify_app.white_label.customs_faces import ExportReason

WHOLE = Facts("691200", "MA", Decimal(500))


def sar(amount: str) -> Money:
    return Money(Decimal(amount), "SAR")


def a_line(**changes: Any) -> Ordered:
    usual: dict[str, Any] = {"title": "Bowl", "sku": "BOWL", "quantity": 2, "total": sar("20.00"), "told": WHOLE}
    return Ordered(**{**usual, **changes})


@pytest.mark.parametrize(
    ("home", "destination", "needed"),
    [
        ("MA", "SA", True),
        ("MA", "MA", False),
        ("FR", "DE", False),
        ("FR", "NO", True),
        ("MA", "FR", True),
        ("SA", "AE", True),
        (None, "SA", False),
        ("MA", None, False),
    ],
)
def test_papers_are_needed_where_goods_cross_a_customs_border(home: str | None, destination: str | None, needed: bool):
    assert needs_papers(home, destination) is needed


class TestWhatCounts:
    def test_what_staff_typed_counts_and_the_rest_is_shopifys(self):
        (one,) = declare([a_line()], {"BOWL": Facts(origin="TN", description="Ceramic bowl")})

        assert one.facts == Facts("691200", "TN", Decimal(500), "Ceramic bowl")
        assert (one.missing, one.typed) == ((), True)

    def test_the_title_describes_goods_that_nobody_described(self):
        assert declare([a_line()], {})[0].facts.description == "Bowl"

    @pytest.mark.parametrize(
        ("told", "title", "missing"),
        [
            (Facts(), "Bowl", (CODE, ORIGIN, WEIGHT)),
            (Facts("691200", None, Decimal(1)), "Bowl", (ORIGIN,)),
            (Facts("691200", "MA"), "Bowl", (WEIGHT,)),
            (WHOLE, "طبق خزفي", (DESCRIPTION,)),
            (WHOLE, "Bowl · طبق", ()),
        ],
    )
    def test_what_nobody_told_is_missing_and_never_guessed(self, told: Facts, title: str, missing: tuple[str, ...]):
        assert declare([a_line(told=told, title=title)], {})[0].missing == missing

    def test_goods_without_a_sku_take_nobodys_correction(self):
        assert declare([a_line(sku="", told=Facts())], {"": WHOLE})[0].missing == (CODE, ORIGIN, WEIGHT)

    def test_weights_are_of_all_pieces(self):
        declared = declare([a_line(), a_line(quantity=3, total=sar("9.00"), told=Facts("1", "MA", Decimal("0.5")))], {})

        assert net_kilograms(declared) == Decimal("1.0015")
        assert [line.kilograms for line in customs_lines(declared)] == [Decimal(1), Decimal("0.0015")]


class TestValues:
    @pytest.mark.parametrize(
        ("total", "quantity", "shares"),
        [
            ("20.00", 2, [(2, "10")]),
            ("10.00", 3, [(2, "3.33"), (1, "3.34")]),
            ("0.01", 2, [(1, "0"), (1, "0.01")]),
            ("0", 5, [(5, "0")]),
        ],
    )
    def test_a_total_that_does_not_divide_loses_no_coin(self, total: str, quantity: int, shares: list[Any]):
        assert share(sar(total), quantity) == [(pieces, sar(each)) for pieces, each in shares]

    @given(
        st.decimals(0, 10**7, places=3, allow_nan=False),
        st.integers(1, 5000),
        st.sampled_from(["SAR", "KWD", "JPY"]),
    )
    def test_the_lines_always_add_up_to_the_orders_total(self, amount: Decimal, quantity: int, currency: str):
        total = Money(amount, currency)
        shares = share(total, quantity)

        assert sum(pieces for pieces, _ in shares) == quantity
        assert reduce(add, [Money(each.amount * pieces, currency) for pieces, each in shares]) == total
        assert len(shares) <= 2

    def test_a_line_is_two_on_the_paper_where_its_value_does_not_divide(self):
        lines = customs_lines(declare([a_line(quantity=3, total=sar("10.00"))], {}))

        assert [(line.quantity, line.value.amount) for line in lines] == [(2, Decimal("3.33")), (1, Decimal("3.34"))]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("691200", "691200"),
        ("6912.00", "691200"),
        ("6912 00 21", "69120021"),
        ("6912002100000", "6912002100000"),
        ("69120", None),
        ("69120021000000", None),
        ("69A200", None),
        ("001200", None),
        ("771200", None),
        ("\u0666\u0669\u0661\u0662\u0660\u0660", None),
        ("", None),
    ],
)
def test_an_hs_code_is_six_to_thirteen_digits_of_a_chapter_that_exists(typed: str, code: str | None):
    assert read_code(typed) == code


@pytest.mark.parametrize(
    ("value", "unit", "grams"),
    [
        ("2.4", "KILOGRAMS", "2400"),
        ("1", "POUNDS", "453.59237"),
        ("2", "OUNCES", "56.69904625"),
        ("500", "GRAMS", "500"),
        ("0", "GRAMS", None),
        ("1", "STONES", None),
    ],
)
def test_weights_come_in_every_unit_and_zero_is_unknown(value: str, unit: str, grams: str | None):
    assert to_grams(Decimal(value), unit) == (Decimal(grams) if grams else None)


IDENTITY = {
    "legal_name": "Atlas Crafts SARL",
    "street": "3 Rue des Potiers",
    "city": "Marrakesh",
    "country": "ma",
    "signatory": "Export manager",
    "incoterm": "DAP",
    "reason": "sale",
}


class TestForms:
    def test_an_identity_is_read_as_it_was_meant(self):
        exporter = read_exporter({**IDENTITY, "legal_name": "  Atlas   Crafts SARL ", "vat": "12345"})

        assert (exporter.legal_name, exporter.country, exporter.vat) == ("Atlas Crafts SARL", "MA", "12345")

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"legal_name": ""}, "legal_name"),
            ({"street": " "}, "street"),
            ({"city": "x" * 121}, "city"),
            ({"country": ""}, "country"),
            ({"country": "Morocco"}, "country"),
            ({"signatory": ""}, "signatory"),
            ({"eori": "123"}, "eori"),
            ({"email": "somebody"}, "email"),
            ({"incoterm": "XYZ"}, "incoterm"),
            ({"reason": ""}, "reason"),
            ({"phone": "a\u202eb"}, "phone"),
            ({"origin_text": "x" * 501}, "origin_text"),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field(self, changes: dict[str, str], field: str):
        with pytest.raises(BadCustomsError) as wrong:
            read_exporter({**IDENTITY, **changes})

        assert list(wrong.value.fields) == [field]

    @pytest.mark.parametrize(
        ("typed", "facts"),
        [
            ({"hs_code": "6912.00"}, Facts("691200")),
            ({"origin": "tn", "grams": "12"}, Facts(None, "TN", Decimal(12))),
            ({"description": "Bowl"}, Facts(description="Bowl")),
        ],
    )
    def test_of_goods_only_what_is_typed_counts(self, typed: dict[str, str], facts: Facts):
        assert read_goods({"sku": "BOWL", **typed}) == ("BOWL", facts)

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"sku": "", "hs_code": "691200"}, "sku"),
            ({"hs_code": "12"}, "hs_code"),
            ({"origin": "Tunisia"}, "origin"),
            ({"grams": "0"}, "grams"),
            ({"grams": "1.5"}, "grams"),
            ({"grams": "9" * 40}, "grams"),
            ({"description": "طبق"}, "description"),
        ],
    )
    def test_what_is_wrong_with_goods_stands_beside_its_field(self, typed: dict[str, str], field: str):
        with pytest.raises(BadCustomsError) as wrong:
            read_goods({"sku": "BOWL", **typed})

        assert list(wrong.value.fields) == [field]

    def test_goods_of_which_nothing_is_told_are_refused(self):
        with pytest.raises(BadCustomsError, match="Nothing is told"):
            read_goods({"sku": "BOWL"})

    def test_a_consignment_is_one_package_of_unknown_gross_weight_unless_told(self):
        sending = read_sending({"incoterm": "DAP", "reason": "gift"}, Decimal(3))

        assert (sending.packages, sending.gross_kilograms, sending.reason) == (1, None, ExportReason.GIFT)

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"packages": "0"}, "packages"),
            ({"packages": "1000"}, "packages"),
            ({"packages": "\u0665"}, "packages"),
            ({"packages": "9" * 5000}, "packages"),
            ({"gross_kilograms": "2.999"}, "gross_kilograms"),
            ({"gross_kilograms": "nan"}, "gross_kilograms"),
            ({"gross_kilograms": "1e9"}, "gross_kilograms"),
            ({"reason": "holiday"}, "reason"),
            ({"incoterm": ""}, "incoterm"),
            ({"tracking": "x" * 121}, "tracking"),
        ],
    )
    def test_what_is_wrong_with_a_consignment_stands_beside_its_field(self, typed: dict[str, str], field: str):
        with pytest.raises(BadCustomsError) as wrong:
            read_sending({"incoterm": "DAP", "reason": "sale", **typed}, Decimal(3))

        assert list(wrong.value.fields) == [field]

    def test_every_term_of_delivery_is_told_by_its_own_letters(self):
        assert all(words.startswith(f"{term}: ") for term, words in INCOTERMS.items())


class TestDestinations:
    @pytest.mark.parametrize(("country", "words"), [("SA", "Made in {origin}"), ("FR", "responsible person")])
    def test_what_a_destination_wants_has_a_source(self, country: str, words: str):
        duties = duties_in(country)

        assert any(words in duty.text for duty in duties)
        assert all(duty.source and duty.on in {"goods", "packing", "papers"} for duty in duties)

    def test_of_a_country_we_know_nothing_about_nothing_is_said(self):
        assert duties_in("JP") == duties_in(None) == ()

    def test_saudi_marks_are_wanted_on_goods_and_on_packing(self):
        assert {"goods", "packing"} <= {duty.on for duty in duties_in("SA")}
