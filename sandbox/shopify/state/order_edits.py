"""Order edits: staged on a copy, applied to the order when committed."""

from __future__ import annotations

import copy

from sandbox.shopify.act import Act
from sandbox.shopify.payloads.others import edit_payload
from sandbox.shopify.records import Record, Refusal
from sandbox.shopify.state import inventory, statuses, totals
from sandbox.shopify.state.pricing import make_line
from sandbox.shopify.state.routing import grow_fulfillment_orders, shrink_fulfillment_orders
from sandbox.shopify.state.specs import LineSpec


def begin_edit(act: Act, order: Record) -> Record:
    """Open an edit of this order.

    Raises:
        Refusal: A cancelled order cannot be edited.
    """
    if order["cancelled_at"]:
        raise Refusal("The order cannot be edited.", field=["id"])
    number = act.next_id("CalculatedOrder")
    edit = {
        "id": number,
        "order_id": order["id"],
        "draft": copy.deepcopy(order),
        "added_ids": [],
        "restock": {},
        "committed_at": None,
        "app_id": None,
    }
    act.shop["order_edits"][str(number)] = edit
    return edit


def set_quantity(act: Act, edit: Record, line_id: int, quantity: int, *, restock: bool = False) -> Record:
    """Stage another quantity of a line; 0 removes it. What is shipped stays."""
    line = _line(edit, line_id)
    if quantity < 0:
        raise Refusal("Quantity must be greater than or equal to 0", field=["quantity"])
    if quantity < line["fulfilled_quantity"]:
        raise Refusal("Quantity cannot be less than the quantity already fulfilled", field=["quantity"])
    line["current_quantity"] = quantity
    line["quantity"] = max(line["quantity"], quantity)
    edit["restock"][str(line_id)] = restock
    return line


def add_line(act: Act, edit: Record, spec: LineSpec, *, allow_duplicates: bool = True) -> Record:
    """Stage a new line: a variant, or a title with a price."""
    lines = edit["draft"]["line_items"]
    taken = spec.variant_id is not None and any(line["variant_id"] == spec.variant_id for line in lines)
    if taken and not allow_duplicates:
        raise Refusal("Variant is already on the order", field=["variantId"])
    line = make_line(act, edit["draft"], spec)
    lines.append(line)
    edit["added_ids"].append(line["id"])
    return line


def commit_edit(
    act: Act, edit: Record, *, notify: bool = False, note: str | None = None, app_id: int | None = None
) -> Record:
    """Make the staged changes real: totals, fulfilment orders, stock.

    Raises:
        Refusal: Committed already, nothing staged, or the order changed meanwhile.
    """
    order: Record = act.shop["orders"][str(edit["order_id"])]
    if edit["committed_at"]:
        raise Refusal("The order edit has already been committed.", field=["id"])
    if order["cancelled_at"]:
        raise Refusal("The order cannot be edited.", field=["id"])
    changes = _changes(order, edit)
    if not changes:
        raise Refusal("There are no changes to be made.", field=["id"])
    before = totals.subtotal(order, current=True)["shop"]
    for staged, delta in changes:
        _apply(act, order, staged, delta, restock=edit["restock"].get(str(staged["id"]), False))
    order["edited"] = True
    edit.update(
        committed_at=act.at,
        app_id=app_id,
        notify_customer=notify,
        staff_note=note or "",
        additions=[{"id": line["id"], "delta": delta} for line, delta in changes if delta > 0],
        removals=[{"id": line["id"], "delta": -delta} for line, delta in changes if delta < 0],
    )
    after = totals.subtotal(order, current=True)["shop"]
    act.tell("orders/edited", edit_payload(act.shop, order, edit))
    act.touch("orders/updated", order, f"order edited by {act.by}: goods {before} → {after} {order['currency']}")
    return order


def _changes(order: Record, edit: Record) -> list[tuple[Record, int]]:
    now = {line["id"]: line["current_quantity"] for line in order["line_items"]}
    staged = ((line, line["current_quantity"] - now.get(line["id"], 0)) for line in edit["draft"]["line_items"])
    return [(line, delta) for line, delta in staged if delta]


def _apply(act: Act, order: Record, staged: Record, delta: int, *, restock: bool) -> None:
    line = next((one for one in order["line_items"] if one["id"] == staged["id"]), None)
    if line is None:
        order["line_items"].append(dict(staged))
        grow_fulfillment_orders(act, order, staged, delta)
        inventory.commit_line(act, staged)
        return
    open_before = statuses.open_quantity(line)
    line.update(current_quantity=line["current_quantity"] + delta, quantity=max(line["quantity"], staged["quantity"]))
    if delta > 0:
        grow_fulfillment_orders(act, order, line, delta)
        return
    gone = open_before - statuses.open_quantity(line)
    shrink_fulfillment_orders(act, order, line, gone)
    inventory.uncommit_line(act, line, gone, restock=restock)


def _line(edit: Record, line_id: int) -> Record:
    found: Record | None = next((one for one in edit["draft"]["line_items"] if one["id"] == line_id), None)
    if found is None:
        raise Refusal("Line item does not exist", field=["lineItemId"])
    return found
