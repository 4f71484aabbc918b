"""A brand's branding items: kept by staff, who add them, receive, count and spoil them, change and retire them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.white_label.brands.actions import get_brand
from shopify_app.white_label.stock.ledger import Why, free_again, locked_item, move, orders_holding, was_moved, watch
from shopify_app.white_label.stock.models import BrandingItem
from shopify_app.white_label.stock.rules import COUNTED, GIVEN_BACK, RECEIVED, SPOILED, Recipe

# More of one thing nobody keeps; a slip of the finger does.
MOST = 1_000_000_000


class DoubleItemError(ConflictError):
    """The brand has an item of this kind and name."""


class RetiredItemError(ConflictError):
    """The item is no longer used."""


class TooManyError(ConflictError):
    """More than there is, or more than anybody has."""


@dataclass(frozen=True, slots=True)
class Description:
    """What staff say of an item."""

    kind: str
    name: str
    recipe: Recipe
    threshold: int
    is_required: bool


def add_item(
    tx: Transaction, shop_id: int, brand_id: int, told: Description, quantity: int = 0, *, actor: str
) -> BrandingItem:
    """A new item of a brand, with what is there of it.

    Raises:
        UnknownBrandError: The shop has no such brand.
        DoubleItemError: The brand has one of this kind and name.
    """
    lock_shop(tx, shop_id)
    get_brand(tx, shop_id, brand_id)
    _check_name(tx, shop_id, brand_id, told, beside=0)
    item = BrandingItem(shop_id=shop_id, brand_id=brand_id, on_hand=0, reserved=0, made_at=tx.now, changed_at=tx.now)
    _describe(item, told)
    # Whoever adds it sees that there is none yet: no letter tells it.
    item.low_since = tx.now
    tx.session.add(item)
    tx.session.flush()
    if quantity:
        move(tx, item, RECEIVED, Why(reason="There from the beginning", actor=actor), on_hand=quantity)
    audit.record(tx, shop_id, events.STOCK_ITEM_ADDED, _subject(item), actor=actor, brand=brand_id, quantity=quantity)
    return item


def change_item(tx: Transaction, shop_id: int, item_id: int, told: Description, *, actor: str) -> bool:
    """Describe an item anew; False when that changes nothing. Orders keep what they have reserved.

    Raises:
        UnknownItemError: The shop has no such item.
        DoubleItemError: The brand has another one of this kind and name.
    """
    item = locked_item(tx, shop_id, item_id)
    if _description(item) == told:
        return False
    _check_name(tx, shop_id, item.brand_id, told, beside=item_id)
    _describe(item, told)
    item.changed_at = tx.now
    watch(tx, item)
    audit.record(tx, shop_id, events.STOCK_ITEM_CHANGED, _subject(item), actor=actor, required=told.is_required)
    free_again(tx, shop_id, [item.brand_id])
    return True


def receive(
    tx: Transaction, shop_id: int, item_id: int, quantity: int, reason: str = "", *, actor: str, once: str | None = None
) -> bool:
    """So many more are there; False when the form with this mark was taken already.

    Raises:
        UnknownItemError: The shop has no such item.
        ConflictError: It is no longer used, or it would be more than anybody has.
    """
    item = _in_use(tx, shop_id, item_id)
    if was_moved(tx, item, once):
        return False
    if item.on_hand + quantity > MOST:
        raise TooManyError("That would be more than a thousand million pieces. Check the number.")
    move(tx, item, RECEIVED, Why(reason=reason or None, once=once, actor=actor), on_hand=quantity)
    audit.record(tx, shop_id, events.STOCK_RECEIVED, _subject(item), actor=actor, quantity=quantity)
    free_again(tx, shop_id, [item.brand_id])
    return True


def count(tx: Transaction, shop_id: int, item_id: int, counted: int, reason: str, *, actor: str) -> int:
    """What was counted is what is there, whatever was thought; returns the difference.

    Raises:
        UnknownItemError: The shop has no such item.
        RetiredItemError: It is no longer used.
    """
    item = _in_use(tx, shop_id, item_id)
    difference = counted - item.on_hand
    move(tx, item, COUNTED, Why(reason=reason, actor=actor), on_hand=difference)
    audit.record(tx, shop_id, events.STOCK_COUNTED, _subject(item), actor=actor, counted=counted, difference=difference)
    if difference > 0:
        free_again(tx, shop_id, [item.brand_id])
    return difference


def spoil(
    tx: Transaction, shop_id: int, item_id: int, quantity: int, reason: str, *, actor: str, once: str | None = None
) -> bool:
    """So many can no longer be used; False when the form with this mark was taken already.

    Raises:
        UnknownItemError: The shop has no such item.
        ConflictError: It is no longer used, or there are not so many.
    """
    item = _in_use(tx, shop_id, item_id)
    if was_moved(tx, item, once):
        return False
    if quantity > item.on_hand:
        raise TooManyError(f"Only {max(0, item.on_hand)} are on hand. If that is wrong, count the item first.")
    move(tx, item, SPOILED, Why(reason=reason, once=once, actor=actor), on_hand=-quantity)
    audit.record(tx, shop_id, events.STOCK_SPOILED, _subject(item), actor=actor, quantity=quantity)
    return True


def retire(tx: Transaction, shop_id: int, item_id: int, *, actor: str) -> bool:
    """Use the item no longer: orders give back what they have of it, and need none. False when that was so already.

    Raises:
        UnknownItemError: The shop has no such item.
    """
    item = locked_item(tx, shop_id, item_id)
    if item.retired_at is not None:
        return False
    item.retired_at = item.changed_at = tx.now
    for order_id, quantity in orders_holding(tx, item).items():
        move(tx, item, GIVEN_BACK, Why(order_id, reason="No longer used", actor=actor), reserved=-quantity)
    watch(tx, item)
    audit.record(tx, shop_id, events.STOCK_ITEM_RETIRED, _subject(item), actor=actor)
    free_again(tx, shop_id, [item.brand_id])
    return True


def bring_back(tx: Transaction, shop_id: int, item_id: int, *, actor: str) -> bool:
    """Use a retired item again, for orders from now on. False when it is used.

    Raises:
        UnknownItemError: The shop has no such item.
        DoubleItemError: Another one of its kind and name took its place.
    """
    item = locked_item(tx, shop_id, item_id)
    if item.retired_at is None:
        return False
    _check_name(tx, shop_id, item.brand_id, _description(item), beside=item_id)
    item.retired_at, item.changed_at = None, tx.now
    watch(tx, item)
    audit.record(tx, shop_id, events.STOCK_ITEM_BROUGHT_BACK, _subject(item), actor=actor)
    return True


def _in_use(tx: Transaction, shop_id: int, item_id: int) -> BrandingItem:
    item = locked_item(tx, shop_id, item_id)
    if item.retired_at is not None:
        raise RetiredItemError("This item is no longer used. Bring it back first.")
    return item


def _check_name(tx: Transaction, shop_id: int, brand_id: int, told: Description, *, beside: int) -> None:
    alike = select(func.count()).where(
        BrandingItem.shop_id == shop_id,
        BrandingItem.brand_id == brand_id,
        BrandingItem.kind == told.kind,
        BrandingItem.folded_name == told.name.casefold(),
        BrandingItem.retired_at.is_(None),
        BrandingItem.id != beside,
    )
    if tx.session.scalar(alike):
        raise DoubleItemError("This brand has an item of this kind and name already. Give it another name.")


def _describe(item: BrandingItem, told: Description) -> None:
    item.kind, item.name, item.threshold, item.is_required = told.kind, told.name, told.threshold, told.is_required
    item.folded_name = told.name.casefold()
    item.used_by, item.quantity, item.every = told.recipe.by, told.recipe.quantity, told.recipe.every


def _description(item: BrandingItem) -> Description:
    return Description(item.kind, item.name, item.recipe, item.threshold, item.is_required)


def _subject(item: BrandingItem) -> str:
    return f"branding item {item.id}"
