"""One delivery as the row it becomes in `inbox`."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from shopify_app.core.inbox import context_of
from webhooks.doors import Door


class Row(NamedTuple):
    """What a sender's file makes of a request that it accepts. The fields stand as both databases insert them.

    A tuple, not a dataclass: it is made for every delivery, and goes to the driver as it is.
    """

    shop_id: int
    source: str
    delivery_id: str
    topic: str
    triggered_at: datetime | None
    received_at: datetime
    key_id: int
    payload: bytes


def sealed_row(
    door: Door,
    source: str,
    delivery_id: str,
    topic: str,
    triggered_at: datetime | None,
    received_at: datetime,
    kept: bytes,
) -> Row:
    """The row, its payload sealed with the shop's key of the day."""
    payload = door.key.seal(kept, context_of(source, delivery_id))
    return Row(door.shop_id, source, delivery_id, topic, triggered_at, received_at, door.key_id, payload)
