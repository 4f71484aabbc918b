"""Telling noon of shipments, outside any transaction: each looks at noon first, so a second time changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import RemoteError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.noon.calling.refusals import NoonRefusedError
from shopify_app.noon.models import NoonOrder
from shopify_app.noon.payload import Item
from shopify_app.noon.rules import is_cancelled
from shopify_app.noon.shipping import awbs, lists
from shopify_app.noon.shipping.asking import subject_of
from shopify_app.noon.shipping.client import ShippingClient, Waybill
from shopify_app.noon.shipping.errands import UNKNOWN_ORDER, Errand, read_order, run, settle
from shopify_app.noon.shipping.models import NoonShipment, NoonWaybill
from shopify_app.noon.shipping.rules import (
    CANCEL_WANTED,
    CANCELLED,
    MADE,
    REFUSED,
    WANTED,
    Choice,
    choose,
    is_same,
    told,
)

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_TAKEN = "noon has another shipment under this number. Ship the units once more: they get a new number."
_NONE_OPEN = "Nothing was shipped, because no chosen unit is open at noon any more. "
_REFUSED = " Ship the units once more, or mark them as out of stock."
# How often noon may refuse because the order changed again between the reading and the shipping.
_ROUNDS = 3


def create_shipment(runtime: Runtime, shop_id: int, shipment_id: int) -> None:
    """Register the shipment at noon, with the units that are still open right before.

    Raises:
        RemoteError: noon does not answer; it is looked at before the next try.
    """
    run(runtime, shop_id, NoonShipment, shipment_id, WANTED, lambda errand: _create(runtime, errand))


def cancel_shipment(runtime: Runtime, shop_id: int, shipment_id: int) -> None:
    """Cancel the shipment at noon, and its units with it.

    Raises:
        RemoteError: noon does not answer.
    """
    run(runtime, shop_id, NoonShipment, shipment_id, CANCEL_WANTED, lambda errand: _cancel(runtime, errand))


def numbered(runtime: Runtime, errand: Errand, waybill_id: int) -> Waybill:
    """The waybill, with a number of noon's logistics if it has none yet.

    Raises:
        RemoteError: There is none, and noon gives none.
    """
    account = errand.account
    for is_last in (False, True):
        with runtime.transaction() as tx:
            bill = tx.session.get_one(NoonWaybill, waybill_id, with_for_update=True)
            if bill.awb_nr is None:
                bill.awb_nr = awbs.take(tx, account.shop_id, account.key.project_code, errand.country, bill.id)
            if bill.awb_nr is not None:
                return Waybill(bill.courier, bill.awb_nr)
        if not is_last:
            awbs.draw(runtime, account, errand.country)
    raise RemoteError("noon gave only waybill numbers that are used already. It is asked again later.", temporary=True)


def _create(runtime: Runtime, errand: Errand) -> None:
    # A call that was lost on its way back, or a worker that died after it, left the shipment at noon.
    if _adopt(runtime, errand):
        return
    # Numbers first: drawing them takes time, and nothing may lie between the reading and the shipping.
    bills = [numbered(runtime, errand, number) for number in _waybill_ids(runtime, errand)]
    sent: tuple[str, ...] = ()
    why = ""
    for _ in range(_ROUNDS):
        units = _open_units(runtime, errand)
        if units is None:
            return
        if units.open == sent:
            break
        try:
            _tell(runtime, errand, bills, units.open)
        except NoonRefusedError as error:
            # A try before this one that nobody heard of, or units that were closed since the reading: only noon knows.
            if _adopt(runtime, errand):
                return
            sent, why = units.open, str(error)
        else:
            _settle(runtime, errand, WANTED, MADE, told(units.closed), units.open)
            return
    _settle(runtime, errand, WANTED, REFUSED, f"{why}.{_REFUSED}")


def _open_units(runtime: Runtime, errand: Errand) -> Choice | None:
    """The units that may leave right now; None where it is settled that none does, or that they have left."""
    body = read_order(runtime, errand)
    if body is None:
        _settle(runtime, errand, WANTED, REFUSED, UNKNOWN_ORDER)
        return None
    units = _choose(runtime, errand, body.items)
    # Shipped already? Perhaps by a call of ours that reached noon after it was asked.
    if units.closed and _adopt(runtime, errand):
        return None
    if not units.open:
        _settle(runtime, errand, WANTED, REFUSED, _NONE_OPEN + told(units.closed))
        return None
    return units


def _tell(runtime: Runtime, errand: Errand, bills: Sequence[Waybill], units: Sequence[str]) -> None:
    runtime.client(ShippingClient).create(
        errand.account,
        errand.warehouse_code,
        errand.shipment_nr,
        order_nr=errand.order_nr,
        awbs=bills,
        item_nrs=units,
    )


def _adopt(runtime: Runtime, errand: Errand) -> bool:
    """Take over what noon has under our number, if it has anything."""
    found = runtime.client(ShippingClient).find(errand.account, errand.warehouse_code, errand.shipment_nr)
    if found is None:
        return False
    units = {unit.mp_item_nr for unit in found.items}
    with runtime.snapshot() as tx:
        wanted = tx.session.get_one(NoonShipment, errand.row_id).item_nrs
    if not is_same(set(wanted), errand.order_nr, units, found.fbpi_order_nr):
        _settle(runtime, errand, WANTED, REFUSED, _TAKEN)
        return True
    left_out = [(number, "noon had closed it") for number in wanted if number not in units]
    _settle(runtime, errand, WANTED, MADE, told(left_out), tuple(number for number in wanted if number in units))
    return True


def _choose(runtime: Runtime, errand: Errand, items: Sequence[Item]) -> Choice:
    """The units that leave, written down before noon is told: so that no other shipment takes them."""
    with runtime.transaction() as tx:
        lock_shop(tx, errand.account.shop_id)
        row = _locked(tx, errand.row_id)
        order = tx.session.get_one(NoonOrder, row.order_id)
        units = choose(row.item_nrs, items, lists.busy_items(tx, order, but=row))
        row.item_nrs = [*units.open, *(number for number, _ in units.closed)]
        return units


def _cancel(runtime: Runtime, errand: Errand) -> None:
    try:
        runtime.client(ShippingClient).cancel(errand.account, errand.warehouse_code, errand.shipment_nr)
    except NoonRefusedError as error:
        # Cancelled by the try before this one, or not at all: its units tell.
        body = read_order(runtime, errand)
        items = body.items if body is not None else []
        gone = {item.mp_item_nr for item in items if is_cancelled(item.mp_status, item.integration_status)}
        if not set(errand.item_nrs) <= gone:
            problem = f"The shipment was not cancelled and goes its way. {error}."
            return _settle(runtime, errand, CANCEL_WANTED, MADE, problem)
    return _settle(runtime, errand, CANCEL_WANTED, CANCELLED, None)


def _settle(
    runtime: Runtime,
    errand: Errand,
    before: str,
    state: str,
    problem: str | None,
    units: tuple[str, ...] | None = None,
) -> None:
    with runtime.transaction() as tx:
        row = _locked(tx, errand.row_id)
        if row.state != before:
            # Another worker did the same meanwhile, and a person may have asked for the next thing.
            return
        if units is not None:
            row.item_nrs = list(units)
            for bill in lists.waybills_of(tx, [row])[row.id]:
                bill.state = MADE
        if before == WANTED and state == MADE:
            problem = " ".join(part for part in (row.missing, problem) if part)
        settle(tx, row, errand.order_nr, state, problem)
        _record(tx, row, before)


def _record(tx: Transaction, row: NoonShipment, before: str) -> None:
    shop_id, subject, units = row.shop_id, subject_of(row), len(row.item_nrs)
    if row.state == CANCELLED:
        audit.record(tx, shop_id, events.NOON_SHIPMENT_CANCELLED, subject, units=units)
    elif before == CANCEL_WANTED:
        audit.record(tx, shop_id, events.NOON_CANCEL_REFUSED, subject, units=units)
    elif row.state == MADE:
        audit.record(tx, shop_id, events.NOON_SHIPMENT_MADE, subject, units=units)
    else:
        audit.record(tx, shop_id, events.NOON_SHIPMENT_REFUSED, subject, units=units)


def _waybill_ids(runtime: Runtime, errand: Errand) -> list[int]:
    with runtime.snapshot() as tx:
        chosen = select(NoonWaybill.id).where(NoonWaybill.shipment_id == errand.row_id)
        return list(tx.session.scalars(chosen.order_by(NoonWaybill.id)))


def _locked(tx: Transaction, shipment_id: int) -> NoonShipment:
    return tx.session.get_one(NoonShipment, shipment_id, with_for_update=True)
