"""Amounts as GraphQL objects."""

from __future__ import annotations

from sandbox.shopify.money import Bag, rounded, shortened
from sandbox.shopify.records import Record


def money_bag(priced: Record, amount: Bag) -> Record:
    """A `MoneyBag`."""
    return {
        "shop_money": {"amount": shortened(amount["shop"]), "currency_code": priced["currency"]},
        "presentment_money": {
            "amount": shortened(amount["presentment"]),
            "currency_code": priced["presentment_currency"],
        },
    }


def money(amount: str, currency: str) -> Record:
    """A `MoneyV2`."""
    return {"amount": shortened(rounded(amount, currency)), "currency_code": currency}
