"""A client for the stand-in's control routes: what tests and the demo make happen at noon."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, cast

import requests

from sandbox.noon.events import SYNC
from sandbox.noon.projects import DEFAULT_PROJECT
from sandbox.noon.rows import Delivery, Destination, Order, Shipment, Stock, Warehouse

TIMEOUT_S = 60.0


class ControlError(Exception):
    """The stand-in refused what a test asked of it."""


class NoonSandbox:
    """One stand-in at `base_url`, the same one a client of noon would use."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")

    # Accounts and sessions

    def register(self, project_code: str = DEFAULT_PROJECT, *, has_role: bool = True) -> dict[str, str]:
        """A new service account; its key file."""
        draft = {"project_code": project_code, "has_role": has_role}
        return cast("dict[str, str]", self._ask("POST", "accounts", draft))

    def write_key_file(self, path: Path, project_code: str = DEFAULT_PROJECT, *, has_role: bool = True) -> Path:
        """A new service account, its key file at `path`."""
        path.write_text(json.dumps(self.register(project_code, has_role=has_role)), "utf-8")
        return path

    def deactivate(self, key_id: str) -> None:
        """Switch a key off, with its sessions."""
        self._ask("DELETE", f"accounts/{key_id}")

    def expire_sessions(self, project_code: str = "") -> int:
        """Make the next calls of a project, or of all, answer 401; how many sessions there were."""
        return int(self._ask("POST", "sessions/expire", {"project_code": project_code})["expired"])

    # Orders

    def create_order(self, *, announced: bool = True, **fields: Any) -> Order:
        """A new order with the given fields of noon's order, `customer` and `items` included."""
        return self.order(self.create_orders(announced=announced, **fields)[0])

    def create_orders(self, count: int = 1, *, announced: bool = True, spread_to: str = "", **fields: Any) -> list[str]:
        """Orders after one pattern; `spread_to` spaces their creation from `order_created_at` to there."""
        wish = {"order": fields, "count": count, "announced": announced, "spread_to": spread_to}
        return cast("list[str]", self._ask("POST", "orders", wish))

    def order(self, fbpi_order_nr: str) -> Order:
        """An order with what noon does not tell: customer, project, how its dashboard shows it."""
        return cast("Order", self._ask("GET", f"orders/{fbpi_order_nr}"))

    def order_nrs(self) -> list[str]:
        """The numbers of all orders, in the order of their making."""
        return cast("list[str]", self._ask("GET", "orders"))

    def cancel(
        self, fbpi_order_nr: str, *mp_item_nrs: str, reason: str = "CUSTOMER_CANCELLED", announced: bool = True
    ) -> Order:
        """The customer cancels some items, or all if none is named."""
        wish = {"mp_item_nrs": mp_item_nrs, "reason": reason, "announced": announced}
        return cast("Order", self._ask("POST", f"orders/{fbpi_order_nr}/cancel", wish))

    def shipments(self) -> list[Shipment]:
        """All shipments, cancelled ones included."""
        return cast("list[Shipment]", self._ask("GET", "shipments"))

    def pick_up(self, warehouse_code: str, integration_shipment_nr: str) -> Shipment:
        """The courier takes a shipment."""
        return cast("Shipment", self._ask("POST", f"shipments/{warehouse_code}/{integration_shipment_nr}/pick-up"))

    # Warehouses, stock, prices

    def warehouses(self, project_code: str = DEFAULT_PROJECT) -> list[Warehouse]:
        """A project's warehouses."""
        rows = cast("list[Warehouse]", self._ask("GET", "warehouses"))
        return [row for row in rows if row["project_code"] == project_code]

    def add_warehouse(self, display_name: str, **fields: str) -> Warehouse:
        """One more warehouse; fields: country_code, warehouse_code, project_code."""
        return cast("Warehouse", self._ask("POST", "warehouses", {"display_name": display_name, **fields}))

    def stock(self) -> dict[str, Stock]:
        """The figures sent so far, by `warehouse/SKU`."""
        return cast("dict[str, Stock]", self._ask("GET", "stock"))

    def set_prices(self, prices: dict[str, dict[str, float]]) -> None:
        """The SKUs that drawn orders use from now on, with a price for each currency."""
        self._ask("PUT", "prices", prices)

    # Events

    def send_events_to(
        self, url: str, headers: dict[str, str], project_code: str = DEFAULT_PROJECT, destination_code: str = ""
    ) -> Destination:
        """Send a project's events to `url` with these headers; an empty URL sends none."""
        target = {"url": url, "headers": headers, "project_code": project_code, "destination_code": destination_code}
        return cast("Destination", self._ask("PUT", "destinations", target))

    def announce(self, fbpi_order_nr: str, event_type: str = SYNC) -> list[Delivery]:
        """Send an event although nothing happened."""
        wish = {"fbpi_order_nr": fbpi_order_nr, "event_type": event_type}
        return cast("list[Delivery]", self._ask("POST", "events", wish))

    def deliveries(self, status: str = "", fbpi_order_nr: str = "") -> list[Delivery]:
        """The delivery log; statuses are pending, success, failure."""
        return cast("list[Delivery]", self._ask("GET", f"deliveries?status={status}&fbpi_order_nr={fbpi_order_nr}"))

    def redeliver(self, delivery_id: str) -> Delivery:
        """Send one again, as from the partner portal."""
        return cast("Delivery", self._ask("POST", f"deliveries/{delivery_id}/redeliver"))

    def wait_until_settled(self, timeout_s: float = 10.0) -> list[Delivery]:
        """The delivery log once nothing is pending.

        Raises:
            TimeoutError: Something still is.
        """
        until, pause = time.monotonic() + timeout_s, 0.01
        while pending := self.deliveries("pending"):
            if time.monotonic() > until:
                raise TimeoutError(f"{len(pending)} deliveries are pending after {timeout_s} s")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.3)  # asking costs the stand-in time that it could deliver in
        return self.deliveries()

    # The stand-in itself

    def knobs(self) -> dict[str, Any]:
        """Every knob and where it stands."""
        return cast("dict[str, Any]", self._ask("GET", "knobs"))

    def turn(self, **changes: Any) -> dict[str, Any]:
        """Turn knobs; see `knobs.py` for what there is."""
        return cast("dict[str, Any]", self._ask("PATCH", "knobs", changes))

    def plan_fault(self, operation: str, kind: str, **details: Any) -> None:
        """Plan a failure of an operation such as `fbpi.list_orders`; see `sandbox.faults.Fault`."""
        self._ask("POST", "faults", {"operation": operation, "kind": kind, **details})

    def clear_faults(self) -> None:
        """Forget planned failures."""
        self._ask("DELETE", "faults")

    def calls(self, operation: str = "", method: str = "", path: str = "") -> list[dict[str, Any]]:
        """The calls received, oldest first: method, path, query, headers, body, status."""
        asked = f"calls?operation={operation}&method={method}&path={path}"
        return cast("list[dict[str, Any]]", self._ask("GET", asked))

    def clear_calls(self) -> None:
        """Forget the calls received."""
        self._ask("DELETE", "calls")

    def start_life(self, every_s: float) -> None:
        """An order every `every_s` seconds."""
        self._ask("PUT", "life", {"every_s": every_s})

    def stop_life(self) -> None:
        """No more orders by themselves."""
        self._ask("DELETE", "life")

    def reset(self, seed: int = 0) -> None:
        """An empty world as at the first start: no accounts, sessions, orders, faults, calls; knobs as they come."""
        self._ask("POST", "reset", {"seed": seed})

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        with requests.Session() as http:
            http.trust_env = False
            url = f"{self.base_url}/_control/{path}"
            answer = http.request(method, url, json={} if body is None else body, timeout=TIMEOUT_S)
        if not answer.ok:
            raise ControlError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None
