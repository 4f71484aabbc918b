"""Telling noon of one more waybill of a shipment, unless noon has it already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.noon.calling.refusals import NoonRefusedError
from shopify_app.noon.shipping.asking import subject_of
from shopify_app.noon.shipping.client import ShippingClient, Waybill
from shopify_app.noon.shipping.errands import Errand, run
from shopify_app.noon.shipping.models import NoonShipment, NoonWaybill
from shopify_app.noon.shipping.rules import MADE, REFUSED, WANTED, shortened
from shopify_app.noon.shipping.sending import numbered

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime


def add_awb(runtime: Runtime, shop_id: int, shipment_id: int, waybill_id: int) -> None:
    """Add one more waybill to the shipment at noon.

    Raises:
        RemoteError: noon does not answer.
    """
    run(runtime, shop_id, NoonShipment, shipment_id, MADE, lambda errand: _add(runtime, errand, waybill_id))


def _add(runtime: Runtime, errand: Errand, waybill_id: int) -> None:
    with runtime.snapshot() as tx:
        if tx.session.get_one(NoonWaybill, waybill_id).state != WANTED:
            return
    bill = numbered(runtime, errand, waybill_id)
    if _is_there(runtime, errand, bill):
        _settle(runtime, errand, waybill_id, MADE)
        return
    try:
        runtime.client(ShippingClient).add_awb(errand.account, errand.warehouse_code, errand.shipment_nr, bill)
    except NoonRefusedError as error:
        # A try before this one that nobody heard of: only noon knows.
        if not _is_there(runtime, errand, bill):
            problem = f"The waybill {bill.awb_nr} was not added. {error}. Add another one, or look in noon's portal."
            _settle(runtime, errand, waybill_id, REFUSED, problem)
            return
    _settle(runtime, errand, waybill_id, MADE)


def _is_there(runtime: Runtime, errand: Errand, bill: Waybill) -> bool:
    found = runtime.client(ShippingClient).find(errand.account, errand.warehouse_code, errand.shipment_nr)
    return found is not None and any(one.awb_nr == bill.awb_nr for one in found.awbs)


def _settle(runtime: Runtime, errand: Errand, waybill_id: int, state: str, problem: str | None = None) -> None:
    with runtime.transaction() as tx:
        row = tx.session.get_one(NoonShipment, errand.row_id, with_for_update=True)
        bill = tx.session.get_one(NoonWaybill, waybill_id, with_for_update=True)
        if bill.state != WANTED:
            return
        bill.state, row.changed_at = state, tx.now
        if problem is not None:
            row.problem, row.noted_at = shortened(problem), None
            audit.record(tx, row.shop_id, events.NOON_AWB_REFUSED, subject_of(row))
        else:
            audit.record(tx, row.shop_id, events.NOON_AWB_ADDED, subject_of(row))
