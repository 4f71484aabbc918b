"""A draft order was made or changed: it is judged again."""

from __future__ import annotations

from collections.abc import Sequence

from shopify_app.core import outbox
from shopify_app.core.inbox import Message
from shopify_app.core.runtime import Transaction
from shopify_app.wholesale.drafts.actions import CHECK_DRAFT
from shopify_app.wholesale.drafts.payload import DraftPayload


def drafts_changed(tx: Transaction, shop_id: int, messages: Sequence[Message[DraftPayload]]) -> None:
    """draft_orders/create, /update: a hint only, for Shopify's payload does not carry the customer's tags."""
    for message in messages:
        # Not by `updated_at`: it tells the second, and staff may change the draft in the one in which we mark it.
        key = f"{CHECK_DRAFT}/{message.delivery.delivery_id}"[:128]
        outbox.put(tx, shop_id, CHECK_DRAFT, key, shopify_draft_id=message.payload.id)
