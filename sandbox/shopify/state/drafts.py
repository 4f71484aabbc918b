"""Draft orders: priced like orders, completed into them."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from sandbox.shopify.act import Act
from sandbox.shopify.money import Bag, bag, minus, plus, times, zero
from sandbox.shopify.payloads.drafts import draft_payload
from sandbox.shopify.records import Record, Refusal
from sandbox.shopify.state import orders, totals
from sandbox.shopify.state.pricing import addresses, make_line, make_shipping_lines, priced
from sandbox.shopify.state.specs import LineSpec, OrderSpec

MOST_LINES = 499


def create_draft(act: Act, spec: OrderSpec, discount: Record | None = None) -> Record:
    """A new draft order."""
    number = act.next_id("DraftOrder")
    count = len(act.shop["drafts"]) + 1
    draft = {
        **price_draft(act, spec, discount),
        "id": number,
        "name": f"#D{count}",
        "status": "OPEN",
        "created_at": act.at,
        "updated_at": act.at,
        "completed_at": None,
        "invoice_sent_at": None,
        "invoice_url": f"https://{act.shop['domain']}/{act.shop['id']}/invoices/{_token(number)}",
        "order_id": None,
        "timeline": [],
    }
    act.shop["drafts"][str(number)] = draft
    act.note(draft, f"draft made by {act.by}")
    act.tell("draft_orders/create", draft_payload(act.shop, draft))
    return draft


def price_draft(act: Act, spec: OrderSpec, discount: Record | None) -> Record:
    """Everything of a draft that follows from what was asked for; also the answer of `draftOrderCalculate`."""
    if not spec.lines:
        raise Refusal("Add at least 1 product", field=["lineItems"])
    if len(spec.lines) > MOST_LINES:
        raise Refusal("The maximum number of line items is 499", field=["lineItems"])
    draft = {
        **priced(act.shop, spec),
        **addresses(act.shop, spec),
        "company": orders.company_of(act.shop, spec),
        "customer_id": spec.customer_id,
        "email": spec.email or act.shop["customers"].get(str(spec.customer_id), {}).get("email"),
        "phone": spec.phone,
        "note": spec.note,
        "tags": sorted(set(spec.tags)),
        "po_number": spec.po_number,
        "custom_attributes": spec.custom_attributes,
        "payment_terms": spec.payment_terms,
        "app_id": spec.app_id,
        "transactions": [],
        "cancelled_at": None,
        "spec": _remember(spec),
        "discount_spec": discount,
    }
    draft["line_items"] = [make_line(act, draft, line) for line in spec.lines]
    draft["shipping_lines"] = make_shipping_lines(act, draft, spec)
    draft["applied_discount"] = discount and _apply_discount(draft, discount)
    return draft


def update_draft(act: Act, draft: Record, spec: OrderSpec, discount: Record | None) -> None:
    """Price an open draft anew."""
    _check_open(draft)
    draft.update(price_draft(act, spec, discount))
    act.touch("draft_orders/update", draft, f"draft changed by {act.by}")


def change_draft(act: Act, draft: Record, values: dict[str, Any]) -> None:
    """What staff change of an open draft; all else of it stays."""
    spec = OrderSpec.parse({**draft["spec"], "tags": draft["tags"], **values})
    update_draft(act, draft, spec, draft["discount_spec"])


def complete_draft(act: Act, draft: Record, *, gateway: str = "manual", pending: bool = False) -> Record:
    """Turn the draft into an order, paid unless payment terms or `pending` say otherwise."""
    _check_open(draft)
    spec = recall_spec(draft)
    spec.financial_status = "pending" if pending or draft["payment_terms"] else "paid"
    spec.gateway, spec.source_name = gateway, "shopify_draft_order"
    _keep_discounts(draft, spec)
    order = orders.place_order(act, spec)
    draft.update(status="COMPLETED", completed_at=act.at, order_id=order["id"])
    act.touch("draft_orders/update", draft, f"completed as {order['name']}")
    return order


def send_invoice(act: Act, draft: Record) -> None:
    """Mail the invoice."""
    _check_open(draft)
    draft.update(status="INVOICE_SENT", invoice_sent_at=act.at)
    act.touch("draft_orders/update", draft, "invoice sent")


def delete_draft(act: Act, draft: Record) -> None:
    """Remove the draft."""
    del act.shop["drafts"][str(draft["id"])]
    act.tell("draft_orders/delete", {"id": draft["id"]})


def recall_spec(draft: Record) -> OrderSpec:
    """What the draft was made from, to be changed in parts."""
    return OrderSpec.parse(draft["spec"])


def _remember(spec: OrderSpec) -> dict[str, Any]:
    return {**vars(spec), "lines": [dict(vars(line)) for line in spec.lines]}


def _check_open(draft: Record) -> None:
    if draft["status"] == "COMPLETED":
        raise Refusal("This draft order has already been completed.", field=["id"])


def _apply_discount(draft: Record, discount: Record) -> Record:
    """Spread an order discount over the lines, the last taking what rounding left."""
    goods = totals.goods(draft)
    amount = _discount_amount(draft, goods, discount)
    left = amount
    for line in draft["line_items"]:
        share = Decimal(times(draft, line["price"], line["quantity"])["shop"]) / Decimal(goods["shop"])
        last = line is draft["line_items"][-1]
        part = left if last else times(draft, amount, share)
        line["discount"] = plus(draft, [line["discount"], part])
        left = minus(draft, left, part)
    return {"title": None, "description": "", **discount, "amount": amount}


def _discount_amount(draft: Record, goods: Bag, discount: Record) -> Bag:
    if not Decimal(goods["shop"]):
        return zero(draft)
    if discount["value_type"] == "PERCENTAGE":
        return times(draft, goods, Decimal(str(discount["value"])) / 100)
    amount = bag(str(discount["value"]), draft)
    return goods if Decimal(amount["shop"]) > Decimal(goods["shop"]) else amount


def _keep_discounts(draft: Record, spec: OrderSpec) -> None:
    spec.lines = [
        LineSpec(**{**vars(wanted), "discount": line["discount"]["shop"]})
        for wanted, line in zip(spec.lines, draft["line_items"], strict=True)
    ]


def _token(number: int) -> str:
    return hashlib.sha256(f"draft {number}".encode()).hexdigest()[:32]
