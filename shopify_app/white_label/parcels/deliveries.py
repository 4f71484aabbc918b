"""What Shopify's topics about fulfilments do here: the order's parcels are read again, if it can carry a brand."""

from __future__ import annotations

from collections.abc import Sequence

from shopify_app.core.inbox import Message
from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import RETAIL, TRADE
from shopify_app.white_label.parcels.actions import brand_of
from shopify_app.white_label.parcels.payload import FulfillmentPayload
from shopify_app.white_label.parcels.reading import ask_to_read, find_order


def fulfillments_changed(tx: Transaction, shop_id: int, messages: Sequence[Message[FulfillmentPayload]]) -> None:
    """fulfillments/create and fulfillments/update. Most orders carry no brand: of those nothing is asked."""
    for message in messages:
        order = find_order(tx, shop_id, message.payload.order_id)
        if order is not None and (order.kind == RETAIL or (order.kind == TRADE and brand_of(tx, order) is None)):
            continue
        ask_to_read(tx, shop_id, message.payload.order_id, message.delivery.delivery_id)
