"""Who carries a parcel, and under which number; no number is on two parcels."""

from __future__ import annotations

from sqlalchemy import func, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_or_update
from shopify_app.noon.models import NoonOrder
from shopify_app.noon.shipping import awbs
from shopify_app.noon.shipping.models import NoonCourier, NoonShipment, NoonWaybill
from shopify_app.noon.shipping.rules import NOON, REFUSED, WANTED, BadShipmentError, read_courier


def usual(tx: Transaction, shop_id: int) -> str:
    """Who carries the shop's noon parcels where nobody says otherwise."""
    row = tx.session.get(NoonCourier, shop_id)
    return row.name if row is not None else NOON


def named(tx: Transaction, shop_id: int, name: str | None) -> str:
    """The courier that was named; the usual one where none was."""
    return usual(tx, shop_id) if name is None else name


def change_usual(tx: Transaction, shop_id: int, name: str, *, actor: str) -> None:
    """Have another courier carry the shop's noon parcels.

    Raises:
        BadShipmentError: It is no courier's name.
    """
    name = read_courier(name)
    row = {"shop_id": shop_id, "name": name, "actor": actor, "changed_at": tx.now}
    insert_or_update(tx.session, NoonCourier, [row], ("shop_id",))
    audit.record(tx, shop_id, events.NOON_COURIER_CHANGED, "noon courier", actor=actor, courier=name)


def give_waybill(tx: Transaction, shipment: NoonShipment, courier: str, awb_nr: str | None) -> NoonWaybill:
    """Put a waybill on a shipment. The caller holds the shop's lock.

    Raises:
        BadShipmentError: The number is on a shipment already.
    """
    if awb_nr is not None:
        _check_unused(tx, shipment.shop_id, courier, awb_nr)
    bill = NoonWaybill(shop_id=shipment.shop_id, shipment_id=shipment.id, courier=courier, awb_nr=awb_nr, state=WANTED)
    tx.session.add(bill)
    tx.session.flush()
    if courier == NOON and awb_nr is not None:
        awbs.claim(tx, shipment.shop_id, awb_nr, bill.id)
    elif courier == NOON:
        country = tx.session.get_one(NoonOrder, shipment.order_id).country
        awbs.ask_to_refill(tx, shipment.shop_id, shipment.project_code, country)
    return bill


def _check_unused(tx: Transaction, shop_id: int, courier: str, awb_nr: str) -> None:
    chosen = select(NoonShipment.shipment_nr).join(NoonWaybill, NoonWaybill.shipment_id == NoonShipment.id)
    chosen = chosen.where(
        NoonWaybill.shop_id == shop_id,
        NoonWaybill.awb_nr == awb_nr,
        func.lower(NoonWaybill.courier) == courier.lower(),
        NoonWaybill.state != REFUSED,
        NoonShipment.state != REFUSED,
    )
    number = tx.session.scalars(chosen.limit(1)).one_or_none()
    if number is not None:
        wrong = {"awb_nr": f"On shipment {number}"}
        raise BadShipmentError(f"This waybill is on shipment {number} already. Each parcel has its own.", wrong)
