"""Products with one variant or a few, each with stock."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.act import Act
from sandbox.shopify.records import Record
from sandbox.shopify.state import inventory


def add_product(act: Act, values: dict[str, Any]) -> Record:
    """A product; `variants` are `{title, sku, price, stock, location_id, elsewhere, grams, weight, barcode, …}`.

    `weight` is `{unit, value}` as a merchant typed it; without it the grams are told.
    `elsewhere` is the stock at further locations: `{location id: stock}`.
    """
    number = act.next_id("Product")
    product = {
        "id": number,
        "title": values["title"],
        "handle": values.get("handle") or values["title"].lower().replace(" ", "-"),
        "vendor": values.get("vendor") or act.shop["name"],
        "product_type": values.get("product_type", ""),
        "description": values.get("description", ""),
        "status": "ACTIVE",
        "tags": values.get("tags", []),
        "created_at": act.at,
        "updated_at": act.at,
        "variant_ids": [],
    }
    act.shop["products"][str(number)] = product
    for position, variant in enumerate(values["variants"], start=1):
        product["variant_ids"].append(_add_variant(act, product, variant, position)["id"])
    return product


def _add_variant(act: Act, product: Record, values: dict[str, Any], position: int) -> Record:
    item = _add_item(act, values)
    number = act.next_id("ProductVariant")
    location = values.get("location_id") or act.shop["primary_location_id"]
    variant = {
        "id": number,
        "product_id": product["id"],
        "inventory_item_id": item["id"],
        "title": values.get("title") or "Default Title",
        "sku": values["sku"],
        "barcode": values.get("barcode"),
        "price": values["price"],
        "compare_at_price": None,
        "position": position,
        "taxable": True,
        "grams": values.get("grams", 500),
        "location_id": location,
        "inventory_policy": "DENY",
        "created_at": act.at,
        "updated_at": act.at,
    }
    act.shop["variants"][str(number)] = variant
    inventory.stock(act, item["id"], location, values.get("stock", 100))
    for other, count in values.get("elsewhere", {}).items():
        inventory.stock(act, item["id"], int(other), count)
    return variant


def _add_item(act: Act, values: dict[str, Any]) -> Record:
    number = act.next_id("InventoryItem")
    item = {
        "id": number,
        "sku": values["sku"],
        "tracked": True,
        "requires_shipping": True,
        "country_code_of_origin": values.get("origin", "MA"),
        "harmonized_system_code": values.get("hs_code"),
        "cost": values.get("cost"),
        "weight": values.get("weight") or {"unit": "GRAMS", "value": values.get("grams", 500)},
        "created_at": act.at,
        "updated_at": act.at,
    }
    act.shop["inventory_items"][str(number)] = item
    return item


def available_of(shop: Record, variant: Record) -> int:
    """What can be sold of a variant, over all locations."""
    levels = (one for one in shop["inventory_levels"].values() if one["item_id"] == variant["inventory_item_id"])
    return sum(inventory.quantity(level, "available") for level in levels)
