"""When a buyer is erased: nothing of ours holds their orders any more, and nothing is kept of their papers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.orders.models import Order
from shopify_app.white_label.release import recording
from shopify_app.white_label.release.models import BrandedOrder
from shopify_app.white_label.release.rules import Need


def empty_person(tx: Transaction, shop_id: int, person_ids: Sequence[int]) -> int:
    """Let these people's orders go and forget what their papers told; returns of how many.

    That an order had a brand, and which version, stays and names nobody.
    """
    chosen = select(Order, BrandedOrder).join(BrandedOrder, BrandedOrder.order_id == Order.id)
    chosen = chosen.where(Order.shop_id == shop_id, one_of(tx.session, Order.person_id, list(person_ids)))
    found = tx.session.execute(chosen).all()
    for order, row in found:
        recording.settle(tx, order, row, Need.ERASED)
        row.papers, row.inputs, row.contents, row.digest, row.why = None, None, None, None, None
    tx.session.flush()
    return len(found)
