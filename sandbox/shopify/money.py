"""Amounts: exact decimals, kept as text in two currencies, the shop's and the buyer's (a *bag*)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from sandbox.shopify.records import Record

Bag = dict[str, str]
_DIGITS = {"KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3, "IQD": 3, "LYD": 3, "JPY": 0, "KRW": 0, "VND": 0}


def digits_of(currency: str) -> int:
    """How many decimals the currency has."""
    return _DIGITS.get(currency, 2)


def rounded(amount: Decimal | str | int, currency: str) -> str:
    """The amount as text with the currency's decimals, as webhooks and REST show it."""
    step = Decimal(1).scaleb(-digits_of(currency))
    return str(Decimal(str(amount)).quantize(step, ROUND_HALF_UP))


def shortened(amount: str) -> str:
    """The amount as GraphQL shows it: no closing zeros, yet at least one decimal."""
    whole, _, part = amount.partition(".")
    return f"{whole}.{part.rstrip('0') or '0'}"


def bag(shop: Decimal | str | int, priced: Record, presentment: Decimal | str | int | None = None) -> Bag:
    """An amount in both currencies of an order or draft; the second follows from the first by the order's rate."""
    shown = Decimal(str(shop)) * Decimal(priced["rate"]) if presentment is None else presentment
    return {"shop": rounded(shop, priced["currency"]), "presentment": rounded(shown, priced["presentment_currency"])}


def bag_from_presentment(presentment: Decimal | str | int, priced: Record) -> Bag:
    """The same, given what the buyer sees."""
    return bag(Decimal(str(presentment)) / Decimal(priced["rate"]), priced, presentment)


def zero(priced: Record) -> Bag:
    """Nothing, in both currencies."""
    return bag(0, priced)


def plus(priced: Record, bags: Iterable[Bag]) -> Bag:
    """The sum."""
    total = {"shop": Decimal(0), "presentment": Decimal(0)}
    for one in bags:
        for side in total:
            total[side] += Decimal(one[side])
    return bag(total["shop"], priced, total["presentment"])


def minus(priced: Record, left: Bag, right: Bag) -> Bag:
    """The difference."""
    return plus(priced, [left, times(priced, right, -1)])


def times(priced: Record, one: Bag, factor: Decimal | int) -> Bag:
    """The amount multiplied, rounded in each currency."""
    return bag(Decimal(one["shop"]) * factor, priced, Decimal(one["presentment"]) * factor)


def is_zero(one: Bag) -> bool:
    """Whether nothing is left, or less."""
    return Decimal(one["shop"]) <= 0
