"""Once a day: does noon hold the figures it was told, and does Shopify still have those they were made of?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from shopify_app.core.errors import TajirError
from shopify_app.core.runtime import Transaction
from shopify_app.noon.actions import account_of, find_connection
from shopify_app.noon.offering import actions
from shopify_app.noon.offering.client import NoonStockClient, Pair
from shopify_app.noon.offering.models import NoonOffer, NoonStockChoice
from shopify_app.noon.reconciling import found
from shopify_app.noon.stock_due import TELL_JOB, TELL_QUEUE

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime


def compare(runtime: Runtime, shop_id: int) -> int:
    """Compare all figures with noon's, and have every level read again; returns how many differed.

    Where noon does not answer, why is kept for the page; the next day compares again.
    """
    began, last, differing = runtime.clock.now(), 0, 0
    with runtime.transaction() as tx:
        if find_connection(tx, shop_id) is None or not actions.is_on(tx, shop_id):
            return 0
        account = account_of(tx, shop_id, patient=True)
        actions.note_offers(tx, shop_id)
    while True:
        with runtime.snapshot() as tx:
            chosen = select(NoonOffer).where(NoonOffer.shop_id == shop_id, NoonOffer.id > last)
            rows = tx.session.scalars(chosen.order_by(NoonOffer.id).limit(runtime.settings.noon_stock_batch)).all()
            pairs: dict[int, Pair] = {row.id: (row.warehouse_code, row.sku) for row in rows}
        if not pairs:
            break
        try:
            at_noon = runtime.client(NoonStockClient).told(account, list(pairs.values()))
        except TajirError as error:
            with runtime.transaction() as tx:
                _choice(tx, shop_id).problem = str(error)[:300]
            return differing
        with runtime.transaction() as tx:
            for row_id, pair in pairs.items():
                row = tx.session.get_one(NoonOffer, row_id, with_for_update=True)
                # What was told while noon was asked is compared tomorrow.
                if row.told_at is None or row.told_at < began:
                    differing += _compare_one(tx, row, at_noon.get(pair))
        last = max(pairs)
    with runtime.transaction() as tx:
        _choice(tx, shop_id).compared_at = began
        # Also what no message of Shopify's told.
        waiting = update(NoonOffer).where(NoonOffer.shop_id == shop_id, NoonOffer.due_at.is_(None))
        tx.session.execute(waiting.values(due_at=tx.now))
        tx.nudge(TELL_JOB, TELL_QUEUE, shop_id)
    return differing


def _compare_one(tx: Transaction, row: NoonOffer, at_noon: int | None) -> bool:
    row.at_noon, row.compared_at = at_noon, tx.now
    if row.told is None:
        return False
    if row.told == at_noon:
        found.settle_stock(tx, row.shop_id, row.warehouse_code, row.sku)
        return False
    found.note_stock(tx, row.shop_id, row.warehouse_code, row.sku, noon=at_noon, ours=row.told)
    row.told, row.due_at, row.tries = None, tx.now, 0
    return True


def _choice(tx: Transaction, shop_id: int) -> NoonStockChoice:
    return tx.session.get_one(NoonStockChoice, shop_id)
