"""The body of `orders/*`."""

from __future__ import annotations

from sandbox.shopify import moments
from sandbox.shopify.payloads.customers import customer_summary
from sandbox.shopify.payloads.fulfillments import fulfillment_payload
from sandbox.shopify.payloads.line_items import line_payload, shipping_line_payload
from sandbox.shopify.payloads.parts import address_payload, attributes, both, identity, money_set, tax_lines
from sandbox.shopify.payloads.refunds import refund_payload
from sandbox.shopify.records import Record
from sandbox.shopify.state import statuses, totals


def order_payload(shop: Record, order: Record) -> Record:
    """The order as it is now."""
    return {
        **identity("Order", order["id"]),
        **_head(shop, order),
        **_times(shop, order),
        **_amounts(order),
        **_parties(shop, order),
        "discount_applications": [],
        "discount_codes": [
            {"code": code, "amount": totals.discounts(order, current=False)["shop"], "type": "fixed_amount"}
            for code in order["discount_codes"]
        ],
        "fulfillments": [fulfillment_payload(shop, order, one) for one in _fulfillments(shop, order)],
        "line_items": [line_payload(shop, order, line) for line in order["line_items"]],
        "line_item_groups": [],
        "payment_terms": _payment_terms(shop, order),
        "refunds": [refund_payload(shop, order, refund) for refund in order["refunds"]],
        "returns": [],
        "shipping_lines": [shipping_line_payload(order, line) for line in order["shipping_lines"]],
    }


def _head(shop: Record, order: Record) -> Record:
    return {
        "app_id": order["app_id"],
        "browser_ip": None,
        "buyer_accepts_marketing": False,
        "cancel_reason": order["cancel_reason"].lower() if order["cancel_reason"] else None,
        "cart_token": None,
        "checkout_token": None,
        "client_details": None,
        "confirmation_number": order["confirmation_number"],
        "confirmed": True,
        "currency": order["currency"],
        "customer_locale": order["locale"],
        "device_id": None,
        "duties_included": False,
        "estimated_taxes": False,
        "financial_status": statuses.financial_status(order).lower(),
        "fulfillment_status": statuses.rest_fulfillment_status(shop, order),
        "landing_site": None,
        "location_id": None,
        "merchant_of_record_app_id": None,
        "name": order["name"],
        "note": order["note"],
        "note_attributes": attributes(order["custom_attributes"]),
        "number": order["number"] - 1000,
        "order_number": order["number"],
        "order_status_url": f"https://{shop['domain']}/{shop['id']}/orders/{order['token']}/authenticate?key=sandbox",
        "payment_gateway_names": sorted({one["gateway"] for one in order["transactions"]}),
        "po_number": order["po_number"],
        "presentment_currency": order["presentment_currency"],
        "reference": None,
        "referring_site": None,
        "source_identifier": order["source_identifier"],
        "source_name": order["source_name"],
        "source_url": order["source_url"],
        "tags": ", ".join(sorted(order["tags"])),
        "tax_exempt": False,
        "taxes_included": order["taxes_included"],
        "test": order["test"],
        "token": order["token"],
        "total_weight": sum(line["grams"] * line["quantity"] for line in order["line_items"]),
        "user_id": None,
    }


def _times(shop: Record, order: Record) -> Record:
    names = ("created_at", "processed_at", "updated_at", "cancelled_at", "closed_at")
    return {name: moments.in_shop_time(order[name], shop) for name in names}


def _amounts(order: Record) -> Record:
    tax = totals.tax(order, current=False)
    return {
        **both("current_subtotal_price", order, totals.subtotal(order, current=True)),
        **both("current_total_discounts", order, totals.discounts(order, current=True)),
        **both("current_total_price", order, totals.total(order, current=True)),
        **both("current_total_tax", order, totals.tax(order, current=True)),
        **both("subtotal_price", order, totals.subtotal(order, current=False)),
        **both("total_discounts", order, totals.discounts(order, current=False)),
        **both("total_line_items_price", order, totals.goods(order)),
        **both("total_price", order, totals.total(order, current=False)),
        **both("total_tax", order, tax),
        "current_shipping_price_set": money_set(order, totals.shipping(order, current=True)),
        "total_shipping_price_set": money_set(order, totals.shipping(order, current=False)),
        "current_total_additional_fees_set": None,
        "current_total_duties_set": None,
        "original_total_additional_fees_set": None,
        "original_total_duties_set": None,
        "total_outstanding": totals.outstanding(order)["shop"],
        "total_tip_received": "0.00",
        "tax_lines": tax_lines(order, tax),
    }


def _parties(shop: Record, order: Record) -> Record:
    customer = shop["customers"].get(str(order["customer_id"]))
    company = order["company"]
    return {
        "email": order["email"],
        "contact_email": order["email"],
        "phone": order["phone"],
        "customer": customer_summary(shop, customer) if customer else None,
        "company": {"id": company["company_id"], "location_id": company["location_id"]} if company else None,
        "shipping_address": address_payload(order["shipping_address"]),
        "billing_address": address_payload(order["billing_address"]),
    }


def _fulfillments(shop: Record, order: Record) -> list[Record]:
    return [one for one in shop["fulfillments"].values() if one["order_id"] == order["id"]]


def _payment_terms(shop: Record, order: Record) -> Record | None:
    terms = order["payment_terms"]
    if terms is None:
        return None
    return {
        "id": terms["id"],
        "created_at": moments.in_shop_time(order["created_at"], shop),
        "updated_at": moments.in_shop_time(order["created_at"], shop),
        "due_in_days": terms["due_in_days"],
        "payment_schedules": [],
        "payment_terms_name": terms["name"],
        "payment_terms_type": terms["type"].lower(),
    }
