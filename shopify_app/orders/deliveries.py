"""What each Shopify topic about orders does here. Only the database: calls go through the outbox and jobs."""

from __future__ import annotations

from collections.abc import Sequence

from shopify_app.core import outbox
from shopify_app.core.inbox import Message
from shopify_app.core.runtime import Transaction
from shopify_app.orders import actions, holds
from shopify_app.orders.keeping import look_at_due
from shopify_app.orders.models import HistoryRun
from shopify_app.orders.payload import (
    BulkFinishedPayload,
    FulfillmentOrderPayload,
    OrderEditedPayload,
    OrderPayload,
)
from shopify_app.orders.rules import SeenOrder, UnreadableOrderError, number_of, read_order

REREAD = "orders.reread"


def orders_changed(tx: Transaction, shop_id: int, messages: Sequence[Message[OrderPayload]]) -> None:
    """orders/create, /updated, /paid, /cancelled: keep the newest sight. One that cannot be read is read again."""
    seen: list[SeenOrder] = []
    for message in messages:
        try:
            seen.append(read_order(message.payload, message.triggered_at))
        except UnreadableOrderError:
            _reread(tx, shop_id, message.payload.id, message.delivery.delivery_id)
    actions.record_orders(tx, shop_id, seen)
    look_at_due(tx, shop_id)


def orders_edited(tx: Transaction, shop_id: int, messages: Sequence[Message[OrderEditedPayload]]) -> None:
    """orders/edited tells what changed, not what the order is now: it is read again and judged anew."""
    for message in messages:
        _reread(tx, shop_id, message.payload.order_edit.order_id, message.delivery.delivery_id, edited=True)


def fulfillment_orders_changed(
    tx: Transaction, shop_id: int, messages: Sequence[Message[FulfillmentOrderPayload]]
) -> None:
    """fulfillment_orders/order_routing_complete and the lifting of holds: a hold may be placed now, or was lifted."""
    numbers = [number_of(message.payload.fulfillment_order.id) for message in messages]
    holds.note_fulfillment_orders(tx, shop_id, numbers)


def _reread(tx: Transaction, shop_id: int, shopify_order_id: int, delivery_id: str, *, edited: bool = False) -> None:
    key = f"{REREAD}/{delivery_id}"[:128]
    outbox.put(tx, shop_id, REREAD, key, shopify_order_id=shopify_order_id, edited=edited)


def bulk_finished(tx: Transaction, shop_id: int, messages: Sequence[Message[BulkFinishedPayload]]) -> None:
    """bulk_operations/finish: the file with past orders may be ready."""
    run = tx.session.get(HistoryRun, shop_id)
    if run is not None and run.bulk_gid in {message.payload.admin_graphql_api_id for message in messages}:
        tx.nudge("jobs.orders.read_history", "sync", shop_id)
