"""Life for the demo: orders keep coming, and now and then a customer thinks better of it."""

from __future__ import annotations

import threading
from itertools import islice

from sandbox.noon.drafts import OrderDraft
from sandbox.noon.events import announce_changed, announce_created
from sandbox.noon.items import cancel_items
from sandbox.noon.orders import create_order
from sandbox.noon.projects import DEFAULT_PROJECT, add_project
from sandbox.noon.rows import CONFIRMED, SHIPPED, Order
from sandbox.noon.world import Noon

CANCEL_CHANCE = 0.15
RECENT = 20


class Life:
    """Makes an order every few seconds while it is on. Off until it is started."""

    def __init__(self, noon: Noon, project_code: str = DEFAULT_PROJECT) -> None:
        self._noon = noon
        self._project_code = project_code
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.every_s = 0.0

    def start(self, every_s: float) -> None:
        """Make one order now and another every `every_s` seconds."""
        self.stop()
        self.every_s = every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(self._stopped, every_s), name="noon-life", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Make no more orders."""
        self.every_s = 0.0
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None

    def live(self) -> Order:
        """One step: a new order, and perhaps a cancellation of a recent one."""
        noon = self._noon
        with noon.store.lock:
            dice = noon.dice("life", noon.number("life"))
            warehouse = dice.choice([row for row in add_project(noon, self._project_code) if row["is_active"]])
            order = create_order(noon, OrderDraft(warehouse_code=warehouse["warehouse_code"]))
            announce_created(noon, order)
            if dice.random() < CANCEL_CHANCE:
                self._cancel_one(dice.random())
        return order

    def _cancel_one(self, where: float) -> None:
        noon = self._noon
        recent = list(islice(reversed(noon.orders.values()), RECENT))
        units = [
            (order["fbpi_order_nr"], item["mp_item_nr"])
            for order in recent
            if order["project_code"] == self._project_code
            for item in order["items"]
            if item["mp_status"] == CONFIRMED and item["integration_status"] != SHIPPED
        ]
        if units:
            fbpi_order_nr, mp_item_nr = units[int(where * len(units))]
            announce_changed(noon, cancel_items(noon, fbpi_order_nr, [mp_item_nr], "CUSTOMER_CANCELLED"))

    def _run(self, stopped: threading.Event, every_s: float) -> None:
        while not stopped.is_set():
            self.live()
            stopped.wait(every_s)
