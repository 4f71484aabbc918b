"""The stand-in's world: its memory, its knobs, its clock and its dice. Every other module works on one of these."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from sandbox.faults import Faults
from sandbox.noon.calls import Calls
from sandbox.noon.knobs import Knobs, turned
from sandbox.noon.pages import OrderIndex
from sandbox.noon.rate import RateLimit
from sandbox.noon.rows import Account, Delivery, Destination, Order, Session, Shipment, Stock, Warehouse
from sandbox.store import Store

PREFIX = "noon/"  # the store may be shared with other stand-ins


class Noon:
    """One noon. Rows are read and changed under `store.lock`; `changed()` follows every change."""

    def __init__(self, store: Store, faults: Faults, *, seed: int = 0, clock: Callable[[], float] = time.time) -> None:
        self.store = store
        self.faults = faults
        self.clock = clock
        self.calls = Calls()
        self.rate = RateLimit(clock)
        self.index = OrderIndex()
        self.wake_sender: Callable[[], None] = lambda: None
        self._settings.setdefault("seed", seed)
        self.index.rebuild(self.orders.values())

    @property
    def accounts(self) -> dict[str, Account]:
        """Registered keys, by key id."""
        return self._table("accounts")

    @property
    def sessions(self) -> dict[str, Session]:
        """Open sessions, by the first cookie."""
        return self._table("sessions")

    @property
    def seen_jtis(self) -> dict[str, int]:
        """Login tokens that were used, and when they were issued."""
        return self._table("jtis")

    @property
    def warehouses(self) -> dict[str, Warehouse]:
        """Every project's warehouses, by code."""
        return self._table("warehouses")

    @property
    def orders(self) -> dict[str, Order]:
        """Orders, by fbpi_order_nr, in the order of their making."""
        return self._table("orders")

    @property
    def shipments(self) -> dict[str, Shipment]:
        """Shipments, by `warehouse/number`."""
        return self._table("shipments")

    @property
    def stock(self) -> dict[str, Stock]:
        """Figures that were sent, by `warehouse/SKU`."""
        return self._table("stock")

    @property
    def destinations(self) -> dict[str, Destination]:
        """Where events go, by destination code."""
        return self._table("destinations")

    @property
    def deliveries(self) -> dict[str, Delivery]:
        """The delivery log, by number."""
        return self._table("deliveries")

    @property
    def due(self) -> dict[str, float]:
        """The deliveries that still have to go, and when."""
        return self._table("due")

    @property
    def sandbox_orders(self) -> dict[str, str]:
        """Which order an idempotency key made."""
        return self._table("sandbox_orders")

    @property
    def prices(self) -> dict[str, dict[str, float]]:
        """The SKUs that drawn orders are made of, with a price for each currency; none: the built-in ones."""
        return self._table("prices")

    @property
    def seed(self) -> int:
        """What the dice fall by."""
        return int(self._settings["seed"])

    @property
    def knobs(self) -> Knobs:
        """Where every knob stands."""
        with self.store.lock:
            return msgspec.convert(self._table("knobs"), Knobs)

    def turn(self, changes: dict[str, Any]) -> Knobs:
        """Turn some knobs.

        Raises:
            msgspec.ValidationError: There is no such knob, or it has no such position.
        """
        with self.store.lock:
            knobs = turned(self.knobs, changes)
            self._table("knobs").update(changes)
            self.changed()
        self.wake_sender()
        return knobs

    def number(self, name: str, start: int = 1) -> int:
        """The next number of a series."""
        return self.store.next_number(PREFIX + name, start)

    def dice(self, *subject: object) -> random.Random:
        """Dice for one subject: the same seed and subject fall the same way in every run and in any order."""
        return random.Random("/".join(map(str, (self.seed, *subject))))

    def stamp(self, at: float | None = None) -> str:
        """A time in noon's form; now, if none is given."""
        moment = datetime.fromtimestamp(self.clock() if at is None else at, UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def changed(self) -> None:
        """Let the store keep what changed."""
        self.store.changed()

    def forget(self, seed: int) -> None:
        """Back to an empty world with the given seed."""
        with self.store.lock:
            for name, table in self.store.content.items():
                if name.startswith(PREFIX):
                    table.clear()
            numbers = self.store.table("_numbers")
            for name in [name for name in numbers if name.startswith(PREFIX)]:
                del numbers[name]
            self._settings["seed"] = seed
            self.index.rebuild([])
            self.rate.clear()
            self.calls.clear()
            self.faults.clear()
            self.changed()

    @property
    def _settings(self) -> dict[str, Any]:
        return self._table("settings")

    def _table(self, name: str) -> dict[str, Any]:
        return self.store.table(PREFIX + name)
