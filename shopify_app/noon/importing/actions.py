"""What a person may do about single orders: import one now, or stop one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.noon.actions import get_connection
from shopify_app.noon.importing.models import (
    ASKED,
    DUE,
    MADE,
    NOTHING,
    REFUSED,
    STOPPED,
    WAITING,
    NoonImport,
)
from shopify_app.noon.importing.planning import IMPORT_JOB, IMPORT_QUEUE, begin, items_of, look
from shopify_app.noon.importing.terms import for_one_by_hand
from shopify_app.noon.models import NoonOrder

STATES_TOLD = {
    WAITING: "Waits",
    DUE: "About to be imported",
    ASKED: "Being found out",
    MADE: "In Shopify",
    STOPPED: "Stopped",
    REFUSED: "Refused",
    NOTHING: "Nothing to ship",
}
# Where a person is needed.
_TROUBLED = (WAITING, REFUSED)


class UnknownNoonOrderError(NotFoundError):
    """The shop has no such noon order."""


class TooLateError(ConflictError):
    """Shopify has the order, or was asked for it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list."""

    row: NoonImport
    order: NoonOrder


def import_now(tx: Transaction, shop_id: int, noon_order_nr: str, *, actor: str) -> NoonImport:
    """Import this order, whatever the shop's terms are, and also one that was stopped or refused.

    Raises:
        UnknownNoonOrderError: There is no such order.
        TooLateError: Shopify has it, or was asked for it and has not answered.
    """
    lock_shop(tx, shop_id)
    get_connection(tx, shop_id)
    order = _order(tx, shop_id, noon_order_nr)
    for_one_by_hand(tx, shop_id, actor=actor)
    row = find_import(tx, shop_id, order.id) or begin(tx, order, by_hand=True)
    if row.state == MADE:
        raise TooLateError(f"This order is in Shopify already: {row.shopify_name}.")
    if row.state == ASKED:
        raise TooLateError("Shopify was asked for this order. tajir is finding out whether it has it.")
    row.state, row.by_hand, row.tries, row.next_try_at, row.problem = WAITING, True, 0, None, None
    look(tx, order, row, items_of(tx, [order.id]).get(order.id, []))
    tx.session.flush()
    audit.record(tx, shop_id, events.NOON_IMPORT_ASKED, f"noon order {order.id}", actor=actor)
    tx.nudge(IMPORT_JOB, IMPORT_QUEUE, shop_id)
    return row


def stop(tx: Transaction, shop_id: int, noon_order_nr: str, *, actor: str) -> None:
    """Do not import this order, until a person asks for it.

    Raises:
        UnknownNoonOrderError: There is no such order, or it is not to be imported.
        TooLateError: Shopify has it, or was asked for it.
    """
    lock_shop(tx, shop_id)
    order = _order(tx, shop_id, noon_order_nr)
    row = find_import(tx, shop_id, order.id)
    if row is None:
        raise UnknownNoonOrderError("This order is not to be imported.")
    if row.state in {MADE, ASKED}:
        raise TooLateError("Too late: Shopify has this order, or was asked for it. Cancel it there.")
    if row.state != STOPPED:
        row.state, row.problem = STOPPED, None
        audit.record(tx, shop_id, events.NOON_IMPORT_STOPPED, f"noon order {order.id}", actor=actor)


def find_import(tx: Transaction, shop_id: int, order_id: int) -> NoonImport | None:
    """What became of a noon order in Shopify, if anything."""
    chosen = select(NoonImport).where(NoonImport.shop_id == shop_id, NoonImport.order_id == order_id)
    return tx.session.scalars(chosen).one_or_none()


def get_import(tx: Transaction, shop_id: int, import_id: int) -> NoonImport:
    """One of the shop's imports.

    Raises:
        UnknownNoonOrderError: It has none of this number.
    """
    row = tx.session.get(NoonImport, import_id)
    if row is None or row.shop_id != shop_id:
        raise UnknownNoonOrderError("This order is not to be imported any more. Look at the list again.")
    return row


def find_imported(tx: Transaction, shop_id: int, shopify_order_id: int) -> NoonImport | None:
    """Of which noon order an order in Shopify was made, if of any."""
    chosen = select(NoonImport).where(NoonImport.shop_id == shop_id, NoonImport.shopify_order_id == shopify_order_id)
    return tx.session.scalars(chosen).one_or_none()


def list_imports(tx: Transaction, shop_id: int, state: str | None, search: str, number: int) -> Page[Listed]:
    """The shop's imports: those that need a person first, then the newest."""
    chosen = select(NoonImport, NoonOrder).join(NoonOrder, NoonOrder.id == NoonImport.order_id)
    chosen = chosen.where(NoonImport.shop_id == shop_id)
    if state:
        chosen = chosen.where(NoonImport.state == state)
    if search:
        wanted = search.lower()
        found = func.lower(NoonImport.noon_order_nr).contains(wanted, autoescape=True)
        chosen = chosen.where(found | func.lower(NoonImport.shopify_name).contains(wanted, autoescape=True))
    first = case({REFUSED: 0, WAITING: 1, ASKED: 2}, value=NoonImport.state, else_=3)
    rows = tx.session.execute(cut(chosen.order_by(first, NoonImport.id.desc()), number)).all()
    page = page_of(rows, number)
    return Page([Listed(row[0], row[1]) for row in page.rows], page.number, page.has_next)


def counts(tx: Transaction, shop_id: int) -> dict[str, int]:
    """How many imports are in each state."""
    chosen = select(NoonImport.state, func.count().label("many")).where(NoonImport.shop_id == shop_id)
    return {row.state: row.many for row in tx.session.execute(chosen.group_by(NoonImport.state))}


def count_troubled(tx: Transaction, shop_id: int) -> int:
    """How many imports need a person."""
    found = counts(tx, shop_id)
    return sum(found.get(state, 0) for state in _TROUBLED)


def _order(tx: Transaction, shop_id: int, noon_order_nr: str) -> NoonOrder:
    chosen = select(NoonOrder).where(NoonOrder.shop_id == shop_id, NoonOrder.noon_order_nr == noon_order_nr)
    order = tx.session.scalars(chosen).one_or_none()
    if order is None:
        raise UnknownNoonOrderError("There is no noon order with this number here. Copy it from the noon page.")
    return order
