"""Lines of an order, as several bodies carry them."""

from __future__ import annotations

from sandbox.shopify.payloads.parts import attributes, both, identity, money_set, tax_lines
from sandbox.shopify.records import Record
from sandbox.shopify.state import statuses, totals


def line_payload(shop: Record, order: Record, line: Record) -> Record:
    """One line."""
    return {
        **identity("LineItem", line["id"]),
        "attributed_staffs": [],
        "current_quantity": line["current_quantity"],
        "fulfillable_quantity": 0 if order["cancelled_at"] else statuses.open_quantity(line),
        "fulfillment_service": "manual",
        "fulfillment_status": _status(line),
        "gift_card": False,
        "grams": line["grams"],
        "name": line["name"],
        **both("price", order, line["price"]),
        "product_exists": str(line["product_id"]) in shop["products"],
        "product_id": line["product_id"],
        "properties": attributes(line["properties"]),
        "quantity": line["quantity"],
        "requires_shipping": line["requires_shipping"],
        "sales_line_item_group_id": None,
        "selling_plan_id": None,
        "sku": line["sku"],
        "taxable": line["taxable"],
        "title": line["title"],
        **both("total_discount", order, line["discount"]),
        "variant_id": line["variant_id"],
        "variant_inventory_management": "shopify" if line["variant_id"] else None,
        "variant_title": line["variant_title"],
        "vendor": line["vendor"],
        "tax_lines": tax_lines(order, totals.line_tax(order, line, current=False)),
        "duties": [],
        "discount_allocations": [],
    }


def shipping_line_payload(order: Record, line: Record) -> Record:
    """One shipping line."""
    price = line["price"]
    return {
        "id": line["id"],
        "carrier_identifier": None,
        "code": line["code"],
        "current_discounted_price_set": money_set(order, price),
        "discounted_price": price["shop"],
        "discounted_price_set": money_set(order, price),
        "is_removed": False,
        "phone": None,
        **both("price", order, price),
        "requested_fulfillment_service_id": None,
        "source": line["source"],
        "title": line["title"],
        "tax_lines": tax_lines(order, totals.tax_on(order, price)),
        "discount_allocations": [],
    }


def _status(line: Record) -> str | None:
    if not line["fulfilled_quantity"]:
        return None
    return "partial" if statuses.open_quantity(line) else "fulfilled"
