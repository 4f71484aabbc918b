"""Whom Shopify's own notices of traders' orders reach: those come in the shop's name, and nothing can hold them back.

Shopify tells nowhere whether a notice is switched on. Seen are the order's own address and telephone, and that a mail
was sent. None of it is kept but whose it is, and when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, or_, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import tell
from shopify_app.orders.models import TRADE, Order
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.faces import Brand
from shopify_app.white_label.parcels.actions import brand_of
from shopify_app.white_label.parcels.client import ParcelsClient
from shopify_app.white_label.parcels.contacts import NONE, OTHER, OrderContacts, whose_email, whose_phone
from shopify_app.white_label.parcels.models import OrderNotice, Parcel

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

LOOK_JOB, LOOK_QUEUE = "jobs.parcels.look_at_notices", "outbox"
_MANY = 50
# Older orders are past; parcels on their way are looked after, for Shopify writes of their delivery too.
_RECENT, _ON_ITS_WAY, _AGAIN = timedelta(days=60), timedelta(days=14), timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Look:
    """An order, and its latest change when it was looked at.

    An order's own time has whole seconds: when a change was triggered tells two of them apart that came in one.
    """

    order_id: int
    changed_at: datetime


def look_at_notices(runtime: Runtime, shop_id: int) -> bool:
    """Look at the orders that changed, or whose parcels are on their way; True when more are waiting.

    Raises:
        RemoteError: Shopify did not answer.
    """
    with runtime.snapshot() as tx:
        due = {order.shopify_order_id: Look(order.id, order.triggered_at) for order in _due(tx, shop_id)}
    if not due:
        return False
    found = runtime.client(ParcelsClient).contacts_of(shop_id, list(due))
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        _keep(tx, shop_id, due, {one.shopify_order_id: one for one in found})
        return bool(_due(tx, shop_id))


def notice_of(tx: Transaction, shop_id: int, order_id: int) -> OrderNotice | None:
    """Whom the order's notices reach, once it was looked at."""
    row = tx.session.get(OrderNotice, order_id)
    return row if row is not None and row.shop_id == shop_id else None


def reaching_others(tx: Transaction, shop_id: int, limit: int = 20) -> list[tuple[Order, OrderNotice]]:
    """Orders whose notices reach somebody else than the trader, and that are not all delivered yet; newest first."""
    chosen = select(Order, OrderNotice).join(OrderNotice, OrderNotice.order_id == Order.id)
    chosen = chosen.where(*_reached(tx, shop_id)).order_by(Order.placed_at.desc()).limit(limit)
    return [(row[0], row[1]) for row in tx.session.execute(chosen)]


def count_reaching_others(tx: Transaction, shop_id: int) -> int:
    """How many such orders there are."""
    chosen = select(func.count()).select_from(OrderNotice).join(Order, OrderNotice.order_id == Order.id)
    return tx.session.scalar(chosen.where(*_reached(tx, shop_id))) or 0


def _reached(tx: Transaction, shop_id: int) -> Sequence[Any]:
    on_its_way = exists().where(Parcel.order_id == Order.id, Parcel.shipped_at >= tx.now - _ON_ITS_WAY)
    open_ones = func.coalesce(Order.fulfillment_status, "") != "fulfilled"
    recent = Order.placed_at >= tx.now - _RECENT
    return (
        *(OrderNotice.shop_id == shop_id, OrderNotice.reaches_others, Order.cancelled_at.is_(None)),
        *(recent, or_(open_ones, on_its_way)),
    )


def _due(tx: Transaction, shop_id: int) -> list[Order]:
    same_person = and_(Order.company_id.is_(None), BrandProfile.person_id == Order.person_id)
    theirs = or_(BrandProfile.company_id == Order.company_id, same_person)
    branded = and_(BrandProfile.shop_id == Order.shop_id, BrandProfile.version > 0, theirs)
    on_its_way = exists().where(Parcel.order_id == Order.id, Parcel.shipped_at >= tx.now - _ON_ITS_WAY)
    chosen = select(Order).join(BrandProfile, branded).outerjoin(OrderNotice, OrderNotice.order_id == Order.id)
    chosen = chosen.where(
        Order.shop_id == shop_id,
        Order.kind == TRADE,
        Order.cancelled_at.is_(None),
        Order.placed_at >= tx.now - _RECENT,
        or_(
            OrderNotice.order_id.is_(None),
            Order.triggered_at > OrderNotice.order_changed_at,
            and_(OrderNotice.looked_at < tx.now - _AGAIN, on_its_way),
        ),
    )
    return list(tx.session.scalars(chosen.order_by(Order.id).limit(_MANY)))


def _keep(tx: Transaction, shop_id: int, due: Mapping[int, Look], found: Mapping[int, OrderContacts]) -> None:
    for number, look in due.items():
        order_id, order = look.order_id, tx.session.get_one(Order, look.order_id, populate_existing=True)
        facts, before = _facts(tx, order, found.get(number)), tx.session.get(OrderNotice, order_id)
        facts |= {"looked_at": tx.now, "order_changed_at": look.changed_at}
        reached = before is not None and before.reaches_others
        row = before or OrderNotice(order_id=order_id, shop_id=shop_id)
        for name, value in facts.items():
            setattr(row, name, value)
        tx.session.add(row)
        tx.session.flush()
        if row.reaches_others and not reached:
            tell(tx, shop_id, order_id, "notices_reach_others")
            audit.record(tx, shop_id, events.NOTICES_REACH_OTHERS, f"order {order_id}")


def _facts(tx: Transaction, order: Order, contacts: OrderContacts | None) -> dict[str, Any]:
    brand = brand_of(tx, order)
    nobody = {"email_of": NONE, "phone_of": NONE, "reaches_others": False, "mails": 0, "mailed_at": None}
    if contacts is None or brand is None:
        return nobody
    try:
        own = brands.open_approved(tx, brand)
    except brands.NoBrandError:
        own = Brand("")
    whose = {"email_of": whose_email(contacts, own), "phone_of": whose_phone(contacts, own)}
    mails = {"mails": len(contacts.mailed_at), "mailed_at": max(contacts.mailed_at, default=None)}
    return nobody | whose | mails | {"reaches_others": OTHER in whose.values()}
