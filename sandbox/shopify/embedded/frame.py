"""The app in its frame, and what App Bridge asks of the admin."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from sandbox.shopify.embedded.launch import launch_url, name_of
from sandbox.shopify.embedded.visitor import direction, shop_named, visitor
from sandbox.shopify.gids import gid
from sandbox.shopify.oauth.id_tokens import make_id_token
from sandbox.shopify.records import Missing, Record
from sandbox.shopify.state import shops
from sandbox.shopify.world import World


def frame_routes(world: World) -> Blueprint:
    """`/store/<name>/apps/<client id>/…` and the small JSON routes behind it."""
    routes = Blueprint("frame", __name__)

    @routes.get("/store/<name>/apps/<client_id>")
    @routes.get("/store/<name>/apps/<client_id>/<path:path>")
    def app_page(name: str, client_id: str, path: str = "") -> ResponseReturnValue:
        shop = shop_named(world, name)
        if client_id != world.config.app.api_key:
            raise Missing("no such app")
        user = visitor(shop)
        source = launch_url(world, shop, user, path, request.query_string.decode())
        return render_template(
            "frame.html",
            **page_values(world, shop, user),
            source=source,
            app_origin=origin_of(world.config.app.app_url),
            installed=shop["installed"],
        )

    @routes.post("/store/<name>/_token")
    def token(name: str) -> ResponseReturnValue:
        shop = shop_named(world, name)
        return jsonify(id_token=make_id_token(world.config.app, shop["domain"], visitor(shop)["id"]))

    @routes.post("/store/<name>/_launch")
    def launch(name: str) -> ResponseReturnValue:
        shop = shop_named(world, name)
        target = urlsplit(str(request.get_json()["path"]))
        return jsonify(source=launch_url(world, shop, visitor(shop), target.path, target.query))

    @routes.get("/store/<name>/_user")
    def user(name: str) -> ResponseReturnValue:
        person = visitor(shop_named(world, name))
        return jsonify(id=str(person["id"]), accountAccess="Full access" if person["owner"] else "Limited access")

    @routes.get("/store/<name>/_products")
    def products(name: str) -> ResponseReturnValue:
        shop = shop_named(world, name)
        with world.store.lock:
            return jsonify([_product(shop, one) for one in shop["products"].values()])

    @routes.get("/store/<name>/_scopes")
    def scopes(name: str) -> ResponseReturnValue:
        return jsonify(_scopes(world, shop_named(world, name)))

    @routes.post("/store/<name>/_scopes")
    def change_scopes(name: str) -> ResponseReturnValue:
        values, shop = request.get_json(), shop_named(world, name)
        optional = set(world.webhooks.subscriptions.optional_scopes())
        wanted = (set(shop["scopes"]) | set(values.get("grant", [])) & optional) - set(values.get("revoke", []))
        with world.act(shop["domain"]) as act:
            shops.set_scopes(act, sorted(wanted))
        return jsonify(_scopes(world, shop))

    return routes


def page_values(world: World, shop: Record, user: Record) -> dict[str, Any]:
    """What every admin page of a shop shows around its content."""
    app = world.config.app
    return {
        "shop": shop,
        "shops": list(world.shops.values()),
        "store": f"/store/{name_of(shop)}",
        "user": user,
        "direction": direction(user),
        "app_title": app.title,
        "app_path": f"/store/{name_of(shop)}/apps/{app.api_key}",
        "name_of": name_of,
    }


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _product(shop: Record, product: Record) -> Record:
    variants = [shop["variants"][str(number)] for number in product["variant_ids"]]
    return {
        "id": gid("Product", product["id"]),
        "title": product["title"],
        "handle": product["handle"],
        "vendor": product["vendor"],
        "variants": [
            {"id": gid("ProductVariant", one["id"]), "title": one["title"], "sku": one["sku"], "price": one["price"]}
            for one in variants
        ],
    }


def _scopes(world: World, shop: Record) -> Record:
    subscriptions = world.webhooks.subscriptions
    required = subscriptions.scopes() or shop["scopes"]
    return {"granted": shop["scopes"], "required": required, "optional": subscriptions.optional_scopes()}
