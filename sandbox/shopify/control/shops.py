"""Shops: make, look into, change, install, close."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.shopify.gids import gid
from sandbox.shopify.oauth import grants
from sandbox.shopify.payloads.others import privacy_payload
from sandbox.shopify.records import Record, Refusal, find
from sandbox.shopify.seed import plant
from sandbox.shopify.state import customers, functions, metafields, products, shops
from sandbox.shopify.state.shops import TABLES
from sandbox.shopify.world import World

SUMMARY = ("id", "domain", "name", "currency", "status", "installed", "installations", "scopes", "plan", "staff")


def shop_routes(world: World) -> Blueprint:
    """Routes of one shop as a whole."""
    routes = Blueprint("control_shops", __name__)

    @routes.get("/shops")
    def list_shops() -> ResponseReturnValue:
        return jsonify([summary(shop) for shop in world.shops.values()])

    @routes.post("/shops")
    def make_shop() -> ResponseReturnValue:
        return jsonify(summary(plant.plant_shop(world, request.get_json()))), 201

    @routes.get("/shops/<domain>")
    def show_shop(domain: str) -> ResponseReturnValue:
        return jsonify({name: value for name, value in world.shop(domain).items() if name not in TABLES})

    @routes.post("/shops/<domain>")
    def change_shop(domain: str) -> ResponseReturnValue:
        with world.act(domain) as act:
            shops.update_shop(act, request.get_json())
        return show_shop(domain)

    @routes.get("/shops/<domain>/records/<table>")
    def list_records(domain: str, table: str) -> ResponseReturnValue:
        with world.store.lock:
            return jsonify(list(_table(world, domain, table).values()))

    @routes.get("/shops/<domain>/records/<table>/<number>")
    def show_record(domain: str, table: str, number: str) -> ResponseReturnValue:
        with world.store.lock:
            return jsonify(find(_table(world, domain, table), number, table))

    @routes.post("/shops/<domain>/products")
    def make_product(domain: str) -> ResponseReturnValue:
        with world.act(domain) as act:
            return jsonify(products.add_product(act, request.get_json())), 201

    @routes.post("/shops/<domain>/validations/<number>/fail")
    def fail_validation(domain: str, number: str) -> ResponseReturnValue:
        with world.act(domain) as act:
            functions.fail(act, find(act.shop["validations"], number, "Validation"))
        return "", 204

    @routes.get("/shops/<domain>/metafields")
    def list_metafields(domain: str) -> ResponseReturnValue:
        owner = request.args["owner"]
        return jsonify(metafields.metafields_of(world.shop(domain), owner, request.args.get("namespace")))

    _installation_routes(world, routes)
    return routes


def _installation_routes(world: World, routes: Blueprint) -> None:
    @routes.post("/shops/<domain>/uninstall")
    def uninstall(domain: str) -> ResponseReturnValue:
        with world.act(domain) as act:
            shops.uninstall(act)
        return jsonify(summary(world.shop(domain)))

    @routes.post("/shops/<domain>/reinstall")
    def reinstall(domain: str) -> ResponseReturnValue:
        scopes = (request.get_json(silent=True) or {}).get("scopes")
        with world.act(domain) as act:
            shops.reinstall(act, scopes)
        return jsonify(summary(world.shop(domain)))

    @routes.post("/shops/<domain>/scopes")
    def scopes(domain: str) -> ResponseReturnValue:
        with world.act(domain) as act:
            shops.set_scopes(act, request.get_json()["scopes"])
        return jsonify(summary(world.shop(domain)))

    @routes.post("/shops/<domain>/tokens/expire")
    def expire(domain: str) -> ResponseReturnValue:
        refresh_too = bool((request.get_json(silent=True) or {}).get("refresh_too"))
        grants.expire_now(world, world.shop(domain)["domain"], refresh_too=refresh_too)
        return "", 204

    @routes.post("/shops/<domain>/bucket")
    def bucket(domain: str) -> ResponseReturnValue:
        world.buckets.set(world.shop(domain), float(request.get_json()["points"]))
        return jsonify(world.buckets.status(world.shop(domain)))

    @routes.post("/shops/<domain>/compliance")
    def compliance(domain: str) -> ResponseReturnValue:
        values = request.get_json()
        topic = values["topic"]
        if topic not in {"customers/data_request", "customers/redact", "shop/redact"}:
            raise Refusal(f"{topic} is no compliance topic")
        with world.act(domain, "Shopify") as act:
            customer = (
                find(act.shop["customers"], values["customer_id"], "Customer") if "customer_id" in values else None
            )
            if topic == "customers/redact" and customer is not None and values.get("erase"):
                customers.erase_customer(act, customer)
                return jsonify(erased=gid("Customer", customer["id"]))
            orders = [one["id"] for one in customers.orders_of(act.shop, customer["id"])] if customer else []
            payload = privacy_payload(
                act.shop, topic, customer, values.get("orders", orders), act.next_id("DataRequest")
            )
            act.tell(topic, payload)
            return jsonify(payload)


def summary(shop: Record) -> Record:
    """A shop without its tables."""
    return {name: shop[name] for name in SUMMARY}


def _table(world: World, domain: str, table: str) -> Record:
    if table not in TABLES:
        raise Refusal(f"no table {table!r}; there are {', '.join(TABLES)}")
    found: Record = world.shop(domain)[table]
    return found
