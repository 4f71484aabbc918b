"""Fulfilment orders, holds and parcels."""

from __future__ import annotations

from typing import Any

from sandbox.shopify import moments
from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Info, shop_of
from sandbox.shopify.admin_api.resolvers.lists import listed
from sandbox.shopify.admin_api.resolvers.order_parts import line_thing
from sandbox.shopify.admin_api.resolvers.shop import app_thing
from sandbox.shopify.admin_api.search import Searchable
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.config import APP_NUMBER
from sandbox.shopify.gids import gid
from sandbox.shopify.records import Record
from sandbox.shopify.state import holds

SEARCH = Searchable(
    {
        "id": lambda one: one["id"],
        "status": lambda one: one["status"].lower(),
        "assigned_location_id": lambda one: one["location_id"],
        "updated_at": lambda one: moments.from_text(one["updated_at"]),
    }
)
_ACTIONS = {"OPEN": ("CREATE_FULFILLMENT", "HOLD", "MOVE", "SPLIT"), "ON_HOLD": ("HOLD", "RELEASE_HOLD", "MOVE")}
_NAMES = ("first_name", "last_name", "company", "address1", "address2", "city", "province", "zip")


def _order(source: Thing, info: Info) -> Record:
    order: Record = shop_of(info)["orders"][str(source.record["order_id"])]
    return order


@resolve("QueryRoot", "fulfillmentOrders")
def fulfillment_order_list(_: Any, info: Info, **args: Any) -> Record:
    """All fulfilment orders, open ones unless asked for all."""
    everything = shop_of(info)["fulfillment_orders"].values()
    open_ones = [one for one in everything if args.get("includeClosed") or one["status"] not in {"CLOSED", "CANCELLED"}]
    sorts = {"UPDATED_AT": lambda one: one["updated_at"], "CREATED_AT": lambda one: one["created_at"]}
    return listed(info, "FulfillmentOrder", open_ones, args, search=SEARCH, sorts=sorts)


@resolve("FulfillmentOrder", "order")
@resolve("Fulfillment", "order")
def order(source: Thing, info: Info) -> Thing:
    """Its order."""
    return Thing("Order", _order(source, info))


for _name, _entry in {"orderName": "name", "orderProcessedAt": "processed_at"}.items():
    resolve("FulfillmentOrder", _name)(lambda source, info, entry=_entry: _order(source, info)[entry])
for _name in ("fulfillAt", "fulfillBy"):
    resolve("FulfillmentOrder", _name)(lambda source, _: None)


@resolve("FulfillmentOrder", "orderId")
def order_id(source: Thing, _: Info) -> str:
    """The order's id."""
    return gid("Order", source.record["order_id"])


@resolve("FulfillmentOrder", "assignedLocation")
def assigned_location(source: Thing, info: Info) -> Record:
    """Where it is shipped from."""
    location = shop_of(info)["locations"][str(source.record["location_id"])]
    blank = dict.fromkeys(("address2", "province", "phone"))
    return {**blank, **location["address"], "name": location["name"], "location": Thing("Location", location)}


@resolve("FulfillmentOrder", "destination")
def destination(source: Thing, info: Info) -> Thing | None:
    """Where it goes."""
    found = _order(source, info)
    address = found["shipping_address"]
    if not address:
        return None
    seen = {name: address.get(name) for name in (*_NAMES, "country_code", "phone")}
    return Thing("FulfillmentOrderDestination", {**seen, "id": source.record["id"], "email": found["email"]})


@resolve("FulfillmentOrder", "deliveryMethod")
def delivery_method(source: Thing, info: Info) -> Record:
    """How it goes."""
    lines = _order(source, info)["shipping_lines"]
    title = lines[0]["title"] if lines else None
    return {"id": source.record["id"], "method_type": "SHIPPING", "presented_name": title, "service_code": title}


@resolve("FulfillmentOrder", "supportedActions")
def supported_actions(source: Thing, _: Info) -> list[Record]:
    """What can be done with it now."""
    return [{"action": one, "external_url": None} for one in _ACTIONS.get(source.record["status"], ())]


@resolve("FulfillmentOrder", "fulfillmentHolds")
def hold_list(source: Thing, _: Info) -> list[Thing]:
    """Its holds, whoever placed them."""
    return [Thing("FulfillmentHold", one) for one in source.record["holds"]]


@resolve("FulfillmentHold", "handle")
def hold_handle(source: Thing, _: Info) -> str | None:
    """The name the app gave it; other apps' handles are theirs."""
    return source.record["handle"] if source.record["app_id"] == APP_NUMBER else None


@resolve("FulfillmentHold", "displayReason")
def display_reason(source: Thing, _: Info) -> str:
    """The reason as people read it."""
    return holds.REASONS[source.record["reason"]]


@resolve("FulfillmentHold", "heldByRequestingApp")
def held_by_us(source: Thing, _: Info) -> bool:
    """Whether it is ours."""
    return bool(source.record["app_id"] == APP_NUMBER)


@resolve("FulfillmentHold", "heldByApp")
def held_by_app(source: Thing, info: Info) -> Thing | None:
    """Which app holds; null for the merchant."""
    number = source.record["app_id"]
    return app_thing(info, number) if number else None


@resolve("FulfillmentOrder", "lineItems")
def part_list(source: Thing, info: Info, **args: Any) -> Record:
    """What is to be shipped."""
    return connection(info, [_part(_order(source, info), one) for one in source.record["lines"]], args)


def _part(found: Record, part: Record) -> Thing:
    line = next(one for one in found["line_items"] if one["id"] == part["line_item_id"])
    names = ("variant_title", "sku", "vendor", "requires_shipping", "variant_id")
    seen = {**part, **{name: line[name] for name in names}, "product_title": line["title"], "line": line}
    return Thing("FulfillmentOrderLineItem", seen, found)


@resolve("FulfillmentOrderLineItem", "lineItem")
def part_line(source: Thing, _: Info) -> Thing:
    """The order's line."""
    return line_thing(source.parent or {}, source.record["line"])


@resolve("FulfillmentOrderLineItem", "inventoryItemId")
def part_item(source: Thing, info: Info) -> str | None:
    """The stock it is taken from."""
    variant = shop_of(info)["variants"].get(str(source.record["variant_id"]))
    return variant and gid("InventoryItem", variant["inventory_item_id"])


@resolve("FulfillmentOrder", "fulfillments")
def parcels(source: Thing, info: Info, **args: Any) -> Record:
    """The parcels made of it."""
    found = shop_of(info)["fulfillments"].values()
    ours = [one for one in found if source.record["id"] in one["fulfillment_order_ids"]]
    return connection(info, [Thing("Fulfillment", one) for one in ours], args)
