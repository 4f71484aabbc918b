"""The stand-in as one Flask application."""

from __future__ import annotations

from flask import Blueprint, Flask

from sandbox.faults import Faults, fault_routes, strike_after
from sandbox.shopify.admin_api.bulk_runs import UNFINISHED, run_later
from sandbox.shopify.admin_api.endpoint import admin_routes
from sandbox.shopify.cdn import cdn_routes
from sandbox.shopify.config import SandboxConfig
from sandbox.shopify.control.routes import control_routes
from sandbox.shopify.embedded.frame import frame_routes
from sandbox.shopify.embedded.pages import page_routes
from sandbox.shopify.embedded.play import play_routes
from sandbox.shopify.life import Life
from sandbox.shopify.oauth.endpoint import token_routes
from sandbox.shopify.seed.plant import plant_if_empty
from sandbox.shopify.state.customers import request_erasure
from sandbox.shopify.state.routing import route_later
from sandbox.shopify.world import World
from sandbox.store import Store


def create_app(store: Store, faults: Faults, config: SandboxConfig) -> Flask:
    """Everything under one origin; `app.extensions` holds the `world`, to be closed, and its `life`."""
    app = Flask(__name__, static_folder=None, template_folder="embedded/templates")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    world = World(store, faults, config)
    life = Life(world)
    app.extensions.update(world=world, life=life)
    shopify = Blueprint("shopify", __name__, url_prefix="/shopify")
    for part in (token_routes(world), admin_routes(world), control_routes(world, life), fault_routes(faults)):
        shopify.register_blueprint(part)
    app.register_blueprint(shopify)
    for part in (cdn_routes(), page_routes(world), frame_routes(world), play_routes(world)):
        app.register_blueprint(part)
    strike_after(app)
    plant_if_empty(world)
    take_up(world)
    return app


def take_up(world: World) -> None:
    """Plan again what an earlier run had planned: routing, erasures, bulk operations."""
    for domain, shop in world.shops.items():
        for order in shop["orders"].values():
            if not order["routed"]:
                route_later(world, domain, order["id"])
        for customer in shop["customers"].values():
            if customer.get("erasure_requested_at"):
                with world.act(domain, "Shopify") as act:
                    request_erasure(act, customer)
        for operation in shop["bulk_operations"].values():
            if operation["status"] in UNFINISHED:
                operation["status"] = "CREATED"
                run_later(world, domain, operation["id"])
