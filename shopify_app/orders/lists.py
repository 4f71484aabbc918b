"""Orders as lists: searched, filtered, sorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from shopify_app.core.outbox import DEAD, Call
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.orders.holds import STOPPED, SYNC_HOLD
from shopify_app.orders.models import OVERRIDDEN, RETAIL, TRADE, Hold, Order, TimelineEntry

SORTS = {"placed": Order.placed_at, "name": Order.shopify_order_id, "goods": Order.goods}
SHOWN = ("all", "held", "trade", "retail", "overridden")


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the list is wanted. Unknown words fall back to the default, so that an old link still works."""

    show: str = "all"
    search: str = ""
    sort: str = "placed"
    rising: bool = False
    page: int = 1


def list_orders(tx: Transaction, shop_id: int, wish: Wish) -> Page[Order]:
    """The shop's orders, as wished."""
    chosen = _filter(select(Order).where(Order.shop_id == shop_id), wish)
    column = SORTS.get(wish.sort, Order.placed_at)
    ordered = chosen.order_by(column.asc() if wish.rising else column.desc(), Order.id.desc())
    return page_of(tx.session.scalars(cut(ordered, wish.page)).all(), wish.page)


def trade_orders(tx: Transaction, shop_id: int, wish: Wish, most: int) -> list[int]:
    """The traders' orders of the list, whatever its pages: the oldest first."""
    chosen = _filter(select(Order.id).where(Order.shop_id == shop_id, Order.kind == TRADE), wish)
    return list(tx.session.scalars(chosen.order_by(Order.placed_at, Order.id).limit(most)))


def count_held(tx: Transaction, shop_id: int) -> int:
    """How many orders are stopped now."""
    chosen = select(func.count(func.distinct(Hold.order_id))).where(Hold.shop_id == shop_id, Hold.state.in_(STOPPED))
    return tx.session.scalar(chosen) or 0


def holds_of(tx: Transaction, shop_id: int, order_ids: list[int]) -> dict[int, list[Hold]]:
    """Each order's holds, past ones too."""
    found: dict[int, list[Hold]] = {order_id: [] for order_id in order_ids}
    for hold in tx.session.scalars(select(Hold).where(Hold.shop_id == shop_id, Hold.order_id.in_(order_ids))):
        found[hold.order_id].append(hold)
    return found


def failed_holds(tx: Transaction, shop_id: int, holds: Sequence[Hold]) -> set[int]:
    """Which of these holds could not be placed in Shopify, after every try: their orders can be shipped."""
    newest = {f"{SYNC_HOLD}/{hold.id}/{hold.version}": hold.id for hold in holds if hold.state in STOPPED}
    chosen = select(Call.key).where(Call.shop_id == shop_id, Call.key.in_(newest), Call.state == DEAD)
    return {newest[key] for key in tx.session.scalars(chosen)}


def orders_of_calls(tx: Transaction, shop_id: int, calls: Sequence[Call]) -> dict[int, Order]:
    """Which order each of these calls is about, as far as it is about one: {call id: order}."""
    hold_ids = {call.id: call.arguments["hold_id"] for call in calls if "hold_id" in call.arguments}
    order_ids = {call.id: call.arguments["order_id"] for call in calls if "order_id" in call.arguments}
    held = select(Hold.id, Hold.order_id).where(Hold.shop_id == shop_id, Hold.id.in_(hold_ids.values()))
    order_of = {row.id: row.order_id for row in tx.session.execute(held)}
    order_ids |= {call_id: order_of[hold_id] for call_id, hold_id in hold_ids.items() if hold_id in order_of}
    chosen = select(Order).where(Order.shop_id == shop_id, Order.id.in_(order_ids.values()))
    found = {order.id: order for order in tx.session.scalars(chosen)}
    return {call_id: found[order_id] for call_id, order_id in order_ids.items() if order_id in found}


def timeline(tx: Transaction, shop_id: int, order_id: int) -> list[TimelineEntry]:
    """What happened to the order, newest first."""
    chosen = select(TimelineEntry).where(TimelineEntry.shop_id == shop_id, TimelineEntry.order_id == order_id)
    return list(tx.session.scalars(chosen.order_by(TimelineEntry.id.desc()).limit(200)))


def _filter(chosen: Select[Any], wish: Wish) -> Select[Any]:
    if wish.show in {"held", "overridden"}:
        states = STOPPED if wish.show == "held" else (OVERRIDDEN,)
        chosen = chosen.where(Order.id.in_(select(Hold.order_id).where(Hold.state.in_(states))))
    if wish.show in {TRADE, RETAIL}:
        chosen = chosen.where(Order.kind == wish.show)
    if wish.search:
        number = int(wish.search) if wish.search.isascii() and wish.search.isdigit() and len(wish.search) < 19 else -1  # noqa: PLR2004
        name = wish.search.lstrip("#")
        chosen = chosen.where(or_(Order.name.in_((name, f"#{name}")), Order.shopify_order_id == number))
    return chosen
