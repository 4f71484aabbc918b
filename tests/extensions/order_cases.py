"""The cases that hold the checkout's Function and the server's rule to the same verdicts, and inputs made of them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from shopify_app.core.money import Money
from shopify_app.wholesale.checkout.rules import configuration
from shopify_app.wholesale.rules import Minimum, Minimums

TABLE: dict[str, Any] = json.loads((Path(__file__).parents[1] / "cases" / "order_minimum.json").read_text("utf-8"))
# How amounts may be written, beside the table's edges of amounts: (name, subtotal, qualifying orders, missing), in SAR.
_WRITTEN = (
    ("no decimals", "5000", 0, None),
    ("one decimal", "5000.0", 0, None),
    ("more digits count more, whatever they are", "900.00", 1, "1100.00"),
    ("many qualifying orders are no other than one", "1999.99", 250, "0.01"),
    ("less than the following minimum is not enough for a first order either", "2000.00", 0, "3000.00"),
    ("digits beyond the currency's own", "4999.995", 0, "0.005"),
    ("an amount larger than a binary fraction holds", "123456789012345678.91", 0, None),
)
# An exemption is granted to an order that has been placed: the checkout cannot know of one.
_OF_TABLE = [case for case in TABLE["cases"] if case["rule"] != "exempt"]
CASES: list[dict[str, Any]] = _OF_TABLE + [
    {
        "name": f"written: {name}",
        "currency": "SAR",
        "subtotal": subtotal,
        "is_trade": True,
        "qualifying_orders": orders,
        "allowed": missing is None,
        "rule": "following" if orders else "first",
        "missing": missing,
    }
    for name, subtotal, orders, missing in _WRITTEN
]


def minimums() -> Minimums:
    """The table's thresholds."""
    return Minimums(
        {
            code: Minimum(Money(Decimal(one["first"]), code), Money(Decimal(one["following"]), code))
            for code, one in TABLE["minimums"].items()
        }
    )


def function_input(case: dict[str, Any], *, as_company: bool = False, language: str = "EN") -> dict[str, Any]:
    """The case as Shopify gives it to the Function, under the configuration that our server writes."""
    customer = {"hasAnyTag": case["is_trade"], "numberOfOrders": case["qualifying_orders"], "metafield": None}
    company = {"company": {"metafield": None}, "location": {"ordersCount": case["qualifying_orders"]}}
    return {
        "buyerJourney": {"step": "CHECKOUT_INTERACTION"},
        "cart": {
            "cost": {"subtotalAmount": {"amount": case["subtotal"], "currencyCode": case["currency"]}},
            "discountApplications": [],
            "buyerIdentity": {"customer": customer, "purchasingCompany": company if as_company else None},
        },
        "localization": {"language": {"isoCode": language}},
        "validation": {"metafield": {"jsonValue": json.loads(configuration(minimums()))}},
    }
