"""The body of `draft_orders/*`."""

from __future__ import annotations

from sandbox.shopify import moments
from sandbox.shopify.payloads.customers import customer_summary
from sandbox.shopify.payloads.parts import address_payload, attributes, identity, tax_lines
from sandbox.shopify.records import Record
from sandbox.shopify.state import totals


def draft_payload(shop: Record, draft: Record) -> Record:
    """The draft as it is now. A draft is priced like an order."""
    customer = shop["customers"].get(str(draft["customer_id"]))
    shipping = draft["shipping_lines"][0] if draft["shipping_lines"] else None
    return {
        **identity("DraftOrder", draft["id"]),
        "note": draft["note"],
        "email": draft["email"],
        "taxes_included": draft["taxes_included"],
        "currency": draft["currency"],
        "invoice_sent_at": moments.in_shop_time(draft["invoice_sent_at"], shop),
        "created_at": moments.in_shop_time(draft["created_at"], shop),
        "updated_at": moments.in_shop_time(draft["updated_at"], shop),
        "tax_exempt": False,
        "completed_at": moments.in_shop_time(draft["completed_at"], shop),
        "name": draft["name"],
        "allow_discount_codes_in_checkout?": False,
        "b2b?": draft["company"] is not None,
        "status": draft["status"].lower(),
        "line_items": [_line(draft, line) for line in draft["line_items"]],
        "api_client_id": draft["app_id"],
        "shipping_address": address_payload(draft["shipping_address"]),
        "billing_address": address_payload(draft["billing_address"]),
        "invoice_url": draft["invoice_url"],
        "created_on_api_version_handle": None,
        "applied_discount": _discount(draft),
        "order_id": draft["order_id"],
        "shipping_line": shipping and {"title": shipping["title"], "price": shipping["price"]["shop"], "custom": True},
        "tax_lines": tax_lines(draft, totals.tax(draft, current=False)),
        "tags": ", ".join(sorted(draft["tags"])),
        "note_attributes": attributes(draft["custom_attributes"]),
        "total_price": totals.total(draft, current=False)["shop"],
        "subtotal_price": totals.subtotal(draft, current=False)["shop"],
        "total_tax": totals.tax(draft, current=False)["shop"],
        "payment_terms": None,
        "customer": customer_summary(shop, customer) if customer else None,
    }


def _discount(draft: Record) -> Record | None:
    applied = draft["applied_discount"]
    if applied is None:
        return None
    return {
        "description": applied["description"],
        "value": str(applied["value"]),
        "title": applied["title"],
        "amount": applied["amount"]["shop"],
        "value_type": applied["value_type"].lower(),
    }


def _line(draft: Record, line: Record) -> Record:
    names = ("variant_id", "product_id", "title", "variant_title", "sku", "vendor", "quantity", "requires_shipping")
    return {
        **identity("DraftOrderLineItem", line["id"]),
        **{name: line[name] for name in names},
        "taxable": line["taxable"],
        "gift_card": False,
        "fulfillment_service": "manual",
        "grams": line["grams"],
        "tax_lines": tax_lines(draft, totals.line_tax(draft, line, current=False)),
        "applied_discount": None,
        "name": line["name"],
        "properties": attributes(line["properties"]),
        "custom": line["variant_id"] is None,
        "price": line["price"]["shop"],
    }
