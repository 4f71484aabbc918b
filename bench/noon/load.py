"""What happens at noon meanwhile: orders, cancellations, sessions that end, events that never come."""

from __future__ import annotations

import random
import threading
import time

from bench.noon.world import SKUS, World

_ENVELOPES = ("full", "no_message_id", "legacy", "legacy_fbpi")
_MOST_AT_ONCE, _PORTIONS = 50, 20


class Feeder(threading.Thread):
    """Makes `orders` orders at noon over `seconds`, and changes some of them."""

    def __init__(self, world: World, orders: int, seconds: float, seed: int) -> None:
        super().__init__(daemon=True)
        self._world, self._wanted, self._seconds = world, orders, seconds
        self._chance = random.Random(seed)
        self.numbers: list[str] = []
        self.cancelled = 0
        self.problem: str | None = None

    def first(self) -> None:
        """One order with all goods, so that they are known before anything goes wrong."""
        fields = {"items": [{"partner_sku": sku} for sku in SKUS], "warehouse_code": self._world.warehouse}
        self.numbers += self._world.noon.create_orders(1, **fields)

    def run(self) -> None:
        """Until all are made; a problem of the stand-in itself is kept for the verdict."""
        try:
            self._feed()
        except Exception as error:
            self.problem = f"the feeder broke off: {error!r}"

    def _feed(self) -> None:
        began = time.monotonic()
        while len(self.numbers) < self._wanted:
            self._portion()
            # Evenly over the time, as far as the stand-in keeps up.
            time.sleep(max(0.0, began + self._seconds * len(self.numbers) / self._wanted - time.monotonic()))

    def _portion(self) -> None:
        noon, chance = self._world.noon, self._chance
        noon.turn(envelope=chance.choice(_ENVELOPES))
        items = [
            {"partner_sku": chance.choice(SKUS), "delivered_invoice_price": 10.5} for _ in range(chance.randint(1, 4))
        ]
        many = min(_MOST_AT_ONCE, self._wanted // _PORTIONS + 1, self._wanted - len(self.numbers))
        # One portion in ten is never told by an event.
        announced = chance.random() > 0.1
        fields = {"items": items, "warehouse_code": self._world.warehouse}
        self.numbers += noon.create_orders(many, announced=announced, **fields)
        for number in chance.sample(self.numbers, min(len(self.numbers), 3)):
            self._cancel(number)
        if chance.random() < 0.2:
            noon.expire_sessions()

    def _cancel(self, number: str) -> None:
        """All of it, or one unit that still stands."""
        order = self._world.noon.order(number)
        standing = [item["mp_item_nr"] for item in order["items"] if "CONFIRMED" in item["mp_status"]]
        if standing:
            some = standing if self._chance.random() < 0.5 else standing[:1]
            self._world.noon.cancel(number, *some)
            self.cancelled += len(some)
