"""Deliveries that could not be handled still hold what they brought: an erasure empties those about the person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from shopify_app.core import inbox
from shopify_app.core.runtime import Transaction
from shopify_app.people.rules import Identity

_ERASED = "It was about a person who is erased."


def empty_letters(tx: Transaction, shop_id: int, identity: Identity, shopify_order_ids: Sequence[int]) -> int:
    """Empty the shop's failed deliveries that name the person or one of the orders; returns how many."""
    sought = _names(identity, shopify_order_ids)
    about = [
        delivery.id
        for delivery in inbox.open_all(tx, shop_id, inbox.failed(tx, shop_id))
        if not sought.isdisjoint(_values(msgspec.json.decode(delivery.payload)))
    ]
    inbox.empty(tx, about, _ERASED)
    return len(about)


def _names(identity: Identity, shopify_order_ids: Sequence[int]) -> set[str]:
    names = [identity.shopify_customer_id, identity.email, identity.phone, *shopify_order_ids]
    return {str(name).casefold() for name in names if name}


def _values(payload: Any) -> Iterator[str]:
    """Every value in the payload as text; of a gid the number at its end."""
    if isinstance(payload, dict):
        payload = list(payload.values())
    if isinstance(payload, list):
        for part in payload:
            yield from _values(part)
    elif isinstance(payload, str | int) and not isinstance(payload, bool):
        yield str(payload).casefold()
        yield str(payload).rpartition("/")[2]
