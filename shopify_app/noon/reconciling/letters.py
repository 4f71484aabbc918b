"""Telling the shop by mail of differences that last. Orders are named by noon's numbers; no customer is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shopify_app.core import outbox
from shopify_app.core.runtime import Transaction
from shopify_app.noon.reconciling.models import NoonDifference
from shopify_app.orders.notices import write_of_page

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

TELL_DIFFERENCES = "noon.tell_differences"
_NAMED = 10


def alert(tx: Transaction, shop_id: int, lasting: Sequence[NoonDifference]) -> None:
    """See that the shop hears of these, in one letter, once."""
    if not lasting:
        return
    for one in lasting:
        one.alerted_at = tx.now
    key = f"{TELL_DIFFERENCES}/{lasting[0].id}"
    orders = sorted({one.noon_order_nr or f"the stock of {one.noon_item_nr}" for one in lasting})
    outbox.put(tx, shop_id, TELL_DIFFERENCES, key, orders=orders[:_NAMED], many=len(orders), first=lasting[0].id)


def tell_differences(runtime: Runtime, shop_id: int, orders: Sequence[str], many: int, first: int) -> None:
    """Mail the shop's contact.

    Raises:
        RemoteError: The mail server did not take it.
    """
    named = ", ".join(orders) + (f" and {many - len(orders)} more" if many > len(orders) else "")
    told = (
        "These noon orders are not the same at noon and in tajir, name goods that are not paired, or were not "
        "acknowledged in time, and reading them again did not put it right: "
        f"{named}.\n\nThe page tells what differs and what to do."
    )
    subject = f"noon: {many} {'order differs' if many == 1 else 'orders differ'}"
    write_of_page(runtime, shop_id, "noon/reconciliation", subject, told, f"noon-differences-{first}")
