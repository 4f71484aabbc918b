"""Mutations of fulfilment orders and parcels: hold, release, move, ship."""

from __future__ import annotations

from sandbox.shopify.admin_api.context import Call
from sandbox.shopify.admin_api.lookup import need
from sandbox.shopify.admin_api.mutations import mutation
from sandbox.shopify.admin_api.things import Thing
from sandbox.shopify.config import APP_NUMBER
from sandbox.shopify.gids import number_of
from sandbox.shopify.records import Missing, Record, Refusal
from sandbox.shopify.state import fulfillments, holds, routing


@mutation("fulfillmentOrderHold")
def hold(call: Call, args: Record) -> Record:
    """Place a hold of our own."""
    fulfillment_order, given = _need(call, args["id"]), args["fulfillmentHold"]
    parts = [
        {"id": int(number_of(one["id"], "FulfillmentOrderLineItem") or 0), "quantity": one["quantity"]}
        for one in given.get("fulfillmentOrderLineItems") or []
    ]
    made, remaining = holds.hold(
        call.act,
        fulfillment_order,
        reason=given["reason"],
        notes=given.get("reasonNotes"),
        handle=given.get("handle") or "",
        app_id=APP_NUMBER,
        external_id=given.get("externalId"),
        parts=parts,
    )
    return {
        "fulfillment_hold": Thing("FulfillmentHold", made),
        "fulfillment_order": Thing("FulfillmentOrder", fulfillment_order),
        "remaining_fulfillment_order": Thing("FulfillmentOrder", remaining) if remaining else None,
    }


@mutation("fulfillmentOrderReleaseHold")
def release_hold(call: Call, args: Record) -> Record:
    """Release the holds named; without names, all of them, also those of others."""
    fulfillment_order, wanted = _need(call, args["id"]), args.get("holdIds")
    numbers = None if wanted is None else [int(number_of(one, "FulfillmentHold") or 0) for one in wanted]
    holds.release(call.act, fulfillment_order, numbers, args.get("externalId"))
    return {"fulfillment_order": Thing("FulfillmentOrder", fulfillment_order)}


@mutation("fulfillmentOrderMove")
def move(call: Call, args: Record) -> Record:
    """Ship from another location."""
    fulfillment_order = _need(call, args["id"])
    location = need(call, args["newLocationId"], "Location", "newLocationId")
    if fulfillment_order["status"] not in routing.OPEN_STATUSES:
        raise Refusal("The fulfillment order cannot be moved.", field=["id"])
    routing.move(call.act, fulfillment_order, location["id"])
    moved = Thing("FulfillmentOrder", fulfillment_order)
    return {
        "moved_fulfillment_order": moved,
        "original_fulfillment_order": moved,
        "remaining_fulfillment_order": None,
    }


@mutation("fulfillmentCreate")
def fulfill(call: Call, args: Record) -> Record:
    """Ship."""
    given = args["fulfillment"]
    wanted = [
        {
            "fulfillment_order_id": number_of(one["fulfillmentOrderId"], "FulfillmentOrder"),
            "lines": [
                {"id": int(number_of(part["id"], "FulfillmentOrderLineItem") or 0), "quantity": part["quantity"]}
                for part in one.get("fulfillmentOrderLineItems") or []
            ],
        }
        for one in given["lineItemsByFulfillmentOrder"]
    ]
    tracking = fulfillments.read_tracking(given.get("trackingInfo"))
    made = fulfillments.fulfill(call.act, wanted, tracking=tracking, notify=given.get("notifyCustomer"))
    return {"fulfillment": Thing("Fulfillment", made)}


@mutation("fulfillmentTrackingInfoUpdate")
def update_tracking(call: Call, args: Record) -> Record:
    """Change the tracking number."""
    record = need(call, args["fulfillmentId"], "Fulfillment", "fulfillmentId")
    fulfillments.update_tracking(call.act, record, fulfillments.read_tracking(args["trackingInfoInput"]))
    return {"fulfillment": Thing("Fulfillment", record)}


@mutation("fulfillmentCancel")
def cancel(call: Call, args: Record) -> Record:
    """Take a parcel back."""
    record = need(call, args["id"], "Fulfillment")
    fulfillments.cancel_fulfillment(call.act, record)
    return {"fulfillment": Thing("Fulfillment", record)}


def _need(call: Call, global_id: str) -> Record:
    try:
        return need(call, global_id, "FulfillmentOrder")
    except Missing as missing:
        raise Missing(
            "Fulfillment order does not exist.", field=["id"], code="FULFILLMENT_ORDER_NOT_FOUND"
        ) from missing
