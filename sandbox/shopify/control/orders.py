"""Orders and drafts, as merchant, buyer or another app."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.shopify.act import Act
from sandbox.shopify.config import OTHER_APP_NUMBER
from sandbox.shopify.control.views import order_view
from sandbox.shopify.records import Record, Refusal, find
from sandbox.shopify.state import drafts, fulfillments, holds, order_edits, orders, payments, tags
from sandbox.shopify.state.routing import route_order
from sandbox.shopify.state.specs import LineSpec, OrderSpec
from sandbox.shopify.state.statuses import fulfillment_orders_of, open_quantity
from sandbox.shopify.world import World


def order_routes(world: World) -> Blueprint:
    """`POST …/orders`, `GET …/orders/<id>`, `POST …/orders/<id>/<verb>`, and the same for drafts."""
    routes = Blueprint("control_orders", __name__)

    @routes.post("/shops/<domain>/orders")
    def place(domain: str) -> ResponseReturnValue:
        with world.act(domain, "buyer") as act:
            order = orders.place_order(act, OrderSpec.parse(request.get_json()))
            return jsonify(order_view(act.shop, order)), 201

    @routes.get("/shops/<domain>/orders")
    def listed(domain: str) -> ResponseReturnValue:
        shop = world.shop(domain)
        with world.store.lock:
            return jsonify([order_view(shop, one) for one in shop["orders"].values()])

    @routes.get("/shops/<domain>/orders/<number>")
    def show(domain: str, number: str) -> ResponseReturnValue:
        shop = world.shop(domain)
        with world.store.lock:
            return jsonify(order_view(shop, find(shop["orders"], number, "Order")))

    @routes.post("/shops/<domain>/orders/<number>/<verb>")
    def change(domain: str, number: str, verb: str) -> ResponseReturnValue:
        values = request.get_json(silent=True) or {}
        if verb not in VERBS:
            raise Refusal(f"orders cannot {verb!r}; they can {', '.join(VERBS)}")
        with world.act(domain, values.pop("by", "merchant")) as act:
            order = find(act.shop["orders"], number, "Order")
            VERBS[verb](act, order, values)
        with world.store.lock:
            return jsonify(order_view(world.shop(domain), order))

    @routes.post("/shops/<domain>/drafts")
    def make_draft(domain: str) -> ResponseReturnValue:
        values = request.get_json()
        discount = values.pop("applied_discount", None)
        with world.act(domain) as act:
            return jsonify(drafts.create_draft(act, OrderSpec.parse(values), discount)), 201

    @routes.post("/shops/<domain>/drafts/<number>")
    def change_draft(domain: str, number: str) -> ResponseReturnValue:
        with world.act(domain) as act:
            draft = find(act.shop["drafts"], number, "Draft order")
            drafts.change_draft(act, draft, request.get_json())
            return jsonify(draft)

    @routes.post("/shops/<domain>/drafts/<number>/complete")
    def complete_draft(domain: str, number: str) -> ResponseReturnValue:
        with world.act(domain) as act:
            order = drafts.complete_draft(
                act, find(act.shop["drafts"], number, "Draft order"), **(request.get_json(silent=True) or {})
            )
            return jsonify(order_view(act.shop, order))

    return routes


def edit(act: Act, order: Record, values: dict[str, Any]) -> None:
    """`to_amount` raises the goods to an amount; or `quantities` by line id, and `add`, a list of lines."""
    staged = order_edits.begin_edit(act, order)
    if "to_amount" in values:
        _raise_to(act, staged, order, Decimal(values["to_amount"]))
    for line_id, quantity in (values.get("quantities") or {}).items():
        order_edits.set_quantity(act, staged, int(line_id), quantity, restock=bool(values.get("restock")))
    for line in values.get("add") or []:
        order_edits.add_line(act, staged, LineSpec(**line))
    order_edits.commit_edit(act, staged, note=values.get("note"))


def _raise_to(act: Act, staged: Record, order: Record, amount: Decimal) -> None:
    missing = amount - Decimal(order_view(act.shop, order)["current_subtotal"])
    if missing <= 0:
        raise Refusal("the order has that amount already")
    order_edits.add_line(act, staged, LineSpec(title="Further goods", price=str(missing), sku="FURTHER"))


def _cancel(act: Act, order: Record, values: dict[str, Any]) -> None:
    how = {"reason": "CUSTOMER", "restock": True, "refund": True, **values}
    orders.cancel_order(act, order, **how)


def _refund(act: Act, order: Record, values: dict[str, Any]) -> None:
    payments.refund(act, order, values.pop("lines", []), **values)


def _pay(act: Act, order: Record, values: dict[str, Any]) -> None:
    payments.pay(act, order, **values)


def _hold(act: Act, order: Record, values: dict[str, Any]) -> None:
    """Every open fulfilment order, as the merchant or as another app (`by: "other app"`)."""
    app = OTHER_APP_NUMBER if act.by == "other app" else None
    how = {"reason": "OTHER", "handle": "", **values}
    for one in _held_or_open(act, order):
        holds.hold(act, one, app_id=app, **how)


def _release(act: Act, order: Record, values: dict[str, Any]) -> None:
    """Every hold of every fulfilment order, or the one hold named by `hold_id`."""
    wanted = values.get("hold_id")
    for one in _held_or_open(act, order):
        numbers = {each["id"] for each in one["holds"]}
        if numbers and (wanted is None or wanted in numbers):
            holds.release(act, one, None if wanted is None else [wanted])


def _fulfill(act: Act, order: Record, values: dict[str, Any]) -> None:
    """Everything; `notify` mails the customer, as the admin does unless told otherwise."""
    chosen = [{"fulfillment_order_id": one["id"]} for one in _held_or_open(act, order)]
    notify = bool(values.pop("notify", False))
    fulfillments.fulfill(act, chosen, tracking=fulfillments.read_tracking(values), notify=notify)


def _retrack(act: Act, order: Record, values: dict[str, Any]) -> None:
    """Other tracking on the order's last parcel."""
    fulfillments.update_tracking(act, _last_parcel(act, order), fulfillments.read_tracking(values))


def _unfulfill(act: Act, order: Record, _: dict[str, Any]) -> None:
    """Cancel the order's last parcel."""
    fulfillments.cancel_fulfillment(act, _last_parcel(act, order))


def _last_parcel(act: Act, order: Record) -> Record:
    parcels = [one for one in act.shop["fulfillments"].values() if one["order_id"] == order["id"]]
    if not parcels:
        raise Refusal("the order has no parcel")
    last: Record = parcels[-1]
    return last


def _tag(act: Act, order: Record, values: dict[str, Any]) -> None:
    tags.add_tags(act, "Order", order, values.get("add", []))
    tags.remove_tags(act, "Order", order, values.get("remove", []))


def _route(act: Act, order: Record, _: dict[str, Any]) -> None:
    if not order["routed"] and any(open_quantity(line) for line in order["line_items"]):
        route_order(act, order)


def _close(act: Act, order: Record, _: dict[str, Any]) -> None:
    orders.close_order(act, order, closed=True)


def _held_or_open(act: Act, order: Record) -> list[Record]:
    return [one for one in fulfillment_orders_of(act.shop, order) if one["status"] in {"OPEN", "ON_HOLD", "SCHEDULED"}]


VERBS = {
    "edit": edit,
    "pay": _pay,
    "cancel": _cancel,
    "refund": _refund,
    "hold": _hold,
    "release": _release,
    "fulfill": _fulfill,
    "retrack": _retrack,
    "unfulfill": _unfulfill,
    "tags": _tag,
    "update": orders.update_order,
    "route": _route,
    "close": _close,
}
