"""When a verdict that let an order go counts no longer: after an edit, and when the order it leant on is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, update

from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import TRADE, Order
from shopify_app.wholesale.models import Decision

_REFUNDED = frozenset({"refunded", "partially_refunded"})


def was_edited(order: Order, before: Decision) -> bool:
    """Whether somebody edited the order since: Shopify told so, or its goods fell and no refund explains it.

    The second is for a message about an edit that got lost. An edit whose difference was paid back before we looked
    cannot be told from a refund by what we keep, and counts as one.
    """
    return order.edited or (order.goods < before.counted and order.financial_status not in _REFUNDED)


def reopen_later_orders(tx: Transaction, order: Order, account: Sequence[Any]) -> None:
    """Have later orders of the account judged again, because this one, which may have opened their door, is cancelled.

    «Once let go stays let go» is for refunds: a first order that is cancelled was no first order. Only those that
    nothing has left of yet; what was refunded, or a person let go, stays as it is.
    """
    status = func.coalesce(Order.financial_status, "")
    chosen = update(Order).where(*account, Order.kind == TRADE, Order.placed_at >= order.placed_at)
    chosen = chosen.where(Order.id != order.id, Order.cancelled_at.is_(None))
    chosen = chosen.where(Order.fulfillment_status.is_(None), status.not_in(_REFUNDED))
    tx.session.execute(chosen.values(edited=True, check_due=True), execution_options={"synchronize_session": "fetch"})
