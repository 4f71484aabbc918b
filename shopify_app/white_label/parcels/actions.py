"""Keeping parcels as Shopify shows them: once each, whatever the order of arrival, with the brand they left under."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.orders.actions import tell
from shopify_app.orders.models import TRADE, Order
from shopify_app.white_label.brands.actions import find_brand
from shopify_app.white_label.brands.models import BrandProfile, BrandVersion
from shopify_app.white_label.leaks.watchlist import Watchlist
from shopify_app.white_label.parcels.letters import tell_leak_later
from shopify_app.white_label.parcels.models import CANCELLED, OFF, SHIPPED, Parcel
from shopify_app.white_label.parcels.rules import SeenParcel
from shopify_app.white_label.parcels.sealing import open_tracking, seal_tracking
from shopify_app.white_label.parcels.searching import leaks_in_parcel, pairs, watchlist_of
from shopify_app.white_label.parcels.telling import decide
from shopify_app.white_label.release.frozen import version_at
from shopify_app.white_label.release.models import OVERRIDDEN
from shopify_app.white_label.release.overriding import row_of
from shopify_app.white_label.release.wishes import plain_of

_SECOND = timedelta(seconds=1)


def brand_of(tx: Transaction, order: Order) -> BrandProfile | None:
    """The brand under which the order's parcels leave: of a trader with an approved one; None for all others.

    None too where the trader's parcels are plain, and where a person let the order go without its brand.
    """
    brand = find_brand(tx, order) if order.kind == TRADE else None
    if brand is None or not brand.version or plain_of(tx, order.shop_id, brand.id) is not None:
        return None
    row = row_of(tx, order.shop_id, order.id)
    return None if row is not None and row.state == OVERRIDDEN and not row.versions else brand


def record_parcels(tx: Transaction, order: Order, brand: BrandProfile, seen: Sequence[SeenParcel]) -> list[Parcel]:
    """Keep the newest sight of each of the order's parcels; returns those that are new.

    One that left before the trader approved anything carried no brand, and is not kept.
    """
    lock_shop(tx, order.shop_id)
    known = _known(tx, order.shop_id, [one.shopify_fulfillment_id for one in seen])
    watchlist: Watchlist | None = None
    new = []
    for one in seen:
        row = known.get(one.shopify_fulfillment_id)
        if row is not None and not _is_news(tx, row, one):
            continue
        watchlist = watchlist or watchlist_of(tx, brand)
        if row is not None:
            _update(tx, order, row, one, watchlist)
        elif version := version_of(tx, order, brand, one.created_at):
            new.append(_insert(tx, order, brand, version, one, watchlist))
    return new


def version_of(tx: Transaction, order: Order, brand: BrandProfile, left_at: datetime) -> int:
    """The brand's version that a parcel carried which left then: the one the order was let go with; 0 for none.

    Of one that left before it was let go, what was in force. Shopify's moments are whole seconds.
    """
    row = row_of(tx, order.shop_id, order.id)
    frozen = version_at(row, left_at + _SECOND) if row is not None else None
    if frozen is not None:
        return frozen
    chosen = select(func.max(BrandVersion.number)).where(BrandVersion.brand_id == brand.id)
    return tx.session.scalar(chosen.where(BrandVersion.approved_at < left_at + _SECOND)) or 0


def _known(tx: Transaction, shop_id: int, numbers: Sequence[int]) -> dict[int, Parcel]:
    chosen = select(Parcel).where(Parcel.shop_id == shop_id)
    rows = tx.session.scalars(chosen.where(one_of(tx.session, Parcel.shopify_fulfillment_id, numbers)))
    return {row.shopify_fulfillment_id: row for row in rows}


def _is_news(tx: Transaction, row: Parcel, seen: SeenParcel) -> bool:
    """Whether it tells something new. Shopify's times have whole seconds; what is cancelled stays so."""
    if seen.changed_at < row.changed_at or (row.state == CANCELLED and not seen.is_cancelled):
        return False
    return any(getattr(row, name) != value for name, value in _facts(seen).items()) or _is_relabelled(tx, row, seen)


def _is_relabelled(tx: Transaction, row: Parcel, seen: SeenParcel) -> bool:
    return row.carrier != seen.carrier or open_tracking(tx, row) not in {None, seen.tracking}


def _insert(
    tx: Transaction, order: Order, brand: BrandProfile, version: int, seen: SeenParcel, watchlist: Watchlist
) -> Parcel:
    row = Parcel(
        shop_id=order.shop_id,
        order_id=order.id,
        shopify_fulfillment_id=seen.shopify_fulfillment_id,
        brand_id=brand.id,
        version=version,
        person_id=order.person_id,
        told=OFF,
        shipped_at=seen.created_at,
        seen_at=tx.now,
        has_leaks=False,
        **_facts(seen),
    )
    row.leaks = []
    row.tracking = seal_tracking(tx, order.shop_id, row.person_id, seen.tracking)
    tx.session.add(row)
    tx.session.flush()
    details: dict[str, Any] = {"brand": brand.id, "version": version}
    tell(tx, order.shop_id, order.id, "shipped", pieces=seen.units, carrier=seen.carrier, **details)
    audit.record(tx, order.shop_id, events.PARCEL_SHIPPED, f"parcel {row.id}", order=order.id, **details)
    _search(tx, order, row, seen, watchlist)
    decide(tx, row)
    if row.state == CANCELLED:
        _tell_cancelled(tx, row)
    return row


def _update(tx: Transaction, order: Order, row: Parcel, seen: SeenParcel, watchlist: Watchlist) -> None:
    is_other = _is_relabelled(tx, row, seen)
    was_cancelled = row.state == CANCELLED
    for name, value in _facts(seen).items():
        setattr(row, name, value)
    if is_other:
        row.tracking = seal_tracking(tx, row.shop_id, row.person_id, seen.tracking)
        had_leaks = row.has_leaks
        _search(tx, order, row, seen, watchlist)
        if had_leaks and not row.has_leaks:
            decide(tx, row)
    if row.state == CANCELLED and not was_cancelled:
        _tell_cancelled(tx, row)


def _facts(seen: SeenParcel) -> dict[str, Any]:
    state = CANCELLED if seen.is_cancelled else SHIPPED
    return {"carrier": seen.carrier, "units": seen.units, "state": state, "changed_at": seen.changed_at}


def _search(tx: Transaction, order: Order, row: Parcel, seen: SeenParcel, watchlist: Watchlist) -> None:
    """It left already: what it tells cannot be stopped any more, but the shop hears of it and what to do."""
    found = pairs(leaks_in_parcel(seen.carrier, seen.tracking, watchlist))
    if found and found != row.leaks:
        tell(tx, order.shop_id, order.id, "parcel_leaks", leaks=found)
        audit.record(tx, order.shop_id, events.PARCEL_LEAKED, f"parcel {row.id}", findings=len(found))
        tell_leak_later(tx, row)
    row.leaks, row.has_leaks = found, bool(found)


def _tell_cancelled(tx: Transaction, row: Parcel) -> None:
    tell(tx, row.shop_id, row.order_id, "parcel_cancelled", pieces=row.units)
    audit.record(tx, row.shop_id, events.PARCEL_CANCELLED, f"parcel {row.id}")
