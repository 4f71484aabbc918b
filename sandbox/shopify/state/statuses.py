"""An order's display statuses, derived from its transactions and fulfilment orders."""

from __future__ import annotations

from decimal import Decimal

from sandbox.shopify.records import Record
from sandbox.shopify.state import totals


def financial_status(order: Record) -> str:
    """Shopify's `displayFinancialStatus`."""
    paid = Decimal(totals.received(order)["shop"])
    back = Decimal(totals.refunded(order)["shop"])
    due = Decimal(totals.total(order, current=True)["shop"])
    if paid:
        if back >= paid:
            return "REFUNDED"
        if back:
            return "PARTIALLY_REFUNDED"
        return "PAID" if paid >= due else "PARTIALLY_PAID"
    if order["cancelled_at"] or any(one["kind"] == "VOID" for one in order["transactions"]):
        return "VOIDED"
    if any(one["kind"] == "AUTHORIZATION" for one in order["transactions"]):
        return "AUTHORIZED"
    return "PENDING" if due else "PAID"


def fulfillment_status(shop: Record, order: Record) -> str:
    """Shopify's `displayFulfillmentStatus`."""
    ours = fulfillment_orders_of(shop, order)
    shipped = sum(line["fulfilled_quantity"] for line in order["line_items"])
    left = sum(open_quantity(line) for line in order["line_items"])
    if shipped:
        return "PARTIALLY_FULFILLED" if left else "FULFILLED"
    if order["cancelled_at"] or not left:
        return "RESTOCKED" if order.get("restocked") else "UNFULFILLED"
    return "ON_HOLD" if any(one["status"] == "ON_HOLD" for one in ours) else "UNFULFILLED"


def open_quantity(line: Record) -> int:
    """How many of a line are still to be shipped."""
    if not line["requires_shipping"]:
        return 0
    return max(0, int(line["current_quantity"]) - int(line["fulfilled_quantity"]))


def fulfillment_orders_of(shop: Record, order: Record) -> list[Record]:
    """The order's fulfilment orders, oldest first."""
    return [shop["fulfillment_orders"][str(number)] for number in order["fulfillment_order_ids"]]


def rest_fulfillment_status(shop: Record, order: Record) -> str | None:
    """The older, coarser status of webhooks: null, `partial`, `fulfilled` or `restocked`."""
    words = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial", "RESTOCKED": "restocked"}
    return words.get(fulfillment_status(shop, order))
