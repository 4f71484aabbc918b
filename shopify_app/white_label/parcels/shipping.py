"""Asking Shopify for a parcel, once: after a time-out its own parcels are looked at before anything is asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import disclose
from shopify_app.disclosures.recipients import PLATFORM, SHOPIFY
from shopify_app.orders.actions import get_order, tell
from shopify_app.orders.client import OrderGoneError
from shopify_app.shops.client import UserErrorsError
from shopify_app.white_label.parcels.actions import brand_of, record_parcels
from shopify_app.white_label.parcels.asking import NotReadyError, check_ready
from shopify_app.white_label.parcels.client import NotShippedError, ParcelsClient
from shopify_app.white_label.parcels.models import ASKED, DONE, REFUSED, Parcel, ParcelRequest
from shopify_app.white_label.parcels.reading import ask_to_read
from shopify_app.white_label.parcels.rules import SeenParcel, Tracking, Wish, WishedLine, could_be, same_goods
from shopify_app.white_label.parcels.sealing import open_tracking

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_FINAL = (UserErrorsError, NotShippedError, OrderGoneError)


def ship(runtime: Runtime, shop_id: int, request_id: int, order_id: int) -> None:
    """Make the parcel that was asked for, unless it was made already. What Shopify refuses is written on the order.

    Raises:
        RemoteError: Shopify did not answer: whether it was made is found out by the next try.
    """
    with runtime.snapshot() as tx:
        request, number = tx.session.get_one(ParcelRequest, request_id), _number(tx, shop_id, order_id)
        tracking = open_tracking(tx, request)
    if request.state != ASKED:
        return
    client = runtime.client(ParcelsClient)
    try:
        made = _find_ours(runtime, client, request, number, tracking) if request.asked_at else None
        if made is None:
            _note_asked(runtime, client, request, number)
            made = client.ship(shop_id, request.shopify_fulfillment_order_id, _wish(request, tracking))
    except (*_FINAL, NotReadyError) as error:
        with runtime.transaction() as tx:
            _refuse(tx, request, str(error))
        return
    with runtime.transaction() as tx:
        _record(tx, request, made)


def _number(tx: Transaction, shop_id: int, order_id: int) -> int:
    return get_order(tx, shop_id, order_id).shopify_order_id


def _note_asked(runtime: Runtime, client: ParcelsClient, request: ParcelRequest, number: int) -> None:
    """Before Shopify is asked: which parcels there are, so that a new one is known as ours whatever happens then.

    Before every try it is looked at anew whether the order may leave: hours may lie between two.
    """
    is_first = request.asked_at is None
    known = (
        [one.shopify_fulfillment_id for one in client.parcels_of(request.shop_id, number).parcels] if is_first else []
    )
    with runtime.transaction() as tx:
        lock_shop(tx, request.shop_id)
        check_ready(tx, get_order(tx, request.shop_id, request.order_id))
        if is_first:
            row = tx.session.get_one(ParcelRequest, request.id)
            row.asked_at, row.known = tx.now, known
            _tell_shopify(tx, row)


def _tell_shopify(tx: Transaction, row: ParcelRequest) -> None:
    """Where a parcel can be followed is told about the one it goes to: in the register before it is sent."""
    tracking = open_tracking(tx, row) or Tracking()
    disclose(
        tx,
        row.shop_id,
        recipient=SHOPIFY.key,
        purpose=PLATFORM,
        person_id=row.person_id,
        subject=f"order {row.order_id}",
        fields={"tracking_numbers": tracking.numbers, "tracking_links": tracking.urls},
        actor=row.actor,
    )


def _find_ours(
    runtime: Runtime, client: ParcelsClient, request: ParcelRequest, number: int, tracking: Tracking | None
) -> SeenParcel | None:
    """The parcel that an earlier try made, although its answer got lost."""
    with runtime.snapshot() as tx:
        others = select(Parcel.shopify_fulfillment_id).join(ParcelRequest, ParcelRequest.parcel_id == Parcel.id)
        taken = set(tx.session.scalars(others.where(ParcelRequest.order_id == request.order_id)))
    known = {*request.known, *taken}
    for one in client.parcels_of(request.shop_id, number).parcels:
        if could_be(one, request.units, request.carrier, tracking, known):
            shipped: dict[int, int] = {}
            for line_item_id, line in client.goods_in(request.shop_id, one.shopify_fulfillment_id):
                shipped[line_item_id] = shipped.get(line_item_id, 0) + line.quantity
            if same_goods(request.lines, shipped):
                return one
    return None


def _wish(request: ParcelRequest, tracking: Tracking | None) -> Wish:
    lines = tuple(WishedLine(*line) for line in request.lines)
    return Wish(lines, request.carrier, tracking or Tracking())


def _refuse(tx: Transaction, seen: ParcelRequest, problem: str) -> None:
    row = tx.session.get_one(ParcelRequest, seen.id)
    row.state, row.ended_at, row.problem, row.tracking = REFUSED, tx.now, problem[:300], None
    tell(tx, row.shop_id, row.order_id, "ship_refused", why=row.problem)
    audit.record(tx, row.shop_id, events.PARCEL_REFUSED, f"order {row.order_id}", actor=row.actor)


def _record(tx: Transaction, seen: ParcelRequest, made: SeenParcel) -> None:
    order = get_order(tx, seen.shop_id, seen.order_id)
    brand = brand_of(tx, order)
    row = tx.session.get_one(ParcelRequest, seen.id)
    row.state, row.ended_at, row.tracking = DONE, tx.now, None
    if brand is not None:
        record_parcels(tx, order, brand, [made])
    chosen = select(Parcel.id).where(Parcel.shop_id == seen.shop_id)
    chosen = chosen.where(Parcel.shopify_fulfillment_id == made.shopify_fulfillment_id)
    row.parcel_id = tx.session.scalar(chosen)
    ask_to_read(tx, seen.shop_id, order.shopify_order_id, f"made/{seen.id}")
