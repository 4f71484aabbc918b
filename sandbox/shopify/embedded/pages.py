"""The admin's own pages: shops, orders, customers, products, webhooks."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from sandbox.shopify.control.views import order_view
from sandbox.shopify.countries import country_name
from sandbox.shopify.embedded.frame import page_values
from sandbox.shopify.embedded.visitor import COOKIE, shop_named, visitor
from sandbox.shopify.payloads.parts import full_name
from sandbox.shopify.records import Missing, Record, find
from sandbox.shopify.state import customers, totals
from sandbox.shopify.state.products import available_of
from sandbox.shopify.world import World

PAGE = 50


def page_routes(world: World) -> Blueprint:
    """Pages people look at."""
    routes = Blueprint("pages", __name__)

    @routes.get("/")
    def all_shops() -> ResponseReturnValue:
        return render_template("shops.html", shops=list(world.shops.values()), app_key=world.config.app.api_key)

    @routes.get("/store/<name>")
    def order_list(name: str) -> ResponseReturnValue:
        shop = shop_named(world, name)
        with world.store.lock:
            newest = sorted(shop["orders"].values(), key=lambda one: (one["created_at"], one["id"]), reverse=True)
            rows = [_row(shop, one) for one in newest[:PAGE]]
        return _page(world, shop, "orders.html", orders=rows, count=len(shop["orders"]))

    @routes.get("/store/<name>/orders/<number>")
    def order_page(name: str, number: str) -> ResponseReturnValue:
        shop = shop_named(world, name)
        with world.store.lock:
            order = find(shop["orders"], number, "Order")
            return _page(world, shop, "order.html", order=_detail(shop, order), said=request.args.get("said"))

    @routes.get("/store/<name>/customers")
    def customer_list(name: str) -> ResponseReturnValue:
        shop = shop_named(world, name)
        with world.store.lock:
            people = [_person(shop, one) for one in shop["customers"].values()]
        return _page(world, shop, "customers.html", people=people, said=request.args.get("said"))

    @routes.get("/store/<name>/products")
    def product_list(name: str) -> ResponseReturnValue:
        shop = shop_named(world, name)
        rows = [{**one, "product": shop["products"][str(one["product_id"])]} for one in shop["variants"].values()]
        rows = [{**one, "available": available_of(shop, one)} for one in rows]
        return _page(world, shop, "products.html", variants=rows)

    @routes.get("/store/<name>/webhooks")
    def webhook_list(name: str) -> ResponseReturnValue:
        shop = shop_named(world, name)
        ours = [one for one in reversed(world.webhooks.listed()) if one["shop"] == shop["domain"]][:PAGE]
        shown = [{**one, "pretty": json.dumps(json.loads(one["body"]), indent=1, ensure_ascii=False)} for one in ours]
        return _page(world, shop, "webhooks.html", deliveries=shown, paused=world.webhooks.knobs.paused)

    @routes.post("/store/<name>/staff")
    def choose_staff(name: str) -> ResponseReturnValue:
        shop = shop_named(world, name)
        answer = redirect(request.referrer or f"/store/{name}")
        answer.set_cookie(COOKIE, request.form["user"], samesite="Lax", httponly=True)
        return answer if shop else ("", 404)

    @routes.errorhandler(Missing)
    def missing(error: Missing) -> ResponseReturnValue:
        return render_template("missing.html", message=error.message), 404

    return routes


def _page(world: World, shop: Record, template: str, **values: Any) -> str:
    return render_template(template, **page_values(world, shop, visitor(shop)), **values)


def _row(shop: Record, order: Record) -> Record:
    customer = shop["customers"].get(str(order["customer_id"]), {})
    view = order_view(shop, order)
    company = shop["companies"].get(str((order["company"] or {}).get("company_id")), {})
    return {**view, "buyer": company.get("name") or full_name(customer) or customer.get("email") or "No customer"}


def _detail(shop: Record, order: Record) -> Record:
    lines = {line["id"]: line for line in order["line_items"]}
    view = _row(shop, order)
    parts = [
        {
            **one,
            "location": shop["locations"][str(one["location_id"])]["name"],
            "parts": [{**part, "title": lines[part["line_item_id"]]["name"]} for part in one["lines"]],
        }
        for one in view["fulfillment_orders"]
    ]
    address = order["shipping_address"] or {}
    return {
        **view,
        "fulfillment_orders": parts,
        "lines": [
            {**line, "total": totals.line_total(order, line, current=True)["shop"]} for line in order["line_items"]
        ],
        "shipping": totals.shipping(order, current=True)["shop"],
        "tax": totals.tax(order, current=True)["shop"],
        "country": country_name(address.get("country_code")),
        "address_name": full_name(address),
        "timeline": list(reversed(order["timeline"])),
    }


def _person(shop: Record, customer: Record) -> Record:
    orders = customers.orders_of(shop, customer["id"])
    shown = full_name(customer) or ("Erased" if customer["redacted_at"] else customer["email"])
    return {**customer, "name": shown, "orders": len(orders), "spent": customers.amount_spent(shop, orders)}
