"""Branding stock for orders: reserved before an order leaves, consumed by its parcels, given back when it does not.

Every action takes the shop's lock, so that two orders never get the same last box.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import get_order, tell
from shopify_app.white_label.brands.actions import find_brand, get_brand
from shopify_app.white_label.stock import rules
from shopify_app.white_label.stock.items import add_item, bring_back, change_item, count, receive, retire, spoil
from shopify_app.white_label.stock.ledger import Why, free_again, held_by_order, items_for, move
from shopify_app.white_label.stock.models import (
    HELD,
    RETURNED,
    SENT,
    BrandingItem,
    BrandingParcel,
    BrandingReservation,
)
from shopify_app.white_label.stock.rules import CONSUMED, GIVEN_BACK, RESERVED, Plan, Shortage, Want

# What staff do to items stands in a file of its own.
__all__ = [
    "add_item",
    "bring_back",
    "change_item",
    "consume",
    "count",
    "give_back",
    "receive",
    "reservation_of",
    "reserve",
    "retire",
    "spoil",
]


def reserve(
    tx: Transaction, shop_id: int, brand_id: int, order_id: int, *, parcels: int, units: int
) -> tuple[Shortage, ...]:
    """Reserve all branding the whole order needs, or nothing of it; returns what is missing of required items.

    The figures are of the whole order, parcels that left already among them. Asked again it corrects what was reserved
    before; when that cannot be had, all stays as it was. Optional items it goes without are told on the order.

    Raises:
        NotFoundError: The shop has no such order or brand.
    """
    lock_shop(tx, shop_id)
    get_order(tx, shop_id, order_id)
    get_brand(tx, shop_id, brand_id)
    row = reservation_of(tx, shop_id, order_id)
    if row is not None and row.state == SENT and (row.brand_id, row.parcels, row.units) == (brand_id, parcels, units):
        return ()
    held = held_by_order(tx, order_id)
    items = {item.id: item for item in items_for(tx, shop_id, brand_id, beside=set(held))}
    plan = rules.plan_reservation(_wants(items.values(), held, brand_id, parcels, units))
    if plan.missing:
        return tuple(_shortage(items[item_id], missing) for item_id, missing in plan.missing.items())
    for item_id, change in plan.changes.items():
        move(tx, items[item_id], RESERVED if change > 0 else GIVEN_BACK, Why(order_id), reserved=change)
    if row is None:
        row = BrandingReservation(order_id=order_id, shop_id=shop_id, without=[])
        tx.session.add(row)
    _tell_without(tx, row, items, plan)
    row.brand_id, row.parcels, row.units = brand_id, parcels, units
    row.state, row.without, row.changed_at = HELD, list(plan.without), tx.now
    tx.session.flush()
    free_again(tx, shop_id, (items[item_id].brand_id for item_id, change in plan.changes.items() if change < 0))
    return ()


def give_back(tx: Transaction, shop_id: int, order_id: int, why: str) -> None:
    """Give back all the order has reserved and did not use: it was cancelled, or will not leave in this brand.

    Raises:
        UnknownOrderError: The shop has no such order.
    """
    lock_shop(tx, shop_id)
    get_order(tx, shop_id, order_id)
    _end(tx, shop_id, order_id, RETURNED, why)


def consume(tx: Transaction, shop_id: int, order_id: int, parcel: str, *, units: int, last: bool) -> None:
    """Take what a parcel used out of the stock; a parcel told of again takes nothing. The last gives back what is left.

    Items per order go with the first parcel. What a parcel used beyond the reservation is written down as it is.

    Raises:
        UnknownOrderError: The shop has no such order.
    """
    lock_shop(tx, shop_id)
    order = get_order(tx, shop_id, order_id)
    told = select(BrandingParcel).where(BrandingParcel.shop_id == shop_id, BrandingParcel.order_id == order_id)
    earlier = tx.session.scalars(told).all()
    if parcel not in {one.parcel for one in earlier}:
        row = BrandingParcel(shop_id=shop_id, order_id=order_id, parcel=parcel, units=units, at=tx.now)
        tx.session.add(row)
        held = reservation_of(tx, shop_id, order_id)
        brand = find_brand(tx, order) if held is None else None
        brand_id = held.brand_id if held else brand.id if brand else None
        _use(tx, brand_id, row, earlier, is_held=held is not None and held.state != RETURNED)
    if last:
        _end(tx, shop_id, order_id, SENT, "All parcels left")


def reservation_of(tx: Transaction, shop_id: int, order_id: int) -> BrandingReservation | None:
    """What was reserved for an order, and what it goes without; None when nothing ever was."""
    row = tx.session.get(BrandingReservation, order_id, populate_existing=True)
    return row if row is not None and row.shop_id == shop_id else None


def _wants(
    items: Iterable[BrandingItem], held: dict[int, tuple[int, int]], brand_id: int, parcels: int, units: int
) -> list[Want]:
    """What the order needs of each item; of what is no longer used, or another brand's, nothing."""
    wants = []
    for item in items:
        in_use = item.brand_id == brand_id and item.retired_at is None
        need = rules.needed(item.recipe, parcels=parcels, units=units) if in_use else 0
        reserved, consumed = held.get(item.id, (0, 0))
        wants.append(Want(item.id, need, reserved, consumed, item.free, item.is_required))
    return wants


def _shortage(item: BrandingItem, missing: int) -> Shortage:
    pieces = "1 more piece" if missing == 1 else f"{missing} more pieces"
    step = f"Receive {pieces} of it under Branding stock of brand {item.brand_id}, or make it optional there."
    return Shortage(item.name, missing, step)


def _tell_without(tx: Transaction, row: BrandingReservation, items: dict[int, BrandingItem], plan: Plan) -> None:
    """Say on the order which optional items it goes without, whenever that changes."""
    if list(plan.without) != row.without:
        names = [items[item_id].name for item_id in plan.without]
        what = "branding_without" if names else "branding_complete"
        tell(tx, row.shop_id, row.order_id, what, items=", ".join(names))


def _use(
    tx: Transaction, brand_id: int | None, row: BrandingParcel, earlier: Sequence[BrandingParcel], *, is_held: bool
) -> None:
    held = held_by_order(tx, row.order_id)
    before = sum(one.units for one in earlier)
    for item in items_for(tx, row.shop_id, brand_id, beside=set()):
        need = rules.needed_for_parcel(item.recipe, is_first=not earlier, units_before=before, units=row.units)
        reserved, _ = held.get(item.id, (0, 0))
        used = rules.consumed_by(
            need,
            reserved=reserved,
            free=item.free,
            on_hand=item.on_hand,
            is_required=item.is_required,
            is_held=is_held,
        )
        if used:
            move(tx, item, CONSUMED, Why(row.order_id, row.parcel), on_hand=-used, reserved=-min(used, reserved))


def _end(tx: Transaction, shop_id: int, order_id: int, state: str, why: str) -> None:
    left = {item_id: reserved for item_id, (reserved, _) in held_by_order(tx, order_id).items() if reserved}
    items = items_for(tx, shop_id, None, beside=set(left))
    for item in items:
        move(tx, item, GIVEN_BACK, Why(order_id, reason=why[:300]), reserved=-left[item.id])
    row = reservation_of(tx, shop_id, order_id)
    if row is not None and row.state != state:
        row.state, row.changed_at = state, tx.now
        tx.session.flush()
    free_again(tx, shop_id, (item.brand_id for item in items))
