"""How an order stands with its trader's brand, for its page."""

from __future__ import annotations

from dataclasses import dataclass

from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import TRADE, Order
from shopify_app.white_label.release.looking import need_for
from shopify_app.white_label.release.models import BrandedOrder
from shopify_app.white_label.release.overriding import may_take_back, row_of
from shopify_app.white_label.release.recording import papers_of, reasons_of
from shopify_app.white_label.release.rules import Need, Papers
from shopify_app.white_label.release.words import NEEDS_TOLD, next_step, told


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says: whether a brand is needed, the row, what is missing with the next step, the last search."""

    is_needed: bool
    why: str
    row: BrandedOrder | None
    missing: list[tuple[str, str]]
    papers: Papers | None
    may_take_back: bool


def shown(tx: Transaction, order: Order) -> Shown | None:
    """How a trader's order stands; None for others."""
    if order.kind != TRADE:
        return None
    need, row = need_for(tx, order), row_of(tx, order.shop_id, order.id)
    return Shown(
        is_needed=need is Need.NEEDED,
        why=NEEDS_TOLD[need],
        row=row,
        missing=[(told(reason), next_step(reason)) for reason in reasons_of(row)] if row else [],
        papers=papers_of(row) if row and row.papers else None,
        may_take_back=may_take_back(order),
    )
