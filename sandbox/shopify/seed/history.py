"""Orders of the past months, so that the app finds a shop at work."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal

from sandbox.shopify.act import Act
from sandbox.shopify.records import Record
from sandbox.shopify.seed.people import TRADERS
from sandbox.shopify.state import fulfillments, orders, payments
from sandbox.shopify.state.specs import LineSpec, OrderSpec
from sandbox.shopify.state.statuses import fulfillment_orders_of
from sandbox.shopify.world import World

FIRST_MINIMUM = 5_000
FOLLOWING_MINIMUM = 2_000
_DAYS_BACK = (96, 80, 66, 51, 38, 24, 12, 5)
_NEWCOMERS = 2
_OPEN_DAYS = 4


def basket(shop: Record, dice: random.Random, at_least: Decimal) -> list[LineSpec]:
    """Lines of random goods worth at least so much, and not much more."""
    variants = sorted(shop["variants"].values(), key=lambda one: Decimal(one["price"]))
    lines: dict[int, LineSpec] = {}
    missing = at_least
    while missing > 0:
        variant = dice.choice([one for one in variants if Decimal(one["price"]) <= missing] or variants[:1])
        price = Decimal(variant["price"])
        count = dice.randint(1, max(1, min(6, int(missing / price))))
        line = lines.setdefault(variant["id"], LineSpec(variant_id=variant["id"], quantity=0))
        line.quantity += count
        missing -= price * count
    return list(lines.values())


def write_history(world: World, domain: str, dice: random.Random, traders: list[Record], retail: list[Record]) -> None:
    """Orders of traders and customers, oldest first. The last traders are still to place their first."""
    planned: list[tuple[float, Record, Decimal]] = []
    for number, trader in enumerate(traders[: max(0, len(traders) - _NEWCOMERS)]):
        days = sorted(dice.sample(_DAYS_BACK, dice.randint(1, 3)), reverse=True)
        for order_number, back in enumerate(days):
            least = FOLLOWING_MINIMUM if order_number else FIRST_MINIMUM
            planned.append((back + number / 24, trader, Decimal(least)))
    for number, customer in enumerate(retail):
        for back in dice.sample(_DAYS_BACK, 2):
            planned.append((back + number / 24 + 0.5, customer, Decimal(dice.randint(60, 600))))
    for days_back, buyer, worth in sorted(planned, key=lambda one: -one[0]):
        _past_order(world, domain, dice, buyer, worth, days_back)


def _past_order(
    world: World, domain: str, dice: random.Random, buyer: Record, least: Decimal, days_back: float
) -> None:
    at = world.started - timedelta(days=days_back)
    is_trader = "trade" in buyer["tags"]
    with world.act(domain, "buyer", silent=True, at=at) as act:
        spec = OrderSpec(
            lines=basket(act.shop, dice, least),
            customer_id=buyer["id"],
            company_location_id=buyer.get("company_location_id"),
            shipping="0" if is_trader else "25",
            financial_status="pending" if is_trader and days_back < _OPEN_DAYS else "paid",
            gateway="Bank Deposit" if is_trader else "shopify_payments",
            tags=["trade"] if is_trader else [],
        )
        order = orders.place_order(act, spec)
    if days_back > _OPEN_DAYS:
        _ship(world, domain, order, at + timedelta(days=2))
    if dice.random() < 1 / len(TRADERS):
        _refund_one(world, domain, order, at + timedelta(days=3))


def _ship(world: World, domain: str, order: Record, at: datetime) -> None:
    with world.act(domain, "merchant", silent=True, at=at) as act:
        for one in fulfillment_orders_of(act.shop, order):
            tracking = [{"company": "Sample Express", "number": f"SX{one['id']}", "url": None}]
            fulfillments.fulfill(act, [{"fulfillment_order_id": one["id"]}], tracking=tracking)
        _close(act, order)


def _close(act: Act, order: Record) -> None:
    orders.close_order(act, order, closed=True)


def _refund_one(world: World, domain: str, order: Record, at: datetime) -> None:
    with world.act(domain, "merchant", silent=True, at=at) as act:
        line = order["line_items"][0]
        wanted = [{"line_item_id": line["id"], "quantity": 1, "restock_type": "RETURN"}]
        payments.refund(act, order, wanted, note="Arrived damaged")
