"""A shop with goods, a noon account, and everything that may go wrong between the two."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import requests

from bench.durability.machine import Machine
from sandbox.client import ShopifySandbox
from sandbox.noon.control import NoonSandbox
from shopify_app.core.runtime import Runtime
from shopify_app.noon import actions as noon_actions
from shopify_app.noon.mapping import actions as mapping
from shopify_app.noon.mapping.client import Location
from shopify_app.noon.payload import KeyFile
from shopify_app.shops.actions import get_shop

SHOP = "stormy.myshopify.com"
SKUS = tuple(f"BOWL-{number}" for number in range(8))
STOCK = 1_000_000
_STAFF = "staff 1"
# (operation, kind, how likely, details): noon's side and Shopify's.
_AT_NOON = (
    (r"^(fbpi|shelves)\.", "status", 0.04, {"status": 429, "retry_after": 1}),
    (r"^(fbpi|shelves)\.", "status", 0.04, {"status": 500}),
    (r"^(fbpi|shelves)\.", "drop", 0.03, {}),
    (r"^(fbpi|shelves)\.", "drop_after_commit", 0.04, {}),
    (r"^(fbpi|shelves)\.", "slow", 0.04, {"seconds": 0.5}),
)
_AT_SHOPIFY = (
    ("^MoveStock$", "drop_after_commit", 0.5, {}),
    ("^MoveStock$", "status", 0.1, {"status": 500}),
    (".", "slow", 0.02, {"seconds": 0.3}),
)
_CALM = {"duplicates": 0, "reorder_spread_s": 0.0, "envelope": "full", "retry_gaps_s": [0.5, 1, 2, 4, 8, 8, 8, 8]}


@dataclass(frozen=True, slots=True)
class World:
    """Both sides, and what is known of the shop."""

    shopify: ShopifySandbox
    noon: NoonSandbox
    shop_id: int
    warehouse: str

    def pending(self) -> int:
        """How many events noon has still to send; at least one where it was too busy to tell."""
        try:
            return len(self.noon.deliveries("pending"))
        except requests.RequestException:
            return 1

    def levels(self) -> dict[str, tuple[int, int]]:
        """What of each SKU may be sold, and what is reserved, as Shopify says."""
        by_item = {variant["inventory_item_id"]: variant["sku"] for variant in self.shopify.records(SHOP, "variants")}
        return {
            by_item[level["item_id"]]: (level["quantities"]["available"], level["quantities"]["reserved"])
            for level in self.shopify.records(SHOP, "inventory_levels")
            if by_item.get(level["item_id"]) in SKUS
        }


def make_world(machine: Machine, runtime: Runtime, sandbox_url: str) -> World:
    """The app installed, goods on the shelf, noon connected and its warehouse placed."""
    shopify, noon = ShopifySandbox(sandbox_url), NoonSandbox(f"{sandbox_url}/noon")
    shopify.set_app_url(machine.url)
    shopify.make_shop(SHOP, currency="SAR")
    variants = [{"sku": sku, "price": "10", "stock": STOCK} for sku in SKUS]
    shopify.make_product(SHOP, title="Bowl", variants=variants)
    requests.get(machine.url, params={"id_token": shopify.id_token(SHOP)}, timeout=60).raise_for_status()
    location = int(shopify.records(SHOP, "inventory_levels")[0]["location_id"])
    key = msgspec.convert(noon.register(), KeyFile)
    warehouse = noon.warehouses()[0]["warehouse_code"]
    with runtime.transaction() as tx:
        shop = get_shop(tx, SHOP)
        noon_actions.connect(tx, shop.id, key, user_code="u", warehouses=[warehouse], actor=_STAFF)
        mapping.place_warehouse(tx, shop.id, warehouse, Location(location, "Main", "SA"), [warehouse], actor=_STAFF)
    with runtime.snapshot() as tx:
        secret = noon_actions.open_event_secret(tx, noon_actions.get_connection(tx, shop.id)).decode()
    noon.turn(**_CALM)
    noon.send_events_to(f"{machine.url}/webhooks/noon/{shop.key}", {"X-Tajir-Secret": secret})
    return World(shopify, noon, shop.id, warehouse)


def raise_storm(world: World) -> None:
    """Duplicates, disorder, refusals, lost answers, slowness: at noon and in Shopify."""
    world.noon.turn(duplicates=1, reorder_spread_s=1.0)
    for operation, kind, chance, details in _AT_NOON:
        world.noon.plan_fault(operation, kind, chance=chance, times=None, **details)
    for operation, kind, chance, details in _AT_SHOPIFY:
        world.shopify.fault(operation, kind, chance=chance, times=None, **details)


def calm_down(world: World) -> None:
    """Nothing goes wrong any more."""
    world.noon.clear_faults()
    world.shopify.clear_faults()
    world.noon.turn(**_CALM)
