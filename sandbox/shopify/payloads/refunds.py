"""The body of `refunds/create`."""

from __future__ import annotations

from sandbox.shopify import moments
from sandbox.shopify.money import zero
from sandbox.shopify.payloads.line_items import line_payload
from sandbox.shopify.payloads.parts import both, identity, money_set
from sandbox.shopify.records import Record


def refund_payload(shop: Record, order: Record, refund: Record) -> Record:
    """One refund."""
    return {
        **identity("Refund", refund["id"]),
        "order_id": order["id"],
        "created_at": moments.in_shop_time(refund["created_at"], shop),
        "processed_at": moments.in_shop_time(refund["created_at"], shop),
        "note": refund["note"],
        "user_id": None,
        "restock": any(one["restock_type"] != "NO_RESTOCK" for one in refund["line_items"]),
        "duties": [],
        "total_duties_set": money_set(order, zero(order)),
        "return": None,
        "refund_shipping_lines": [],
        "order_adjustments": [],
        "refund_line_items": [_line(shop, order, one) for one in refund["line_items"]],
        "transactions": [
            transaction_payload(shop, order, one)
            for one in order["transactions"]
            if one["id"] in refund["transaction_ids"]
        ],
    }


def transaction_payload(shop: Record, order: Record, transaction: Record) -> Record:
    """One movement of money."""
    return {
        **identity("OrderTransaction", transaction["id"]),
        "order_id": order["id"],
        "kind": transaction["kind"].lower(),
        "status": transaction["status"].lower(),
        "gateway": transaction["gateway"],
        "message": None,
        "created_at": moments.in_shop_time(transaction["processed_at"], shop),
        "processed_at": moments.in_shop_time(transaction["processed_at"], shop),
        "test": order["test"],
        "authorization": None,
        "parent_id": transaction["parent_id"],
        "amount": transaction["amount"]["shop"],
        "currency": order["currency"],
        "payment_id": transaction["payment_id"],
        "error_code": None,
        "receipt": {},
    }


def _line(shop: Record, order: Record, refunded: Record) -> Record:
    line = next(one for one in order["line_items"] if one["id"] == refunded["line_item_id"])
    return {
        "id": refunded["id"],
        "line_item_id": line["id"],
        "line_item": line_payload(shop, order, line),
        "quantity": refunded["quantity"],
        "location_id": refunded["location_id"],
        "restock_type": refunded["restock_type"].lower(),
        **both("subtotal", order, refunded["subtotal"]),
        **both("total_tax", order, refunded["tax"]),
    }
