"""The body of `fulfillments/*`."""

from __future__ import annotations

from sandbox.shopify import moments
from sandbox.shopify.payloads.line_items import line_payload
from sandbox.shopify.payloads.parts import address_payload, identity
from sandbox.shopify.records import Record


def fulfillment_payload(shop: Record, order: Record, fulfillment: Record) -> Record:
    """One parcel."""
    numbers = [one["number"] for one in fulfillment["tracking"] if one["number"]]
    urls = [one["url"] for one in fulfillment["tracking"] if one["url"]]
    lines = {line["id"]: line for line in order["line_items"]}
    return {
        **identity("Fulfillment", fulfillment["id"]),
        "order_id": order["id"],
        "status": fulfillment["status"].lower(),
        "created_at": moments.in_shop_time(fulfillment["created_at"], shop),
        "updated_at": moments.in_shop_time(fulfillment["updated_at"], shop),
        "service": "manual",
        "tracking_company": fulfillment["tracking"][0]["company"] if fulfillment["tracking"] else None,
        "shipment_status": None,
        "location_id": fulfillment["location_id"],
        "origin_address": None,
        "email": order["email"],
        "destination": address_payload(order["shipping_address"]),
        "line_items": [
            {**line_payload(shop, order, lines[one["line_item_id"]]), "quantity": one["quantity"]}
            for one in fulfillment["line_items"]
        ],
        "tracking_number": numbers[0] if numbers else None,
        "tracking_numbers": numbers,
        "tracking_url": urls[0] if urls else None,
        "tracking_urls": urls,
        "receipt": {},
        "name": fulfillment["name"],
    }
