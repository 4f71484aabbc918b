"""Fulfilment holds: several per fulfilment order, each with its owner (our app, another, the merchant)."""

from __future__ import annotations

from sandbox.shopify.act import Act
from sandbox.shopify.payloads.fulfillment_orders import hold_payload, placed_on_hold_payload, routed_payload
from sandbox.shopify.records import Record, Refusal
from sandbox.shopify.state.routing import add_fulfillment_order, make_part

MOST_HOLDS_OF_AN_APP = 10
LONGEST_HANDLE = 64
REASONS = {
    "AWAITING_PAYMENT": "Awaiting payment",
    "AWAITING_RETURN_ITEMS": "Awaiting return items",
    "HIGH_RISK_OF_FRAUD": "High risk of fraud",
    "INCORRECT_ADDRESS": "Incorrect address",
    "INVENTORY_OUT_OF_STOCK": "Inventory out of stock",
    "ONLINE_STORE_POST_PURCHASE_CROSS_SELL": "Online store post purchase cross sell",
    "UNKNOWN_DELIVERY_DATE": "Unknown delivery date",
    "OTHER": "Other",
}


def hold(
    act: Act,
    fulfillment_order: Record,
    *,
    reason: str,
    notes: str | None = None,
    handle: str = "",
    app_id: int | None = None,
    external_id: str | None = None,
    parts: list[Record] | None = None,
) -> tuple[Record, Record | None]:
    """Hold a fulfilment order, or some of its lines: the rest then moves to a new one.

    Raises:
        Refusal: Finished, held by the same handle already, or too many holds.
    """
    _check(fulfillment_order, handle, app_id)
    remaining = _split(act, fulfillment_order, parts) if parts else None
    first = not fulfillment_order["holds"]
    made = {
        "id": act.next_id("FulfillmentHold"),
        "handle": handle,
        "reason": reason,
        "reason_notes": notes,
        "app_id": app_id,
        "external_id": external_id,
        "by": act.by,
    }
    fulfillment_order["holds"].append(made)
    fulfillment_order.update(status="ON_HOLD", updated_at=act.at)
    # Told once, when the first hold comes; each hold has its own topic.
    if first:
        act.tell("fulfillment_orders/placed_on_hold", placed_on_hold_payload(fulfillment_order, made, remaining))
    act.tell("fulfillment_holds/added", hold_payload(fulfillment_order, made))
    _touch_order(
        act, fulfillment_order, f"fulfilment held by {act.by}: {notes or reason.lower()}", "fulfillment_hold_added"
    )
    return made, remaining


def release(
    act: Act, fulfillment_order: Record, hold_ids: list[int] | None = None, external_id: str | None = None
) -> list[Record]:
    """Release these holds, or without ids *every* hold, whoever placed it. What was released.

    Raises:
        Refusal: The fulfilment order is not on hold.
    """
    if fulfillment_order["status"] != "ON_HOLD":
        raise Refusal("The fulfillment order is not on hold.", field=["id"])
    gone = [one for one in fulfillment_order["holds"] if _is_meant(one, hold_ids, external_id)]
    fulfillment_order["holds"] = [one for one in fulfillment_order["holds"] if one not in gone]
    for one in gone:
        act.tell("fulfillment_holds/released", hold_payload(fulfillment_order, one))
    if gone and not fulfillment_order["holds"]:
        fulfillment_order.update(status="OPEN", updated_at=act.at)
        act.tell("fulfillment_orders/hold_released", routed_payload(fulfillment_order))
    if gone:
        _touch_order(act, fulfillment_order, f"hold released by {act.by}", "fulfillment_hold_released")
    return gone


def _is_meant(one: Record, hold_ids: list[int] | None, external_id: str | None) -> bool:
    if hold_ids is not None:
        return one["id"] in hold_ids
    return external_id is None or one["external_id"] == external_id


def _check(fulfillment_order: Record, handle: str, app_id: int | None) -> None:
    if fulfillment_order["status"] not in {"OPEN", "ON_HOLD", "SCHEDULED"}:
        status = fulfillment_order["status"].lower()
        raise Refusal(f"Fulfillment order cannot be put on hold: it is {status}.", field=["id"], code="INVALID")
    if len(handle) > LONGEST_HANDLE:
        raise Refusal(
            "Handle is too long (maximum is 64 characters)", field=["fulfillmentHold", "handle"], code="TOO_LONG"
        )
    own = [one for one in fulfillment_order["holds"] if one["app_id"] == app_id]
    if any(one["handle"] == handle for one in own):
        raise Refusal(
            "The handle provided for the fulfillment hold is already in use by this app for another hold.",
            field=["fulfillmentHold", "handle"],
            code="DUPLICATE_FULFILLMENT_HOLD_HANDLE",
        )
    if len(own) >= MOST_HOLDS_OF_AN_APP:
        raise Refusal(
            "The maximum number of fulfillment holds for this fulfillment order has been reached for this app.",
            field=["id"],
            code="FULFILLMENT_ORDER_HOLD_LIMIT_REACHED",
        )


def _split(act: Act, fulfillment_order: Record, parts: list[Record]) -> Record | None:
    if fulfillment_order["holds"]:
        raise Refusal(
            "A fulfillment order on hold cannot be split.", field=["id"], code="FULFILLMENT_ORDER_NOT_SPLITTABLE"
        )
    wanted = {part["id"]: int(part["quantity"]) for part in parts}
    rest: list[Record] = []
    for part in fulfillment_order["lines"]:
        kept = wanted.get(part["id"], 0)
        if not 0 <= kept <= part["remaining_quantity"]:
            raise Refusal(
                "Invalid line item quantity requested.", field=["fulfillmentHold"], code="INVALID_LINE_ITEM_QUANTITY"
            )
        if part["remaining_quantity"] > kept:
            rest.append(make_part(act, {"id": part["line_item_id"]}, part["remaining_quantity"] - kept))
        part.update(total_quantity=kept, remaining_quantity=kept)
    fulfillment_order["lines"] = [part for part in fulfillment_order["lines"] if part["total_quantity"]]
    if not rest:
        return None
    order = act.shop["orders"][str(fulfillment_order["order_id"])]
    return add_fulfillment_order(act, order, fulfillment_order["location_id"], rest)


def _touch_order(act: Act, fulfillment_order: Record, note: str, action: str) -> None:
    order = act.shop["orders"][str(fulfillment_order["order_id"])]
    act.event(order, action)
    act.touch("orders/updated", order, note)
