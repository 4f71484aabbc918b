"""Orders that wait for their brand, as a list and as figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import Order
from shopify_app.white_label.release.models import OVERRIDDEN, READY, WAITING, BrandedOrder
from shopify_app.white_label.release.rules import Code

_LONGEST_NUMBER = 18
_OPEN = (WAITING, READY, OVERRIDDEN)


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the list is wanted. Unknown words fall back to the default, so that an old link still works."""

    reason: str = ""
    search: str = ""
    newest_first: bool = False
    page: int = 1


def list_waiting(tx: Transaction, shop_id: int, wish: Wish) -> Page[tuple[Order, BrandedOrder]]:
    """The shop's waiting orders, as wished; those that wait longest first."""
    joined = select(Order, BrandedOrder).join(BrandedOrder, BrandedOrder.order_id == Order.id)
    chosen = joined.where(BrandedOrder.shop_id == shop_id, BrandedOrder.state == WAITING, *_wished(wish))
    first = (BrandedOrder.since, Order.id)
    chosen = chosen.order_by(*(column.desc() for column in first) if wish.newest_first else first)
    rows = [(order, row) for order, row in tx.session.execute(cut(chosen, wish.page))]
    return page_of(rows, wish.page)


def count_waiting(tx: Transaction, shop_id: int) -> int:
    """How many orders wait for their brand."""
    chosen = select(func.count()).select_from(BrandedOrder)
    chosen = chosen.where(BrandedOrder.shop_id == shop_id, BrandedOrder.state == WAITING)
    return tx.session.scalar(chosen) or 0


def open_orders_of(tx: Transaction, shop_id: int, brand_id: int, most: int) -> list[tuple[Order, BrandedOrder]]:
    """The orders of a brand's trader that have not left yet, the newest first."""
    joined = select(Order, BrandedOrder).join(BrandedOrder, BrandedOrder.order_id == Order.id)
    ours = (BrandedOrder.shop_id == shop_id, BrandedOrder.brand_id == brand_id, BrandedOrder.state.in_(_OPEN))
    found = tx.session.execute(joined.where(*ours).order_by(Order.placed_at.desc(), Order.id.desc()).limit(most))
    return [(order, row) for order, row in found]


def count_by_reason(tx: Transaction, shop_id: int) -> dict[Code, int]:
    """How many orders wait for each thing; one that waits for several counts for each."""
    chosen = select(BrandedOrder.codes, func.count()).group_by(BrandedOrder.codes)
    found: dict[Code, int] = {}
    rows = tx.session.execute(chosen.where(BrandedOrder.shop_id == shop_id, BrandedOrder.state == WAITING))
    for codes, count in rows:
        for code in filter(None, codes.split(",")):
            found[Code(code)] = found.get(Code(code), 0) + count
    return {code: found[code] for code in Code if code in found}


def _wished(wish: Wish) -> Iterator[ColumnElement[bool]]:
    if wish.reason in set(Code):
        yield BrandedOrder.codes.contains(f",{wish.reason},")
    if wish.search:
        is_number = wish.search.isascii() and wish.search.isdigit() and len(wish.search) <= _LONGEST_NUMBER
        name, number = wish.search.lstrip("#"), int(wish.search) if is_number else -1
        yield or_(Order.name.in_((name, f"#{name}")), Order.shopify_order_id == number)
