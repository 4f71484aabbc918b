"""Stopping and carrying out the cancellation of orders that stay below their minimum.

Nothing is cancelled that was paid for, even in part: giving money back is a person's decision. Nor is an order that
waits because we know no minimum in its currency: that is no fault of the buyer's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.errors import ConflictError, RemoteError
from shopify_app.core.locks import lock_shop
from shopify_app.core.money import Money
from shopify_app.core.runtime import Transaction
from shopify_app.orders import holds
from shopify_app.orders.actions import get_order, tell
from shopify_app.orders.deliveries import REREAD
from shopify_app.wholesale.cancelling import rules
from shopify_app.wholesale.cancelling.client import CancellingClient, OrderState
from shopify_app.wholesale.cancelling.due import cancellation_of, is_due
from shopify_app.wholesale.cancelling.letters import CANCELLED, CANCELLED_PAID, tell_shop_later
from shopify_app.wholesale.cancelling.models import is_being_cancelled
from shopify_app.wholesale.models import HANDLE

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_NOTE = "Cancelled by tajir: it stayed below the order minimum."


class NothingToStopError(ConflictError):
    """No cancellation of the order is planned, or it was carried out."""


def stop(tx: Transaction, shop_id: int, order_id: int, *, actor: str) -> None:
    """Keep the order held, but do not cancel it.

    Raises:
        NothingToStopError: There is no plan for it, or it was cancelled already.
    """
    lock_shop(tx, shop_id)
    order, row = get_order(tx, shop_id, order_id), cancellation_of(tx, shop_id, order_id)
    if row is None or row.done_at is not None or order.cancelled_at is not None:
        raise NothingToStopError("No cancellation of this order is planned, or it was cancelled already.")
    if is_being_cancelled(tx, order_id):
        raise NothingToStopError("Shopify is being asked to cancel this order right now: it is too late to stop that.")
    if row.stopped_at is None:
        row.stopped_at, row.stopped_by, row.asked_at = tx.now, actor, None
        tell(tx, shop_id, order_id, "cancellation_stopped")
        audit.record(tx, shop_id, events.ORDER_CANCELLATION_STOPPED, f"order {order_id}", actor=actor)


def cancel_order(runtime: Runtime, shop_id: int, order_id: int) -> None:
    """Cancel the order at Shopify, unless it was cured, let go, paid, sent or stopped since.

    First we write down that Shopify is asked, then look at what it shows at this moment, then ask: a payment, an edit
    or a release that we were not told of yet is seen. What was cancelled already is success.

    Raises:
        RemoteError: Shopify did not answer or refused.
    """
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        order, row = get_order(tx, shop_id, order_id), cancellation_of(tx, shop_id, order_id)
        if row is None or row.done_at is not None:
            return
        was_asked, due = row.asked_at is not None, is_due(tx, order, row)
        if not (was_asked or due):
            return
        row.asked_at = tx.now
        number, judged = order.shopify_order_id, Money(order.goods, order.currency)
    client = runtime.client(CancellingClient)
    state = client.find(shop_id, number)
    if state is None or not state.is_cancelled:
        if state is None or not due or not _may_cancel(client, shop_id, number, state, judged):
            _unmark(runtime, shop_id, order_id, number)
            return
        try:
            client.cancel(shop_id, number, _NOTE)
        except RemoteError as error:
            if not error.temporary:
                _unmark(runtime, shop_id, order_id, number)
            raise
        state = client.find(shop_id, number)
    elif not was_asked:
        # Somebody else cancelled it: that is told by the order itself.
        _unmark(runtime, shop_id, order_id, number)
        return
    paid = state is not None and state.received > 0
    with runtime.transaction() as tx:
        _record_done(tx, shop_id, order_id, paid=paid)


def _may_cancel(client: CancellingClient, shop_id: int, number: int, state: OrderState, judged: Money) -> bool:
    """Whether the order is what was judged: unpaid, unsent, of the same goods, and our hold stands on all of it."""
    if not rules.may_cancel(state.financial_status, state.fulfillment_status, state.received):
        return False
    return client.goods_of(shop_id, number) == judged and client.is_held(shop_id, number, HANDLE)


def _unmark(runtime: Runtime, shop_id: int, order_id: int, shopify_order_id: int) -> None:
    """It is not cancelled now. What changed at Shopify is read, so that the next look knows."""
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        row = cancellation_of(tx, shop_id, order_id)
        if row is not None:
            row.asked_at = None
        key = f"{REREAD}/cancel/{order_id}/{tx.now:%Y%m%d%H}"
        outbox.put(tx, shop_id, REREAD, key, shopify_order_id=shopify_order_id)
        holds.sync_again(tx, shop_id, [shopify_order_id])


def _record_done(tx: Transaction, shop_id: int, order_id: int, *, paid: bool) -> None:
    row = cancellation_of(tx, shop_id, order_id)
    if row is None or row.done_at is not None:
        return
    row.done_at = tx.now
    tell(tx, shop_id, order_id, "cancelled_below")
    audit.record(tx, shop_id, events.ORDER_CANCELLED, f"order {order_id}", why="below the minimum", paid=paid)
    tell_shop_later(tx, shop_id, order_id, CANCELLED_PAID if paid else CANCELLED, row.announced_at)
