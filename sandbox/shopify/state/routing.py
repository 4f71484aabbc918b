"""Fulfilment orders: made a moment after the order, shrunk with it, cancelled with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.act import Act
from sandbox.shopify.payloads.fulfillment_orders import cancelled_payload, routed_payload
from sandbox.shopify.records import Record, Refusal
from sandbox.shopify.state import inventory
from sandbox.shopify.state.statuses import fulfillment_orders_of, open_quantity

if TYPE_CHECKING:
    from sandbox.shopify.world import World

OPEN_STATUSES = {"OPEN", "ON_HOLD", "SCHEDULED", "IN_PROGRESS"}


def route_later(world: World, domain: str, order_id: int) -> None:
    """Shopify routes asynchronously: right after `orders/create` an order has no fulfilment orders."""

    def task() -> None:
        with world.act(domain, "Shopify") as act:
            order = act.shop["orders"].get(str(order_id))
            if order is not None and not order["routed"]:
                route_order(act, order)

    world.timers.later(world.config.pace.routing, task)


def route_order(act: Act, order: Record) -> None:
    """Give every open piece of the order to a location."""
    order["routed"] = True
    if order["cancelled_at"]:
        return
    by_location: dict[int, list[Record]] = {}
    for line in order["line_items"]:
        if open_quantity(line):
            location = line["location_id"] or act.shop["primary_location_id"]
            by_location.setdefault(location, []).append(line)
    for location, lines in by_location.items():
        parts = [make_part(act, line, open_quantity(line)) for line in lines]
        add_fulfillment_order(act, order, location, parts)


def add_fulfillment_order(act: Act, order: Record, location_id: int, lines: list[Record]) -> Record:
    """A new fulfilment order, told as routed."""
    number = act.next_id("FulfillmentOrder")
    made = {
        "id": number,
        "order_id": order["id"],
        "location_id": location_id,
        "status": "OPEN",
        "request_status": "UNSUBMITTED",
        "created_at": act.at,
        "updated_at": act.at,
        "holds": [],
        "lines": lines,
    }
    act.shop["fulfillment_orders"][str(number)] = made
    order["fulfillment_order_ids"].append(number)
    act.tell("fulfillment_orders/order_routing_complete", routed_payload(made))
    return made


def make_part(act: Act, line: Record, quantity: int) -> Record:
    """A line of a fulfilment order."""
    return {
        "id": act.next_id("FulfillmentOrderLineItem"),
        "line_item_id": line["id"],
        "total_quantity": quantity,
        "remaining_quantity": quantity,
    }


def grow_fulfillment_orders(act: Act, order: Record, line: Record, quantity: int) -> None:
    """More of a line is to be shipped: it joins an unfinished fulfilment order of its location, else a new one."""
    if not order["routed"] or not line["requires_shipping"] or quantity <= 0:
        return
    location = line["location_id"] or act.shop["primary_location_id"]
    for one in fulfillment_orders_of(act.shop, order):
        if one["status"] in {"OPEN", "ON_HOLD"} and one["location_id"] == location:
            _add_to(act, one, line, quantity)
            return
    add_fulfillment_order(act, order, location, [make_part(act, line, quantity)])


def shrink_fulfillment_orders(act: Act, order: Record, line: Record, quantity: int) -> None:
    """Less of a line is to be shipped; a fulfilment order with nothing left is closed."""
    for one in fulfillment_orders_of(act.shop, order):
        for part in one["lines"]:
            if part["line_item_id"] == line["id"] and quantity and one["status"] in OPEN_STATUSES:
                taken = min(quantity, part["remaining_quantity"])
                part["remaining_quantity"] -= taken
                part["total_quantity"] -= taken
                quantity -= taken
                close_if_done(act, one)


def move(act: Act, fulfillment_order: Record, location_id: int) -> None:
    """Ship from another location: what its lines hold moves with them.

    Raises:
        Refusal: The goods are not kept there.
    """
    order = act.shop["orders"][str(fulfillment_order["order_id"])]
    numbers = {part["line_item_id"]: part["remaining_quantity"] for part in fulfillment_order["lines"]}
    lines = [line for line in order["line_items"] if line["id"] in numbers]
    if not all(inventory.is_kept_at(act.shop, line, location_id) for line in lines):
        raise Refusal("The destination location doesn't stock the requested inventory item.", field=["newLocationId"])
    for line in lines:
        inventory.uncommit_line(act, line, numbers[line["id"]], restock=True)
        line["location_id"] = location_id
        inventory.commit_line(act, line, numbers[line["id"]])
    fulfillment_order.update(location_id=location_id, updated_at=act.at)


def close_if_done(act: Act, fulfillment_order: Record) -> None:
    """Close a fulfilment order that has nothing left to ship."""
    fulfillment_order["updated_at"] = act.at
    if not any(part["remaining_quantity"] for part in fulfillment_order["lines"]):
        fulfillment_order["status"] = "CLOSED"
        fulfillment_order["holds"] = []


def cancel_fulfillment_orders(act: Act, order: Record) -> None:
    """The order is cancelled: so are its fulfilment orders, held or not."""
    for one in fulfillment_orders_of(act.shop, order):
        if one["status"] in OPEN_STATUSES or not any(part["total_quantity"] for part in one["lines"]):
            one.update(status="CANCELLED", holds=[], updated_at=act.at)
            act.tell("fulfillment_orders/cancelled", cancelled_payload(one))


def _add_to(act: Act, fulfillment_order: Record, line: Record, quantity: int) -> None:
    fulfillment_order["updated_at"] = act.at
    for part in fulfillment_order["lines"]:
        if part["line_item_id"] == line["id"]:
            part["total_quantity"] += quantity
            part["remaining_quantity"] += quantity
            return
    fulfillment_order["lines"].append(make_part(act, line, quantity))
