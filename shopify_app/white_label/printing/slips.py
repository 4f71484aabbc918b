"""Packing slips in a trader's name: gathered, drawn, and searched for names that must not be on them.

A slip is drawn when it is asked for, and kept nowhere: it names the one it goes to. What blocks it, and that it was
printed, is on the trail (promises MA-7.2, MA-7.3).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import Looker, disclose, open_person
from shopify_app.disclosures.recipients import CARRIER, DELIVERY
from shopify_app.orders.actions import get_order, open_destination
from shopify_app.orders.destinations import mapped
from shopify_app.orders.models import Order
from shopify_app.white_label.brands import actions
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.brands.watching import watchlist_for
from shopify_app.white_label.documents.paperwork import Paperwork
from shopify_app.white_label.documents.slip import Paper, packing_slip
from shopify_app.white_label.faces import Address, Shipment
from shopify_app.white_label.leaks.blocking import LeakError
from shopify_app.white_label.leaks.portable import leaks_in_pdf
from shopify_app.white_label.printing.client import Goods, GoodsClient

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime
    from shopify_app.orders.payload import AddressPart


class NobodyToSendToError(ConflictError):
    """Where the order goes is not known, or was erased."""


def print_slip(runtime: Runtime, shop_id: int, order_id: int, paper: Paper, staff: str) -> Paperwork:
    """The packing slip of an order, by the version of its trader's brand that is in force.

    Raises:
        NoBrandError: The trader has no approved brand.
        NobodyToSendToError: There is no address to print.
        LeakError: It would name the shop or another trader; which, and where, is said.
        RemoteError: Shopify did not tell what the order holds.
    """
    with runtime.snapshot() as tx:
        order = get_order(tx, shop_id, order_id)
        brand_row = _brand_of(tx, order)
        actions.open_approved(tx, brand_row)
        number = order.shopify_order_id
    goods = runtime.client(GoodsClient).goods_of(shop_id, number)
    with runtime.transaction() as tx:
        order = get_order(tx, shop_id, order_id)
        brand_row = _brand_of(tx, order)
        brand, part = actions.open_approved(tx, brand_row), _destination(tx, order, staff)
        watchlist = watchlist_for(tx, brand_row, brand)
        version = brand_row.version
    content = packing_slip(brand, _shipment(order, _address(part), goods), paper)
    findings = leaks_in_pdf(content, watchlist)
    with runtime.transaction() as tx:
        subject, actor = f"order {order_id}", f"staff {staff}"
        details = {"version": version, "paper": paper.name}
        if findings:
            audit.record(tx, shop_id, events.SLIP_BLOCKED, subject, actor=actor, findings=len(findings), **details)
        else:
            _tell_carrier(tx, order, part, actor)
            audit.record(tx, shop_id, events.SLIP_PRINTED, subject, actor=actor, **details)
    if findings:
        raise LeakError(findings)
    return Paperwork(f"packing-slip-{order_id}.pdf", content)


def _brand_of(tx: Transaction, order: Order) -> BrandProfile:
    row = actions.find_brand(tx, order)
    if row is None:
        raise actions.NoBrandError("This trader has no brand profile yet. Make one on the order's page.")
    return row


def _tell_carrier(tx: Transaction, order: Order, part: AddressPart, actor: str) -> None:
    """Whoever carries the parcel reads its slip: each print is one disclosure, by order of the trader."""
    fields = mapped(part)
    fields.pop("ship_to_phone", None)
    disclose(
        tx,
        order.shop_id,
        recipient=CARRIER.key,
        purpose=DELIVERY,
        person_id=order.person_id,
        subject=f"order {order.id}",
        fields=fields,
        country=(part.country_code or order.ship_country or "").upper(),
        actor=actor,
    )


def _destination(tx: Transaction, order: Order, staff: str) -> AddressPart:
    """Where it goes. To print it is to look at it: the look is on the trail."""
    if order.person_id is None:
        raise NobodyToSendToError("This order names nobody, so there is no address to print.")
    person, _ = open_person(tx, order.shop_id, order.person_id, Looker(staff, "order"))
    part = open_destination(person, order)
    if part is None:
        raise NobodyToSendToError("This order has no delivery address. It may be a pick-up, or it was erased.")
    return part


def _address(part: AddressPart) -> Address:
    name = " · ".join(text for text in (part.name, part.company) if text)
    city = " ".join(text for text in (part.city, part.province_code) if text)
    return Address(
        name, part.address1 or "", part.address2 or "", part.zip or "", city, (part.country_code or "").upper()
    )


def _shipment(order: Order, to: Address, goods: Goods) -> Shipment:
    placed: date = order.placed_at.date()
    number = order.name.removeprefix("#")
    return Shipment(number, placed, to, goods.lines, goods.locale.partition("-")[0].lower() or "en")
