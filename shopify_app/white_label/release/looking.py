"""Looking at due orders: which need their trader's brand, and what is known about it without asking anybody."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select, update

from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.orders import holds
from shopify_app.orders.models import OVERRIDDEN as HOLD_OVERRIDDEN
from shopify_app.orders.models import RETAIL, TRADE, UNKNOWN, Order
from shopify_app.orders.rules import NOON
from shopify_app.people import actions as people
from shopify_app.shops.actions import first_installed_at
from shopify_app.white_label.brands.actions import find_brand
from shopify_app.white_label.brands.models import CHANGES, BrandProfile, BrandProof, BrandVersion
from shopify_app.white_label.brands.watching import watched_digest
from shopify_app.white_label.due import is_due
from shopify_app.white_label.release import recording
from shopify_app.white_label.release.models import (
    HANDLE,
    OVERRIDDEN,
    READY,
    WAITING,
    BrandedOrder,
    PlainBrand,
    ReleaseWish,
)
from shopify_app.white_label.release.rules import Candidate, Facts, Need, Standing, need_of, readiness
from shopify_app.white_label.release.wishes import wants_all, wish_of

# Looked at in one transaction, which keeps every other writer of the shop waiting.
_FEW = 25
_UNSYNCED = {"synchronize_session": False}
_SENT, _SENT_IN_PART = "fulfilled", "partial"


@dataclass(frozen=True, slots=True)
class Shop:
    """What holds for all of the shop's orders."""

    id: int
    wish: ReleaseWish | None
    installed_at: datetime
    watched: str


@dataclass(frozen=True, slots=True)
class Search:
    """Papers that are to be searched: of which order, by which version, and of what state of the order.

    `contents` is what those were drawn from that were searched before: the same need not be searched twice.
    """

    order_id: int
    brand_id: int
    version: int
    changed_at: datetime
    inputs: str
    watched: str
    contents: str | None


def look_at_due(tx: Transaction, shop_id: int) -> list[Search]:
    """Look at some of the shop's due orders; returns those whose papers have to be searched. Only they stay due."""
    lock_shop(tx, shop_id)
    wish = wish_of(tx, shop_id)
    _pass_over(tx, shop_id, wish)
    chosen = select(Order).where(Order.shop_id == shop_id, is_due(tx))
    found = tx.session.scalars(
        chosen.order_by(Order.kind, Order.id).limit(_FEW), execution_options={"populate_existing": True}
    ).all()
    if not found:
        return []
    shop = Shop(shop_id, wish, first_installed_at(tx, shop_id), watched_digest(tx, shop_id))
    searches = []
    for order in found:
        search = _look(tx, shop, order)
        if search is None:
            order.brand_due = False
        else:
            searches.append(search)
    return searches


def need_for(tx: Transaction, order: Order) -> Need:
    """Whether an order needs its trader's brand, for its page."""
    installed_at = first_installed_at(tx, order.shop_id)
    row = tx.session.get(BrandedOrder, order.id)
    shop = Shop(order.shop_id, wish_of(tx, order.shop_id), installed_at, "")
    return need_of(_candidate(tx, shop, order, find_brand(tx, order), row))


def is_current(tx: Transaction, order: Order, search: Search) -> bool:
    """Whether what was searched is still what the order would leave with."""
    row, brand = tx.session.get(BrandedOrder, order.id, populate_existing=True), find_brand(tx, order)
    if brand is None or order.changed_at != search.changed_at or _version(row, brand) != search.version:
        return False
    shop = Shop(order.shop_id, wish_of(tx, order.shop_id), first_installed_at(tx, order.shop_id), search.watched)
    is_let_go = (row is not None and row.state == OVERRIDDEN) or is_overridden(tx, order)
    return need_of(_candidate(tx, shop, order, brand, row)) is Need.NEEDED and not is_let_go


def is_overridden(tx: Transaction, order: Order) -> bool:
    """Whether somebody released the order in Shopify."""
    return holds.state_of(tx, order.id, HANDLE) == HOLD_OVERRIDDEN


def standing_of(tx: Transaction, brand: BrandProfile | None) -> Standing:
    """How far a brand is. What is in force stays in force while the next draft is talked about."""
    if brand is None:
        return Standing.NONE
    if brand.version == 0:
        asked = select(BrandProof.outcome).where(BrandProof.brand_id == brand.id, BrandProof.outcome.is_not(None))
        newest = tx.session.scalar(asked.order_by(BrandProof.id.desc()).limit(1))
        return Standing.CHANGES if newest == CHANGES else Standing.DRAFT
    chosen = select(BrandVersion.id).where(BrandVersion.brand_id == brand.id, BrandVersion.number == brand.version)
    readable = tx.session.scalar(chosen.where(BrandVersion.content.is_not(None))) is not None
    return Standing.APPROVED if readable else Standing.ERASED


def _pass_over(tx: Transaction, shop_id: int, wish: ReleaseWish | None) -> None:
    """Take the mark, at once, off all that need no brand and never did: a shop's history may be a million orders."""
    known = exists().where(BrandedOrder.order_id == Order.id)
    gone = (Order.kind == RETAIL) | Order.cancelled_at.is_not(None) | (Order.fulfillment_status == _SENT)
    due = update(Order).where(Order.shop_id == shop_id, Order.brand_due, Order.kind != UNKNOWN, ~known)
    tx.session.execute(due.where(gone).values(brand_due=False), execution_options=_UNSYNCED)
    if wants_all(wish):
        return
    same = or_(
        BrandProfile.company_id == Order.company_id,
        (BrandProfile.person_id == Order.person_id) & Order.company_id.is_(None),
    )
    branded = exists().where(BrandProfile.shop_id == shop_id, same)
    tx.session.execute(due.where(Order.kind == TRADE, ~branded).values(brand_due=False), execution_options=_UNSYNCED)


def _look(tx: Transaction, shop: Shop, order: Order) -> Search | None:
    row, brand = tx.session.get(BrandedOrder, order.id, populate_existing=True), find_brand(tx, order)
    need = need_of(_candidate(tx, shop, order, brand, row))
    if need is not Need.NEEDED:
        recording.settle(tx, order, row, need)
        return None
    if is_overridden(tx, order):
        recording.let_go_in_shopify(tx, order, row, brand)
        return None
    if row is not None and row.state == OVERRIDDEN:
        return None
    standing = standing_of(tx, brand)
    facts = Facts(standing, has_address=order.destination is not None)
    if brand is None or standing is not Standing.APPROVED:
        recording.record(tx, order, brand, readiness(facts))
        return None
    return _search(tx, shop, order, brand, row)


def _search(tx: Transaction, shop: Shop, order: Order, brand: BrandProfile, row: BrandedOrder | None) -> Search | None:
    """What is to be searched. Where that was searched already, the order is judged by what was found."""
    version = _version(row, brand)
    search = Search(
        order_id=order.id,
        brand_id=brand.id,
        version=version,
        changed_at=order.changed_at,
        inputs=inputs_of(order, brand, version, shop.watched),
        watched=shop.watched,
        contents=row.contents if row else None,
    )
    if row is not None and row.inputs == search.inputs and row.papers is not None:
        recording.judge(tx, order, brand, recording.papers_of(row))
        return None
    if row is None or row.state not in {READY, WAITING}:
        facts = Facts(Standing.APPROVED, has_address=order.destination is not None)
        recording.record(tx, order, brand, readiness(facts))
    return search


def _version(row: BrandedOrder | None, brand: BrandProfile) -> int:
    """By which version its papers are made: the one it was found ready with, else the one in force."""
    is_ready = row is not None and row.state == READY and row.brand_id == brand.id
    return row.version if row is not None and is_ready and row.version else brand.version


def inputs_of(order: Order, brand: BrandProfile, version: int, watched: str) -> str:
    """What papers say and are searched for depends on these, told as a digest."""
    parts = (order.changed_at.isoformat(), brand.id, version, watched)
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def _candidate(
    tx: Transaction, shop: Shop, order: Order, brand: BrandProfile | None, row: BrandedOrder | None
) -> Candidate:
    return Candidate(
        is_trade=order.kind == TRADE,
        is_cancelled=order.cancelled_at is not None,
        is_test=order.is_test,
        is_imported=order.source_name == NOON,
        is_fulfilled=order.fulfillment_status == _SENT,
        has_left_in_part=order.fulfillment_status == _SENT_IN_PART,
        is_erased=order.person_id is not None and not people.load(tx, shop.id, [order.person_id]),
        is_plain=brand is not None and tx.session.get(PlainBrand, brand.id) is not None,
        has_brand=brand is not None,
        is_wanted_for_all=wants_all(shop.wish),
        is_known=row is not None,
        # Shopify tells the second of an order: one placed in the second of the installation is not an earlier one.
        is_earlier=order.placed_at < shop.installed_at.replace(microsecond=0),
        is_before_brand=order.placed_at < _began(shop, brand),
    )


def _began(shop: Shop, brand: BrandProfile | None) -> datetime:
    """Since when somebody has wanted this trader's orders in the trader's name."""
    moments = [brand.made_at] if brand else []
    moments += [shop.wish.since] if shop.wish is not None and wants_all(shop.wish) else []
    return min(moments, default=shop.installed_at)
