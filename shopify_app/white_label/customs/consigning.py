"""Putting the papers' content together: the true names of exporter, buyer and consignee, and the goods.

This is the one place where the names of both ends stand on one paper. Customs law asks for it, so a print is a
disclosure to the customs of both countries under the exception «customs papers» (promises MA-7.3 and MA-8.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shopify_app.core.errors import ConflictError
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import Looker, disclose, open_person
from shopify_app.disclosures.recipients import CUSTOMS, CUSTOMS_AUTHORITY, CUSTOMS_PAPERS
from shopify_app.orders.actions import open_destination
from shopify_app.orders.destinations import mapped
from shopify_app.orders.models import TRADE, Order
from shopify_app.orders.payload import AddressPart
from shopify_app.white_label.customs.forms import FROM_HERE, Exporter, Sending, read_sending
from shopify_app.white_label.customs.outlook import Outlook
from shopify_app.white_label.customs.rules import customs_lines
from shopify_app.white_label.customs_faces import Customs, Party
from shopify_app.white_label.faces import Address

_NUMBERS = (("registration", "Registration"), ("vat", "VAT"), ("eori", "EORI"))


class IncompleteError(ConflictError):
    """Something that customs ask for is not known; nothing was printed."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the papers are drawn from, and who is told about whom by printing them. It names people: hold it briefly."""

    order_id: int
    person_id: int
    home: str
    destination: str
    customs: Customs = field(repr=False)
    fields: Mapping[str, str] = field(repr=False)


def prepare(tx: Transaction, seen: Outlook, form: Mapping[str, str], staff: str) -> Prepared:
    """The papers' content; that this staff member opened the person's data for it is on the trail.

    Raises:
        IncompleteError: Says what is missing and where to tell it.
        BadCustomsError: What was typed beside the paper is wrong.
    """
    exporter = _exporter(seen)
    sending = read_sending(form, seen.net_kilograms)
    order = seen.order
    part, buyer = _open(tx, order, staff)
    fields = mapped(part) | ({"name": buyer} if buyer else {})
    customs = _customs(seen, exporter, sending, part, buyer, tx.now.date())
    return Prepared(order.id, order.person_id or 0, seen.home, seen.destination, customs, fields)


def tell_customs(tx: Transaction, shop_id: int, prepared: Prepared, staff: str) -> None:
    """Write down that the customs of both countries are told."""
    for country in (prepared.home, prepared.destination):
        disclose(
            tx,
            shop_id,
            recipient=CUSTOMS_AUTHORITY.key,
            purpose=CUSTOMS,
            exception=CUSTOMS_PAPERS,
            person_id=prepared.person_id,
            subject=f"order {prepared.order_id}",
            fields=prepared.fields,
            country=country,
            actor=f"staff {staff}",
        )


def _exporter(seen: Outlook) -> Exporter:
    if seen.exporter is None:
        raise IncompleteError("The shop's legal identity is not told yet. Fill it in under Brands, Customs papers.")
    if not seen.declared:
        raise IncompleteError("This order holds no goods that are carried, so there is nothing to declare.")
    if seen.incomplete:
        first = seen.incomplete[0]
        raise IncompleteError(
            f"The {first.missing[0]} of «{first.line.title[:60]}» is missing. Tell it on the order's customs page, "
            "or in Shopify on the product."
        )
    return seen.exporter


def _open(tx: Transaction, order: Order, staff: str) -> tuple[AddressPart, str | None]:
    """Where the goods go, and who bought them where that is somebody else."""
    if order.person_id is None:
        raise IncompleteError("This order names nobody, so there is no consignee to declare.")
    person, contact = open_person(tx, order.shop_id, order.person_id, Looker(staff, "order"))
    part = open_destination(person, order)
    if part is None:
        raise IncompleteError("This order has no delivery address. It may be a pick-up, or it was erased.")
    for what, value in (("name", part.name or part.company), ("street", part.address1), ("city", part.city)):
        if not value:
            raise IncompleteError(f"The delivery address has no {what}. Complete it in Shopify, on the order.")
    is_other = order.kind == TRADE and contact.name and contact.name != part.name
    return part, contact.name if is_other else None


def _customs(
    seen: Outlook, exporter: Exporter, sending: Sending, part: AddressPart, buyer: str | None, on: date
) -> Customs:
    number = seen.order.name.removeprefix("#")
    place = exporter.city if sending.incoterm in FROM_HERE else part.city or ""
    return Customs(
        number=f"CI-{number}",
        issued_on=on,
        exporter=_party_of(exporter),
        consignee=Party(_address(part), phone=part.phone or ""),
        lines=customs_lines(seen.declared),
        buyer=Party(Address(buyer)) if buyer else None,
        reason=sending.reason,
        incoterm=f"{sending.incoterm} {place}".strip(),
        freight=seen.freight,
        order=number,
        packages=sending.packages,
        gross_kilograms=sending.gross_kilograms,
        tracking=sending.tracking,
        signatory=exporter.signatory,
        place=exporter.city,
    )


def _party_of(exporter: Exporter) -> Party:
    where = Address(exporter.legal_name, exporter.street, exporter.more, exporter.zip, exporter.city, exporter.country)
    numbers = tuple((label, getattr(exporter, name)) for name, label in _NUMBERS if getattr(exporter, name))
    return Party(where, numbers, exporter.phone, exporter.email)


def _address(part: AddressPart) -> Address:
    name = " · ".join(text for text in (part.company, part.name) if text)
    city = " ".join(text for text in (part.city, part.province_code) if text)
    return Address(
        name, part.address1 or "", part.address2 or "", part.zip or "", city, (part.country_code or "").upper()
    )
