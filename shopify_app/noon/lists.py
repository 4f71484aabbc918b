"""noon's orders as a list."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from shopify_app.core.money import Money
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.noon.models import NoonDue, NoonItem, NoonOddity, NoonOrder
from shopify_app.noon.rules import CANCELLED, CONFIRMED, OUT_OF_STOCK, SHIPPED, order_state

STATES = ("open", "partly shipped", "shipped", "cancelled")


@dataclass(frozen=True, slots=True)
class Listed:
    """One order of the list, with its units, its worth and its state in one word."""

    order: NoonOrder
    units: int
    worth: Money | None
    state: str


def list_orders(tx: Transaction, shop_id: int, number: int, *, search: str = "", state: str = "") -> Page[Listed]:
    """The shop's noon orders, newest first; those whose number contains `search` and whose state is `state`."""
    chosen = select(NoonOrder).where(NoonOrder.shop_id == shop_id)
    if search:
        wanted = func.lower(NoonOrder.noon_order_nr).contains(search.lower(), autoescape=True)
        theirs = func.lower(NoonOrder.marketplace_order_nr).contains(search.lower(), autoescape=True)
        chosen = chosen.where(or_(wanted, theirs))
    if state in STATES:
        chosen = chosen.where(_in_state(state))
    chosen = chosen.order_by(NoonOrder.placed_at.desc(), NoonOrder.id.desc())
    page = page_of(tx.session.scalars(cut(chosen, number)).all(), number)
    items = _items(tx, [order.id for order in page.rows])
    return Page([_listed(order, items[order.id]) for order in page.rows], page.number, page.has_next)


def count_open(tx: Transaction, shop_id: int) -> int:
    """How many noon orders still have a unit to ship."""
    chosen = select(func.count(func.distinct(NoonItem.order_id))).where(
        NoonItem.shop_id == shop_id,
        NoonItem.marketplace_status == CONFIRMED,
        NoonItem.integration_status.not_in((SHIPPED, OUT_OF_STOCK)),
    )
    return tx.session.scalar(chosen) or 0


def count_due(tx: Transaction, shop_id: int) -> int:
    """How many orders wait to be read again."""
    return tx.session.scalar(select(func.count()).select_from(NoonDue).where(NoonDue.shop_id == shop_id)) or 0


def oddities(tx: Transaction, shop_id: int) -> list[NoonOddity]:
    """What noon said in words we do not know, the newest first."""
    chosen = select(NoonOddity).where(NoonOddity.shop_id == shop_id).order_by(NoonOddity.id.desc()).limit(20)
    return list(tx.session.scalars(chosen))


def _in_state(state: str) -> ColumnElement[bool]:
    """What `order_state` says, as a condition."""
    alive = and_(NoonItem.marketplace_status != CANCELLED, NoonItem.integration_status != OUT_OF_STOCK)
    theirs = exists().where(NoonItem.order_id == NoonOrder.id)
    some_open = theirs.where(alive, NoonItem.integration_status != SHIPPED)
    some_shipped = theirs.where(alive, NoonItem.integration_status == SHIPPED)
    return {
        "open": and_(some_open, ~some_shipped),
        "partly shipped": and_(some_open, some_shipped),
        "shipped": and_(~some_open, some_shipped),
        "cancelled": and_(theirs, ~some_open, ~some_shipped),
    }[state]


def _items(tx: Transaction, order_ids: list[int]) -> dict[int, list[NoonItem]]:
    found: dict[int, list[NoonItem]] = {order_id: [] for order_id in order_ids}
    for item in tx.session.scalars(select(NoonItem).where(NoonItem.order_id.in_(order_ids)).order_by(NoonItem.id)):
        found[item.order_id].append(item)
    return found


def _listed(order: NoonOrder, items: list[NoonItem]) -> Listed:
    prices = [item.price for item in items]
    known = all(price is not None for price in prices) and order.currency
    worth = Money(sum((price for price in prices if price is not None), Decimal()), order.currency) if known else None
    state = order_state((item.marketplace_status, item.integration_status) for item in items)
    return Listed(order, len(items), worth, state)
