"""Parcels: what a fulfilment order becomes when it is shipped."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.act import Act
from sandbox.shopify.payloads.fulfillments import fulfillment_payload
from sandbox.shopify.records import Record, Refusal, find
from sandbox.shopify.state import inventory
from sandbox.shopify.state.routing import close_if_done

MOST_LINES = 512


def fulfill(
    act: Act, wanted: list[Record], *, tracking: list[Record] | None = None, notify: bool | None = False
) -> Record:
    """Ship fulfilment orders, or parts: `{fulfillment_order_id, lines: [{id, quantity}] | None}`; `notify` by mail.

    Raises:
        Refusal: Held, finished, of several orders or locations, or more than is left.
    """
    chosen = [
        (find(act.shop["fulfillment_orders"], one["fulfillment_order_id"], "Fulfillment order"), one) for one in wanted
    ]
    _check_together([fulfillment_order for fulfillment_order, _ in chosen])
    shipped = [part for fulfillment_order, one in chosen for part in _take(fulfillment_order, one.get("lines"))]
    order = act.shop["orders"][str(chosen[0][0]["order_id"])]
    made = _record(act, order, [one for one, _ in chosen], shipped, tracking or [])
    for fulfillment_order, _ in chosen:
        close_if_done(act, fulfillment_order)
    if notify:
        tell_customer(act, order)
    act.tell("fulfillments/create", fulfillment_payload(act.shop, order, made))
    act.touch("orders/updated", order, f"{made['name']} shipped by {act.by}")
    return made


def tell_customer(act: Act, order: Record) -> None:
    """Shopify mails the order's address, in the shop's name: of that only the event is seen."""
    if order["email"]:
        act.event(order, "mail_sent", by="Shopify")


def _check_together(fulfillment_orders: list[Record]) -> None:
    if not fulfillment_orders:
        raise Refusal("At least one fulfillment order is required", field=["fulfillment"])
    for one in fulfillment_orders:
        if one["status"] not in {"OPEN", "IN_PROGRESS"}:
            status = one["status"].lower()
            raise Refusal(
                f"Fulfillment order {one['id']} has an unfulfillable status= {status}.", field=["fulfillment"]
            )
    if len({(one["order_id"], one["location_id"]) for one in fulfillment_orders}) > 1:
        raise Refusal("All fulfillment orders must belong to the same order and location.", field=["fulfillment"])


def _take(fulfillment_order: Record, lines: list[Record] | None) -> list[Record]:
    parts = {part["id"]: part for part in fulfillment_order["lines"]}
    wanted = lines or [{"id": part["id"], "quantity": part["remaining_quantity"]} for part in parts.values()]
    if len(wanted) > MOST_LINES:
        raise Refusal("The maximum number of line items is 512", field=["fulfillment"])
    for one in wanted:
        part = parts.get(one["id"])
        if part is None or not 0 < one["quantity"] <= part["remaining_quantity"]:
            raise Refusal("Invalid fulfillment order line item quantity requested.", field=["fulfillment"])
    for one in wanted:
        parts[one["id"]]["remaining_quantity"] -= one["quantity"]
    return [{"line_item_id": parts[one["id"]]["line_item_id"], "quantity": one["quantity"]} for one in wanted]


def _record(
    act: Act, order: Record, fulfillment_orders: list[Record], shipped: list[Record], tracking: list[Record]
) -> Record:
    number = act.next_id("Fulfillment")
    count = sum(one["order_id"] == order["id"] for one in act.shop["fulfillments"].values())
    made = {
        "id": number,
        "order_id": order["id"],
        "name": f"{order['name']}-F{count + 1}",
        "location_id": fulfillment_orders[0]["location_id"],
        "status": "SUCCESS",
        "created_at": act.at,
        "updated_at": act.at,
        "tracking": tracking,
        "fulfillment_order_ids": [one["id"] for one in fulfillment_orders],
        "line_items": [{"id": act.next_id("FulfillmentLineItem"), **one} for one in shipped],
    }
    act.shop["fulfillments"][str(number)] = made
    lines = {line["id"]: line for line in order["line_items"]}
    for one in shipped:
        lines[one["line_item_id"]]["fulfilled_quantity"] += one["quantity"]
        inventory.ship_line(act, lines[one["line_item_id"]], one["quantity"])
    return made


def update_tracking(act: Act, fulfillment: Record, tracking: list[Record]) -> None:
    """Change the tracking numbers of a parcel."""
    fulfillment.update(tracking=tracking, updated_at=act.at)
    order = act.shop["orders"][str(fulfillment["order_id"])]
    act.tell("fulfillments/update", fulfillment_payload(act.shop, order, fulfillment))
    act.touch("orders/updated", order)


def cancel_fulfillment(act: Act, fulfillment: Record) -> None:
    """Take a parcel back: its goods are open again in the fulfilment order they came from."""
    if fulfillment["status"] == "CANCELLED":
        raise Refusal("Fulfillment is already cancelled", field=["id"])
    order = act.shop["orders"][str(fulfillment["order_id"])]
    lines = {line["id"]: line for line in order["line_items"]}
    for one in fulfillment["line_items"]:
        lines[one["line_item_id"]]["fulfilled_quantity"] -= one["quantity"]
        inventory.ship_line(act, lines[one["line_item_id"]], -one["quantity"])
        _reopen(act, fulfillment, one)
    fulfillment.update(status="CANCELLED", updated_at=act.at)
    act.tell("fulfillments/update", fulfillment_payload(act.shop, order, fulfillment))
    act.touch("orders/updated", order, f"{fulfillment['name']} cancelled by {act.by}")


def _reopen(act: Act, fulfillment: Record, shipped: Record) -> None:
    for number in fulfillment["fulfillment_order_ids"]:
        fulfillment_order = act.shop["fulfillment_orders"][str(number)]
        for part in fulfillment_order["lines"]:
            if part["line_item_id"] == shipped["line_item_id"]:
                part["remaining_quantity"] += shipped["quantity"]
                fulfillment_order.update(status="OPEN", updated_at=act.at)
                return


def read_tracking(values: dict[str, Any] | None) -> list[Record]:
    """Tracking as the API takes it: one number and address, or lists of both."""
    values = values or {}
    numbers = values.get("numbers") or ([values["number"]] if values.get("number") else [])
    urls = values.get("urls") or ([values["url"]] if values.get("url") else [])
    count = max(len(numbers), len(urls), 1 if values.get("company") else 0)
    return [
        {
            "company": values.get("company"),
            "number": numbers[i] if i < len(numbers) else None,
            "url": urls[i] if i < len(urls) else None,
        }
        for i in range(count)
    ]
