"""What a noon order is as an order in Shopify, and what is missing for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shopify_app.noon.importing.answers import Held
from shopify_app.noon.importing.letting_go import change_of
from shopify_app.noon.importing.rules import Draft, Line, Terms, Unit, draft, order_input

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
VARIANTS = {"BOWL": 11, "CUP": 12}


def unit(number: int, sku: str = "BOWL", price: str | None = "19.9") -> Unit:
    return Unit(f"I{number}", sku, Decimal(price) if price is not None else None)


def asked(*lines: Line, terms: Terms | None = None, currency: str = "AED", **changes: Any) -> dict[str, Any]:
    placed_at = changes.get("placed_at", NOW - timedelta(hours=1))
    return order_input("NFBO1", lines, currency, placed_at, NOW, terms or Terms())


def test_units_of_the_same_goods_at_the_same_price_are_one_line():
    found = draft([unit(1), unit(2), unit(3, price="18.5"), unit(4, "CUP")], VARIANTS, (), "AED")

    assert found.lines == (
        Line(11, "BOWL", "19.90", ("I1", "I2")),
        Line(11, "BOWL", "18.50", ("I3",)),
        Line(12, "CUP", "19.90", ("I4",)),
    )


@pytest.mark.parametrize(
    ("units", "currency", "said"),
    [
        ([unit(1), unit(2, "JUG")], "AED", "Not paired with your goods: JUG."),
        ([unit(at, sku) for at, sku in enumerate("ABCDE")], "AED", "A, B, C and 2 more"),
        ([unit(1, price=None)], "AED", "noon tells no price of BOWL"),
        ([unit(1)], "", "noon tells no currency"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_imported_in_part(units: list[Unit], currency: str, said: str):
    found = draft(units, VARIANTS, (), currency)

    assert said in found.why and not found.lines


def test_what_the_shop_does_not_sell_is_left_out():
    found = draft([unit(1), unit(2, "JUG")], VARIANTS, {"JUG"}, "AED")

    assert [line.sku for line in found.lines] == ["BOWL"]
    assert draft([unit(2, "JUG")], VARIANTS, {"JUG"}, "AED") == Draft()
    assert draft([], VARIANTS, (), "AED") == Draft()


@pytest.mark.parametrize(("currency", "price"), [("AED", "19.90"), ("KWD", "19.900"), ("JPY", "20")])
def test_prices_have_the_decimals_of_their_currency(currency: str, price: str):
    assert draft([unit(1)], VARIANTS, (), currency).lines[0].price == price


def test_the_order_bears_noons_number_and_nobodys_name():
    made = asked(Line(11, "BOWL", "19.90", ("I1", "I2")))

    assert made["sourceIdentifier"] == "NFBO1"
    assert made["metafields"] == [{"namespace": "$app", "key": "noon_order", "type": "id", "value": "NFBO1"}]
    assert made["tags"] == ["noon"] and made["financialStatus"] == "PAID"
    assert made["lineItems"][0]["quantity"] == 2
    assert made["lineItems"][0]["priceSet"]["shopMoney"] == {"amount": "19.90", "currencyCode": "AED"}
    assert not made.keys() & {"email", "phone", "customer", "customerId", "shippingAddress", "billingAddress", "note"}


def test_a_date_that_lies_ahead_is_now():
    assert asked(placed_at=NOW + timedelta(days=1))["processedAt"] == NOW.isoformat()
    assert "processedAt" not in asked(placed_at=None)


@pytest.mark.parametrize(
    ("terms", "included", "tax"),
    [
        (Terms(), False, None),
        (Terms("included", Decimal("15.00")), True, "30.00"),
        (Terms("added", Decimal("15.00")), False, "34.50"),
        (Terms("included", Decimal(0)), True, None),
    ],
)
def test_tax_is_as_the_shop_says(terms: Terms, *, included: bool, tax: str | None):
    made = asked(Line(11, "BOWL", "115.00", ("I1", "I2")), terms=terms)

    assert made["taxesIncluded"] is included
    lines = made["lineItems"][0].get("taxLines", [])
    assert [one["priceSet"]["shopMoney"]["amount"] for one in lines] == ([tax] if tax else [])
    assert [Decimal(one["rate"]) for one in lines] == ([Decimal("0.15")] if tax else [])


KEPT = [
    {"variant": 11, "sku": "BOWL", "price": "19.90", "units": ["I1", "I2"]},
    {"variant": 12, "sku": "CUP", "price": "5.00", "units": ["I3"]},
]


def held(variant: int, price: str, quantity: int, unsent: int | None = None) -> Held:
    return Held(f"L{variant}", variant, Decimal(price), quantity, quantity if unsent is None else unsent, "at")


@pytest.mark.parametrize(
    ("lines", "let_go", "taken", "sent", "is_all"),
    [
        ([held(11, "19.9", 2), held(12, "5", 1)], ["I1"], [1], 0, False),
        ([held(11, "19.9", 2), held(12, "5", 1)], ["I1", "I2", "I3"], [2, 1], 0, True),
        # Done already, or done in part by staff.
        ([held(11, "19.9", 1), held(12, "5", 1)], ["I1"], [], 0, False),
        ([held(11, "19.9", 0), held(12, "5", 0)], ["I1", "I2", "I3"], [], 0, False),
        # What was sent stays, and is told.
        ([held(11, "19.9", 2, unsent=0), held(12, "5", 1)], ["I1", "I3"], [1], 1, False),
        # What staff added is theirs.
        ([held(11, "19.9", 2), held(12, "5", 1), held(99, "1", 4)], ["I1", "I2", "I3"], [2, 1], 0, False),
    ],
)
def test_only_what_is_too_much_is_taken_out(
    lines: list[Held], let_go: list[str], taken: list[int], sent: int, *, is_all: bool
):
    change = change_of(lines, KEPT, let_go)

    assert [count for _, count in change.fewer] == taken
    assert (change.sent, change.is_all) == (sent, is_all)
