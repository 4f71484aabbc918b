"""The ledger of branding stock: the one place where figures change, each time with a row that says why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from shopify_app.audit.actions import SYSTEM
from shopify_app.core.errors import NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.white_label.due import look_again
from shopify_app.white_label.stock import rules
from shopify_app.white_label.stock.letters import LOW, SHORT, tell_shop_later
from shopify_app.white_label.stock.models import BrandingItem, BrandingMove
from shopify_app.white_label.stock.rules import CONSUMED

_FRESH = {"populate_existing": True}


class UnknownItemError(NotFoundError):
    """The brand has no such item."""


@dataclass(frozen=True, slots=True)
class Why:
    """What a move was for. `once` makes a form that is sent twice one move."""

    order_id: int | None = None
    parcel: str | None = None
    reason: str | None = None
    once: str | None = None
    actor: str = SYSTEM


def locked_item(tx: Transaction, shop_id: int, item_id: int) -> BrandingItem:
    """One of the shop's items, to be changed by nobody else meanwhile.

    Raises:
        UnknownItemError: It has none of this number.
    """
    lock_shop(tx, shop_id)
    row = tx.session.get(BrandingItem, item_id, populate_existing=True)
    if row is None or row.shop_id != shop_id:
        raise UnknownItemError("There is no such branding item in this shop.")
    return row


def items_for(tx: Transaction, shop_id: int, brand_id: int | None, *, beside: set[int]) -> list[BrandingItem]:
    """A brand's items in use, and those of these numbers. Callers hold the shop's lock."""
    in_use = (BrandingItem.brand_id == brand_id) & BrandingItem.retired_at.is_(None)
    chosen = select(BrandingItem).where(BrandingItem.shop_id == shop_id, in_use | BrandingItem.id.in_(beside))
    return list(tx.session.scalars(chosen.order_by(BrandingItem.id), execution_options=_FRESH))


def move(tx: Transaction, item: BrandingItem, kind: str, why: Why, *, on_hand: int = 0, reserved: int = 0) -> None:
    """Change an item's figures by so much, and write down why. Callers hold the shop's lock."""
    item.on_hand += on_hand
    item.reserved += reserved
    row = BrandingMove(
        shop_id=item.shop_id,
        brand_id=item.brand_id,
        item_id=item.id,
        kind=kind,
        on_hand_change=on_hand,
        reserved_change=reserved,
        on_hand=item.on_hand,
        reserved=item.reserved,
        order_id=why.order_id,
        parcel=why.parcel,
        reason=why.reason,
        once=why.once,
        actor=why.actor,
        at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    watch(tx, item)


def watch(tx: Transaction, item: BrandingItem) -> None:
    """Note whether the item is low, or spoken for more often than it is there; the shop is told once of each."""
    was_low, was_short = item.low_since, item.short_since
    in_use = item.retired_at is None
    item.low_since = (was_low or tx.now) if in_use and rules.is_low(item.free, item.threshold) else None
    item.short_since = (was_short or tx.now) if in_use and item.free < 0 else None
    if item.short_since and not was_short:
        tell_shop_later(tx, item, SHORT, item.short_since)
    elif item.low_since and not was_low:
        tell_shop_later(tx, item, LOW, item.low_since)


def free_again(tx: Transaction, shop_id: int, brand_ids: Iterable[int]) -> None:
    """Have the orders that wait for these brands' stock looked at again."""
    for brand_id in sorted(set(brand_ids)):
        look_again(tx, shop_id, brand_id)


def was_moved(tx: Transaction, item: BrandingItem, once: str | None) -> bool:
    """Whether the form with this mark was already taken."""
    chosen = select(BrandingMove.id).where(BrandingMove.item_id == item.id, BrandingMove.once == once)
    return once is not None and tx.session.scalar(chosen) is not None


def held_by_order(tx: Transaction, order_id: int) -> dict[int, tuple[int, int]]:
    """What an order has reserved and has consumed, by item."""
    consumed = func.sum(BrandingMove.on_hand_change).filter(BrandingMove.kind == CONSUMED)
    chosen = select(BrandingMove.item_id, func.sum(BrandingMove.reserved_change), consumed)
    chosen = chosen.where(BrandingMove.order_id == order_id).group_by(BrandingMove.item_id)
    return {item_id: (int(reserved), -int(used or 0)) for item_id, reserved, used in tx.session.execute(chosen)}


def orders_holding(tx: Transaction, item: BrandingItem) -> dict[int, int]:
    """How many pieces of the item each order has reserved."""
    left = func.sum(BrandingMove.reserved_change)
    chosen = select(BrandingMove.order_id, left).where(BrandingMove.item_id == item.id)
    chosen = chosen.group_by(BrandingMove.order_id).having(left != 0)
    return {order_id: int(count) for order_id, count in tx.session.execute(chosen) if order_id is not None}
