"""Planning, announcing, stopping and carrying out the cancellation of orders that stay below their minimum.

Nothing is cancelled that was paid for, even in part: giving money back is a person's decision. Nor is an order that
waits because we know no minimum in its currency: that is no fault of the buyer's.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, delete, func, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.errors import ConflictError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import get_order, tell
from shopify_app.orders.models import PLACED, Hold, Order
from shopify_app.shops.models import Installation
from shopify_app.wholesale.cancelling import rules
from shopify_app.wholesale.cancelling.client import CancellingClient
from shopify_app.wholesale.cancelling.letters import CANCELLED, TO_BE_CANCELLED, tell_shop_later
from shopify_app.wholesale.cancelling.models import Cancellation
from shopify_app.wholesale.decisions import latest_decision, latest_decisions
from shopify_app.wholesale.models import HANDLE, Decision
from shopify_app.wholesale.rules import Rule
from shopify_app.wholesale.terms.actions import statement_at
from shopify_app.wholesale.terms.models import MinimumTerms

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

CANCEL_ORDER = "wholesale.cancel_order"
PLAN_JOB, PLAN_QUEUE = "jobs.wholesale.plan_cancellations_of", "upkeep"
_BELOW = (Rule.FIRST.value, Rule.FOLLOWING.value)
_NOTE = "Cancelled by tajir: it stayed below the order minimum."


class NothingToStopError(ConflictError):
    """No cancellation of the order is planned, or it was carried out."""


def plan(tx: Transaction, shop_id: int) -> None:
    """Announce what is to be cancelled, ask for what is due, and drop plans whose order was cured meanwhile."""
    lock_shop(tx, shop_id)
    days = statement_at(tx, shop_id, tx.now).terms.cancel_after_days
    waiting = {order.id: (order, hold) for order, hold in _overdue(tx, shop_id)} if days else {}
    known = {row.order_id: row for row in _open(tx, shop_id)}
    _drop(tx, shop_id, [order_id for order_id, row in known.items() if order_id not in waiting and not row.asked_at])
    since = _asked_since(tx, shop_id, days) if days else None
    for order_id, (_, hold) in waiting.items():
        row = known.get(order_id)
        if row is None and days and hold.placed_at is not None and cancellation_of(tx, shop_id, order_id) is None:
            _announce(tx, hold, rules.cancel_at(hold.placed_at, since, days, tx.now))
        elif row is not None and row.stopped_at is None and row.cancel_at <= tx.now:
            key = f"{CANCEL_ORDER}/{order_id}/{row.announced_at:%Y%m%d%H%M%S}"
            outbox.put(tx, shop_id, CANCEL_ORDER, key, order_id=order_id)


def stop(tx: Transaction, shop_id: int, order_id: int, *, actor: str) -> None:
    """Keep the order held, but do not cancel it.

    Raises:
        NothingToStopError: There is no plan for it, or it was cancelled already.
    """
    lock_shop(tx, shop_id)
    order, row = get_order(tx, shop_id, order_id), cancellation_of(tx, shop_id, order_id)
    if row is None or row.done_at is not None or order.cancelled_at is not None:
        raise NothingToStopError("No cancellation of this order is planned, or it was cancelled already.")
    if row.asked_at is not None:
        raise NothingToStopError("Shopify has been asked to cancel this order: it is too late to stop that here.")
    if row.stopped_at is None:
        row.stopped_at, row.stopped_by = tx.now, actor
        tell(tx, shop_id, order_id, "cancellation_stopped")
        audit.record(tx, shop_id, events.ORDER_CANCELLATION_STOPPED, f"order {order_id}", actor=actor)


def cancellation_of(tx: Transaction, shop_id: int, order_id: int) -> Cancellation | None:
    """The plan for an order."""
    row = tx.session.get(Cancellation, order_id, populate_existing=True)
    return row if row is not None and row.shop_id == shop_id else None


def cancel_order(runtime: Runtime, shop_id: int, order_id: int) -> None:
    """Cancel the order at Shopify, unless it was cured, paid, sent or stopped since.

    Shopify is asked right before, so a payment that came a moment ago is seen; what was cancelled already is success.

    Raises:
        RemoteError: Shopify did not answer or refused.
    """
    with runtime.snapshot() as tx:
        order, row = get_order(tx, shop_id, order_id), cancellation_of(tx, shop_id, order_id)
        if row is None or row.done_at is not None or not (row.asked_at or _is_due(tx, order, row)):
            return
    client = runtime.client(CancellingClient)
    state = client.find(shop_id, order.shopify_order_id)
    if state is not None and not state.is_cancelled:
        may = rules.may_cancel(state.financial_status, state.fulfillment_status, state.received)
        if not _mark_asked(runtime, shop_id, order_id, may=may):
            return
        client.cancel(shop_id, order.shopify_order_id, _NOTE)
    with runtime.transaction() as tx:
        _record_done(tx, shop_id, order_id)


def shops_that_cancel(tx: Transaction) -> list[int]:
    """Shops where the app is installed and that ask for it now, or did when something was planned."""
    installed = select(Installation.shop_id).where(Installation.ended_at.is_(None))
    planned = select(Cancellation.shop_id).where(Cancellation.done_at.is_(None))
    newest = select(func.max(MinimumTerms.id)).group_by(MinimumTerms.shop_id)
    asking = select(MinimumTerms.shop_id).where(
        MinimumTerms.id.in_(newest), MinimumTerms.cancel_after_days.is_not(None)
    )
    found = {*tx.session.scalars(planned), *tx.session.scalars(asking)}
    return sorted(found.intersection(tx.session.scalars(installed)))


def _overdue(tx: Transaction, shop_id: int) -> list[tuple[Order, Hold]]:
    """Unpaid orders that are held below their minimum, whatever their age."""
    rows = [(order, hold) for order, hold in tx.session.execute(_held(shop_id))]
    decisions = latest_decisions(tx, shop_id, [order.id for order, _ in rows])
    return [(order, hold) for order, hold in rows if _is_below(order, decisions.get(order.id))]


def _is_due(tx: Transaction, order: Order, row: Cancellation) -> bool:
    if row.stopped_at is not None or row.cancel_at > tx.now:
        return False
    asked = statement_at(tx, order.shop_id, tx.now).terms.cancel_after_days is not None
    held = tx.session.execute(_held(order.shop_id).where(Order.id == order.id)).one_or_none()
    return asked and held is not None and _is_below(order, latest_decision(tx, order.id))


def _held(shop_id: int) -> Select[Order, Hold]:
    chosen = select(Order, Hold).join(Hold, Hold.order_id == Order.id)
    chosen = chosen.where(Hold.shop_id == shop_id, Hold.handle == HANDLE, Hold.state == PLACED)
    return chosen.where(Order.cancelled_at.is_(None), ~Order.check_due)


def _is_below(order: Order, decision: Decision | None) -> bool:
    below = decision is not None and not decision.allowed and decision.rule in _BELOW
    return below and rules.is_unpaid(order.financial_status) and order.fulfillment_status in {None, "restocked"}


def _announce(tx: Transaction, hold: Hold, planned: datetime) -> None:
    if not rules.is_to_be_announced(planned, tx.now):
        return
    row = Cancellation(order_id=hold.order_id, shop_id=hold.shop_id, announced_at=tx.now, cancel_at=planned)
    tx.session.add(row)
    tx.session.flush()
    tell(tx, hold.shop_id, hold.order_id, "cancellation_announced", at=planned.isoformat())
    tell_shop_later(tx, hold.shop_id, hold.order_id, TO_BE_CANCELLED, tx.now)


def _asked_since(tx: Transaction, shop_id: int, days: int) -> datetime | None:
    """Since when the shop has asked for just this."""
    otherwise = select(func.max(MinimumTerms.id)).where(
        MinimumTerms.shop_id == shop_id, MinimumTerms.cancel_after_days.is_distinct_from(days)
    )
    before = tx.session.scalar(otherwise) or 0
    chosen: Any = select(func.min(MinimumTerms.since)).where(MinimumTerms.shop_id == shop_id, MinimumTerms.id > before)
    since: datetime | None = tx.session.scalar(chosen)
    return since


def _mark_asked(runtime: Runtime, shop_id: int, order_id: int, *, may: bool) -> bool:
    """Write down that Shopify is asked now; False where it must not be, any more."""
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        order, row = get_order(tx, shop_id, order_id), cancellation_of(tx, shop_id, order_id)
        if row is None:
            return False
        due = may and _is_due(tx, order, row)
        row.asked_at = tx.now if due else None
        return due


def _record_done(tx: Transaction, shop_id: int, order_id: int) -> None:
    row = cancellation_of(tx, shop_id, order_id)
    if row is None or row.done_at is not None or row.asked_at is None:
        # Somebody else cancelled it: that is told by the order itself.
        return
    row.done_at = tx.now
    tell(tx, shop_id, order_id, "cancelled_below")
    audit.record(tx, shop_id, events.ORDER_CANCELLED, f"order {order_id}", why="below the minimum")
    tell_shop_later(tx, shop_id, order_id, CANCELLED, row.announced_at)


def _open(tx: Transaction, shop_id: int) -> list[Cancellation]:
    chosen = select(Cancellation).where(Cancellation.shop_id == shop_id, Cancellation.done_at.is_(None))
    return list(tx.session.scalars(chosen))


def _drop(tx: Transaction, shop_id: int, order_ids: list[int]) -> None:
    for order_id in order_ids:
        tx.session.execute(
            delete(Cancellation).where(Cancellation.shop_id == shop_id, Cancellation.order_id == order_id)
        )
