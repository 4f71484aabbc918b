"""Staff ask for a parcel: looked at for leaks first, written down, and then asked of Shopify by the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.errors import ConflictError, InvalidInputError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import get_order, tell
from shopify_app.orders.holds import STOPPED
from shopify_app.orders.models import Hold, Order
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.parcels import forms
from shopify_app.white_label.parcels.actions import brand_of
from shopify_app.white_label.parcels.client import READY, ParcelsClient, Shippable
from shopify_app.white_label.parcels.models import ASKED, ParcelRequest
from shopify_app.white_label.parcels.rules import Wish, parts_of
from shopify_app.white_label.parcels.sealing import seal_tracking
from shopify_app.white_label.parcels.searching import ParcelLeakError, leaks_in_parcel, watchlist_of

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

SHIP = "parcels.ship"


class NotReadyError(ConflictError):
    """The order may not be shipped now; says why and what would help."""


class AskedAlreadyError(ConflictError):
    """A parcel of these goods is being made right now."""


def what_can_ship(runtime: Runtime, shop_id: int, order_id: int) -> list[Shippable]:
    """What of the order can be shipped now, as Shopify shows it.

    Raises:
        NotReadyError: The order may not be shipped at all.
        RemoteError: Shopify did not answer.
    """
    with runtime.snapshot() as tx:
        number = check_ready(tx, get_order(tx, shop_id, order_id)).shopify_order_id
    return runtime.client(ParcelsClient).shippable(shop_id, number)


def ask_to_ship(runtime: Runtime, shop_id: int, order_id: int, form: Mapping[str, str], actor: str) -> int:
    """Ask for the parcel that the form describes; returns how many parcels it needs. The same form again is no other.

    Raises:
        BadParcelError: The form is not filled in right.
        NotReadyError: The order, or this part of it, may not be shipped now.
        AskedAlreadyError: A parcel of the same goods is being made.
        ParcelLeakError: The parcel would tell a name; nothing was shipped.
    """
    token, number = forms.read_token(form), forms.read_fulfillment_order(form)
    if form.get("sure") != "yes":
        raise InvalidInputError("Confirm that this parcel leaves now: Shopify marks the goods as shipped.")
    chosen = next((one for one in what_can_ship(runtime, shop_id, order_id) if one.id == number), None)
    with runtime.snapshot() as tx:
        if asked := _asked(tx, shop_id, token):
            return len(asked)
    if chosen is None or chosen.state != READY:
        raise NotReadyError("This part of the order is held or was shipped meanwhile. Open the page again.")
    wish = forms.read_wish(form, chosen.lines)
    _check_leaks(runtime, shop_id, order_id, wish, actor)
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        order = check_ready(tx, get_order(tx, shop_id, order_id))
        if asked := _asked(tx, shop_id, token):
            return len(asked)
        _check_alone(tx, shop_id, number)
        return _write(tx, order, number, token, wish, actor)


def check_ready(tx: Transaction, order: Order) -> Order:
    """The order, if nothing of ours stands against shipping it.

    Raises:
        NotReadyError: It is cancelled, held by us, changed a moment ago, or has no approved brand.
    """
    if order.cancelled_at is not None:
        raise NotReadyError("This order was cancelled. Nothing of it is shipped.")
    chosen = select(Hold.reason).where(Hold.order_id == order.id, Hold.state.in_(STOPPED)).limit(1)
    if (reason := tx.session.scalar(chosen)) is not None:
        raise NotReadyError(f"This order is held: {reason}")
    if order.brand_due:
        raise NotReadyError("This order changed, and is being looked at. Try again in a moment.")
    if brand_of(tx, order) is None:
        raise NotReadyError(
            "Only orders of a trader with an approved brand are shipped from here. Approve the brand first, or ship "
            "it in Shopify."
        )
    return order


def _check_leaks(runtime: Runtime, shop_id: int, order_id: int, wish: Wish, actor: str) -> None:
    with runtime.snapshot() as tx:
        watchlist = watchlist_of(tx, _brand(tx, get_order(tx, shop_id, order_id)))
    if findings := leaks_in_parcel(wish.carrier, wish.tracking, watchlist):
        with runtime.transaction() as tx:
            details = {"findings": len(findings)}
            audit.record(tx, shop_id, events.PARCEL_BLOCKED, f"order {order_id}", actor=actor, **details)
        raise ParcelLeakError(findings)


def _brand(tx: Transaction, order: Order) -> BrandProfile:
    brand = brand_of(tx, check_ready(tx, order))
    assert brand is not None  # noqa: S101  `check_ready` saw to it
    return brand


def _asked(tx: Transaction, shop_id: int, token: str) -> Sequence[ParcelRequest]:
    chosen = select(ParcelRequest).where(ParcelRequest.shop_id == shop_id, ParcelRequest.token == token)
    return tx.session.scalars(chosen).all()


def _check_alone(tx: Transaction, shop_id: int, fulfillment_order_id: int) -> None:
    """One at a time of the same goods: after a time-out it must be clear which parcel is the one that was asked for."""
    chosen = select(ParcelRequest.id).where(ParcelRequest.shop_id == shop_id, ParcelRequest.state == ASKED)
    chosen = chosen.where(ParcelRequest.shopify_fulfillment_order_id == fulfillment_order_id)
    if tx.session.scalar(chosen.limit(1)) is not None:
        raise AskedAlreadyError(
            "Shopify is being asked to ship a part of this already. Wait for that; if it does not end, see Deliveries."
        )


def _write(tx: Transaction, order: Order, number: int, token: str, wish: Wish, actor: str) -> int:
    count = 0
    for part in parts_of(wish):
        row = ParcelRequest(
            shop_id=order.shop_id,
            order_id=order.id,
            token=token,
            part=count,
            shopify_fulfillment_order_id=number,
            lines=[[line.id, line.line_item_id, line.quantity] for line in part.lines],
            units=part.units,
            person_id=order.person_id,
            carrier=part.carrier,
            tracking=seal_tracking(tx, order.shop_id, order.person_id, part.tracking),
            state=ASKED,
            known=[],
            actor=actor,
            made_at=tx.now,
        )
        tx.session.add(row)
        tx.session.flush()
        count += 1
        outbox.put(tx, order.shop_id, SHIP, f"{SHIP}/{row.id}", request_id=row.id, order_id=order.id)
    tell(tx, order.shop_id, order.id, "ship_asked", pieces=wish.units, carrier=wish.carrier)
    details = {"fulfilment_order": number, "pieces": wish.units, "parcels": count}
    audit.record(tx, order.shop_id, events.PARCEL_ASKED, f"order {order.id}", actor=actor, **details)
    return count
