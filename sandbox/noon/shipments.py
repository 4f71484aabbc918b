"""Shipments: created with waybills, given more of them, picked up, or cancelled together with their items."""

from __future__ import annotations

from typing import Any

import msgspec

from sandbox.noon.answers import NoonError
from sandbox.noon.drafts import AddAwbs, CreateShipment, ShipmentRef
from sandbox.noon.items import check_open, find_items, set_cancelled
from sandbox.noon.orders import find_order
from sandbox.noon.projects import own_warehouse
from sandbox.noon.rows import SHIPPED, Awb, Order, Shipment
from sandbox.noon.world import Noon


def create_shipment(noon: Noon, draft: CreateShipment, project_code: str) -> Order | None:
    """Register a shipment and return its order; None where a repeated number is quietly let through.

    The number is looked at before the items: a repeated call must hear of its shipment, not of items shipped twice.

    Raises:
        NoonError: The number is taken, the warehouse is not the order's, or an item is not open.
    """
    with noon.store.lock:
        own_warehouse(noon, project_code, draft.warehouse_code)
        key = _key(draft)
        if key in noon.shipments:
            if noon.knobs.duplicate_shipment == "silent":
                return None
            raise NoonError("ALREADY_EXISTS", f"shipment {draft.integration_shipment_nr} exists", key)
        order = find_order(noon, draft.fbpi_order_nr, project_code)
        if order["warehouse_code"] != draft.warehouse_code:
            raise NoonError("FAILED_PRECONDITION", f"the order is of warehouse {order['warehouse_code']}", key)
        items = find_items(order, [item.mp_item_nr for item in draft.items])
        check_open(items)
        for item in items:
            item["integration_status"] = SHIPPED
        noon.shipments[key] = {
            "warehouse_code": draft.warehouse_code,
            "integration_shipment_nr": draft.integration_shipment_nr,
            "fbpi_order_nr": draft.fbpi_order_nr,
            "awbs": _rows(draft.awbs),
            "mp_item_nrs": [item["mp_item_nr"] for item in items],
            "picked_up": False,
            "cancelled": False,
        }
        noon.changed()
        return order


def add_awbs(noon: Noon, draft: AddAwbs, project_code: str) -> None:
    """Add waybills beside the old ones; one that is there stays there once.

    Raises:
        NoonError: The shipment is unknown or cancelled.
    """
    with noon.store.lock:
        shipment = find_shipment(noon, draft, project_code)
        _check_alive(shipment)
        shipment["awbs"] += [awb for awb in _rows(draft.awbs) if awb not in shipment["awbs"]]
        noon.changed()


def cancel_shipment(noon: Noon, ref: ShipmentRef, project_code: str) -> Order:
    """Cancel a shipment. This is no undo: noon cancels all of its items as well.

    Raises:
        NoonError: The shipment is unknown, cancelled, or with the courier.
    """
    with noon.store.lock:
        shipment = find_shipment(noon, ref, project_code)
        _check_alive(shipment)
        if shipment["picked_up"] and noon.knobs.cancel_after_pick_up == "refused":
            raise NoonError("FAILED_PRECONDITION", "the shipment was picked up", _key(ref))
        shipment["cancelled"] = True
        order = find_order(noon, shipment["fbpi_order_nr"])
        set_cancelled(find_items(order, shipment["mp_item_nrs"]), "SHIPMENT_CANCELLED")
        noon.changed()
        return order


def find_shipment(noon: Noon, ref: ShipmentRef, project_code: str) -> Shipment:
    """The shipment of this warehouse and number.

    Raises:
        NoonError: There is none in the project.
    """
    own_warehouse(noon, project_code, ref.warehouse_code)
    shipment = noon.shipments.get(_key(ref))
    if shipment is None:
        raise NoonError("NOT_FOUND", f"shipment {ref.integration_shipment_nr} was not found", _key(ref))
    return shipment


def shown_shipment(noon: Noon, shipment: Shipment) -> dict[str, Any]:
    """The shipment as the partner API gives it: no status, so a cancelled one looks like any other."""
    order = find_order(noon, shipment["fbpi_order_nr"])
    items = find_items(order, shipment["mp_item_nrs"])
    return {
        "fbpi_order_nr": shipment["fbpi_order_nr"],
        "awbs": shipment["awbs"],
        "items": [{"mp_item_nr": item["mp_item_nr"], "partner_sku": item["partner_sku"]} for item in items],
    }


def _check_alive(shipment: Shipment) -> None:
    if shipment["cancelled"]:
        raise NoonError("FAILED_PRECONDITION", f"shipment {shipment['integration_shipment_nr']} is cancelled")


def _key(ref: ShipmentRef) -> str:
    # noon does not say how far a shipment number must be unique; every call names the warehouse with it.
    return f"{ref.warehouse_code}/{ref.integration_shipment_nr}"


def _rows(awbs: object) -> list[Awb]:
    return msgspec.convert(msgspec.to_builtins(awbs), list[Awb])
