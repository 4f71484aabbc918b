"""What happens in Shopify to orders that were imported from noon."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from shopify_app.core.inbox import Message
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.noon.importing.models import MADE, NoonImport
from shopify_app.noon.stock_due import mark_orders
from shopify_app.orders.payload import OrderPayload


def orders_cancelled(tx: Transaction, shop_id: int, messages: Sequence[Message[OrderPayload]]) -> None:
    """orders/cancelled: who holds the units of an imported order is looked at again."""
    numbers = [message.payload.id for message in messages]
    chosen = select(NoonImport.order_id).where(
        NoonImport.shop_id == shop_id,
        NoonImport.state == MADE,
        one_of(tx.session, NoonImport.shopify_order_id, numbers),
    )
    if found := list(tx.session.scalars(chosen)):
        mark_orders(tx, shop_id, found)
