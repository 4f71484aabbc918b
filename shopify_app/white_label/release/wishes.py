"""Whose orders the shop wants held until their brand is ready, and the traders whose orders leave in plain parcels."""

from __future__ import annotations

from sqlalchemy import update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError, InvalidInputError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.orders.keeping import BRAND_JOB, BRAND_QUEUE
from shopify_app.orders.models import TRADE, Order
from shopify_app.white_label.brands.actions import get_brand
from shopify_app.white_label.due import look_again, unfinished
from shopify_app.white_label.release.models import BRANDED, EVERY, PlainBrand, ReleaseWish


class PlainAlreadyError(ConflictError):
    """The trader's orders leave in plain parcels already, or do not."""


def wish_of(tx: Transaction, shop_id: int) -> ReleaseWish | None:
    """What the shop wants; None where it never said so, which is `BRANDED`."""
    return tx.session.get(ReleaseWish, shop_id, populate_existing=True)


def wants_all(wish: ReleaseWish | None) -> bool:
    """Whether every trader's order waits for a brand."""
    return wish is not None and wish.whose == EVERY


def change_wish(tx: Transaction, shop_id: int, whose: str, *, actor: str) -> bool:
    """Say whose orders are held until their brand is ready; False when that is what holds already.

    Open orders of traders are looked at again: some are held now, or let go.

    Raises:
        InvalidInputError: It is neither of the two.
    """
    if whose not in {BRANDED, EVERY}:
        raise InvalidInputError("Choose whose orders wait for their brand.")
    lock_shop(tx, shop_id)
    wish = wish_of(tx, shop_id)
    if (wish.whose if wish else BRANDED) == whose:
        return False
    if wish is None:
        wish = ReleaseWish(shop_id=shop_id)
        tx.session.add(wish)
    wish.whose, wish.since, wish.actor = whose, tx.now, actor
    chosen = update(Order).where(*unfinished(shop_id), Order.kind == TRADE).values(brand_due=True)
    tx.session.execute(chosen, execution_options={"synchronize_session": False})
    tx.nudge(BRAND_JOB, BRAND_QUEUE, shop_id)
    audit.record(tx, shop_id, events.RELEASE_WISH_CHANGED, f"shop {shop_id}", actor=actor, whose=whose)
    return True


def plain_of(tx: Transaction, shop_id: int, brand_id: int) -> PlainBrand | None:
    """That, and why, a trader's orders leave in plain parcels."""
    row = tx.session.get(PlainBrand, brand_id, populate_existing=True)
    return row if row is not None and row.shop_id == shop_id else None


def make_plain(tx: Transaction, shop_id: int, brand_id: int, reason: str, *, actor: str) -> None:
    """Let a trader's orders leave without their brand, from now on.

    Raises:
        UnknownBrandError: The shop has no such brand.
        PlainAlreadyError: They do already.
    """
    lock_shop(tx, shop_id)
    get_brand(tx, shop_id, brand_id)
    if plain_of(tx, shop_id, brand_id) is not None:
        raise PlainAlreadyError("This trader's orders leave in plain parcels already.")
    tx.session.add(PlainBrand(brand_id=brand_id, shop_id=shop_id, reason=reason, since=tx.now, actor=actor))
    tx.session.flush()
    audit.record(tx, shop_id, events.BRAND_MADE_PLAIN, f"brand {brand_id}", actor=actor, reason=reason)
    look_again(tx, shop_id, brand_id)


def end_plain(tx: Transaction, shop_id: int, brand_id: int, *, actor: str) -> None:
    """Have a trader's orders leave in the trader's name again. Open ones are held until the brand is ready.

    Raises:
        UnknownBrandError: The shop has no such brand.
        PlainAlreadyError: They do already.
    """
    lock_shop(tx, shop_id)
    get_brand(tx, shop_id, brand_id)
    row = plain_of(tx, shop_id, brand_id)
    if row is None:
        raise PlainAlreadyError("This trader's orders leave in the trader's name already.")
    tx.session.delete(row)
    tx.session.flush()
    audit.record(tx, shop_id, events.BRAND_PLAIN_ENDED, f"brand {brand_id}", actor=actor)
    look_again(tx, shop_id, brand_id)
