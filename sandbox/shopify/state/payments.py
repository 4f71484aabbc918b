"""Money in and out of orders."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from sandbox.shopify.act import Act
from sandbox.shopify.money import Bag, bag, is_zero, minus, plus, times, zero
from sandbox.shopify.payloads.orders import order_payload
from sandbox.shopify.payloads.refunds import refund_payload
from sandbox.shopify.records import Record, Refusal
from sandbox.shopify.state import inventory, statuses, totals
from sandbox.shopify.state.routing import shrink_fulfillment_orders
from sandbox.shopify.state.specs import OrderSpec

_AT_START = {"pending", "authorized", "partially_paid", "paid", "refunded", "partially_refunded", "voided", "expired"}


def settle_at_start(act: Act, order: Record, spec: OrderSpec) -> None:
    """Bring a new order into the financial status asked for, by the transactions that lead there."""
    if spec.transactions is not None:
        for one in spec.transactions:
            add_transaction(act, order, one["kind"], one["amount"], one["gateway"], status=one["status"])
        return
    status = spec.financial_status.lower()
    if status not in _AT_START:
        raise Refusal(f"financial status {status!r} is none of {', '.join(sorted(_AT_START))}")
    total = totals.total(order, current=True)
    if status in {"authorized", "voided", "expired"}:
        add_transaction(act, order, "AUTHORIZATION", total, spec.gateway)
    if status == "voided":
        add_transaction(act, order, "VOID", zero(order), spec.gateway)
    if status in {"paid", "refunded", "partially_refunded"}:
        add_transaction(act, order, "SALE", total, spec.gateway)
    if status == "partially_paid":
        add_transaction(act, order, "SALE", times(order, total, Decimal("0.5")), spec.gateway)
    if status in {"refunded", "partially_refunded"}:
        part = total if status == "refunded" else times(order, total, Decimal("0.5"))
        _record_refund(act, order, [], zero(order), part, "at once")


def add_transaction(
    act: Act, order: Record, kind: str, amount: Bag, gateway: str, *, status: str = "SUCCESS", parent: int | None = None
) -> Record:
    """One movement of money."""
    number = act.next_id("OrderTransaction")
    transaction = {
        "id": number,
        "kind": kind,
        "status": status,
        "gateway": gateway,
        "amount": amount,
        "parent_id": parent,
        "payment_id": f"r{hashlib.sha256(str(number).encode()).hexdigest()[:20]}",
        "processed_at": act.at,
    }
    order["transactions"].append(transaction)
    return transaction


def pay(act: Act, order: Record, amount: str | None = None, gateway: str = "manual") -> None:
    """Receive what is outstanding, or part of it.

    Raises:
        Refusal: Nothing is outstanding.
    """
    owed = totals.outstanding(order)
    if order["cancelled_at"] or is_zero(owed):
        raise Refusal("Order cannot be marked as paid.", field=["id"])
    paid = owed if amount is None else bag(amount, order)
    authorised = next((one["id"] for one in order["transactions"] if one["kind"] == "AUTHORIZATION"), None)
    add_transaction(act, order, "CAPTURE" if authorised else "SALE", paid, gateway, parent=authorised)
    act.touch("orders/updated", order, f"{paid['shop']} {order['currency']} paid by {gateway}")
    if statuses.financial_status(order) == "PAID":
        act.tell("orders/paid", order_payload(act.shop, order))


def refund(
    act: Act,
    order: Record,
    lines: list[Record],
    *,
    amount: str | None = None,
    shipping: str = "0",
    note: str | None = None,
    allow_over: bool = False,
) -> Record:
    """Give money back, with or without goods; lines are `{line_item_id, quantity, restock_type, location_id}`.

    Raises:
        Refusal: More goods or money than there are.
    """
    taken = [_take_back(act, order, line) for line in lines]
    back = [one[name] for one in taken for name in (("subtotal",) if order["taxes_included"] else ("subtotal", "tax"))]
    given = bag(amount, order) if amount is not None else plus(order, [*back, bag(shipping, order)])
    left = minus(order, totals.received(order), totals.refunded(order))
    if Decimal(given["shop"]) > Decimal(left["shop"]) and not allow_over:
        raise Refusal("Refund amount exceeds what can be refunded", field=["transactions"])
    for one in taken:
        _apply_take_back(act, order, one)
    made = _record_refund(act, order, taken, bag(shipping, order), given, note)
    act.tell("refunds/create", refund_payload(act.shop, order, made))
    act.touch("orders/updated", order, f"{given['shop']} {order['currency']} refunded by {act.by}")
    return made


def give_back_all(act: Act, order: Record, *, restock: bool, refund: bool) -> None:
    """What a cancellation does to goods and money: every line goes, and is told as a refund, be it of nothing."""
    kind = "CANCEL" if restock else "NO_RESTOCK"
    lines = [
        {"line_item_id": line["id"], "quantity": line["current_quantity"], "restock_type": kind}
        for line in order["line_items"]
        if line["current_quantity"]
    ]
    paid = minus(order, totals.received(order), totals.refunded(order))
    taken = [_take_back(act, order, line) for line in lines]
    for one in taken:
        _apply_take_back(act, order, one)
    if any(one["kind"] == "AUTHORIZATION" for one in order["transactions"]) and is_zero(paid):
        add_transaction(act, order, "VOID", zero(order), order["transactions"][0]["gateway"])
    shipping = totals.shipping(order, current=True)
    made = _record_refund(act, order, taken, shipping, paid if refund else zero(order), None)
    act.tell("refunds/create", refund_payload(act.shop, order, made))


def _take_back(act: Act, order: Record, wanted: Record) -> Record:
    line = next((one for one in order["line_items"] if one["id"] == wanted["line_item_id"]), None)
    if line is None:
        raise Refusal("Line item does not exist", field=["refundLineItems", "lineItemId"])
    quantity = int(wanted["quantity"])
    if not 0 < quantity <= line["current_quantity"]:
        raise Refusal("Quantity cannot refund more items than were purchased", field=["refundLineItems", "quantity"])
    part = Decimal(quantity) / line["current_quantity"]
    return {
        "id": act.next_id("RefundLineItem"),
        "line_item_id": line["id"],
        "quantity": quantity,
        "restock_type": wanted.get("restock_type") or "NO_RESTOCK",
        "location_id": wanted.get("location_id") or act.shop["primary_location_id"],
        "subtotal": times(order, totals.line_total(order, line, current=True), part),
        "tax": times(order, totals.line_tax(order, line, current=True), part),
    }


def _apply_take_back(act: Act, order: Record, taken: Record) -> None:
    line = next(one for one in order["line_items"] if one["id"] == taken["line_item_id"])
    unshipped = min(taken["quantity"], statuses.open_quantity(line))
    line["current_quantity"] -= taken["quantity"]
    line["fulfilled_quantity"] = min(line["fulfilled_quantity"], line["current_quantity"])
    shrink_fulfillment_orders(act, order, line, unshipped)
    restocked = taken["restock_type"] != "NO_RESTOCK"
    inventory.uncommit_line(act, line, unshipped, restock=restocked)


def _record_refund(act: Act, order: Record, taken: list[Record], shipping: Bag, given: Bag, note: str | None) -> Record:
    moved = []
    if not is_zero(given):
        parent = next(one for one in order["transactions"] if one["kind"] in {"SALE", "CAPTURE"})
        moved = [add_transaction(act, order, "REFUND", given, parent["gateway"], parent=parent["id"])["id"]]
    made = {
        "id": act.next_id("Refund"),
        "created_at": act.at,
        "note": note,
        "line_items": taken,
        "shipping": shipping,
        "amount": given,
        "transaction_ids": moved,
    }
    order["refunds"].append(made)
    return made
