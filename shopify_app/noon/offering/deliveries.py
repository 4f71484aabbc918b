"""What a changed level in Shopify does here."""

from __future__ import annotations

from collections.abc import Sequence

from shopify_app.core.inbox import Message
from shopify_app.core.runtime import Transaction
from shopify_app.noon.offering import actions
from shopify_app.noon.offering.payload import InventoryLevelPayload


def levels_changed(tx: Transaction, shop_id: int, messages: Sequence[Message[InventoryLevelPayload]]) -> None:
    """inventory_levels/update: tell noon the level that stands a few seconds from now."""
    if not actions.is_on(tx, shop_id):
        return
    changed = {(message.payload.inventory_item_id, message.payload.location_id) for message in messages}
    actions.mark_levels(tx, shop_id, changed)
