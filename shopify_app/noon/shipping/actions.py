"""Staff say what leaves, what is missing and what is called off: written down, then told to noon by the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.noon.customers.actions import get_order
from shopify_app.noon.models import NoonOrder
from shopify_app.noon.rules import is_open
from shopify_app.noon.shipping import couriers, lists
from shopify_app.noon.shipping.asking import ADD_AWB, add_shipment, fields_of, subject_of, tell_noon
from shopify_app.noon.shipping.models import NoonShipment, NoonShortage
from shopify_app.noon.shipping.rules import CANCEL_WANTED, MADE, WANTED, check_wanted, read_awb

_MOST_AWBS = 20


class NoShipmentError(NotFoundError):
    """The order has no such shipment."""


class NotNowError(ConflictError):
    """The shipment's state does not allow it."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Units that leave together. Without a courier the shop's usual one carries them; without a number, noon's
    logistics gets one of those drawn in advance."""

    units: Sequence[str]
    courier: str | None = None
    awb_nr: str = ""


def ship(tx: Transaction, shop_id: int, order_id: int, parcel: Parcel, *, actor: str) -> NoonShipment:
    """Ship these units.

    Raises:
        BadShipmentError: These units, or this waybill, cannot be shipped.
        UnknownNoonOrderError: There is no such order.
        NotConnectedError: There is no noon account.
    """
    lock_shop(tx, shop_id)
    order, units = get_order(tx, shop_id, order_id), list(dict.fromkeys(parcel.units))
    courier, awb_nr = read_awb(couriers.named(tx, shop_id, parcel.courier), parcel.awb_nr)
    _check(tx, order, units)
    row = add_shipment(tx, order, f"{order.noon_order_nr}-{lists.count_shipments(tx, order) + 1}", units, actor)
    couriers.give_waybill(tx, row, courier, awb_nr)
    tell_noon(tx, row)
    return row


def add_awb(
    tx: Transaction, shop_id: int, order_id: int, shipment_id: int, courier: str | None, awb_nr: str, *, actor: str
) -> None:
    """Give a shipment one more waybill; those it has stay.

    Raises:
        NotNowError: The shipment is not at noon, or has too many.
        BadShipmentError: It is no waybill, or it is on a shipment already.
    """
    lock_shop(tx, shop_id)
    row = _in_state(tx, shop_id, order_id, shipment_id, MADE)
    carrier, number = read_awb(couriers.named(tx, shop_id, courier), awb_nr)
    if len(lists.waybills_of(tx, [row])[row.id]) >= _MOST_AWBS:
        raise NotNowError("This shipment has 20 waybills. Look at it in noon's portal.")
    bill = couriers.give_waybill(tx, row, carrier, number)
    row.changed_at = tx.now
    audit.record(tx, shop_id, events.NOON_AWB_ASKED, subject_of(row), actor=actor)
    outbox.put(tx, shop_id, ADD_AWB, f"{ADD_AWB}/{bill.id}", shipment_id=row.id, waybill_id=bill.id)


def cancel(tx: Transaction, shop_id: int, order_id: int, shipment_id: int, *, actor: str) -> None:
    """Call a shipment off. noon cancels its units with it: the customer does not get them.

    Raises:
        NotNowError: The shipment is not at noon.
    """
    lock_shop(tx, shop_id)
    row = _in_state(tx, shop_id, order_id, shipment_id, MADE)
    # One refused, as after its pick-up, may be asked for again.
    row.state, row.attempt, row.changed_at, row.problem = CANCEL_WANTED, row.attempt + 1, tx.now, None
    audit.record(tx, shop_id, events.NOON_SHIPMENT_CANCEL_ASKED, subject_of(row), actor=actor, units=len(row.item_nrs))
    tell_noon(tx, row)


def mark_out_of_stock(
    tx: Transaction, shop_id: int, order_id: int, item_nrs: Sequence[str], *, actor: str
) -> NoonShortage:
    """Say that these units cannot be delivered. noon cancels them, and nothing brings them back.

    Raises:
        BadShipmentError: These units cannot be marked.
    """
    lock_shop(tx, shop_id)
    order, wanted = get_order(tx, shop_id, order_id), list(dict.fromkeys(item_nrs))
    _check(tx, order, wanted)
    row = NoonShortage(**fields_of(tx, order, wanted, actor))
    tx.session.add(row)
    tx.session.flush()
    audit.record(tx, shop_id, events.NOON_SHORTAGE_ASKED, subject_of(row), actor=actor, units=len(wanted))
    tell_noon(tx, row)
    return row


def send_again(tx: Transaction, shop_id: int, order_id: int, *, actor: str) -> int:
    """Ask for everything once more that waits with a problem, as after a lost account; returns how much there was.

    Each is looked at at noon before it is done, so what was done already is not done twice.
    """
    lock_shop(tx, shop_id)
    order, many = get_order(tx, shop_id, order_id), 0
    for row in lists.asked_of(tx, order):
        if row.state not in {WANTED, CANCEL_WANTED} or row.problem is None:
            continue
        row.attempt, many = row.attempt + 1, many + 1
        tell_noon(tx, row)
        audit.record(tx, shop_id, events.NOON_ASKED_AGAIN, subject_of(row), actor=actor)
    return many


def note(tx: Transaction, shop_id: int, order_id: int, *, actor: str) -> None:
    """A person has read what went another way than asked."""
    order = get_order(tx, shop_id, order_id)
    for row in lists.asked_of(tx, order):
        if row.problem is not None and row.noted_at is None and row.state not in {WANTED, CANCEL_WANTED}:
            row.noted_at = tx.now
            audit.record(tx, shop_id, events.NOON_PROBLEM_NOTED, subject_of(row), actor=actor)


def _check(tx: Transaction, order: NoonOrder, wanted: Sequence[str]) -> None:
    items = lists.items_of(tx, order)
    still = {one.noon_item_nr for one in items if is_open(one.marketplace_status, one.integration_status)}
    check_wanted(wanted, {one.noon_item_nr for one in items}, lists.busy_items(tx, order), still)


def _in_state(tx: Transaction, shop_id: int, order_id: int, shipment_id: int, state: str) -> NoonShipment:
    row = tx.session.get(NoonShipment, shipment_id, with_for_update=True)
    if row is None or row.shop_id != shop_id or row.order_id != order_id:
        raise NoShipmentError("This order has no such shipment.")
    if row.state != state:
        raise NotNowError("This shipment is not at noon, or not any more. Open the page again.")
    return row
