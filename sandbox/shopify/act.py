"""One thing somebody does in one shop: what it changes carries one time, and is told to the app together."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.shopify import moments
from sandbox.shopify.payloads.customers import customer_payload
from sandbox.shopify.payloads.drafts import draft_payload
from sandbox.shopify.payloads.orders import order_payload
from sandbox.shopify.records import Record

if TYPE_CHECKING:
    from sandbox.shopify.world import World

_FIRST_NUMBERS = {
    "Shop": 68_000_000_001,
    "Order": 5_900_000_000_001,
    "LineItem": 14_500_000_000_001,
    "Customer": 7_300_000_000_001,
    "FulfillmentOrder": 6_800_000_000_001,
    "Fulfillment": 5_300_000_000_001,
    "Product": 8_200_000_000_001,
    "ProductVariant": 44_000_000_000_001,
    "InventoryItem": 46_000_000_000_001,
}
_FIRST_NUMBER = 400_000_001


class Act:
    """Passed to everything that changes a shop. `by` is `merchant`, `app`, `other app`, `buyer` or `Shopify`."""

    def __init__(
        self, world: World, shop: Record, by: str, *, silent: bool = False, at: datetime | None = None
    ) -> None:
        self.world, self.shop, self.by, self.silent = world, shop, by, silent
        self.at = moments.to_text(at or moments.now())
        self.event_id = str(uuid.uuid4())
        self.triggered_at = moments.with_nanoseconds()
        self._told: list[tuple[str, Record]] = []
        self._touched: dict[str, Record] = {}

    def next_id(self, kind: str) -> int:
        """A new number for this kind of thing."""
        return self.world.store.next_number(kind, _FIRST_NUMBERS.get(kind, _FIRST_NUMBER))

    def tell(self, topic: str, payload: Record) -> None:
        """Send a webhook once the act is complete. The payload is as it is now."""
        self._told.append((topic, payload))

    def touch(self, topic: str, record: Record, note: str | None = None) -> None:
        """The record changed: stamp it, and send its `…/update` topic once, with the final state."""
        record["updated_at"] = self.at
        self._touched[f"{topic} {record['id']}"] = record
        if note:
            self.note(record, note)

    def note(self, record: Record, text: str) -> None:
        """A line of the record's timeline."""
        record.setdefault("timeline", []).append({"at": self.at, "by": self.by, "text": text})

    def event(self, order: Record, action: str, by: str | None = None) -> None:
        """An entry of the order's `events`: what was done, and by whom.

        Shopify names `placed`, `cancelled`, `mail_sent` and some more, and none for holds.
        """
        told = {"id": self.next_id("BasicEvent"), "action": action, "created_at": self.at, "by": by or self.by}
        order.setdefault("events", []).append(told)

    def close(self) -> None:
        """Hand what was told to the webhook sender."""
        if self.silent:
            return
        created = {(topic.partition("/")[0], payload.get("id")) for topic, payload in self._told if "/create" in topic}
        for key, record in self._touched.items():
            topic = key.partition(" ")[0]
            if (topic.partition("/")[0], record["id"]) not in created:
                self.tell(topic, _UPDATES[topic](self.shop, record))
        for topic, payload in self._told:
            self.world.webhooks.send(self.shop, topic, payload, event_id=self.event_id, triggered_at=self.triggered_at)


_UPDATES = {
    "orders/updated": order_payload,
    "customers/update": customer_payload,
    "draft_orders/update": draft_payload,
}
