"""An order's amounts, worked out from its lines, edits, refunds and transactions each time they are asked for."""

from __future__ import annotations

from decimal import Decimal

from sandbox.shopify.money import Bag, bag, minus, plus, times, zero
from sandbox.shopify.records import Record


def line_total(order: Record, line: Record, *, current: bool, discounted: bool = True) -> Bag:
    """One line's amount: as ordered, or with what is left after edits and refunds."""
    quantity = line["current_quantity"] if current else line["quantity"]
    full = times(order, line["price"], quantity)
    return minus(order, full, line_discount(order, line, current=current)) if discounted else full


def line_discount(order: Record, line: Record, *, current: bool) -> Bag:
    """The line's part of all discounts, shrinking with the quantity."""
    if not current or not line["quantity"]:
        return dict(line["discount"])
    return times(order, line["discount"], Decimal(line["current_quantity"]) / line["quantity"])


def subtotal(order: Record, *, current: bool) -> Bag:
    """Goods after discounts, before tax and shipping (with the tax where prices include it)."""
    return plus(order, (line_total(order, line, current=current) for line in order["line_items"]))


def discounts(order: Record, *, current: bool) -> Bag:
    """All discounts."""
    return plus(order, (line_discount(order, line, current=current) for line in order["line_items"]))


def goods(order: Record) -> Bag:
    """Goods as ordered, before discounts."""
    return plus(order, (line_total(order, one, current=False, discounted=False) for one in order["line_items"]))


def shipping(order: Record, *, current: bool) -> Bag:
    """Shipping, less what of it was refunded."""
    charged = plus(order, (line["price"] for line in order["shipping_lines"]))
    if not current:
        return charged
    return minus(order, charged, plus(order, (refund["shipping"] for refund in order.get("refunds", []))))


def tax_on(order: Record, amount: Bag) -> Bag:
    """The tax on an amount, on top of it or contained in it."""
    rate = Decimal(order.get("tax_rate") or 0)
    return times(order, amount, rate / (1 + rate) if order["taxes_included"] else rate)


def line_tax(order: Record, line: Record, *, current: bool) -> Bag:
    """The tax on one line."""
    return tax_on(order, line_total(order, line, current=current)) if line["taxable"] else zero(order)


def tax(order: Record, *, current: bool) -> Bag:
    """The tax on goods and shipping."""
    lines = [line_tax(order, line, current=current) for line in order["line_items"]]
    return plus(order, [*lines, tax_on(order, shipping(order, current=current))])


def total(order: Record, *, current: bool) -> Bag:
    """What the buyer pays in all."""
    parts = [subtotal(order, current=current), shipping(order, current=current)]
    return plus(order, parts if order["taxes_included"] else [*parts, tax(order, current=current)])


def received(order: Record) -> Bag:
    """What was paid."""
    return _of_kinds(order, {"SALE", "CAPTURE"})


def refunded(order: Record) -> Bag:
    """What was paid back."""
    return _of_kinds(order, {"REFUND"})


def outstanding(order: Record) -> Bag:
    """What is still to be paid. A refund without goods is a gift, not a new debt."""
    if order["cancelled_at"]:
        return zero(order)
    given = minus(order, refunded(order), _refunded_goods(order))
    given = given if Decimal(given["shop"]) > 0 else zero(order)
    net = minus(order, received(order), refunded(order))
    owed = minus(order, minus(order, total(order, current=True), net), given)
    return owed if Decimal(owed["shop"]) > 0 else zero(order)


def _refunded_goods(order: Record) -> Bag:
    parts = [
        part
        for refund in order.get("refunds", [])
        for part in [
            refund["shipping"],
            *(bags for one in refund["line_items"] for bags in (one["subtotal"], one["tax"])),
        ]
    ]
    return plus(order, parts)


def _of_kinds(order: Record, kinds: set[str]) -> Bag:
    done = [one["amount"] for one in order["transactions"] if one["kind"] in kinds and one["status"] == "SUCCESS"]
    return plus(order, done) if done else bag(0, order)
