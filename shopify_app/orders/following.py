"""Reading orders again from Shopify: single ones, those behind fulfilment orders, and everything since a moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from shopify_app.core.runtime import Transaction
from shopify_app.orders import actions, holds
from shopify_app.orders.client import OrdersClient
from shopify_app.orders.keeping import keep_nodes, look_at_due
from shopify_app.orders.models import FulfillmentOrder, Hold
from shopify_app.orders.rules import read_order

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_MANY = 500


def reread_order(runtime: Runtime, shop_id: int, shopify_order_id: int, *, edited: bool = False) -> None:
    """Read one order again and keep what Shopify shows now; after an edit it is judged anew."""
    asked_at = runtime.clock.now()
    payloads = runtime.client(OrdersClient).orders_by_id(shop_id, [shopify_order_id])
    with runtime.transaction() as tx:
        actions.record_orders(tx, shop_id, [read_order(payload, asked_at) for payload in payloads])
        look_at_due(tx, shop_id)
        if edited:
            actions.mark_edited(tx, shop_id, [shopify_order_id])


def read_since(runtime: Runtime, shop_id: int, since: datetime) -> int:
    """Read every order that changed since then, page by page; returns how many. The net under lost webhooks."""
    count, asked_at = 0, runtime.clock.now()
    for nodes in runtime.client(OrdersClient).orders_since(shop_id, since):
        keep_nodes(runtime, shop_id, nodes, asked_at)
        count += len(nodes)
    return count


def follow_fulfillment_orders(runtime: Runtime, shop_id: int) -> None:
    """Find which orders the noted fulfilment orders belong to, and compare those orders' holds with Shopify.

    Nothing is asked while no hold waits or stands: most shops' fulfilment orders are never looked up.
    """
    with runtime.snapshot() as tx:
        numbers = _unfollowed(tx, shop_id) if _has_holds(tx, shop_id) else []
    owners = runtime.client(OrdersClient).owners_of(shop_id, numbers) if numbers else {}
    with runtime.transaction() as tx:
        for number in numbers:
            chosen = update(FulfillmentOrder).where(
                FulfillmentOrder.shop_id == shop_id, FulfillmentOrder.shopify_fulfillment_order_id == number
            )
            tx.session.execute(chosen.values(shopify_order_id=owners.get(number, 0), followed_at=tx.now))
        holds.sync_again(tx, shop_id, sorted(set(owners.values())))


def _has_holds(tx: Transaction, shop_id: int) -> bool:
    chosen = select(Hold.id).where(Hold.shop_id == shop_id, Hold.state.in_(holds.STOPPED)).limit(1)
    return tx.session.scalar(chosen) is not None


def _unfollowed(tx: Transaction, shop_id: int) -> list[int]:
    """Noted since they were last followed, oldest first."""
    chosen = select(FulfillmentOrder.shopify_fulfillment_order_id).where(
        FulfillmentOrder.shop_id == shop_id,
        (FulfillmentOrder.followed_at.is_(None)) | (FulfillmentOrder.followed_at < FulfillmentOrder.seen_at),
    )
    return list(tx.session.scalars(chosen.order_by(FulfillmentOrder.seen_at).limit(_MANY)))


def shops_to_follow(tx: Transaction) -> list[int]:
    """Shops with noted fulfilment orders and a hold they may matter to: what the sweeper nudges."""
    unfollowed = (FulfillmentOrder.followed_at.is_(None)) | (FulfillmentOrder.followed_at < FulfillmentOrder.seen_at)
    holding = select(Hold.shop_id).where(Hold.state.in_(holds.STOPPED))
    chosen = select(FulfillmentOrder.shop_id).where(unfollowed, FulfillmentOrder.shop_id.in_(holding))
    return list(tx.session.scalars(chosen.distinct()))
