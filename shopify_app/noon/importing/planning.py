"""Which noon orders are to become orders in Shopify, and what their cancellations at noon mean there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from shopify_app.core import outbox
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.noon.importing.models import DUE, MADE, NOTHING, WAITING, NoonImport, NoonImportTerms
from shopify_app.noon.importing.rules import Draft, Unit, draft, gone
from shopify_app.noon.importing.terms import find_terms
from shopify_app.noon.mapping import actions as mapping
from shopify_app.noon.models import NoonItem, NoonOrder
from shopify_app.noon.rules import is_cancelled, is_open
from shopify_app.orders.models import Order

IMPORT_JOB, IMPORT_QUEUE = "jobs.noon.import_orders", "sync"
LET_GO = "noon.let_go_imported"
_UNASKED = frozenset({WAITING, DUE, NOTHING})
_STILL_WANTED = (
    "Cancelled in Shopify, but noon still expects it. Ship it from the noon page, or tell noon it is missing."
)
_LATER = "noon added units after the import. Ship them from the noon page."


def plan(tx: Transaction, shop_id: int, orders: Sequence[NoonOrder]) -> None:
    """Decide about these orders, which changed. The caller has locked the shop."""
    ids = [order.id for order in orders]
    chosen = select(NoonImport).where(one_of(tx.session, NoonImport.order_id, ids))
    rows = {row.order_id: row for row in tx.session.scalars(chosen)}
    terms = find_terms(tx, shop_id)
    wanted = [order for order in orders if order.id in rows or is_wanted(terms, order)]
    if not wanted:
        return
    items = items_of(tx, [order.id for order in wanted])
    for order in wanted:
        own = items.get(order.id, [])
        row = rows.get(order.id)
        if row is None and not _any_open(own):
            continue
        look(tx, order, row or begin(tx, order), own)
    tx.session.flush()
    tx.nudge(IMPORT_JOB, IMPORT_QUEUE, shop_id)


def begin(tx: Transaction, order: NoonOrder, *, by_hand: bool = False) -> NoonImport:
    """The order is to be imported: the row that there is one of for ever."""
    row = NoonImport(
        shop_id=order.shop_id,
        order_id=order.id,
        noon_order_nr=order.noon_order_nr,
        state=WAITING,
        by_hand=by_hand,
        lines=[],
        let_go=[],
        tries=0,
        version=0,
        decided_at=tx.now,
    )
    tx.session.add(row)
    return row


def look(tx: Transaction, order: NoonOrder, row: NoonImport, items: Sequence[NoonItem]) -> None:
    """What is to be done about the order now. What was asked of Shopify is left alone until its outcome is known."""
    if row.state == MADE:
        _follow(tx, row, items)
    elif row.state in _UNASKED and (row.by_hand or is_wanted(find_terms(tx, order.shop_id), order)):
        settle(row, draft_of(tx, order, items))


def settle(row: NoonImport, found: Draft) -> None:
    """Due, waiting for something, or nothing to do."""
    row.state = DUE if found.lines else WAITING if found.why else NOTHING
    row.problem = found.why[:300] or None


def draft_of(tx: Transaction, order: NoonOrder, items: Sequence[NoonItem]) -> Draft:
    """The order's lines in Shopify, of what is to be shipped now."""
    units = [
        Unit(one.noon_item_nr, one.sku, one.price)
        for one in items
        if is_open(one.marketplace_status, one.integration_status)
    ]
    skus = sorted({unit.sku for unit in units})
    known = mapping.variants_of(tx, order.shop_id, skus)
    return draft(units, known, mapping.ignored_of(tx, order.shop_id, skus), order.currency)


def is_wanted(terms: NoonImportTerms | None, order: NoonOrder) -> bool:
    """Whether the shop's terms want this order. One whose date cannot be read is left to a person."""
    if terms is None or terms.from_at is None or order.placed_at is None:
        return False
    return order.placed_at >= terms.from_at


def items_of(tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, list[NoonItem]]:
    """The units of these orders."""
    found: dict[int, list[NoonItem]] = {}
    chosen = select(NoonItem).where(one_of(tx.session, NoonItem.order_id, list(order_ids))).order_by(NoonItem.id)
    for item in tx.session.scalars(chosen):
        found.setdefault(item.order_id, []).append(item)
    return found


def end(row: NoonImport, now: datetime, *, is_open_at_noon: bool) -> None:
    """The order in Shopify is cancelled: its units are ours to hold again, as far as noon still wants them."""
    row.ended_at = now
    row.problem = _STILL_WANTED if is_open_at_noon else None


def _follow(tx: Transaction, row: NoonImport, items: Sequence[NoonItem]) -> None:
    """What noon has cancelled since leaves Shopify's order too."""
    if row.ended_at is None and _cancelled_in_shopify(tx, row):
        end(row, tx.now, is_open_at_noon=_any_open(items))
    imported = {number for line in row.lines for number in line["units"]}
    added = _any_open([one for one in items if one.noon_item_nr not in imported])
    if added and row.ended_at is None:
        row.problem = row.problem or _LATER
    cancelled = {one.noon_item_nr for one in items if is_cancelled(one.marketplace_status, one.integration_status)}
    let_go = gone(row.lines, cancelled)
    if set(let_go) <= set(row.let_go) or row.ended_at is not None:
        return
    row.let_go, row.version = let_go, row.version + 1
    key = f"{LET_GO}/{row.id}/{row.version}"
    outbox.put(tx, row.shop_id, LET_GO, key, import_id=row.id, version=row.version)


def _cancelled_in_shopify(tx: Transaction, row: NoonImport) -> bool:
    chosen = select(Order.cancelled_at).where(
        Order.shop_id == row.shop_id, Order.shopify_order_id == row.shopify_order_id
    )
    return tx.session.scalar(chosen) is not None


def _any_open(items: Sequence[NoonItem]) -> bool:
    return any(is_open(one.marketplace_status, one.integration_status) for one in items)
