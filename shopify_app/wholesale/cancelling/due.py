"""Which orders stay below their minimum and may be cancelled for it, and the plan for one."""

from __future__ import annotations

from sqlalchemy import Select, select

from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import PLACED, TRADE, Hold, Order
from shopify_app.wholesale.cancelling import rules
from shopify_app.wholesale.cancelling.models import Cancellation
from shopify_app.wholesale.decisions import latest_decision, latest_decisions
from shopify_app.wholesale.models import HANDLE, Decision
from shopify_app.wholesale.rules import Rule
from shopify_app.wholesale.terms.actions import statement_at

_BELOW = (Rule.FIRST.value, Rule.FOLLOWING.value)


def cancellation_of(tx: Transaction, shop_id: int, order_id: int) -> Cancellation | None:
    """The plan for an order."""
    row = tx.session.get(Cancellation, order_id, populate_existing=True)
    return row if row is not None and row.shop_id == shop_id else None


def overdue_orders(tx: Transaction, shop_id: int) -> list[tuple[Order, Hold]]:
    """Unpaid orders that are held below their minimum, whatever their age."""
    rows = [(order, hold) for order, hold in tx.session.execute(_held(shop_id))]
    decisions = latest_decisions(tx, shop_id, [order.id for order, _ in rows])
    return [(order, hold) for order, hold in rows if _is_below(order, decisions.get(order.id))]


def is_due(tx: Transaction, order: Order, row: Cancellation) -> bool:
    """Whether the order's time has come, and nothing we know speaks against it."""
    if row.stopped_at is not None or row.cancel_at > tx.now:
        return False
    asked = statement_at(tx, order.shop_id, tx.now).terms.cancel_after_days is not None
    held = tx.session.execute(_held(order.shop_id).where(Order.id == order.id)).one_or_none()
    below = _is_below(order, latest_decision(tx, order.id))
    return asked and held is not None and below and not order.check_due


def _held(shop_id: int) -> Select[Order, Hold]:
    chosen = select(Order, Hold).join(Hold, Hold.order_id == Order.id)
    chosen = chosen.where(Hold.shop_id == shop_id, Hold.handle == HANDLE, Hold.state == PLACED)
    return chosen.where(Order.cancelled_at.is_(None), Order.kind == TRADE)


def _is_below(order: Order, decision: Decision | None) -> bool:
    below = decision is not None and not decision.allowed and decision.rule in _BELOW
    return below and rules.is_unpaid(order.financial_status) and order.fulfillment_status in {None, "restocked"}
