"""What happens in Shopify to orders that were imported from noon."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import select

from shopify_app.core.inbox import Message
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.noon.importing.models import MADE, NoonImport
from shopify_app.noon.importing.telling import ask_to_tell
from shopify_app.noon.stock_due import mark_orders
from shopify_app.orders.payload import OrderPayload


class ParcelNamed(Protocol):
    """What is kept of a fulfilment's delivery: its number and that of its order."""

    id: int
    order_id: int


def fulfillments_changed(tx: Transaction, shop_id: int, messages: Sequence[Message[ParcelNamed]]) -> None:
    """fulfillments/create and /update: noon is told of what left of an imported order; of each fulfilment once."""
    orders = sorted({message.payload.order_id for message in messages})
    chosen = select(NoonImport).where(
        NoonImport.shop_id == shop_id, NoonImport.state == MADE, one_of(tx.session, NoonImport.shopify_order_id, orders)
    )
    rows = {row.shopify_order_id: row for row in tx.session.scalars(chosen)}
    for message in messages:
        if message.payload.order_id in rows:
            ask_to_tell(tx, rows[message.payload.order_id], [message.payload.id])


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
