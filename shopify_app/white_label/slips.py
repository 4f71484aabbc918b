"""Packing slips in a trader's name: gathered, drawn, and searched for names that must not be on them.

A slip is drawn when it is asked for, and kept nowhere: it names the one it goes to. What blocks it, and that it was
printed, is on the trail (promises MA-7.2, MA-7.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError
from shopify_app.core.money import Money
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import Looker, open_person
from shopify_app.orders.actions import get_order, open_destination
from shopify_app.orders.models import Order
from shopify_app.shops.actions import contact_of
from shopify_app.shops.models import Shop
from shopify_app.white_label import actions
from shopify_app.white_label.client import Goods, GoodsClient
from shopify_app.white_label.documents.slip import Paper, packing_slip
from shopify_app.white_label.faces import Address, Brand, Line, Shipment
from shopify_app.white_label.leaks.collaboration import collaboration_words
from shopify_app.white_label.leaks.identities import Finding, Identity, Kind
from shopify_app.white_label.leaks.portable import leaks_in_pdf
from shopify_app.white_label.leaks.watchlist import Watchlist, watch
from shopify_app.white_label.models import BrandProfile

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime
    from shopify_app.orders.payload import AddressPart

_SAMPLE_LINES = (
    Line("Hand-painted bowl, 24 cm", "BOWL-24", 2, Money(Decimal("120.00"), "SAR")),
    Line("Argan oil, 100 ml", "OIL-100", 6, Money(Decimal("45.50"), "SAR")),
    Line("طبق خزفي مزخرف", "DISH-7", 1, Money(Decimal("310.00"), "SAR")),
)
_SAMPLE_TO = Address("Sample Consignee", "1 Palm Street", "", "11564", "Riyadh", "SA")


class NobodyToSendToError(ConflictError):
    """Where the order goes is not known, or was erased."""


class LeakError(ConflictError):
    """The paper would tell what it must not."""


@dataclass(frozen=True, slots=True)
class Paperwork:
    """A file to print."""

    name: str
    content: bytes


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
        brand, to = actions.open_approved(tx, brand_row), _destination(tx, order, staff)
        watchlist = watchlist_for(tx, brand_row, brand)
        version = brand_row.version
    content = packing_slip(brand, _shipment(order, to, goods), paper)
    findings = leaks_in_pdf(content, watchlist)
    with runtime.transaction() as tx:
        subject, actor = f"order {order_id}", f"staff {staff}"
        details = {"version": version, "paper": paper.name}
        if findings:
            audit.record(tx, shop_id, events.SLIP_BLOCKED, subject, actor=actor, findings=len(findings), **details)
        else:
            audit.record(tx, shop_id, events.SLIP_PRINTED, subject, actor=actor, **details)
    if findings:
        raise LeakError(_told(findings))
    return Paperwork(f"packing-slip-{order_id}.pdf", content)


def make_proof(runtime: Runtime, shop_id: int, brand_id: int, paper: Paper, language: str, staff: str) -> Paperwork:
    """The draft on a packing slip with invented goods, for the trader to approve; searched as any other.

    Raises:
        UnknownBrandError: The shop has none of this number.
        NothingToApproveError: Nothing is drafted.
        LeakError: It would name the shop or another trader.
    """
    with runtime.transaction() as tx:
        row = actions.get_brand(tx, shop_id, brand_id)
        brand, on = open_for(tx, row, staff), tx.now.date()
        watchlist = watchlist_for(tx, row, brand)
    if not brand.name:
        raise actions.NothingToApproveError("Nothing is drafted yet. Fill in the profile first.")
    content = packing_slip(brand, Shipment("1001", on, _SAMPLE_TO, _SAMPLE_LINES, language), paper)
    if findings := leaks_in_pdf(content, watchlist):
        raise LeakError(_told(findings))
    return Paperwork(f"proof-of-brand-{brand_id}.pdf", content)


def open_for(tx: Transaction, row: BrandProfile, staff: str) -> Brand:
    """The draft for a person's eyes: of a person's brand, the look is on the trail.

    Raises:
        ErasedPersonError: The trader was erased.
    """
    if row.person_id is not None:
        open_person(tx, row.shop_id, row.person_id, Looker(staff, "order"))
    return actions.open_draft(tx, row)


def watchlist_for(tx: Transaction, row: BrandProfile, own: Brand) -> Watchlist:
    """What this trader's papers must not show: the shop, other traders, and that anybody works together."""
    shop, mail = tx.session.get_one(Shop, row.shop_id), contact_of(tx, row.shop_id)
    hidden = [Identity(Kind.DOMAIN, shop.domain, "the shop's address in the web")]
    hidden += [Identity(Kind.NAME, shop.name, "the shop's name")] if shop.name else []
    hidden += [Identity(Kind.EMAIL, mail, "the shop's e-mail address")] if mail else []
    hidden += [one for other in actions.other_brands(tx, row) for one in _identities(other, "another trader")]
    return watch([*hidden, *collaboration_words()], own=_identities(own))


def _identities(brand: Brand, label: str = "") -> list[Identity]:
    reached_by = Kind.EMAIL if "@" in brand.contact else Kind.PHONE
    given = ((Kind.NAME, brand.name), (Kind.NAME, brand.name_ar), (reached_by, brand.contact))
    return [Identity(kind, text, label) for kind, text in given if text]


def _brand_of(tx: Transaction, order: Order) -> BrandProfile:
    row = actions.find_brand(tx, order)
    if row is None:
        raise actions.NoBrandError("This trader has no brand profile yet. Make one on the order's page.")
    return row


def _destination(tx: Transaction, order: Order, staff: str) -> Address:
    """Where it goes. To print it is to look at it: the look is on the trail."""
    if order.person_id is None:
        raise NobodyToSendToError("This order names nobody, so there is no address to print.")
    person, _ = open_person(tx, order.shop_id, order.person_id, Looker(staff, "order"))
    part = open_destination(person, order)
    if part is None:
        raise NobodyToSendToError("This order has no delivery address. It may be a pick-up, or it was erased.")
    return _address(part)


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


def _told(findings: tuple[Finding, ...]) -> str:
    places = sorted({f"{finding.label} ({finding.where})" for finding in findings})
    return f"Not printed: it would show {'; '.join(places[:5])}. Change the order's goods or the brand profile."
