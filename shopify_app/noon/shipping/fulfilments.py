"""What was fulfilled in Shopify, told to noon as a shipment: once for each fulfilment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.noon.customers.actions import get_order
from shopify_app.noon.shipping import couriers, lists
from shopify_app.noon.shipping.asking import add_shipment, subject_of, tell_noon
from shopify_app.noon.shipping.models import NoonShipment
from shopify_app.noon.shipping.rules import REFUSED, BadShipmentError, pick, read_awb, shortened, told_missing

_BY_HAND = " Ship the units from this page, with a waybill."


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """A fulfilment in Shopify, its quantities by noon's SKU (`partner_sku`)."""

    shopify_fulfillment_id: int
    lines: Mapping[str, int] = field(default_factory=dict)
    courier: str | None = None
    awb_nr: str = ""


def ship_fulfilment(tx: Transaction, shop_id: int, order_id: int, fulfilled: Fulfilled, *, actor: str) -> NoonShipment:
    """Ship what a fulfilment in Shopify holds, once, however often it is told. What cannot be shipped is told on the
    order's page, and never raised: the goods may have left.

    Raises:
        UnknownNoonOrderError: There is no such order.
        NotConnectedError: There is no noon account.
    """
    lock_shop(tx, shop_id)
    number = fulfilled.shopify_fulfillment_id
    ours = (NoonShipment.shop_id == shop_id, NoonShipment.shopify_fulfillment_id == number)
    known = tx.session.scalars(select(NoonShipment).where(*ours)).one_or_none()
    if known is not None:
        return known
    order = get_order(tx, shop_id, order_id)
    picked = pick(fulfilled.lines, [(one.noon_item_nr, one.sku) for one in lists.free_items(tx, order)])
    row = add_shipment(tx, order, f"{order.noon_order_nr}-F{number}", list(picked.units), actor)
    row.shopify_fulfillment_id, row.missing = number, told_missing(picked.missing) or None
    if not picked.units:
        return _refuse(tx, row, row.missing or "The fulfilment holds no goods of this order.")
    try:
        courier, awb_nr = read_awb(couriers.named(tx, shop_id, fulfilled.courier), fulfilled.awb_nr)
        couriers.give_waybill(tx, row, courier, awb_nr)
    except BadShipmentError as error:
        return _refuse(tx, row, f"{error}{_BY_HAND}")
    tell_noon(tx, row)
    return row


def _refuse(tx: Transaction, row: NoonShipment, why: str) -> NoonShipment:
    row.state, row.problem = REFUSED, shortened(f"Nothing was told to noon. {why}")
    audit.record(tx, row.shop_id, events.NOON_SHIPMENT_REFUSED, subject_of(row), units=len(row.item_nrs))
    return row
