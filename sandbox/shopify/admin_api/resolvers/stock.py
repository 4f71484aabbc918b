"""Locations and stock."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Info, shop_of
from sandbox.shopify.admin_api.resolvers.lists import listed
from sandbox.shopify.admin_api.resolvers.money_values import money
from sandbox.shopify.admin_api.search import Searchable
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.countries import country_name
from sandbox.shopify.gids import gid, number_of
from sandbox.shopify.records import Record
from sandbox.shopify.state import inventory


@resolve("InventoryItem", "unitCost")
def unit_cost(source: Thing, info: Info) -> Record | None:
    """What one costs the shop."""
    cost = source.record["cost"]
    return cost and money(cost, shop_of(info)["currency"])


@resolve("InventoryItem", "inventoryLevel")
def level(source: Thing, info: Info, **args: Any) -> Thing | None:
    """Its stock at a location."""
    number = number_of(args["locationId"], "Location")
    found = inventory.level_of(shop_of(info), source.record["id"], int(number or 0))
    return Thing("InventoryLevel", found) if found else None


@resolve("InventoryItem", "inventoryLevels")
def levels(source: Thing, info: Info, **args: Any) -> Record:
    """Its stock at all locations."""
    found = shop_of(info)["inventory_levels"].values()
    ours = [one for one in found if one["item_id"] == source.record["id"]]
    return connection(info, [Thing("InventoryLevel", one) for one in ours], args)


@resolve("InventoryLevel", "isActive")
def level_active(_: Thing, __: Info) -> bool:
    """Always here."""
    return True


@resolve("InventoryLevel", "item")
@resolve("InventoryChange", "item")
def level_item(source: Thing | Record, info: Info) -> Thing:
    """What is counted."""
    record = source.record if isinstance(source, Thing) else source
    return Thing("InventoryItem", shop_of(info)["inventory_items"][str(record["item_id"])])


@resolve("InventoryLevel", "location")
@resolve("InventoryChange", "location")
def level_location(source: Thing | Record, info: Info) -> Thing:
    """Where it is counted."""
    record = source.record if isinstance(source, Thing) else source
    return Thing("Location", shop_of(info)["locations"][str(record["location_id"])])


@resolve("InventoryLevel", "quantities")
def quantities(source: Thing, _: Info, names: list[str]) -> list[Record]:
    """How many, by name."""
    record = source.record
    return [
        {
            "id": f"{record['id']}&name={name}",
            "name": name,
            "quantity": inventory.quantity(record, name),
            "updated_at": record["updated_at"],
        }
        for name in names
    ]


@resolve("InventoryQuantity", "id")
def quantity_id(source: Record, _: Info) -> str:
    """An id that names level and quantity."""
    return gid("InventoryQuantity", source["id"])


@resolve("QueryRoot", "locations")
def location_list(_: Any, info: Info, **args: Any) -> Record:
    """Where the shop keeps goods."""
    sorts = {"NAME": lambda one: one["name"]}
    named = Searchable({"name": lambda one: one["name"], "id": lambda one: one["id"]}, ("name",))
    return listed(info, "Location", shop_of(info)["locations"].values(), args, search=named, sorts=sorts)


@resolve("QueryRoot", "location")
def location(_: Any, info: Info, id: str | None = None) -> Thing | None:
    """One location, the primary one by default."""
    shop = shop_of(info)
    number = number_of(id, "Location") if id else str(shop["primary_location_id"])
    record = shop["locations"].get(number)
    return record and Thing("Location", record)


@resolve("Location", "address")
def location_address(source: Thing, _: Info) -> Record:
    """Where it is."""
    address = source.record["address"]
    country = country_name(address["country_code"])
    blank = dict.fromkeys(("address2", "province_code", "phone"))
    return {**blank, **address, "country": country, "formatted": [address["address1"], address["city"], country]}


for _name in ("isActive", "fulfillsOnlineOrders", "shipsInventory"):
    resolve("Location", _name)(lambda _, __: True)
