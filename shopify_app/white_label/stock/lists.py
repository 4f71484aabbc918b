"""Branding stock as lists: a brand's items, the shop's items with the low ones first, and the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.orders.models import Order
from shopify_app.white_label.stock import rules
from shopify_app.white_label.stock.ledger import UnknownItemError, held_by_order
from shopify_app.white_label.stock.models import BrandingItem, BrandingMove, BrandingReservation
from shopify_app.white_label.stock.rules import CONSUMED, LOOKED_AT, Lasting

ALL, LOW, RETIRED = "all", "low", "retired"


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the shop's items is wanted: those in use, those that are low, or those no longer used."""

    show: str = ALL
    search: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One move with what it was of and for: the item's name, and the order's where there is one."""

    move: BrandingMove
    item: str
    order: str | None


@dataclass(frozen=True, slots=True)
class Packing:
    """An item as one order has it: how many pieces are reserved, how many its parcels used; none where it is out."""

    item: BrandingItem
    reserved: int
    used: int
    is_out: bool


def get_item(tx: Transaction, shop_id: int, brand_id: int, item_id: int) -> BrandingItem:
    """One of a brand's items, to be looked at.

    Raises:
        UnknownItemError: It has none of this number.
    """
    item = tx.session.get(BrandingItem, item_id)
    if item is None or (item.shop_id, item.brand_id) != (shop_id, brand_id):
        raise UnknownItemError("This brand has no such branding item.")
    return item


def items_of(tx: Transaction, shop_id: int, brand_id: int) -> list[BrandingItem]:
    """A brand's items: those in use first, by kind and name."""
    chosen = select(BrandingItem).where(BrandingItem.shop_id == shop_id, BrandingItem.brand_id == brand_id)
    chosen = chosen.order_by(BrandingItem.retired_at.is_not(None), BrandingItem.kind, BrandingItem.name)
    return list(tx.session.scalars(chosen))


def list_items(tx: Transaction, shop_id: int, wish: Wish) -> Page[BrandingItem]:
    """The shop's items as wished: what is short first, then what is low, then by what is free."""
    chosen = select(BrandingItem).where(BrandingItem.shop_id == shop_id)
    chosen = chosen.where(BrandingItem.retired_at.is_not(None) if wish.show == RETIRED else _in_use())
    if wish.show == LOW:
        chosen = chosen.where(BrandingItem.low_since.is_not(None))
    if wish.search:
        chosen = chosen.where(_found_by(wish.search))
    free = BrandingItem.on_hand - BrandingItem.reserved
    urgent = (BrandingItem.short_since.is_(None), BrandingItem.low_since.is_(None), free, BrandingItem.id)
    return page_of(tx.session.scalars(cut(chosen.order_by(*urgent), wish.page)).all(), wish.page)


def count_low(tx: Transaction, shop_id: int) -> int:
    """How many of the shop's items are low."""
    chosen = select(func.count()).where(BrandingItem.shop_id == shop_id, _in_use(), BrandingItem.low_since.is_not(None))
    return tx.session.scalar(chosen) or 0


def lasting_of(tx: Transaction, items: Sequence[BrandingItem]) -> dict[int, Lasting | None]:
    """How long what is free of each item lasts, at the average of the last 30 days or of as long as it is there."""
    pieces = -func.sum(BrandingMove.on_hand_change)
    chosen = select(BrandingMove.item_id, pieces, func.count(BrandingMove.order_id.distinct())).where(
        one_of(tx.session, BrandingMove.item_id, [item.id for item in items]),
        BrandingMove.kind == CONSUMED,
        BrandingMove.at >= tx.now - LOOKED_AT,
    )
    rows = tx.session.execute(chosen.group_by(BrandingMove.item_id))
    used = {item_id: (int(count), orders) for item_id, count, orders in rows}
    told = {}
    for item in items:
        count, orders = used.get(item.id, (0, 0))
        days = min(LOOKED_AT, tx.now - item.made_at).days
        told[item.id] = rules.lasting(item.free, used=count, orders=orders, days=days)
    return told


def list_moves(
    tx: Transaction, shop_id: int, brand_id: int, item_id: int | None, number: int, *, rows: int | None = None
) -> Page[Line]:
    """A brand's ledger, or that of one item, the newest first."""
    chosen = _lines(shop_id, brand_id, item_id)
    found = tx.session.execute(chosen.limit(rows) if rows else cut(chosen, number))
    return page_of([Line(*row) for row in found], number)


def each_move(tx: Transaction, shop_id: int, brand_id: int, item_id: int | None) -> Iterator[Line]:
    """The whole of it, read as it is used."""
    found = tx.session.execute(_lines(shop_id, brand_id, item_id).execution_options(yield_per=1000))
    return (Line(*row) for row in found)


def packing_of(tx: Transaction, shop_id: int, order_id: int) -> list[Packing]:
    """The branding of one order: what is reserved, what its parcels used, and what it goes without."""
    held = held_by_order(tx, order_id)
    row = tx.session.get(BrandingReservation, order_id)
    without = set(row.without) if row is not None and row.shop_id == shop_id else set()
    known = one_of(tx.session, BrandingItem.id, [*held, *without])
    chosen = select(BrandingItem).where(BrandingItem.shop_id == shop_id, known)
    found = []
    for item in tx.session.scalars(chosen.order_by(BrandingItem.kind, BrandingItem.name)):
        reserved, used = held.get(item.id, (0, 0))
        if reserved or used or item.id in without:
            found.append(Packing(item, reserved, used, item.id in without))
    return found


def orders_with(tx: Transaction, item: BrandingItem, most: int = 50) -> list[tuple[Order, int]]:
    """Orders that have some of the item reserved, the oldest first, and how many pieces."""
    left = func.sum(BrandingMove.reserved_change)
    sums = select(BrandingMove.order_id, left.label("pieces")).where(BrandingMove.item_id == item.id)
    held = sums.group_by(BrandingMove.order_id).having(left > 0).subquery()
    chosen = select(Order, held.c.pieces).join(held, held.c.order_id == Order.id).where(Order.shop_id == item.shop_id)
    return [(order, int(pieces)) for order, pieces in tx.session.execute(chosen.order_by(Order.id).limit(most))]


def _in_use() -> Any:
    return BrandingItem.retired_at.is_(None)


def _found_by(search: str) -> Any:
    """By a part of its name, or by the number of its brand."""
    named = BrandingItem.folded_name.contains(search.casefold(), autoescape=True)
    is_number = search.isascii() and search.isdigit() and len(search) < 19  # noqa: PLR2004
    return (named | (BrandingItem.brand_id == int(search))) if is_number else named


def _lines(shop_id: int, brand_id: int, item_id: int | None) -> Select[BrandingMove, str, str]:
    chosen = select(BrandingMove, BrandingItem.name, Order.name)
    chosen = chosen.join(BrandingItem, BrandingItem.id == BrandingMove.item_id)
    chosen = chosen.outerjoin(Order, Order.id == BrandingMove.order_id)
    chosen = chosen.where(BrandingMove.shop_id == shop_id, BrandingMove.brand_id == brand_id)
    if item_id is not None:
        chosen = chosen.where(BrandingMove.item_id == item_id)
    return chosen.order_by(BrandingMove.id.desc())
