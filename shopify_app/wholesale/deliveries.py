"""A customer's tags changed: who is tagged as a trader buys as one from now on."""

from __future__ import annotations

from collections.abc import Sequence

from shopify_app.core.inbox import Message
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.orders.payload import TagsPayload
from shopify_app.orders.rules import number_of
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.wholesale import marks


def tags_added(tx: Transaction, shop_id: int, messages: Sequence[Message[TagsPayload]]) -> None:
    """customer.tags_added."""
    _mark(tx, shop_id, messages, is_trade=True)


def tags_removed(tx: Transaction, shop_id: int, messages: Sequence[Message[TagsPayload]]) -> None:
    """customer.tags_removed."""
    _mark(tx, shop_id, messages, is_trade=False)


def _mark(tx: Transaction, shop_id: int, messages: Sequence[Message[TagsPayload]], *, is_trade: bool) -> None:
    """Only people who ordered are known here; the tags of others are asked for with their first order.

    Deliveries overtake each other: what counts is when the tag changed, not when we heard of it.
    """
    lock_shop(tx, shop_id)
    for message in messages:
        if marks.is_trade_tag(message.payload.tags):
            customer = Identity(shopify_customer_id=number_of(message.payload.customer_id))
            person_ids = people.find_all(tx, shop_id, customer)
            marks.keep_marks(tx, shop_id, dict.fromkeys(person_ids, is_trade), message.triggered_at)
