"""Planning and announcing cancellations, and dropping plans whose order was cured: what the clock does every hour."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from shopify_app.core import outbox
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import tell
from shopify_app.orders.models import Hold
from shopify_app.shops.actions import get_installation
from shopify_app.shops.models import Installation
from shopify_app.wholesale.cancelling import rules
from shopify_app.wholesale.cancelling.due import cancellation_of, overdue_orders
from shopify_app.wholesale.cancelling.letters import TO_BE_CANCELLED, tell_shop_later
from shopify_app.wholesale.cancelling.models import Cancellation
from shopify_app.wholesale.terms.actions import statement_at
from shopify_app.wholesale.terms.models import MinimumTerms

CANCEL_ORDER = "wholesale.cancel_order"
PLAN_JOB, PLAN_QUEUE = "jobs.wholesale.plan_cancellations_of", "upkeep"


def plan(tx: Transaction, shop_id: int) -> None:
    """Announce what is to be cancelled, ask for what is due, and drop plans whose order was cured meanwhile.

    What a person stopped stays stopped as long as the order is held. An order that waits to be judged again waits here
    too. A longer time, or the app installed anew, makes a plan of before void: it is announced again.
    """
    lock_shop(tx, shop_id)
    days = statement_at(tx, shop_id, tx.now).terms.cancel_after_days
    since = _asked_since(tx, shop_id, days) if days else None
    overdue = {order.id: (order, hold) for order, hold in overdue_orders(tx, shop_id)}
    known = {row.order_id: row for row in _open(tx, shop_id)}
    for order_id, plan_made in list(known.items()):
        if plan_made.asked_at is None and not (plan_made.stopped_at and order_id in overdue):
            _, hold = overdue.get(order_id, (None, None))
            if hold is None or not days or _is_void(tx, plan_made, hold, since, days):
                _drop(tx, shop_id, order_id)
                del known[order_id]
    for order_id, (order, hold) in overdue.items():
        row = known.get(order_id)
        if order.check_due or not days or hold.placed_at is None:
            continue
        if row is None and cancellation_of(tx, shop_id, order_id) is None:
            _announce(tx, hold, rules.cancel_at(hold.placed_at, since, days, tx.now))
        elif row is not None and row.stopped_at is None and row.cancel_at <= tx.now:
            # Each hour is a try of its own: what kept it from being cancelled may be over by then.
            key = f"{CANCEL_ORDER}/{order_id}/{tx.now:%Y%m%d%H}"
            outbox.put(tx, shop_id, CANCEL_ORDER, key, order_id=order_id)


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


def _is_void(tx: Transaction, row: Cancellation, hold: Hold, since: datetime | None, days: int) -> bool:
    """Whether the plan was made under another installation, or the shop gives more time now."""
    if row.announced_at < get_installation(tx, row.shop_id).installed_at or hold.placed_at is None:
        return True
    return rules.cancel_at(hold.placed_at, since, days, row.announced_at) > row.cancel_at


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
    chosen = select(func.min(MinimumTerms.since)).where(MinimumTerms.shop_id == shop_id, MinimumTerms.id > before)
    since: datetime | None = tx.session.scalar(chosen)
    return since


def _open(tx: Transaction, shop_id: int) -> list[Cancellation]:
    chosen = select(Cancellation).where(Cancellation.shop_id == shop_id, Cancellation.done_at.is_(None))
    return list(tx.session.scalars(chosen))


def _drop(tx: Transaction, shop_id: int, order_id: int) -> None:
    gone = delete(Cancellation).where(Cancellation.shop_id == shop_id, Cancellation.order_id == order_id)
    tx.session.execute(gone, execution_options={"synchronize_session": "fetch"})
