"""What noon's events do here: they only name an order, which is then read from noon."""

from __future__ import annotations

from collections.abc import Sequence

from shopify_app.core.inbox import Message
from shopify_app.core.runtime import Transaction
from shopify_app.noon import mirroring
from shopify_app.noon.payload import NoonEvent


def order_named(tx: Transaction, shop_id: int, messages: Sequence[Message[NoonEvent]]) -> None:
    """Any FBPI order event: whatever it says, the order's present state is what counts."""
    numbers = [message.payload.named_order for message in messages]
    mirroring.ask_to_read(tx, shop_id, [number for number in numbers if number])
