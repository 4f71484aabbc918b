"""Shops, and the app's installation in them."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.act import Act
from sandbox.shopify.payloads.others import scopes_payload, shop_payload
from sandbox.shopify.records import Record, Refusal

TABLES = (
    "customers",
    "companies",
    "company_locations",
    "company_contacts",
    "orders",
    "order_edits",
    "drafts",
    "fulfillment_orders",
    "fulfillments",
    "products",
    "variants",
    "inventory_items",
    "inventory_levels",
    "locations",
    "metafields",
    "validations",
    "payment_customizations",
    "bulk_operations",
    "jobs",
)
PLANS = {
    "standard": ("Grow", False, 2_000, 100),
    "advanced": ("Advanced", False, 4_000, 200),
    "plus": ("Plus", True, 20_000, 1_000),
    "enterprise": ("Enterprise", True, 40_000, 2_000),
}
# Functions the stand-in takes for deployed, as `extensions/` names them.
FUNCTIONS = [
    {"handle": "order-minimum", "title": "Order minimum", "api_type": "cart_checkout_validation"},
    {"handle": "payment-methods", "title": "Payment methods", "api_type": "payment_customization"},
]


def blank_shop(values: dict[str, Any], number: int, at: str) -> Record:
    """A shop with nothing in it; `values` are any of its fields."""
    domain = values["domain"]
    plan = values.get("plan", "advanced")
    shown, plus, _, _ = PLANS[plan]
    blank = {
        "id": number,
        "installation_id": number + 900_000_000,
        "name": domain.split(".", maxsplit=1)[0].replace("-", " ").title(),
        # None: the storefront has no domain but Shopify's.
        "web_domain": None,
        "email": "owner@shop.example",
        "contact_email": "hello@shop.example",
        "owner_name": "Shop Owner",
        "currency": "SAR",
        "presentment_currencies": ["SAR"],
        "iana_timezone": "Asia/Riyadh",
        "utc_offset_minutes": 180,
        "locale": "en",
        "order_prefix": "#",
        "next_order_number": 1001,
        "taxes_included": False,
        "tax_rate": "0.15",
        "b2b": True,
        "status": "open",
        "protected_data": 2,
        "installed": True,
        "installations": 1,
        "scopes": [],
        "staff": [],
        "functions": FUNCTIONS,
        "app_distribution": "public",
        "primary_location_id": 0,
        # Seconds until a new order is found by search, and how many an app may make a minute; None: any number.
        "search_lag": 0,
        "orders_per_minute": None,
        "metafield_definitions": {},
        "address": {"address1": "1 Sample Street", "city": "Riyadh", "zip": "11564", "country_code": "SA"},
        "created_at": at,
        "updated_at": at,
        **{table: {} for table in TABLES},
    }
    return {**blank, **values, "plan": {"name": plan, "public_display_name": shown, "shopify_plus": plus}}


def uninstall(act: Act) -> None:
    """The merchant removes the app: its tokens die, and it is told once."""
    if not act.shop["installed"]:
        raise Refusal("the app is not installed")
    act.shop["installed"] = False
    drop_tokens(act)
    act.tell("app/uninstalled", shop_payload(act.shop))


def reinstall(act: Act, scopes: list[str] | None = None) -> None:
    """The merchant installs the app again. Nobody tells the app: it learns when its page is opened."""
    act.shop["installed"] = True
    act.shop["installations"] += 1
    if scopes is not None:
        act.shop["scopes"] = sorted(scopes)


def set_scopes(act: Act, scopes: list[str]) -> None:
    """Grant other scopes; tokens follow at once."""
    previous, act.shop["scopes"] = act.shop["scopes"], sorted(set(scopes))
    act.tell("app/scopes_update", scopes_payload(act.shop, previous, act.at))


def update_shop(act: Act, values: dict[str, Any]) -> None:
    """Change the shop's own settings."""
    if "plan" in values:
        plan = values.pop("plan")
        shown, plus, _, _ = PLANS[plan]
        act.shop["plan"] = {"name": plan, "public_display_name": shown, "shopify_plus": plus}
    unknown = [name for name in values if name not in act.shop or name in TABLES]
    if unknown:
        raise Refusal(f"unknown shop settings: {', '.join(unknown)}")
    act.shop.update(values, updated_at=act.at)
    act.tell("shop/update", shop_payload(act.shop))


def drop_tokens(act: Act) -> None:
    """End every token of this shop."""
    tokens = act.world.store.table("tokens")
    for token in [token for token, grant in tokens.items() if grant["shop"] == act.shop["domain"]]:
        del tokens[token]
