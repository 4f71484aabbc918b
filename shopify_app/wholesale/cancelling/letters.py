"""What the shop is told by mail of a cancellation: before it, and when it is done. No customer is named."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from shopify_app.core import outbox
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import get_order
from shopify_app.orders.notices import write_to_shop
from shopify_app.wholesale.cancelling.models import Cancellation
from shopify_app.wholesale.decisions import latest_decision, verdict_of
from shopify_app.wholesale.rules import sentence

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

TELL_SHOP = "wholesale.tell_of_cancellation"
TO_BE_CANCELLED, CANCELLED, CANCELLED_PAID = "to_be_cancelled", "cancelled", "cancelled_paid"


def tell_shop_later(tx: Transaction, shop_id: int, order_id: int, what: str, planned_at: datetime) -> None:
    """See that the shop hears of this, once for each plan."""
    key = f"{TELL_SHOP}/{what}/{order_id}/{planned_at:%Y%m%d%H%M%S}"
    outbox.put(tx, shop_id, TELL_SHOP, key, order_id=order_id, what=what)


def tell_shop(runtime: Runtime, shop_id: int, order_id: int, what: str) -> None:
    """Mail the shop's contact. A warning of what was stopped or cured meanwhile is not sent any more.

    Raises:
        RemoteError: The mail server did not take it.
    """
    with runtime.snapshot() as tx:
        order, row = get_order(tx, shop_id, order_id), tx.session.get(Cancellation, order_id)
        decision = latest_decision(tx, order_id)
    if row is None or decision is None or (what == TO_BE_CANCELLED and (row.stopped_at or row.done_at)):
        return
    key = f"{what}-{order_id}-{row.announced_at:%Y%m%d%H%M%S}"
    if what in {CANCELLED, CANCELLED_PAID}:
        told = f"Order {order.name} was cancelled: it stayed below its minimum.\n\nThe customer was told by Shopify."
        if what == CANCELLED_PAID:
            told += "\n\nA payment came in that very moment. Look at the order in Shopify: it must have been paid back."
        write_to_shop(runtime, shop_id, order, f"Order {order.name} was cancelled", told, key)
        return
    when = f"{row.cancel_at:%d %B %Y, %H:%M} UTC"
    told = (
        f"Order {order.name} will be cancelled after {when}.\n\n{sentence(verdict_of(decision))}\n\n"
        "Have it changed or paid, exempt it, or stop the cancellation on its page. It stays held in any case."
    )
    write_to_shop(runtime, shop_id, order, f"Order {order.name} will be cancelled", told, key)
