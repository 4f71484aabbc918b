"""Buttons: the most useful parts of the control API for a person with a mouse."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from sandbox.shopify.act import Act
from sandbox.shopify.control.orders import VERBS
from sandbox.shopify.embedded.visitor import shop_named
from sandbox.shopify.payloads.others import privacy_payload
from sandbox.shopify.records import Record, Refusal, find
from sandbox.shopify.state import customers, orders, shops
from sandbox.shopify.state.specs import LineSpec, OrderSpec
from sandbox.shopify.world import World

FIRST_MINIMUM = "5000"


def play_routes(world: World) -> Blueprint:
    """`POST /store/<name>/do/<what>`; goes back to a page that shows what came of it."""
    routes = Blueprint("play", __name__)

    @routes.post("/store/<name>/do/<what>")
    def do(name: str, what: str) -> ResponseReturnValue:
        shop = shop_named(world, name)
        if what not in DEEDS:
            return "", 404
        try:
            with world.act(shop["domain"]) as act:
                back = DEEDS[what](act)
        except Refusal as refusal:
            back = _say((request.referrer or f"/store/{name}").split("?", maxsplit=1)[0], refusal.message)
        return redirect(back or request.referrer or f"/store/{name}")

    @routes.post("/store/<name>/do-order/<number>/<verb>")
    def do_order(name: str, number: str, verb: str) -> ResponseReturnValue:
        shop = shop_named(world, name)
        page = f"/store/{name}/orders/{number}"
        if verb not in VERBS:
            return "", 404
        try:
            with world.act(shop["domain"]) as act:
                VERBS[verb](act, find(act.shop["orders"], number, "Order"), _values(verb))
        except Refusal as refusal:
            return redirect(_say(page, refusal.message))
        return redirect(page)

    @routes.post("/store/<name>/do-webhooks/<what>")
    def do_webhooks(name: str, what: str) -> ResponseReturnValue:
        if what in {"pause", "resume"}:
            world.webhooks.knobs.paused = what == "pause"
            world.webhooks.wake()
        if what == "resend":
            world.webhooks.resend(request.form["id"])
        return redirect(f"/store/{name}/webhooks")

    return routes


def _values(verb: str) -> Record:
    if verb == "edit":
        return {"to_amount": request.form.get("to_amount", FIRST_MINIMUM)}
    if verb == "refund":
        return {"amount": request.form["amount"]}
    return {"number": "SX0001", "company": "Sample Express"} if verb == "fulfill" else {}


def _wholesale(act: Act, amount: str) -> str:
    """An order of a trader who has none yet; made up where every trader has one."""
    traders = [one for one in act.shop["customers"].values() if "trade" in one["tags"]]
    buyers = {order["customer_id"] for order in act.shop["orders"].values()}
    trader = next((one for one in traders if one["id"] not in buyers), None) or _new_trader(act)
    return _place(act, trader, [LineSpec(title="Assorted Moroccan goods", price=amount, sku="ASSORTED")], ["trade"])


def _new_trader(act: Act) -> Record:
    number = len(act.shop["customers"]) + 1
    values = {"first_name": "Trader", "last_name": f"Example {number}", "email": f"trader{number}@example.com"}
    return customers.create_customer(act, {**values, "tags": ["trade"]})


def _retail(act: Act) -> str:
    people = [one for one in act.shop["customers"].values() if "trade" not in one["tags"]]
    if not people:
        raise Refusal("the shop has no customers")
    variant = next(iter(act.shop["variants"].values()))
    return _place(act, people[-1], [LineSpec(variant_id=variant["id"])], [], status="paid")


def _place(act: Act, buyer: Record, lines: list[LineSpec], tags: list[str], status: str = "pending") -> str:
    location = _location_of(act.shop, buyer)
    spec = OrderSpec(
        lines=lines, customer_id=buyer["id"], company_location_id=location, tags=tags, financial_status=status
    )
    order = orders.place_order(act, spec)
    return f"/store/{_name(act)}/orders/{order['id']}"


def _location_of(shop: Record, buyer: Record) -> int | None:
    contact = next((one for one in shop["company_contacts"].values() if one["customer_id"] == buyer["id"]), None)
    if contact is None:
        return None
    locations = (one for one in shop["company_locations"].values() if one["company_id"] == contact["company_id"])
    return next((int(one["id"]) for one in locations), None)


def _erase(act: Act) -> str:
    customer = find(act.shop["customers"], request.form["customer"], "Customer")
    customers.erase_customer(act, customer)
    return _say(f"/store/{_name(act)}/customers", "customers/redact was sent")


def _ask_for_data(act: Act) -> str:
    customer = find(act.shop["customers"], request.form["customer"], "Customer")
    numbers = [one["id"] for one in customers.orders_of(act.shop, customer["id"])]
    topic = "customers/data_request"
    act.tell(topic, privacy_payload(act.shop, topic, customer, numbers, act.next_id("DataRequest")))
    return _say(f"/store/{_name(act)}/customers", "customers/data_request was sent")


def _uninstall(act: Act) -> None:
    shops.uninstall(act)


def _reinstall(act: Act) -> None:
    shops.reinstall(act, act.world.webhooks.subscriptions.scopes() or None)


def _say(page: str, message: str) -> str:
    return f"{page}?{urlencode({'said': message})}"


def _name(act: Act) -> str:
    return str(act.shop["domain"]).split(".", maxsplit=1)[0]


DEEDS: dict[str, Callable[[Act], str | None]] = {
    "order-4000": lambda act: _wholesale(act, str(Decimal(4000))),
    "order-6500": lambda act: _wholesale(act, str(Decimal(6500))),
    "order-retail": _retail,
    "erase": _erase,
    "data-request": _ask_for_data,
    "uninstall": _uninstall,
    "reinstall": _reinstall,
}
