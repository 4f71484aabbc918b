"""Switching on and off that noon is told of stock, and marking what is to be told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import or_, select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring, one_of
from shopify_app.noon.mapping import actions as mapping
from shopify_app.noon.mapping.models import NoonSku
from shopify_app.noon.mapping.rules import MAPPED
from shopify_app.noon.models import NoonConnection
from shopify_app.noon.offering.models import NoonOffer, NoonStockChoice
from shopify_app.noon.stock_due import TELL_JOB, TELL_QUEUE
from shopify_app.shops.models import Installation

# A sale changes a level two or three times at once; noon is told where that ends.
_SETTLE = timedelta(seconds=5)


class NothingToOfferError(ConflictError):
    """No goods are paired in a warehouse that has a location."""


class UnknownOfferError(NotFoundError):
    """noon is told nothing of this SKU."""


def choice_of(tx: Transaction, shop_id: int) -> NoonStockChoice | None:
    """What the shop chose, if it ever did."""
    return tx.session.get(NoonStockChoice, shop_id)


def is_on(tx: Transaction, shop_id: int) -> bool:
    """Whether noon is told of stock."""
    choice = choice_of(tx, shop_id)
    return choice is not None and choice.is_on


def turn_on(tx: Transaction, shop_id: int, *, actor: str) -> int:
    """Tell noon all figures, and every change from now on; returns of how many SKUs in warehouses.

    Raises:
        NothingToOfferError: There is nothing to tell.
    """
    lock_shop(tx, shop_id)
    many = note_offers(tx, shop_id)
    if not many:
        raise NothingToOfferError("Pair SKUs of noon's with goods, and give a warehouse its location, first.")
    choice = _chosen(tx, shop_id, actor)
    choice.is_on, choice.problem = True, None
    anew = {"told": None, "due_at": tx.now, "tries": 0, "problem": None}
    tx.session.execute(update(NoonOffer).where(NoonOffer.shop_id == shop_id).values(anew))
    audit.record(tx, shop_id, events.NOON_STOCK_SWITCHED, "noon stock", actor=actor, on=True, offers=many)
    tx.nudge(TELL_JOB, TELL_QUEUE, shop_id)
    return many


def turn_off(tx: Transaction, shop_id: int, *, actor: str) -> None:
    """Tell noon nothing any more; it keeps the last figures."""
    choice = _chosen(tx, shop_id, actor)
    choice.is_on = False
    tx.session.execute(update(NoonOffer).where(NoonOffer.shop_id == shop_id).values(due_at=None))
    audit.record(tx, shop_id, events.NOON_STOCK_SWITCHED, "noon stock", actor=actor, on=False)


def choose(tx: Transaction, shop_id: int, *, buffer: int, adds_back: bool, actor: str) -> None:
    """How the figures are made; all of them are made anew."""
    choice = _chosen(tx, shop_id, actor)
    choice.buffer, choice.adds_back = buffer, adds_back
    audit.record(tx, shop_id, events.NOON_STOCK_CHANGED, "noon stock", actor=actor, buffer=buffer, adds_back=adds_back)
    _mark_all(tx, shop_id)


def change_sku(tx: Transaction, shop_id: int, sku: str, *, buffer: int | None, is_left_out: bool, actor: str) -> None:
    """Another buffer for one SKU, or none of it for noon; in every warehouse.

    Raises:
        UnknownOfferError: noon is told nothing of it.
    """
    note_offers(tx, shop_id)
    chosen = update(NoonOffer).where(NoonOffer.shop_id == shop_id, NoonOffer.sku == sku)
    done = tx.session.execute(chosen.values(buffer=buffer, is_left_out=is_left_out))
    if not done.rowcount:  # type: ignore[attr-defined]
        raise UnknownOfferError("No goods are paired with this SKU in a warehouse that has a location.")
    told = {"buffer": buffer, "left_out": is_left_out}
    audit.record(tx, shop_id, events.NOON_STOCK_CHANGED, "noon stock", actor=actor, sku=sku[:64], **told)
    _mark_all(tx, shop_id, sku)


def tell_again(tx: Transaction, shop_id: int, *, actor: str) -> None:
    """Tell noon every figure once more, whatever it was told."""
    note_offers(tx, shop_id)
    tx.session.execute(update(NoonOffer).where(NoonOffer.shop_id == shop_id).values(told=None, tries=0))
    audit.record(tx, shop_id, events.NOON_STOCK_CHANGED, "noon stock", actor=actor, again=True)
    _mark_all(tx, shop_id)


def note_offers(tx: Transaction, shop_id: int) -> int:
    """See that each paired SKU has a row in each warehouse that has a location; returns how many there are."""
    codes = list(mapping.places(tx, shop_id))
    skus = tx.session.scalars(select(NoonSku.sku).where(NoonSku.shop_id == shop_id, NoonSku.state == MAPPED)).all()
    pairs = {(code, sku) for code in codes for sku in skus}
    known = select(NoonOffer.warehouse_code, NoonOffer.sku).where(NoonOffer.shop_id == shop_id)
    fresh = sorted(pairs - {(code, sku) for code, sku in tx.session.execute(known)})
    due_at = tx.now if is_on(tx, shop_id) else None
    rows = [
        {"shop_id": shop_id, "warehouse_code": code, "sku": sku, "is_left_out": False, "tries": 0, "due_at": due_at}
        for code, sku in fresh
    ]
    insert_ignoring(tx.session, NoonOffer, rows, ("shop_id", "warehouse_code", "sku"))
    return len(pairs)


def mark_levels(tx: Transaction, shop_id: int, changed: Collection[tuple[int, int]]) -> None:
    """These (inventory item, location) changed in Shopify: tell noon what stands in a few seconds."""
    items, locations = {item for item, _ in changed}, {location for _, location in changed}
    places = mapping.places(tx, shop_id).items()
    codes = {code: place.shopify_location_id for code, place in places if place.shopify_location_id in locations}
    chosen = select(NoonSku.sku, NoonSku.shopify_inventory_item_id).where(
        NoonSku.shop_id == shop_id,
        NoonSku.state == MAPPED,
        one_of(tx.session, NoonSku.shopify_inventory_item_id, items),
    )
    pairs = [
        (code, sku)
        for sku, item in tx.session.execute(chosen)
        for code, location in codes.items()
        if (item, location) in changed
    ]
    if not pairs:
        return
    note_offers(tx, shop_id)
    wanted = or_(*((NoonOffer.warehouse_code == code) & (NoonOffer.sku == sku) for code, sku in pairs))
    later = or_(NoonOffer.due_at.is_(None), NoonOffer.due_at > tx.now + _SETTLE)
    marking = update(NoonOffer).where(NoonOffer.shop_id == shop_id, wanted, later)
    tx.session.execute(marking.values(due_at=tx.now + _SETTLE), execution_options={"synchronize_session": False})


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops with figures to be told, whose app and noon account are there: what the sweeper nudges."""
    chosen = (
        select(NoonOffer.shop_id)
        .join(NoonStockChoice, NoonStockChoice.shop_id == NoonOffer.shop_id)
        .join(NoonConnection, NoonConnection.shop_id == NoonOffer.shop_id)
        .join(Installation, Installation.shop_id == NoonOffer.shop_id)
        .where(NoonOffer.due_at <= tx.now, NoonStockChoice.is_on, Installation.ended_at.is_(None))
    )
    return list(tx.session.scalars(chosen.distinct()))


def shops_that_tell(tx: Transaction) -> list[int]:
    """Shops with a noon account that is told of stock."""
    chosen = select(NoonStockChoice.shop_id).join(NoonConnection, NoonConnection.shop_id == NoonStockChoice.shop_id)
    return list(tx.session.scalars(chosen.where(NoonStockChoice.is_on)))


def _mark_all(tx: Transaction, shop_id: int, sku: str | None = None) -> None:
    if not is_on(tx, shop_id):
        return
    chosen = update(NoonOffer).where(NoonOffer.shop_id == shop_id)
    chosen = chosen.where(NoonOffer.sku == sku) if sku is not None else chosen
    tx.session.execute(chosen.values(due_at=tx.now))
    tx.nudge(TELL_JOB, TELL_QUEUE, shop_id)


def _chosen(tx: Transaction, shop_id: int, actor: str) -> NoonStockChoice:
    choice = choice_of(tx, shop_id)
    if choice is None:
        choice = NoonStockChoice(shop_id=shop_id, is_on=False, buffer=0, adds_back=False)
        tx.session.add(choice)
    choice.changed_at, choice.actor = tx.now, actor
    return choice
