"""Transactions and refunds of an order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Info
from sandbox.shopify.admin_api.resolvers.money_values import money_bag
from sandbox.shopify.admin_api.resolvers.order_parts import line_thing
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.money import times
from sandbox.shopify.records import Record


@resolve("Order", "transactions")
def transactions(source: Thing, _: Info, **args: Any) -> list[Thing]:
    """Money that moved."""
    found = source.record["transactions"][: args.get("first")]
    return [Thing("OrderTransaction", one, source.record) for one in found]


@resolve("OrderTransaction", "amountSet")
def transaction_amount(source: Thing, _: Info) -> Record:
    """How much."""
    return money_bag(source.parent or {}, source.record["amount"])


@resolve("OrderTransaction", "formattedGateway")
def formatted_gateway(source: Thing, _: Info) -> str:
    """The gateway as people read it."""
    return str(source.record["gateway"]).replace("_", " ").title()


@resolve("OrderTransaction", "manualPaymentGateway")
def manual_gateway(source: Thing, _: Info) -> bool:
    """Whether it was booked by hand."""
    return str(source.record["gateway"]) in {"manual", "Bank Deposit", "Cash on Delivery (COD)"}


@resolve("OrderTransaction", "test")
def transaction_test(source: Thing, _: Info) -> bool:
    """Whether it is play money."""
    return bool((source.parent or {})["test"])


@resolve("OrderTransaction", "createdAt")
def transaction_created(source: Thing, _: Info) -> str:
    """When it was booked."""
    return str(source.record["processed_at"])


@resolve("OrderTransaction", "parentTransaction")
def parent_transaction(source: Thing, _: Info) -> Thing | None:
    """What it captures or gives back."""
    order = source.parent or {}
    found = (one for one in order["transactions"] if one["id"] == source.record["parent_id"])
    return next((Thing("OrderTransaction", one, order) for one in found), None)


@resolve("Order", "refunds")
def refunds(source: Thing, _: Info, **args: Any) -> list[Thing]:
    """What was taken back."""
    return [Thing("Refund", one, source.record) for one in source.record["refunds"][: args.get("first")]]


@resolve("Refund", "processedAt", "updatedAt")
def refund_time(source: Thing, _: Info) -> str:
    """When."""
    return str(source.record["created_at"])


@resolve("Refund", "totalRefundedSet")
def refund_amount(source: Thing, _: Info) -> Record:
    """How much money went back."""
    return money_bag(source.parent or {}, source.record["amount"])


@resolve("Refund", "order")
def refund_order(source: Thing, _: Info) -> Thing:
    """Its order."""
    return Thing("Order", source.parent or {})


@resolve("Refund", "transactions")
def refund_transactions(source: Thing, info: Info, **args: Any) -> Record:
    """The money that moved."""
    order = source.parent or {}
    found = [one for one in order["transactions"] if one["id"] in source.record["transaction_ids"]]
    return connection(info, [Thing("OrderTransaction", one, order) for one in found], args)


@resolve("Refund", "refundLineItems")
def refund_lines(source: Thing, info: Info, **args: Any) -> Record:
    """The goods that came back."""
    return connection(info, [Thing("RefundLineItem", one, source.parent) for one in source.record["line_items"]], args)


@resolve("RefundLineItem", "lineItem")
def refunded_line(source: Thing, _: Info) -> Thing:
    """The line."""
    order = source.parent or {}
    return line_thing(order, next(one for one in order["line_items"] if one["id"] == source.record["line_item_id"]))


@resolve("RefundLineItem", "restocked")
def restocked(source: Thing, _: Info) -> bool:
    """Whether the goods are back on the shelf."""
    return bool(source.record["restock_type"] != "NO_RESTOCK")


@resolve("RefundLineItem", "priceSet")
def refunded_price(source: Thing, _: Info) -> Record:
    """The price of one piece."""
    order = source.parent or {}
    return money_bag(order, times(order, source.record["subtotal"], Decimal(1) / source.record["quantity"]))


@resolve("RefundLineItem", "subtotalSet")
def refunded_subtotal(source: Thing, _: Info) -> Record:
    """The price of all pieces."""
    return money_bag(source.parent or {}, source.record["subtotal"])


@resolve("RefundLineItem", "totalTaxSet")
def refunded_tax(source: Thing, _: Info) -> Record:
    """Their tax."""
    return money_bag(source.parent or {}, source.record["tax"])
