"""When a verdict that let an order go counts no longer: after an edit, and when the order it leant on is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, update

from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import TRADE, Order
from shopify_app.wholesale.models import Decision
from shopify_app.wholesale.rules import Rule
from shopify_app.wholesale.together.counting import REFUNDED, Counted

_NOTHING_LEFT = (None, "restocked")
# Nobody pays such an order any more, whatever its terms were.
_NEVER_PAID = frozenset({"voided", "expired"})


def still_stands(order: Order, before: Decision, counted: Counted) -> bool:
    """Whether a verdict that let the order go holds. Let go once, it stays let go: a refund later does not undo it.

    Only an edit opens the question again, a cancellation, an exemption that is withdrawn, or an order counted together
    with it that counts no more.
    """
    if not before.allowed or order.cancelled_at is not None or before.rule == Rule.EXEMPT.value or order.edited:
        return False
    if counted.goods.currency != before.currency:
        return False
    if len(counted.orders) < before.orders:
        # Of goods on their way nothing can be held any more.
        return not is_unsent(order)
    # A message about an edit may get lost: goods that fell without a refund tell of it. An edit whose difference was
    # paid back before we looked cannot be told from a refund by what we keep.
    return counted.goods.amount >= before.counted or counted.was_refunded


def is_unsent(order: Order) -> bool:
    """Whether no goods of the order have left."""
    return order.fulfillment_status in _NOTHING_LEFT


def is_never_paid(order: Order) -> bool:
    """Whether the order's payment was given up: it was accepted terms or a promise to pay, and counts no longer."""
    return order.financial_status in _NEVER_PAID


def reopen_later_orders(tx: Transaction, order: Order, account: Sequence[Any]) -> None:
    """Have later orders of the account judged again: this one, which may have opened their door, is let go no more.

    «Once let go stays let go» is for refunds: a first order that is cancelled, edited under its minimum, never paid or
    whose exemption is withdrawn was no first order. Only those that nothing has left of yet; what was refunded, will
    not be paid either (two such would reopen each other for ever), or a person let go, stays as it is.
    """
    status = func.coalesce(Order.financial_status, "")
    chosen = update(Order).where(*account, Order.kind == TRADE, Order.placed_at >= order.placed_at)
    chosen = chosen.where(Order.id != order.id, Order.cancelled_at.is_(None))
    chosen = chosen.where(Order.fulfillment_status.is_(None), status.not_in(REFUNDED | _NEVER_PAID))
    tx.session.execute(chosen.values(edited=True, check_due=True), execution_options={"synchronize_session": "fetch"})
