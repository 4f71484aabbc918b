"""An order as the control API shows it: the record with what is otherwise worked out."""

from __future__ import annotations

from sandbox.shopify.gids import gid
from sandbox.shopify.records import Record
from sandbox.shopify.state import statuses, totals


def order_view(shop: Record, order: Record) -> Record:
    """The record, its ids, amounts, statuses and fulfilment orders."""
    return {
        **order,
        "gid": gid("Order", order["id"]),
        "subtotal": totals.subtotal(order, current=False)["shop"],
        "current_subtotal": totals.subtotal(order, current=True)["shop"],
        "current_total": totals.total(order, current=True)["shop"],
        "outstanding": totals.outstanding(order)["shop"],
        "financial_status": statuses.financial_status(order),
        "fulfillment_status": statuses.fulfillment_status(shop, order),
        "fulfillment_orders": statuses.fulfillment_orders_of(shop, order),
    }
