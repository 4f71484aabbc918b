"""The FBPI routes: orders, shipments and waybills."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.noon.answers import NoonError
from sandbox.noon.catalogue import CURRENCIES
from sandbox.noon.drafts import (
    AddAwbs,
    CreateSandboxOrder,
    CreateShipment,
    ListOrders,
    NoonAwbs,
    ShipmentRef,
    UpdateOrder,
)
from sandbox.noon.events import announce_changed
from sandbox.noon.gate import done, project, read
from sandbox.noon.items import mark_out_of_stock
from sandbox.noon.orders import find_order, shown
from sandbox.noon.pages import page_of
from sandbox.noon.projects import own_warehouse
from sandbox.noon.sandbox_orders import create_sandbox_order
from sandbox.noon.shipments import add_awbs, cancel_shipment, create_shipment, find_shipment, shown_shipment
from sandbox.noon.world import Noon


def fbpi_routes(noon: Noon) -> Blueprint:
    """Everything below `/fbpi/v1`."""
    fbpi = Blueprint("fbpi", __name__, url_prefix="/fbpi/v1")
    _order_routes(fbpi, noon)
    _shipment_routes(fbpi, noon)
    return fbpi


def _order_routes(fbpi: Blueprint, noon: Noon) -> None:
    @fbpi.post("/fbpi-orders/list")
    def list_orders() -> ResponseReturnValue:
        return jsonify(_order_list(noon, read(ListOrders), request.args.get("next_token", "")))

    @fbpi.get("/fbpi-order/<fbpi_order_nr>/get")
    def get_order(fbpi_order_nr: str) -> ResponseReturnValue:
        with noon.store.lock:
            return jsonify(shown(find_order(noon, fbpi_order_nr, project()), noon.knobs))

    @fbpi.get("/fbpi-order/<fbpi_order_nr>/customer-details/get")
    def get_customer(fbpi_order_nr: str) -> ResponseReturnValue:
        return jsonify(find_order(noon, fbpi_order_nr, project())["customer"])

    @fbpi.post("/fbpi-order/update")
    def update_order() -> ResponseReturnValue:
        announce_changed(noon, mark_out_of_stock(noon, read(UpdateOrder), project()))
        return done(noon)

    @fbpi.post("/sandbox-order/create")
    def create_sandbox() -> ResponseReturnValue:
        return jsonify(fbpi_order_nr=create_sandbox_order(noon, read(CreateSandboxOrder), project()))


def _shipment_routes(fbpi: Blueprint, noon: Noon) -> None:
    @fbpi.post("/shipment/create")
    def create() -> ResponseReturnValue:
        order = create_shipment(noon, read(CreateShipment), project())
        if order:
            announce_changed(noon, order)
        return done(noon)

    @fbpi.post("/shipment/courier-awbs/add")
    def add_courier_awbs() -> ResponseReturnValue:
        add_awbs(noon, read(AddAwbs), project())
        return done(noon)

    @fbpi.post("/shipment/cancel")
    def cancel() -> ResponseReturnValue:
        announce_changed(noon, cancel_shipment(noon, read(ShipmentRef), project()))
        return done(noon)

    @fbpi.post("/shipment/get")
    def get_shipment() -> ResponseReturnValue:
        with noon.store.lock:
            return jsonify(shown_shipment(noon, find_shipment(noon, read(ShipmentRef), project())))

    @fbpi.post("/shipment/noon-logistics-awbs/get")
    def get_noon_awbs() -> ResponseReturnValue:
        return jsonify(awb_nrs=_noon_awbs(noon, read(NoonAwbs)))


def _order_list(noon: Noon, filters: ListOrders, token: str) -> dict[str, Any]:
    knobs = noon.knobs
    with noon.store.lock:
        own_warehouse(noon, project(), filters.warehouse_code)
        newest_first = knobs.list_order == "newest_first"
        page = page_of(noon.index, filters, token, size=knobs.page_size, newest_first=newest_first)
        answer: dict[str, Any] = {"orders": [shown(noon.orders[nr], knobs) for nr in page.fbpi_order_nrs]}
    if not page.last or knobs.end_of_list == "repeat":
        answer["next_token"] = page.token
    elif knobs.end_of_list != "absent":
        answer["next_token"] = None if knobs.end_of_list == "null" else ""
    return answer


def _noon_awbs(noon: Noon, draft: NoonAwbs) -> list[str]:
    if draft.country_code not in CURRENCIES:
        raise NoonError("INVALID_ARGUMENT", f"noon logistics is not in {draft.country_code!r}", "country_code")
    numbers = [noon.number("awb", 1) for _ in range(draft.qty)]
    noon.changed()
    return [f"N{draft.country_code.upper()}{3_000_000_000 + number}" for number in numbers]
