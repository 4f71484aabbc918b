"""Bodies of `fulfillment_orders/*` and `fulfillment_holds/*`: global ids and little else, so they are mere hints."""

from __future__ import annotations

from sandbox.shopify.gids import gid
from sandbox.shopify.records import Record


def order_and_status(fulfillment_order: Record) -> Record:
    """Which fulfilment order it is and how it stands."""
    return {"id": gid("FulfillmentOrder", fulfillment_order["id"]), "status": fulfillment_order["status"].lower()}


def routed_payload(fulfillment_order: Record) -> Record:
    """`order_routing_complete`, `hold_released`."""
    return {"fulfillment_order": order_and_status(fulfillment_order)}


def cancelled_payload(fulfillment_order: Record) -> Record:
    """`fulfillment_orders/cancelled`."""
    return {"fulfillment_order": order_and_status(fulfillment_order), "replacement_fulfillment_order": None}


def placed_on_hold_payload(fulfillment_order: Record, hold: Record, remaining: Record | None) -> Record:
    """`placed_on_hold`."""
    held = order_and_status(fulfillment_order)
    return {
        "fulfillment_order": {**held, "fulfillment_holds": [_hold(one) for one in fulfillment_order["holds"]]},
        "remaining_fulfillment_order": order_and_status(remaining) if remaining else None,
        "held_fulfillment_order_line_items": [
            {"id": gid("FulfillmentOrderLineItem", line["id"]), "quantity": line["remaining_quantity"]}
            for line in fulfillment_order["lines"]
        ],
        "created_fulfillment_hold": _hold(hold),
    }


def hold_payload(fulfillment_order: Record, hold: Record) -> Record:
    """`fulfillment_holds/added` and `fulfillment_holds/released`."""
    return {
        "fulfillment_order": {"id": gid("FulfillmentOrder", fulfillment_order["id"])},
        "fulfillment_hold": _hold(hold),
    }


def _hold(hold: Record) -> Record:
    app = hold["app_id"]
    return {
        "id": gid("FulfillmentHold", hold["id"]),
        "reason": hold["reason"].lower(),
        "reason_notes": hold["reason_notes"],
        # A webhook is made without a requesting app, so this is false even for our own holds.
        "held_by_requesting_app": False,
        "handle": hold["handle"] or None,
        "held_by_app": {"id": gid("App", app)} if app else None,
    }
