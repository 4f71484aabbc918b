"""A few orders' papers at once, while somebody waits. For many there are runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from shopify_app.core.errors import TajirError
from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import Order
from shopify_app.white_label.printing.merging import merge_neutral
from shopify_app.white_label.printing.prints import print_set

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime
    from shopify_app.white_label.printing.rules import Wish

MOST_ORDERS = 50
_UNKNOWN = "tajir does not know this order. It may be older than what Shopify shows the app."


@dataclass(frozen=True, slots=True)
class Printout:
    """The orders' papers as one PDF, none if none could be printed; and of each other order its name and why not."""

    content: bytes | None = field(repr=False)
    drawn: int
    problems: tuple[tuple[str, str], ...]


def print_many(runtime: Runtime, shop_id: int, shopify_order_ids: Sequence[int], wish: Wish, staff: str) -> Printout:
    """Print each of these orders, by Shopify's numbers of them, as far as it can be."""
    with runtime.snapshot() as tx:
        known = _known(tx, shop_id, shopify_order_ids)
    documents, problems = [], []
    for number in dict.fromkeys(shopify_order_ids):
        if number not in known:
            problems.append((f"Order {number}", _UNKNOWN))
            continue
        order_id, name = known[number]
        try:
            documents.append(print_set(runtime, shop_id, order_id, wish, staff).content)
        except TajirError as error:
            problems.append((name, str(error)))
    return Printout(_one(documents), len(documents), tuple(problems))


def _known(tx: Transaction, shop_id: int, numbers: Sequence[int]) -> dict[int, tuple[int, str]]:
    chosen = select(Order.shopify_order_id, Order.id, Order.name).where(Order.shop_id == shop_id)
    rows = tx.session.execute(chosen.where(Order.shopify_order_id.in_(numbers)))
    return {row.shopify_order_id: (row.id, row.name) for row in rows}


def _one(documents: Sequence[bytes]) -> bytes | None:
    if len(documents) < 2:  # noqa: PLR2004
        return documents[0] if documents else None
    return merge_neutral(documents, f"Papers of {len(documents)} orders")
