"""Whether the stock adds up: every figure again, from the ledger alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from shopify_app.core.runtime import Transaction
from shopify_app.white_label.stock.models import BrandingItem, BrandingMove

ON_HAND, RESERVED, LAST_ROW, ORDER = "on hand", "reserved", "last row", "order"
_MOST = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """An item whose figure is not what its ledger says."""

    item_id: int
    what: str
    kept: int
    by_ledger: int


def differences(tx: Transaction, shop_id: int) -> list[Difference]:
    """What does not add up in the shop, the first hundred; nothing when all is right."""
    return [*_sums(tx, shop_id), *_last_rows(tx, shop_id), *_orders(tx, shop_id)][:_MOST]


def _sums(tx: Transaction, shop_id: int) -> list[Difference]:
    """The figures kept with an item are the sums of its moves."""
    on_hand = func.coalesce(func.sum(BrandingMove.on_hand_change), 0)
    reserved = func.coalesce(func.sum(BrandingMove.reserved_change), 0)
    chosen = select(BrandingItem.id, BrandingItem.on_hand, BrandingItem.reserved, on_hand, reserved)
    chosen = chosen.outerjoin(BrandingMove, BrandingMove.item_id == BrandingItem.id)
    chosen = chosen.where(BrandingItem.shop_id == shop_id)
    chosen = chosen.group_by(BrandingItem.id, BrandingItem.on_hand, BrandingItem.reserved)
    wrong = (BrandingItem.on_hand != on_hand) | (BrandingItem.reserved != reserved)
    found = []
    for item_id, kept, kept_reserved, summed, summed_reserved in tx.session.execute(chosen.having(wrong).limit(_MOST)):
        found += [Difference(item_id, ON_HAND, kept, int(summed))] if kept != summed else []
        if kept_reserved != summed_reserved:
            found.append(Difference(item_id, RESERVED, kept_reserved, int(summed_reserved)))
    return found


def _last_rows(tx: Transaction, shop_id: int) -> list[Difference]:
    """What the last move left is what is kept: no move was taken out or slipped in."""
    last = select(func.max(BrandingMove.id)).where(BrandingMove.shop_id == shop_id).group_by(BrandingMove.item_id)
    chosen = select(BrandingItem.id, BrandingItem.on_hand, BrandingMove.on_hand)
    chosen = chosen.join(BrandingMove, BrandingMove.item_id == BrandingItem.id).where(BrandingMove.id.in_(last))
    wrong = (BrandingItem.on_hand != BrandingMove.on_hand) | (BrandingItem.reserved != BrandingMove.reserved)
    rows = tx.session.execute(chosen.where(BrandingItem.shop_id == shop_id, wrong).limit(_MOST))
    return [Difference(item_id, LAST_ROW, kept, told) for item_id, kept, told in rows]


def _orders(tx: Transaction, shop_id: int) -> list[Difference]:
    """No order gave back or used more of a reservation than it had."""
    left = func.sum(BrandingMove.reserved_change)
    chosen = select(BrandingMove.item_id, left).where(BrandingMove.shop_id == shop_id)
    chosen = chosen.group_by(BrandingMove.item_id, BrandingMove.order_id).having(left < 0).limit(_MOST)
    return [Difference(item_id, ORDER, 0, int(count)) for item_id, count in tx.session.execute(chosen)]
