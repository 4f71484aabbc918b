"""Judging due orders: held until their trader's brand is ready, let go when it is.

What can be told without asking is told first, and holds. Then papers are drawn and searched outside any transaction,
one order after the other, and what was found is written down. A search that cannot be made now is no pass: the order
is held, stays due, and is tried again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from shopify_app.core.backoff import delay_after
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import get_order
from shopify_app.orders.models import Order
from shopify_app.white_label.brands.actions import find_brand
from shopify_app.white_label.due import is_due
from shopify_app.white_label.release import looking, recording
from shopify_app.white_label.release.looking import Search, is_current
from shopify_app.white_label.release.papers import Searched, papers_pass
from shopify_app.white_label.release.rules import OF_PAPERS, Facts, Readiness, Standing, readiness

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

# Shopify tells the second of a change. What was read this long after it holds all that this second brought.
_SETTLED = timedelta(seconds=5)


def look(runtime: Runtime, shop_id: int) -> list[Search]:
    """Judge some of the shop's due orders, as far as nobody need be asked; returns whose papers are to be searched."""
    with runtime.transaction() as tx:
        return looking.look_at_due(tx, shop_id)


def search(runtime: Runtime, shop_id: int, wanted: Search) -> None:
    """Search an order's papers, and judge it by what was found.

    Raises:
        RemoteError: Shopify did not tell now what the order holds.
    """
    asked_at = runtime.clock.now()
    searched = papers_pass(runtime, shop_id, wanted)
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        _record(tx, get_order(tx, shop_id, wanted.order_id), wanted, searched, asked_at)


def hold_unsearched(runtime: Runtime, shop_id: int, wanted: Search) -> None:
    """The search failed: the order stays held, or is held, and is searched again later."""
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        order = get_order(tx, shop_id, wanted.order_id)
        brand = find_brand(tx, order)
        if brand is None or not is_current(tx, order, wanted):
            return
        row = recording.row_for(tx, order, brand)
        facts = Facts(Standing.APPROVED, has_address=order.destination is not None)
        # What an earlier search found is not mended by one that could not be made.
        found = [reason for reason in recording.reasons_of(row) if reason.code in OF_PAPERS]
        recording.record(tx, order, brand, Readiness((*readiness(facts).reasons, *found)))
        row.tries += 1
        row.retry_at = tx.now + delay_after(row.tries)


def has_due(runtime: Runtime, shop_id: int) -> bool:
    """Whether orders wait to be looked at now."""
    with runtime.snapshot() as tx:
        return tx.session.scalar(select(Order.id).where(Order.shop_id == shop_id, is_due(tx)).limit(1)) is not None


def _record(tx: Transaction, order: Order, wanted: Search, searched: Searched, asked_at: datetime) -> None:
    """Write down what was found, unless the order would leave with something else by now: it stays due."""
    brand = find_brand(tx, order)
    if brand is None or not is_current(tx, order, wanted):
        return
    row = recording.row_for(tx, order, brand)
    if searched.papers is None and row.contents != wanted.contents:
        return
    if searched.papers is not None:
        recording.keep_papers(tx, row, searched.papers, searched.digest)
        row.contents = searched.contents
    papers = recording.papers_of(row)
    row.watched, row.tries, row.retry_at = wanted.watched, 0, None
    is_settled = asked_at >= wanted.changed_at + _SETTLED and not papers.goods_trouble
    row.inputs = wanted.inputs if is_settled else None
    recording.judge(tx, order, brand, papers)
    order.brand_due = False
