"""Planting shops: the two of the seed, and blank ones for tests."""

from __future__ import annotations

import random
from typing import Any

from sandbox.shopify.act import Act
from sandbox.shopify.records import Record, Refusal
from sandbox.shopify.seed import goods, history, people
from sandbox.shopify.state import companies, customers, products
from sandbox.shopify.state.shops import blank_shop
from sandbox.shopify.world import World

WHOLESALER = "atlas-souq.myshopify.com"
SECOND = "dune-gifts.myshopify.com"
_SHOPS: tuple[dict[str, Any], ...] = (
    {
        "domain": WHOLESALER,
        "name": "Atlas Souq · سوق الأطلس",
        "email": "owner@atlas-souq.example",
        "contact_email": "hello@atlas-souq.example",
        "owner_name": "Amal Owner",
        "presentment_currencies": ["SAR", "AED", "QAR", "KWD", "BHD", "OMR", "MAD", "USD", "EUR"],
    },
    {
        "domain": SECOND,
        "name": "Dune Gifts",
        "email": "owner@dune-gifts.example",
        "contact_email": "hello@dune-gifts.example",
        "currency": "AED",
        "presentment_currencies": ["AED", "SAR"],
        "iana_timezone": "Asia/Dubai",
        "utc_offset_minutes": 240,
        "tax_rate": "0.05",
        "plan": "standard",
        "b2b": False,
        "order_prefix": "DG-",
        "address": {"address1": "4 Sample Quay", "city": "Dubai", "zip": "00000", "country_code": "AE"},
    },
)
# What the app would be granted where no `shopify.app.toml` tells.
DEFAULT_SCOPES = [
    "read_all_orders",
    "read_apps",
    "read_locations",
    "read_payment_terms",
    "write_companies",
    "write_customer_data_erasure",
    "write_customers",
    "write_draft_orders",
    "write_inventory",
    "write_merchant_managed_fulfillment_orders",
    "write_order_edits",
    "write_orders",
    "write_payment_customizations",
    "write_products",
    "write_third_party_fulfillment_orders",
    "write_validations",
]


def plant_if_empty(world: World) -> None:
    """Plant the seed's world unless an earlier run left one."""
    if not world.shops:
        plant(world, world.config.seed, empty=not world.config.history)


def reset(world: World, seed: int, *, empty: bool = False) -> None:
    """Forget everything, and plant anew."""
    with world.store.lock:
        world.timers.clear()
        world.webhooks.clear()
        world.store.content.clear()
        world.calls.clear()
        world.buckets.clear()
        world.idempotency.clear()
        world.faults.clear()
        plant(world, seed, empty=empty)


def plant(world: World, seed: int, *, empty: bool) -> None:
    """The two shops; `empty` ones have goods, but no people and no orders."""
    dice = random.Random(seed)
    for values in _SHOPS:
        shop = plant_shop(world, values, plain=False)
        if empty:
            continue
        is_first = shop["domain"] == WHOLESALER
        traders = _plant_traders(world, shop["domain"]) if is_first else []
        retail = _plant_retail(world, shop["domain"], len(people.RETAIL) if is_first else 4)
        history.write_history(world, shop["domain"], dice, traders, retail)


def plant_shop(world: World, values: dict[str, Any], *, plain: bool = True) -> Record:
    """A shop with staff, two locations and goods, the app installed with what it asks for."""
    if values["domain"] in world.shops:
        raise Refusal(f"{values['domain']} exists already", code="TAKEN")
    with world.store.lock:
        number = world.store.next_number("Shop", 68_000_000_001)
        asked = world.webhooks.subscriptions.scopes() or DEFAULT_SCOPES
        known = {"scopes": sorted(asked), "staff": people.staff(number, values["domain"])}
        shop = blank_shop({**known, **values}, number, world.started.strftime("%Y-%m-%dT%H:%M:%SZ"))
        world.shops[shop["domain"]] = shop
    with world.act(shop["domain"], silent=True) as act:
        locations = [_plant_location(act, name) for name in ("Main warehouse", "Workshop store")]
        shop["primary_location_id"] = locations[0]
        factor = 1 if shop["currency"] == "SAR" else 0.98
        for product in goods.plain_goods() if plain else goods.moroccan_goods(locations, factor):
            products.add_product(act, product)
    return shop


def _plant_location(act: Act, name: str) -> int:
    number = act.next_id("Location")
    address = {**act.shop["address"], "address1": f"{name}, {act.shop['address']['address1']}"}
    record = {"id": number, "name": name, "address": address, "created_at": act.at, "updated_at": act.at}
    act.shop["locations"][str(number)] = record
    return number


def _plant_traders(world: World, domain: str) -> list[Record]:
    planted = []
    for index in range(len(people.TRADERS)):
        values = people.trader(index)
        with world.act(domain, silent=True) as act:
            customer = customers.create_customer(act, values["customer"])
            if values["is_company"]:
                company = companies.create_company(act, {**values["company"], "customer_id": customer["id"]})
                location = companies.locations_of(act.shop, company["id"])[0]
                planted.append({**customer, "company_location_id": location["id"]})
            else:
                planted.append(customer)
    return planted


def _plant_retail(world: World, domain: str, count: int) -> list[Record]:
    with world.act(domain, silent=True) as act:
        return [customers.create_customer(act, people.retail_customer(index)) for index in range(count)]
