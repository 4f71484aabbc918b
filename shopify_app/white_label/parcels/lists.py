"""Parcels as lists: of a shop, searched and filtered; and of one order, with what is being asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from shopify_app.core.errors import NotFoundError
from shopify_app.core.outbox import DEAD, Call
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import Order
from shopify_app.white_label.parcels.asking import SHIP
from shopify_app.white_label.parcels.models import ASKED, BLOCKED, CANCELLED, DONE, NOBODY, Parcel, ParcelRequest

SHOWN = {
    "all": "All",
    "leaks": "Shows a name",
    "unmailed": "Consignee not told",
    "cancelled": "Cancelled",
}


class UnknownParcelError(NotFoundError):
    """The shop has no such parcel."""


@dataclass(frozen=True, slots=True)
class ListWish:
    """What of the list is wanted."""

    show: str = "all"
    search: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ParcelsOfOrder:
    """What left of an order, what is being asked of Shopify or was refused, and which of those failed for good."""

    parcels: list[Parcel]
    requests: list[ParcelRequest]
    failed: set[int]


def list_parcels(tx: Transaction, shop_id: int, wish: ListWish) -> Page[tuple[Parcel, Order]]:
    """The shop's parcels with their orders, the latest first."""
    chosen = select(Parcel, Order).join(Order, Order.id == Parcel.order_id).where(Parcel.shop_id == shop_id)
    chosen = _filter(chosen, wish).order_by(Parcel.shipped_at.desc(), Parcel.id.desc())
    rows = [(row[0], row[1]) for row in tx.session.execute(cut(chosen, wish.page))]
    return page_of(rows, wish.page)


def count_leaking(tx: Transaction, shop_id: int) -> int:
    """How many parcels on their way show a name they must not."""
    chosen = select(func.count()).select_from(Parcel).where(Parcel.shop_id == shop_id, Parcel.has_leaks)
    return tx.session.scalar(chosen.where(Parcel.state != CANCELLED)) or 0


def get_parcel(tx: Transaction, shop_id: int, parcel_id: int) -> Parcel:
    """One of the shop's parcels.

    Raises:
        UnknownParcelError: It has none of this number.
    """
    row = tx.session.get(Parcel, parcel_id)
    if row is None or row.shop_id != shop_id:
        raise UnknownParcelError("There is no such parcel in this shop.")
    return row


def parcels_of(tx: Transaction, shop_id: int, order_id: int) -> ParcelsOfOrder:
    """An order's parcels, oldest first, and what is being asked for."""
    ours = (Parcel.shop_id == shop_id, Parcel.order_id == order_id)
    parcels = list(tx.session.scalars(select(Parcel).where(*ours).order_by(Parcel.shipped_at, Parcel.id)))
    asked = (ParcelRequest.shop_id == shop_id, ParcelRequest.order_id == order_id, ParcelRequest.state != DONE)
    requests = list(tx.session.scalars(select(ParcelRequest).where(*asked).order_by(ParcelRequest.id)))
    keys = {f"{SHIP}/{row.id}": row.id for row in requests if row.state == ASKED}
    dead = select(Call.key).where(Call.shop_id == shop_id, Call.key.in_(keys), Call.state == DEAD)
    return ParcelsOfOrder(parcels, requests, {keys[key] for key in tx.session.scalars(dead)})


def _filter(chosen: Any, wish: ListWish) -> Any:
    if wish.show == "leaks":
        chosen = chosen.where(Parcel.has_leaks)
    if wish.show == "unmailed":
        chosen = chosen.where(Parcel.told.in_((BLOCKED, NOBODY)))
    if wish.show == "cancelled":
        chosen = chosen.where(Parcel.state == CANCELLED)
    if wish.search:
        name = wish.search.lstrip("#")
        chosen = chosen.where(Order.name.in_((name, f"#{name}")))
    return chosen
