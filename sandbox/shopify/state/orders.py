"""Placing, changing and cancelling orders."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import partial
from typing import Any

from sandbox.shopify import moments
from sandbox.shopify.act import Act
from sandbox.shopify.config import APP_NUMBER
from sandbox.shopify.payloads.orders import order_payload
from sandbox.shopify.records import Record, Refusal, find
from sandbox.shopify.state import inventory, payments, statuses, totals
from sandbox.shopify.state.fulfillments import tell_customer
from sandbox.shopify.state.pricing import addresses, make_line, make_shipping_lines, priced
from sandbox.shopify.state.routing import cancel_fulfillment_orders, route_later, route_order
from sandbox.shopify.state.specs import OrderSpec

_EDITABLE = ("note", "email", "phone", "po_number", "custom_attributes")


def place_order(act: Act, spec: OrderSpec) -> Record:
    """A new order, complete with totals, payment and (a moment later) fulfilment orders."""
    order = _blank_order(act, spec)
    order["line_items"] = [make_line(act, order, line) for line in spec.lines]
    order["shipping_lines"] = make_shipping_lines(act, order, spec)
    order["original_total"] = totals.total(order, current=False)
    act.shop["orders"][str(order["id"])] = order
    payments.settle_at_start(act, order, spec)
    for line in order["line_items"]:
        line["claims_stock"] = spec.claims_stock
        inventory.commit_line(act, line)
    act.note(order, f"order placed by {act.by}")
    act.event(order, "placed")
    tell_customer(act, order)
    act.tell("orders/create", order_payload(act.shop, order))
    if statuses.financial_status(order) == "PAID":
        act.tell("orders/paid", order_payload(act.shop, order))
    if act.silent:
        route_order(act, order)
    else:
        route_later(act.world, act.shop["domain"], order["id"])
    return order


def check_pace(act: Act) -> None:
    """Refuse an app's order where the shop is on trial and has had its number for this minute."""
    most, since = act.shop.get("orders_per_minute"), moments.from_text(act.at) - timedelta(minutes=1)
    if most is None:
        return
    made = [one for one in act.shop["orders"].values() if one["app_id"] == APP_NUMBER]
    if sum(moments.from_text(one["created_at"]) > since for one in made) >= most:
        raise Refusal("Exceeded order API rate limit, please try again in a minute.", code="INVALID")


def _blank_order(act: Act, spec: OrderSpec) -> Record:
    shop, number = act.shop, act.next_id("Order")
    customer = find(shop["customers"], spec.customer_id, "Customer") if spec.customer_id else {}
    order_number = shop["next_order_number"]
    shop["next_order_number"] += 1
    created = moments.to_text(moments.from_text(spec.created_at)) if spec.created_at else act.at
    processed = moments.to_text(moments.from_text(spec.processed_at)) if spec.processed_at else created
    token = hashlib.sha256(f"order {number}".encode()).hexdigest()[:32]
    return {
        **priced(shop, spec),
        **addresses(shop, spec),
        "id": number,
        "number": order_number,
        "name": spec.name or f"{shop['order_prefix']}{order_number}",
        "confirmation_number": token[:9].upper(),
        "token": token,
        "created_at": created,
        "processed_at": processed,
        "updated_at": created if act.silent else act.at,
        "cancelled_at": None,
        "cancel_reason": None,
        "staff_note": None,
        "closed_at": None,
        "edited": False,
        "test": spec.test,
        "tags": sorted(set(spec.tags)),
        "note": spec.note,
        "email": spec.email or customer.get("email"),
        "phone": spec.phone or customer.get("phone"),
        "po_number": spec.po_number,
        "locale": spec.locale or customer.get("locale") or shop["locale"],
        "customer_id": spec.customer_id,
        "company": company_of(shop, spec),
        "custom_attributes": spec.custom_attributes,
        "discount_codes": spec.discount_codes,
        "payment_terms": spec.payment_terms and _payment_terms(act, spec.payment_terms),
        "source_name": spec.source_name,
        "source_identifier": spec.source_identifier,
        "source_url": spec.source_url,
        "app_id": spec.app_id,
        "transactions": [],
        "refunds": [],
        "fulfillment_order_ids": [],
        "routed": False,
        "timeline": [],
        "events": [],
    }


def company_of(shop: Record, spec: OrderSpec) -> Record | None:
    """The company a buyer orders for, by its location."""
    if spec.company_location_id is None:
        return None
    location = find(shop["company_locations"], spec.company_location_id, "Company location")
    contacts = [
        contact["id"]
        for contact in shop["company_contacts"].values()
        if contact["company_id"] == location["company_id"] and contact["customer_id"] == spec.customer_id
    ]
    return {
        "company_id": location["company_id"],
        "location_id": location["id"],
        "contact_id": contacts[0] if contacts else None,
    }


def _payment_terms(act: Act, terms: Record) -> Record:
    days = terms.get("due_in_days", 30)
    blank = {"id": act.next_id("PaymentTerms"), "name": f"Net {days}", "type": "NET", "due_in_days": days}
    return {**blank, **terms}


def update_order(act: Act, order: Record, changes: dict[str, Any]) -> None:
    """Change what may be changed without an order edit; `tags` replaces all tags."""
    for name in _EDITABLE:
        if name in changes:
            order[name] = changes[name]
    if "tags" in changes:
        order["tags"] = sorted(set(changes["tags"]))
    if changes.get("shipping_address"):
        order["shipping_address"] = {**(order["shipping_address"] or {}), **changes["shipping_address"]}
    act.touch("orders/updated", order, f"order details changed by {act.by}")


def close_order(act: Act, order: Record, *, closed: bool) -> None:
    """Archive the order, or bring it back."""
    order["closed_at"] = act.at if closed else None
    act.touch("orders/updated", order)


def cancel_order(act: Act, order: Record, *, reason: str, restock: bool, refund: bool, note: str | None = None) -> None:
    """Cancel for good: nothing is left to ship, an authorisation is voided, a payment given back if asked."""
    check_cancellable(order)
    payments.give_back_all(act, order, restock=restock, refund=refund)
    order.update(cancelled_at=act.at, closed_at=act.at, cancel_reason=reason, staff_note=note, restocked=restock)
    cancel_fulfillment_orders(act, order)
    act.note(order, f"order cancelled by {act.by}: {reason.lower()}")
    act.event(order, "cancelled")
    act.tell("orders/cancelled", order_payload(act.shop, _stamped(act, order)))
    act.touch("orders/updated", order)


def check_cancellable(order: Record) -> None:
    """Refuse a second cancellation, and that of goods on their way."""
    if order["cancelled_at"]:
        raise Refusal("Cannot cancel an order that has already been canceled", field=["orderId"], code="INVALID")
    if any(line["fulfilled_quantity"] for line in order["line_items"]):
        raise Refusal("Cannot cancel a fulfilled order", field=["orderId"], code="INVALID")


def cancel_later(act: Act, order: Record, **how: Any) -> int:
    """Cancel as the API does: at once in the answer, a moment later in fact. The job's number."""
    check_cancellable(order)
    job = act.next_id("Job")
    act.shop["jobs"][str(job)] = {"id": job, "done": False}
    task = partial(_run_cancel, act, order["id"], job, how)
    act.world.timers.later(act.world.config.pace.job, task)
    return job


def _run_cancel(asked: Act, order_id: int, job: int, how: dict[str, Any]) -> None:
    with asked.world.act(asked.shop["domain"], asked.by) as act:
        order = act.shop["orders"][str(order_id)]
        if not order["cancelled_at"]:
            cancel_order(act, order, **how)
        act.shop["jobs"][str(job)]["done"] = True


def _stamped(act: Act, order: Record) -> Record:
    order["updated_at"] = act.at
    return order
