"""Orders as lists: searched, filtered, sorted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.orders.holds import STOPPED
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
