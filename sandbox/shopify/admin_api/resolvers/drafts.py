"""Draft orders."""

from __future__ import annotations

from typing import Any

from sandbox.shopify import moments
from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Call, Info, shop_of
from sandbox.shopify.admin_api.lookup import need
from sandbox.shopify.admin_api.mutations import mutation
from sandbox.shopify.admin_api.resolvers.lists import listed
from sandbox.shopify.admin_api.resolvers.money_values import money_bag
from sandbox.shopify.admin_api.resolvers.order_input import draft_spec
from sandbox.shopify.admin_api.search import Searchable
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.gids import gid
from sandbox.shopify.records import Record
from sandbox.shopify.state import drafts, totals
from sandbox.shopify.state.metafields import check_metafield, set_metafield

SEARCH = Searchable(
    {
        "id": lambda one: one["id"],
        "name": lambda one: one["name"],
        "status": lambda one: one["status"].lower(),
        "tag": lambda one: one["tags"],
        "email": lambda one: one["email"],
        "customer_id": lambda one: one["customer_id"],
        "created_at": lambda one: moments.from_text(one["created_at"]),
        "updated_at": lambda one: moments.from_text(one["updated_at"]),
    },
    ("name", "email"),
)
_AMOUNTS = {
    "subtotalPriceSet": lambda one: totals.subtotal(one, current=False),
    "lineItemsSubtotalPrice": lambda one: totals.subtotal(one, current=False),
    "totalLineItemsPriceSet": totals.goods,
    "totalDiscountsSet": lambda one: totals.discounts(one, current=False),
    "totalShippingPriceSet": lambda one: totals.shipping(one, current=False),
    "totalTaxSet": lambda one: totals.tax(one, current=False),
    "totalPriceSet": lambda one: totals.total(one, current=False),
}
_SIMPLE = {
    "currencyCode": lambda one: one["currency"],
    "presentmentCurrencyCode": lambda one: one["presentment_currency"],
    "totalQuantityOfLineItems": lambda one: sum(line["quantity"] for line in one["line_items"]),
    "note2": lambda one: one["note"],
    "ready": lambda _: True,
    "taxExempt": lambda _: False,
    "reserveInventoryUntil": lambda _: None,
}
_LINE_AMOUNTS = {
    "originalUnitPriceSet": lambda _, line: line["price"],
    "originalTotalSet": lambda draft, line: totals.line_total(draft, line, current=False, discounted=False),
    "discountedTotalSet": lambda draft, line: totals.line_total(draft, line, current=False),
    "totalDiscountSet": lambda _, line: line["discount"],
}
for _kind in ("DraftOrder", "CalculatedDraftOrder"):
    for _name, _amount in _AMOUNTS.items():
        resolve(_kind, _name)(lambda source, _, amount=_amount: money_bag(source.record, amount(source.record)))
    for _name, _value in _SIMPLE.items():
        resolve(_kind, _name)(lambda source, _, value=_value: value(source.record))
for _kind in ("DraftOrderLineItem", "CalculatedDraftOrderLineItem"):
    for _name, _line_amount in _LINE_AMOUNTS.items():
        resolve(_kind, _name)(
            lambda source, _, amount=_line_amount: money_bag(source.parent, amount(source.parent, source.record))
        )


@resolve("QueryRoot", "draftOrders")
def draft_list(_: Any, info: Info, **args: Any) -> Record:
    """Drafts by search."""
    sorts = {"UPDATED_AT": lambda one: one["updated_at"], "NUMBER": lambda one: one["id"]}
    return listed(info, "DraftOrder", shop_of(info)["drafts"].values(), args, search=SEARCH, sorts=sorts)


@resolve("DraftOrder", "lineItems")
def lines(source: Thing, info: Info, **args: Any) -> Record:
    """What it lists."""
    found = [Thing("DraftOrderLineItem", one, source.record) for one in source.record["line_items"]]
    return connection(info, found, args)


@resolve("CalculatedDraftOrder", "lineItems")
def calculated_lines(source: Thing, _: Info) -> list[Thing]:
    """What it would list."""
    return [Thing("CalculatedDraftOrderLineItem", one, source.record) for one in source.record["line_items"]]


@resolve("DraftOrderLineItem", "custom")
def custom(source: Thing, _: Info) -> bool:
    """Whether it has no variant."""
    return source.record["variant_id"] is None


@resolve("DraftOrder", "order")
def completed_order(source: Thing, info: Info) -> Thing | None:
    """What it became."""
    record = shop_of(info)["orders"].get(str(source.record["order_id"]))
    return record and Thing("Order", record)


@resolve("DraftOrder", "appliedDiscount")
def applied_discount(source: Thing, _: Info) -> Record | None:
    """The discount on all of it."""
    applied = source.record["applied_discount"]
    return applied and {**applied, "amount_set": money_bag(source.record, applied["amount"])}


@mutation("draftOrderCreate")
def create(call: Call, args: Record) -> Record:
    """A new draft."""
    spec, discount = draft_spec(call, args["input"])
    return {"draft_order": _finish(call, drafts.create_draft(call.act, spec, discount), args["input"])}


@mutation("draftOrderUpdate")
def update(call: Call, args: Record) -> Record:
    """Change an open draft."""
    draft = need(call, args["id"], "DraftOrder")
    spec, discount = draft_spec(call, args["input"], drafts.recall_spec(draft))
    kept = discount if "appliedDiscount" in args["input"] else draft["discount_spec"]
    drafts.update_draft(call.act, draft, spec, kept)
    return {"draft_order": _finish(call, draft, args["input"])}


@mutation("draftOrderCalculate")
def calculate(call: Call, args: Record) -> Record:
    """What a draft would cost, without making it."""
    spec, discount = draft_spec(call, args["input"])
    return {"calculated_draft_order": Thing("CalculatedDraftOrder", drafts.price_draft(call.act, spec, discount))}


@mutation("draftOrderComplete")
def complete(call: Call, args: Record) -> Record:
    """Make it an order."""
    draft = need(call, args["id"], "DraftOrder")
    drafts.complete_draft(call.act, draft, pending=args.get("paymentPending", False))
    return {"draft_order": Thing("DraftOrder", draft)}


@mutation("draftOrderInvoiceSend")
def send_invoice(call: Call, args: Record) -> Record:
    """Mail it."""
    draft = need(call, args["id"], "DraftOrder")
    drafts.send_invoice(call.act, draft)
    return {"draft_order": Thing("DraftOrder", draft)}


@mutation("draftOrderDelete")
def delete(call: Call, args: Record) -> Record:
    """Remove it."""
    draft = need(call, args["input"]["id"], "DraftOrder")
    drafts.delete_draft(call.act, draft)
    return {"deleted_id": gid("DraftOrder", draft["id"])}


def _finish(call: Call, draft: Record, given: Record) -> Thing:
    thing = Thing("DraftOrder", draft)
    for one in given.get("metafields") or []:
        check_metafield(call.shop, thing.gid, one)
        set_metafield(call.act, thing.gid, one)
    return thing
