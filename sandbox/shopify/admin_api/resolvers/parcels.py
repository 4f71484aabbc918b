"""Parcels, as read."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Info, shop_of
from sandbox.shopify.admin_api.resolvers.order_parts import line_thing
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.records import Record


@resolve("Fulfillment", "displayStatus")
def display_status(source: Thing, _: Info) -> str:
    """How it stands."""
    return "CANCELED" if source.record["status"] == "CANCELLED" else "FULFILLED"


@resolve("Fulfillment", "totalQuantity")
def total_quantity(source: Thing, _: Info) -> int:
    """How many pieces are in it."""
    return sum(one["quantity"] for one in source.record["line_items"])


@resolve("Fulfillment", "requiresShipping")
def requires_shipping(_: Thing, __: Info) -> bool:
    """A parcel does."""
    return True


@resolve("Fulfillment", "location")
def location(source: Thing, info: Info) -> Thing:
    """Where it left from."""
    return Thing("Location", shop_of(info)["locations"][str(source.record["location_id"])])


@resolve("Fulfillment", "trackingInfo")
def tracking(source: Thing, _: Info, **args: Any) -> list[Record]:
    """Carrier and numbers."""
    found: list[Record] = source.record["tracking"][: args.get("first")]
    return found


@resolve("Fulfillment", "fulfillmentOrders")
def fulfillment_orders(source: Thing, info: Info, **args: Any) -> Record:
    """What it was made of."""
    table = shop_of(info)["fulfillment_orders"]
    numbers = source.record["fulfillment_order_ids"]
    return connection(info, [Thing("FulfillmentOrder", table[str(number)]) for number in numbers], args)


@resolve("Fulfillment", "fulfillmentLineItems")
def lines(source: Thing, info: Info, **args: Any) -> Record:
    """What is in it."""
    order = shop_of(info)["orders"][str(source.record["order_id"])]
    found = [Thing("FulfillmentLineItem", one, order) for one in source.record["line_items"]]
    return connection(info, found, args)


@resolve("FulfillmentLineItem", "lineItem")
def line(source: Thing, _: Info) -> Thing:
    """The order's line."""
    order = source.parent or {}
    return line_thing(order, next(one for one in order["line_items"] if one["id"] == source.record["line_item_id"]))
