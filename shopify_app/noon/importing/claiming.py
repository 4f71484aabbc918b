"""Which order is looked for or made next, by one worker, no faster than Shopify lets us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.noon.actions import find_connection
from shopify_app.noon.importing.models import ASKED, DUE, NoonImport, NoonImportTerms
from shopify_app.noon.importing.planning import draft_of, items_of, settle
from shopify_app.noon.importing.rules import order_input
from shopify_app.noon.importing.terms import find_terms, taxing
from shopify_app.noon.models import NoonConnection, NoonOrder
from shopify_app.shops.models import Installation

# Longer than all calls of one attempt may take. What settles an attempt is not this, but its outcome.
_LEASE = timedelta(minutes=4)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An order that this worker, and no other, works at now; `body` is what to ask for, None: only look."""

    id: int
    noon_order_nr: str
    attempted_at: datetime
    body: dict[str, Any] | None


def claim(tx: Transaction, shop_id: int) -> Claimed | None:
    """The next order to be looked for, or else to be made. That it is asked for is on disk once this is committed."""
    lock_shop(tx, shop_id)
    terms = find_terms(tx, shop_id)
    if terms is None or (terms.paused_until is not None and terms.paused_until > tx.now):
        return None
    row = _next(tx, shop_id, ASKED)
    if row is not None and row.attempted_at is not None:
        row.leased_until = tx.now + _LEASE
        return Claimed(row.id, row.noon_order_nr, row.attempted_at, None)
    while (row := _next(tx, shop_id, DUE)) is not None:
        if find_connection(tx, shop_id) is None or not _may_make(tx, terms):
            return None
        if (body := _asked(tx, row, terms)) is not None:
            return Claimed(row.id, row.noon_order_nr, tx.now, body)
    return None


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops with orders to be made or looked for now, where the app is installed: what the sweeper nudges."""
    installed = select(Installation.shop_id).where(Installation.ended_at.is_(None))
    awake = or_(NoonImportTerms.paused_until.is_(None), NoonImportTerms.paused_until <= tx.now)
    connected = or_(NoonImport.state == ASKED, NoonImport.shop_id.in_(select(NoonConnection.shop_id)))
    chosen = select(NoonImport.shop_id).join(NoonImportTerms, NoonImportTerms.shop_id == NoonImport.shop_id)
    chosen = chosen.where(*_ready(tx), awake, connected, NoonImport.shop_id.in_(installed))
    return list(tx.session.scalars(chosen.distinct()))


def _asked(tx: Transaction, row: NoonImport, terms: NoonImportTerms) -> dict[str, Any] | None:
    """Write down what Shopify is asked for, as noon has the order now; None when there is something to wait for."""
    order = tx.session.get_one(NoonOrder, row.order_id)
    found = draft_of(tx, order, items_of(tx, [order.id]).get(order.id, []))
    settle(row, found)
    if row.state != DUE:
        tx.session.flush()
        return None
    row.state, row.attempted_at, row.leased_until, row.next_try_at = ASKED, tx.now, tx.now + _LEASE, None
    row.lines, row.tries = [line.kept() for line in found.lines], row.tries + 1
    return order_input(row.noon_order_nr, found.lines, order.currency, order.placed_at, tx.now, taxing(terms))


def _next(tx: Transaction, shop_id: int, state: str) -> NoonImport | None:
    chosen = select(NoonImport).where(NoonImport.shop_id == shop_id, NoonImport.state == state, *_ready(tx))
    chosen = chosen.order_by(NoonImport.id).limit(1)
    return tx.session.scalars(chosen, execution_options={"populate_existing": True}).one_or_none()


def _ready(tx: Transaction) -> tuple[ColumnElement[bool], ...]:
    return (
        NoonImport.state.in_((ASKED, DUE)),
        or_(NoonImport.next_try_at.is_(None), NoonImport.next_try_at <= tx.now),
        or_(NoonImport.leased_until.is_(None), NoonImport.leased_until <= tx.now),
    )


def _may_make(tx: Transaction, terms: NoonImportTerms) -> bool:
    """Whether this minute still has room; if not, the shop's imports rest until it has."""
    lately = NoonImport.shop_id == terms.shop_id, NoonImport.attempted_at > tx.now - _MINUTE
    count, first = tx.session.execute(select(func.count(), func.min(NoonImport.attempted_at)).where(*lately)).one()
    if first is None or count < terms.per_minute:
        return True
    terms.paused_until = first + _MINUTE
    return False
