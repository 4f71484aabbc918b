"""Tracking, sealed for the person whose address it leads to; of an order that names nobody, with the shop's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select, update

from shopify_app.core.crypto import Sealed
from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import Order
from shopify_app.people import actions as people
from shopify_app.white_label.parcels.models import Parcel, ParcelRequest
from shopify_app.white_label.parcels.rules import Tracking

_PLACE = "parcel/tracking"
_TABLES: tuple[type[Parcel] | type[ParcelRequest], ...] = (Parcel, ParcelRequest)


def seal_tracking(tx: Transaction, shop_id: int, person_id: int | None, tracking: Tracking) -> Sealed | None:
    """The tracking, sealed; None where there is none, or the person was erased: then it is not kept."""
    if tracking == Tracking():
        return None
    plain = msgspec.json.encode(tracking)
    if person_id is None:
        return tx.keys(shop_id).sealing.seal(plain, _context(shop_id))
    person = people.load(tx, shop_id, [person_id]).get(person_id)
    return person.seal(_PLACE, plain) if person else None


def open_tracking(tx: Transaction, row: Parcel | ParcelRequest) -> Tracking | None:
    """The tracking; None once the person was erased. For a person's eyes callers pass the disclosure gate."""
    if row.tracking is None:
        return None if _is_erased(tx, row) else Tracking()
    if row.person_id is None:
        return msgspec.json.decode(
            tx.keys(row.shop_id).sealing.open(row.tracking, _context(row.shop_id)), type=Tracking
        )
    person = people.load(tx, row.shop_id, [row.person_id]).get(row.person_id)
    return msgspec.json.decode(person.open(_PLACE, row.tracking), type=Tracking) if person else None


def empty_person(tx: Transaction, shop_id: int, person_ids: Sequence[int]) -> int:
    """Remove where these people's parcels can be followed; returns of how many. That there were parcels stays."""
    return sum(_empty(tx, shop_id, table.person_id.in_(person_ids), table) for table in _TABLES)


def empty_before(tx: Transaction, shop_id: int, before: datetime) -> int:
    """Remove where parcels of orders placed before that moment could be followed; returns of how many."""
    old = select(Order.id).where(Order.shop_id == shop_id, Order.placed_at < before)
    return sum(_empty(tx, shop_id, table.order_id.in_(old), table) for table in _TABLES)


def held_about(tx: Transaction, shop_id: int, person_id: int) -> list[dict[str, Any]]:
    """What parcels hold about a person, for the person's own report."""
    chosen = select(Parcel).where(Parcel.shop_id == shop_id, Parcel.person_id == person_id).order_by(Parcel.shipped_at)
    return [_held(tx, row) for row in tx.session.scalars(chosen)]


def _held(tx: Transaction, row: Parcel) -> dict[str, Any]:
    tracking = open_tracking(tx, row) or Tracking()
    told = {"shipped_at": row.shipped_at.isoformat(), "carrier": row.carrier, "pieces": row.units}
    return told | {"tracking_numbers": list(tracking.numbers), "tracking_links": list(tracking.urls)}


def _empty(tx: Transaction, shop_id: int, which: Any, table: type[Parcel] | type[ParcelRequest]) -> int:
    chosen = update(table).where(table.shop_id == shop_id, which, table.tracking.is_not(None))
    done = tx.session.execute(chosen.values(tracking=None), execution_options={"synchronize_session": False})
    return int(done.rowcount)  # type: ignore[attr-defined]


def _is_erased(tx: Transaction, row: Parcel | ParcelRequest) -> bool:
    return row.person_id is not None and row.person_id not in people.load(tx, row.shop_id, [row.person_id])


def _context(shop_id: int) -> bytes:
    return f"{_PLACE}/{shop_id}".encode()
