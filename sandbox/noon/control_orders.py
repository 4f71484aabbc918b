"""Control routes for what happens at noon: orders, cancellations, shipments, warehouses, prices."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from sandbox.noon.answers import NoonError
from sandbox.noon.drafts import OrderDraft
from sandbox.noon.events import announce_changed, announce_created
from sandbox.noon.gate import control_blueprint, read
from sandbox.noon.items import cancel_items
from sandbox.noon.orders import create_order, find_order
from sandbox.noon.projects import DEFAULT_PROJECT, add_warehouse
from sandbox.noon.world import Noon


class NewOrders(msgspec.Struct, forbid_unknown_fields=True):
    """Orders to make, all after one draft; `spread_to` spaces their creation evenly from `order_created_at` on."""

    order: OrderDraft = msgspec.field(default_factory=OrderDraft)
    count: Annotated[int, msgspec.Meta(ge=1, le=200_000)] = 1
    announced: bool = True
    spread_to: str = ""


class Cancellation(msgspec.Struct, forbid_unknown_fields=True):
    """Items that the customer or noon no longer wants; none named: the whole order."""

    mp_item_nrs: list[str] = []
    reason: str = "CUSTOMER_CANCELLED"
    announced: bool = True


class WarehouseDraft(msgspec.Struct, forbid_unknown_fields=True):
    """A warehouse to add."""

    display_name: str
    country_code: str = "ae"
    warehouse_code: str = ""
    project_code: str = DEFAULT_PROJECT


def order_controls(noon: Noon) -> Blueprint:
    """`/_control/orders`, `shipments`, `warehouses`, `stock`, `prices`."""
    control = control_blueprint("order_controls")
    _order_routes(control, noon)
    _shelf_routes(control, noon)

    @control.get("/shipments")
    def list_shipments() -> ResponseReturnValue:
        with noon.store.lock:
            return jsonify(list(noon.shipments.values()))

    @control.post("/shipments/<warehouse_code>/<integration_shipment_nr>/pick-up")
    def pick_up(warehouse_code: str, integration_shipment_nr: str) -> ResponseReturnValue:
        shipment = noon.shipments.get(f"{warehouse_code}/{integration_shipment_nr}")
        if shipment is None:
            raise NoonError("NOT_FOUND", f"shipment {integration_shipment_nr} was not found")
        shipment["picked_up"] = True
        noon.changed()
        return jsonify(shipment)

    return control


def _order_routes(control: Blueprint, noon: Noon) -> None:
    @control.post("/orders")
    def make_orders() -> ResponseReturnValue:
        return jsonify(_make(noon, read(NewOrders))), 201

    @control.get("/orders")
    def list_order_numbers() -> ResponseReturnValue:
        with noon.store.lock:
            return jsonify(list(noon.orders))

    @control.get("/orders/<fbpi_order_nr>")
    def show_order(fbpi_order_nr: str) -> ResponseReturnValue:
        with noon.store.lock:
            return jsonify(find_order(noon, fbpi_order_nr))

    @control.post("/orders/<fbpi_order_nr>/cancel")
    def cancel(fbpi_order_nr: str) -> ResponseReturnValue:
        wish = read(Cancellation)
        order = cancel_items(noon, fbpi_order_nr, wish.mp_item_nrs, wish.reason)
        if wish.announced:
            announce_changed(noon, order)
        return jsonify(order)


def _shelf_routes(control: Blueprint, noon: Noon) -> None:
    @control.get("/warehouses")
    def list_warehouses() -> ResponseReturnValue:
        with noon.store.lock:
            return jsonify(list(noon.warehouses.values()))

    @control.post("/warehouses")
    def make_warehouse() -> ResponseReturnValue:
        draft = read(WarehouseDraft)
        place = (draft.project_code, draft.country_code, draft.display_name, draft.warehouse_code)
        return jsonify(add_warehouse(noon, *place)), 201

    @control.get("/stock")
    def list_stock() -> ResponseReturnValue:
        with noon.store.lock:
            return jsonify(noon.stock)

    @control.put("/prices")
    def set_prices() -> ResponseReturnValue:
        prices = read(dict[str, dict[str, float]])
        with noon.store.lock:
            noon.prices.clear()
            noon.prices.update(prices)
            noon.changed()
        return jsonify(prices)


def _make(noon: Noon, wish: NewOrders) -> list[str]:
    made = []
    for created_at in _creation_times(noon, wish):
        order = create_order(noon, msgspec.structs.replace(wish.order, order_created_at=created_at))
        made.append(order["fbpi_order_nr"])
        if wish.announced:
            announce_created(noon, order)
    return made


def _creation_times(noon: Noon, wish: NewOrders) -> list[str]:
    first = wish.order.order_created_at or noon.stamp()
    if not wish.spread_to:
        return [first] * wish.count
    start, end = (datetime.fromisoformat(text).timestamp() for text in (first, wish.spread_to))
    step = (end - start) / max(wish.count - 1, 1)
    return [noon.stamp(start + position * step) for position in range(wish.count)]
