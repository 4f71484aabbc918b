"""Mutations of orders: create, update, pay, refund, cancel, tag."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.shopify.admin_api.access import denied
from sandbox.shopify.admin_api.context import Call
from sandbox.shopify.admin_api.lookup import look_up, need
from sandbox.shopify.admin_api.mutations import mutation
from sandbox.shopify.admin_api.resolvers.order_input import order_spec
from sandbox.shopify.admin_api.things import Thing, snake_keys
from sandbox.shopify.gids import number_of, split_gid
from sandbox.shopify.records import Missing, Record
from sandbox.shopify.state import metafields, orders, payments, tags
from sandbox.shopify.state.metafields import check_metafield, set_metafield

_OWNER_SCOPES = {
    "Order": "write_orders",
    "DraftOrder": "write_draft_orders",
    "Customer": "write_customers",
    "Product": "write_products",
}


@mutation("orderCreate")
def order_create(call: Call, args: Record) -> Record:
    """An order made by the app: not checked by validation Functions, and created twice if asked twice."""
    if call.user_id is not None:
        raise denied("orderCreate", ["write_orders"])
    given = args["order"]
    orders.check_pace(call.act)
    for one in given.get("metafields") or []:
        metafields.check_unique(call.shop, "Order", one)
    order = orders.place_order(call.act, order_spec(call, given, args.get("options")))
    if given.get("closedAt"):
        order["closed_at"] = given["closedAt"]
    _set_metafields(call, Thing("Order", order), given)
    return {"order": Thing("Order", order)}


@mutation("orderUpdate")
def order_update(call: Call, args: Record) -> Record:
    """Change what needs no order edit; `tags` overwrites."""
    given = args["input"]
    order = need(call, given["id"], "Order")
    orders.update_order(call.act, order, snake_keys({name: value for name, value in given.items() if name != "id"}))
    _set_metafields(call, Thing("Order", order), given)
    return {"order": Thing("Order", order)}


@mutation("orderCancel")
def order_cancel(call: Call, args: Record) -> Record:
    """Cancel a moment later, as a job."""
    method = args.get("refundMethod") or {}
    order = need(call, args["orderId"], "Order", "orderId")
    job = orders.cancel_later(
        call.act,
        order,
        reason=args["reason"],
        restock=args["restock"],
        refund=bool(args.get("refund") or method.get("originalPaymentMethodsRefund")),
        note=args.get("staffNote"),
    )
    return {"job": Thing("Job", call.shop["jobs"][str(job)])}


@mutation("orderMarkAsPaid")
def mark_as_paid(call: Call, args: Record) -> Record:
    """Book what is outstanding as paid."""
    order = need(call, args["input"]["id"], "Order")
    payments.pay(call.act, order)
    return {"order": Thing("Order", order)}


@mutation("orderClose")
def order_close(call: Call, args: Record) -> Record:
    """Archive."""
    order = need(call, args["input"]["id"], "Order")
    orders.close_order(call.act, order, closed=True)
    return {"order": Thing("Order", order)}


@mutation("orderOpen")
def order_open(call: Call, args: Record) -> Record:
    """Bring back from the archive."""
    order = need(call, args["input"]["id"], "Order")
    orders.close_order(call.act, order, closed=False)
    return {"order": Thing("Order", order)}


@mutation("refundCreate", idempotent=True)
def refund_create(call: Call, args: Record) -> Record:
    """Give back goods or money."""
    given = args["input"]
    order = need(call, given["orderId"], "Order", "orderId")
    lines = [_refund_line(one) for one in given.get("refundLineItems") or []]
    moved = [Decimal(str(one["amount"])) for one in given.get("transactions") or [] if one["kind"] == "REFUND"]
    shipping = given.get("shipping") or {}
    made = payments.refund(
        call.act,
        order,
        lines,
        amount=str(sum(moved, Decimal(0))),
        shipping=str(shipping.get("amount") or "0"),
        note=given.get("note"),
        allow_over=given.get("allowOverRefunding", False),
    )
    return {"refund": Thing("Refund", made, order), "order": Thing("Order", order)}


@mutation("tagsAdd")
def tags_add(call: Call, args: Record) -> Record:
    """Add tags to an order, draft, customer or product."""
    thing = _taggable(call, args["id"], "tagsAdd")
    tags.add_tags(call.act, thing.type, thing.record, args["tags"])
    return {"node": thing}


@mutation("tagsRemove")
def tags_remove(call: Call, args: Record) -> Record:
    """Remove tags."""
    thing = _taggable(call, args["id"], "tagsRemove")
    tags.remove_tags(call.act, thing.type, thing.record, args["tags"])
    return {"node": thing}


def _taggable(call: Call, global_id: str, name: str) -> Thing:
    kind, _ = split_gid(global_id)
    scope = _OWNER_SCOPES.get(kind)
    if scope is not None and not call.may(scope):
        raise denied(name, [scope])
    thing = look_up(call, global_id) if scope else None
    if thing is None:
        raise Missing(f"{kind} does not exist", field=["id"])
    return thing


def _refund_line(given: Record) -> Record:
    location = given.get("locationId")
    return {
        "line_item_id": int(number_of(given["lineItemId"], "LineItem") or 0),
        "quantity": given["quantity"],
        "restock_type": given.get("restockType"),
        "location_id": int(number_of(location, "Location")) if location else None,
    }


def _set_metafields(call: Call, owner: Thing, given: dict[str, Any]) -> None:
    for one in given.get("metafields") or []:
        check_metafield(call.shop, owner.gid, one)
    for one in given.get("metafields") or []:
        set_metafield(call.act, owner.gid, one)
