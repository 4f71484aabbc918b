"""From a global id to the thing it names."""

from __future__ import annotations

from datetime import timedelta

from sandbox.shopify import moments
from sandbox.shopify.admin_api.context import Call
from sandbox.shopify.admin_api.things import Thing
from sandbox.shopify.config import APP_NUMBER
from sandbox.shopify.gids import gid, number_of, split_gid
from sandbox.shopify.records import Missing, Record

TABLES = {
    "Order": "orders",
    "Customer": "customers",
    "Company": "companies",
    "CompanyLocation": "company_locations",
    "CompanyContact": "company_contacts",
    "DraftOrder": "drafts",
    "FulfillmentOrder": "fulfillment_orders",
    "Fulfillment": "fulfillments",
    "Product": "products",
    "ProductVariant": "variants",
    "InventoryItem": "inventory_items",
    "Location": "locations",
    "Validation": "validations",
    "PaymentCustomization": "payment_customizations",
    "BulkOperation": "bulk_operations",
    "CalculatedOrder": "order_edits",
    "Job": "jobs",
}
VISIBLE_DAYS = 60


def look_up(call: Call, global_id: str) -> Thing | None:
    """What a global id names in this shop, if it exists and the app may see it."""
    kind, number = split_gid(global_id)
    if kind == "Shop":
        return Thing("Shop", call.shop) if number == str(call.shop["id"]) else None
    if kind == "AppInstallation":
        return installation(call) if number == str(call.shop["installation_id"]) else None
    record = call.shop[TABLES[kind]].get(number) if kind in TABLES else None
    if record is None or (kind == "Order" and not may_see_order(call, record)):
        return None
    return Thing(kind, record)


def one_of(call: Call, global_id: str, kind: str) -> Thing | None:
    """The same, of one kind only."""
    number = number_of(global_id, kind)
    return look_up(call, gid(kind, number)) if number else None


def need(call: Call, global_id: str, kind: str, field: str = "id") -> Record:
    """The record a mutation is about.

    Raises:
        Missing: There is none; becomes a user error.
    """
    thing = one_of(call, global_id, kind)
    if thing is None:
        words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind).strip()
        raise Missing(f"{words.capitalize()} does not exist", field=[field], code="NOT_FOUND")
    return thing.record


def may_see_order(call: Call, order: Record) -> bool:
    """Orders older than sixty days take a scope of their own."""
    if call.may("read_all_orders"):
        return True
    return moments.from_text(order["created_at"]) > moments.now() - timedelta(days=VISIBLE_DAYS)


def installation(call: Call) -> Thing:
    """Our app in this shop."""
    return Thing("AppInstallation", {"id": call.shop["installation_id"]}, call.shop)


def our_app() -> Record:
    """Our app's record."""
    return {"id": APP_NUMBER}
