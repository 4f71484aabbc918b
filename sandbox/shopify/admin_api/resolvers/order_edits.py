"""Order edits."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Call, Info, shop_of
from sandbox.shopify.admin_api.lookup import need
from sandbox.shopify.admin_api.mutations import mutation
from sandbox.shopify.admin_api.resolvers.money_values import money_bag
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.config import APP_NUMBER
from sandbox.shopify.gids import number_of
from sandbox.shopify.records import Record
from sandbox.shopify.state import order_edits, totals
from sandbox.shopify.state.specs import LineSpec


@resolve("CalculatedOrder", "subtotalPriceSet")
def subtotal(source: Thing, _: Info) -> Record:
    """The goods as they would be."""
    draft = source.record["draft"]
    return money_bag(draft, totals.subtotal(draft, current=True))


@resolve("CalculatedOrder", "totalPriceSet")
def total(source: Thing, _: Info) -> Record:
    """The total as it would be."""
    draft = source.record["draft"]
    return money_bag(draft, totals.total(draft, current=True))


@resolve("CalculatedOrder", "totalOutstandingSet")
def outstanding(source: Thing, _: Info) -> Record:
    """What would be left to pay."""
    draft = source.record["draft"]
    return money_bag(draft, totals.outstanding(draft))


@resolve("CalculatedOrder", "subtotalLineItemsQuantity")
def quantity(source: Thing, _: Info) -> int:
    """How many pieces."""
    return sum(line["current_quantity"] for line in source.record["draft"]["line_items"])


@resolve("CalculatedOrder", "originalOrder")
def original(source: Thing, info: Info) -> Thing:
    """The order under edit."""
    return Thing("Order", shop_of(info)["orders"][str(source.record["order_id"])])


@resolve("CalculatedOrder", "lineItems")
def lines(source: Thing, info: Info, **args: Any) -> Record:
    """All lines."""
    return connection(info, [_line(source.record, one) for one in source.record["draft"]["line_items"]], args)


@resolve("CalculatedOrder", "addedLineItems")
def added(source: Thing, info: Info, **args: Any) -> Record:
    """The new ones among them."""
    draft = source.record["draft"]
    found = [one for one in draft["line_items"] if one["id"] in source.record["added_ids"]]
    return connection(info, [_line(source.record, one) for one in found], args)


@resolve("CalculatedLineItem", "quantity")
def line_quantity(source: Thing, _: Info) -> int:
    """How many, as staged."""
    return int(source.record["current_quantity"])


@resolve("CalculatedLineItem", "editableQuantity")
def editable(source: Thing, _: Info) -> int:
    """How many are not shipped yet."""
    return int(source.record["current_quantity"] - source.record["fulfilled_quantity"])


@resolve("CalculatedLineItem", "restockable")
def restockable(source: Thing, _: Info) -> bool:
    """Whether it can go back on the shelf."""
    return source.record["variant_id"] is not None


@resolve("CalculatedLineItem", "originalUnitPriceSet", "discountedUnitPriceSet")
def unit_price(source: Thing, _: Info) -> Record:
    """The price of one."""
    return money_bag(source.parent or {}, source.record["price"])


@mutation("orderEditBegin")
def begin(call: Call, args: Record) -> Record:
    """Open an edit."""
    return _staged(order_edits.begin_edit(call.act, need(call, args["id"], "Order")))


@mutation("orderEditSetQuantity")
def set_quantity(call: Call, args: Record) -> Record:
    """Stage another quantity."""
    edit = need(call, args["id"], "CalculatedOrder")
    number = int(number_of(args["lineItemId"], "CalculatedLineItem") or 0)
    line = order_edits.set_quantity(call.act, edit, number, args["quantity"], restock=bool(args.get("restock")))
    return _staged(edit, line)


@mutation("orderEditAddVariant")
def add_variant(call: Call, args: Record) -> Record:
    """Stage a variant."""
    edit = need(call, args["id"], "CalculatedOrder")
    number = int(number_of(args["variantId"], "ProductVariant") or 0)
    spec = LineSpec(variant_id=number, quantity=args["quantity"])
    line = order_edits.add_line(call.act, edit, spec, allow_duplicates=args.get("allowDuplicates", False))
    return _staged(edit, line)


@mutation("orderEditAddCustomItem")
def add_custom_item(call: Call, args: Record) -> Record:
    """Stage a line without a variant."""
    edit = need(call, args["id"], "CalculatedOrder")
    spec = LineSpec(
        title=args["title"],
        price=str(args["price"]["amount"]),
        quantity=args["quantity"],
        requires_shipping=args.get("requiresShipping", True),
        taxable=args.get("taxable", True),
    )
    return _staged(edit, order_edits.add_line(call.act, edit, spec))


@mutation("orderEditCommit")
def commit(call: Call, args: Record) -> Record:
    """Make it real."""
    order = order_edits.commit_edit(
        call.act,
        need(call, args["id"], "CalculatedOrder"),
        notify=bool(args.get("notifyCustomer")),
        note=args.get("staffNote"),
        app_id=APP_NUMBER,
    )
    return {"order": Thing("Order", order), "success_messages": ["Order updated"]}


def _staged(edit: Record, line: Record | None = None) -> Record:
    return {
        "calculated_order": Thing("CalculatedOrder", edit),
        "calculated_line_item": _line(edit, line) if line else None,
        "order_edit_session": {"id": edit["id"]},
    }


def _line(edit: Record, line: Record) -> Thing:
    return Thing("CalculatedLineItem", line, edit["draft"])
