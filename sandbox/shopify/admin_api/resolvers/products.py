"""Products and variants."""

from __future__ import annotations

from typing import Any

from sandbox.shopify import moments
from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Info, shop_of
from sandbox.shopify.admin_api.resolvers.lists import counted, listed
from sandbox.shopify.admin_api.search import Searchable
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.gids import gid
from sandbox.shopify.records import Record
from sandbox.shopify.state import products


def _search(shop: Record) -> Searchable:
    def skus(one: Record) -> list[str]:
        return [one["sku"]] if "sku" in one else [shop["variants"][str(number)]["sku"] for number in one["variant_ids"]]

    return Searchable(
        {
            "id": lambda one: one["id"],
            "title": lambda one: one["title"],
            "sku": skus,
            "barcode": lambda one: one.get("barcode"),
            "product_id": lambda one: one.get("product_id"),
            "vendor": lambda one: one.get("vendor"),
            "tag": lambda one: one.get("tags"),
            "status": lambda one: one.get("status"),
            "updated_at": lambda one: moments.from_text(one["updated_at"]),
        },
        ("title", "sku"),
    )


@resolve("QueryRoot", "products")
def product_list(_: Any, info: Info, **args: Any) -> Record:
    """Products by search."""
    shop = shop_of(info)
    sorts = {"TITLE": lambda one: one["title"], "UPDATED_AT": lambda one: one["updated_at"]}
    return listed(info, "Product", shop["products"].values(), args, search=_search(shop), sorts=sorts)


@resolve("QueryRoot", "productVariants")
def variant_list(_: Any, info: Info, **args: Any) -> Record:
    """Variants by search."""
    shop = shop_of(info)
    return listed(info, "ProductVariant", shop["variants"].values(), args, search=_search(shop))


@resolve("Product", "variants")
def product_variants(source: Thing, info: Info, **args: Any) -> Record:
    """Its variants."""
    table = shop_of(info)["variants"]
    found = [Thing("ProductVariant", table[str(number)]) for number in source.record["variant_ids"]]
    return connection(info, found, args)


@resolve("Product", "variantsCount")
def variants_count(source: Thing, _: Info) -> Record:
    """How many."""
    return counted(len(source.record["variant_ids"]))


@resolve("Product", "totalInventory")
def total_inventory(source: Thing, info: Info) -> int:
    """What can be sold of it."""
    shop = shop_of(info)
    return sum(products.available_of(shop, shop["variants"][str(one)]) for one in source.record["variant_ids"])


@resolve("Product", "tracksInventory")
def tracks_inventory(_: Thing, __: Info) -> bool:
    """Always here."""
    return True


@resolve("ProductVariant", "product")
def product_of(source: Thing, info: Info) -> Thing:
    """Its product."""
    return Thing("Product", shop_of(info)["products"][str(source.record["product_id"])])


@resolve("ProductVariant", "displayName")
def display_name(source: Thing, info: Info) -> str:
    """Product and variant in one."""
    product = shop_of(info)["products"][str(source.record["product_id"])]
    return f"{product['title']} - {source.record['title']}"


@resolve("ProductVariant", "inventoryItem")
def item_of(source: Thing, info: Info) -> Thing:
    """What is counted."""
    return Thing("InventoryItem", shop_of(info)["inventory_items"][str(source.record["inventory_item_id"])])


@resolve("ProductVariant", "inventoryQuantity")
def inventory_quantity(source: Thing, info: Info) -> int:
    """What can be sold of it."""
    return products.available_of(shop_of(info), source.record)


@resolve("ProductVariant", "availableForSale")
def available_for_sale(source: Thing, info: Info) -> bool:
    """Whether anything can be sold of it."""
    return products.available_of(shop_of(info), source.record) > 0


@resolve("InventoryItem", "measurement")
def measurement(source: Thing, _: Info) -> Record:
    """What one weighs."""
    return source.record


@resolve("InventoryItemMeasurement", "id")
def measurement_id(source: Record, _: Info) -> str:
    """Its own id, of the item's number."""
    return gid("InventoryItemMeasurement", source["id"])


@resolve("InventoryItemMeasurement", "weight")
def weight(source: Record, _: Info) -> Record | None:
    """Nothing where nobody told; Shopify writes zero for unknown too."""
    told = source["weight"]
    return told and {"unit": told["unit"], "value": float(told["value"])}
