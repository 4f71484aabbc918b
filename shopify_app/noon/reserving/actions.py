"""Keeping Shopify's stock in step with noon's orders: planned here, one move at a time, and confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.errors import RemoteError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.noon.importing import planning as importing
from shopify_app.noon.importing.holding import Holders, holders_of
from shopify_app.noon.mapping import actions as mapping
from shopify_app.noon.models import NoonItem, NoonOrder
from shopify_app.noon.reserving.client import StockClient
from shopify_app.noon.reserving.models import NoonReservation
from shopify_app.noon.reserving.rules import GIVE_BACK, RESERVE, TAKE, next_move
from shopify_app.noon.rules import SHIPPED, is_cancelled, is_open
from shopify_app.noon.stock_due import mark_orders
from shopify_app.shops.models import Installation

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

MOVE_STOCK = "noon.move_stock"
# Shopify remembers a key for a day. After that a repetition would be a second move.
_REMEMBERED = timedelta(hours=20)
_MANY = 100


class ForgottenMoveError(RemoteError):
    """Too long ago to be repeated: it may have been made."""


def plan_due(runtime: Runtime, shop_id: int) -> bool:
    """Plan what is to be imported of the shop's due orders, and their moves, one batch; True when more are waiting."""
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        chosen = select(NoonOrder).where(NoonOrder.shop_id == shop_id, NoonOrder.stock_due)
        orders = list(tx.session.scalars(chosen.order_by(NoonOrder.id).limit(_MANY)))
        importing.plan(tx, shop_id, orders)
        plan(tx, shop_id, orders)
        for order in orders:
            order.stock_due = False
    return len(orders) == _MANY


def plan(tx: Transaction, shop_id: int, orders: Sequence[NoonOrder]) -> None:
    """Ask for the next move of each kind of goods of these orders."""
    places = mapping.places(tx, shop_id)
    items = _items(tx, [order.id for order in orders])
    goods = mapping.items_of(tx, shop_id, sorted({item.sku for own in items.values() for item in own}))
    rows = _rows(tx, [order.id for order in orders])
    holders = holders_of(tx, [order.id for order in orders])
    for order in orders:
        place = places.get(order.warehouse_code)
        wanted: dict[tuple[int, int], list[NoonItem]] = {}
        for item in items.get(order.id, ()):
            if place is not None and item.sku in goods and (order.id, item.noon_item_nr) not in holders.shopifys:
                wanted.setdefault((goods[item.sku], place.shopify_location_id), []).append(item)
        own = rows.get(order.id, {})
        for key in {**dict.fromkeys(own), **dict.fromkeys(wanted)}:
            row = own.get(key) or _made(tx, order, wanted[key][0].sku, *key)
            _plan_one(tx, row, wanted.get(key, []), holders)


def move_stock(runtime: Runtime, shop_id: int, reservation_id: int, version: int) -> None:
    """Make a planned move, and plan the next.

    Raises:
        ForgottenMoveError: It was asked for so long ago that repeating it may do it twice.
        RemoteError: Shopify refused it or did not answer; the first is shown, the second tried again.
    """
    with runtime.snapshot() as tx:
        row = tx.session.get_one(NoonReservation, reservation_id)
        now = tx.now
    if row.shop_id != shop_id or row.version != version or row.moving is None:
        return
    try:
        if row.asked_at is None or now - row.asked_at > _REMEMBERED:
            raise ForgottenMoveError(
                "It is not known whether Shopify moved this stock. Compare it in Shopify, then reserve anew.",
                temporary=False,
            )
        runtime.client(StockClient).move(row)
    except RemoteError as error:
        with runtime.transaction() as tx:
            tx.session.get_one(NoonReservation, reservation_id).problem = str(error)[:300]
        raise
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        _confirm(tx, reservation_id, version)


def anew(tx: Transaction, shop_id: int, *, actor: str) -> int:
    """After a person has looked: give up moves that failed, and plan from what was confirmed; returns how many."""
    lock_shop(tx, shop_id)
    chosen = select(NoonReservation).where(NoonReservation.shop_id == shop_id, NoonReservation.problem.is_not(None))
    rows = list(tx.session.scalars(chosen))
    for row in rows:
        row.moving, row.problem = None, None
    if rows:
        mark_orders(tx, shop_id, [row.order_id for row in rows])
        audit.record(tx, shop_id, events.NOON_STOCK_ANEW, "noon stock", actor=actor, reservations=len(rows))
    return len(rows)


def problems_of(tx: Transaction, shop_id: int) -> list[NoonReservation]:
    """Moves that Shopify refused or did not confirm, the newest first."""
    chosen = select(NoonReservation).where(NoonReservation.shop_id == shop_id, NoonReservation.problem.is_not(None))
    return list(tx.session.scalars(chosen.order_by(NoonReservation.id.desc()).limit(50)))


def reserved_for(tx: Transaction, order_id: int) -> dict[str, int]:
    """How many units of each SKU are reserved for an order."""
    chosen = select(NoonReservation.sku, NoonReservation.reserved).where(NoonReservation.order_id == order_id)
    return {row.sku: row.reserved for row in tx.session.execute(chosen)}


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops with orders whose stock is to be looked at, where the app is installed: what the sweeper nudges."""
    installed = select(Installation.shop_id).where(Installation.ended_at.is_(None))
    chosen = select(NoonOrder.shop_id).where(NoonOrder.stock_due, NoonOrder.shop_id.in_(installed))
    return list(tx.session.scalars(chosen.distinct()))


def _plan_one(tx: Transaction, row: NoonReservation, items: Sequence[NoonItem], holders: Holders) -> None:
    if row.moving is not None:
        # One at a time: when it is confirmed, the next is planned.
        return
    kept = [item for item in items if (row.order_id, item.noon_item_nr) in holders.ours]
    others = [item for item in items if (row.order_id, item.noon_item_nr) not in holders.ours]
    to_ship = len(kept) + sum(is_open(item.marketplace_status, item.integration_status) for item in others)
    shipped = sum(
        item.integration_status == SHIPPED and not is_cancelled(item.marketplace_status, item.integration_status)
        for item in others
    )
    move = next_move(reserved=row.reserved, taken=row.taken, to_ship=to_ship, shipped=shipped)
    if move is None:
        return
    row.moving, row.units, row.asked_at, row.version = move.kind, move.units, tx.now, row.version + 1
    tx.session.flush()
    key = f"{MOVE_STOCK}/{row.id}/{row.version}"
    outbox.put(tx, row.shop_id, MOVE_STOCK, key, reservation_id=row.id, version=row.version)


def _confirm(tx: Transaction, reservation_id: int, version: int) -> None:
    row = tx.session.get_one(NoonReservation, reservation_id, with_for_update=True)
    if row.version != version or row.moving is None:
        return
    row.reserved += row.units * {RESERVE: 1, GIVE_BACK: -1, TAKE: -1}[row.moving]
    row.taken += row.units if row.moving == TAKE else 0
    row.moving, row.problem = None, None
    mark_orders(tx, row.shop_id, [row.order_id])


def _made(tx: Transaction, order: NoonOrder, sku: str, item: int, location: int) -> NoonReservation:
    row = NoonReservation(
        shop_id=order.shop_id,
        order_id=order.id,
        sku=sku,
        shopify_inventory_item_id=item,
        shopify_location_id=location,
        reserved=0,
        taken=0,
        version=0,
        units=0,
    )
    tx.session.add(row)
    return row


def _items(tx: Transaction, order_ids: list[int]) -> Mapping[int, list[NoonItem]]:
    found: dict[int, list[NoonItem]] = {}
    for item in tx.session.scalars(select(NoonItem).where(one_of(tx.session, NoonItem.order_id, order_ids))):
        found.setdefault(item.order_id, []).append(item)
    return found


def _rows(tx: Transaction, order_ids: list[int]) -> Mapping[int, dict[tuple[int, int], NoonReservation]]:
    found: dict[int, dict[tuple[int, int], NoonReservation]] = {}
    chosen = select(NoonReservation).where(one_of(tx.session, NoonReservation.order_id, order_ids))
    for row in tx.session.scalars(chosen):
        found.setdefault(row.order_id, {})[row.shopify_inventory_item_id, row.shopify_location_id] = row
    return found
