"""What is measured: each kind of paper, drawn of a trader and a shipment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from shopify_app.white_label.customs_faces import Customs, CustomsLine, Party
from shopify_app.white_label.documents.gift import gift_message
from shopify_app.white_label.documents.invoice import commercial_invoice
from shopify_app.white_label.documents.labels import shipping_labels
from shopify_app.white_label.documents.origin import origin_declaration
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.documents.returns import return_slip
from shopify_app.white_label.documents.slip import packing_slip
from shopify_app.white_label.faces import Address, Brand, Handling, Parcel, Shipment

Draw = Callable[[Brand, Shipment], bytes]


def _slip(paper: Paper, brand: Brand, shipment: Shipment) -> bytes:
    return packing_slip(brand, shipment, paper)


def _label(paper: Paper, count: int, brand: Brand, shipment: Shipment) -> bytes:
    return shipping_labels(brand, [_parcel(shipment, number, count) for number in range(1, count + 1)], paper)


def _parcel(shipment: Shipment, number: int, of: int) -> Parcel:
    tracking = f"SMSA29{shipment.number[1:]:0>8}{number:02}"
    weight, marks = Decimal(number) / 4, (Handling.FRAGILE, Handling.UPRIGHT)
    known = {"phone": "+966 55 123 4567", "carrier": "SMSA Express", "tracking": tracking}
    return Parcel(
        shipment.number, shipment.to, shipment.placed_on, number, of, weight, marks, **known, language=shipment.language
    )


def _gift(brand: Brand, shipment: Shipment) -> bytes:
    said = f"Dear {shipment.to.name},\n\nMay every day of the new year be as bright as you are.\n\n{shipment.number}"
    return gift_message(brand, shipment, said)


def _return(brand: Brand, shipment: Shipment) -> bytes:
    return return_slip(brand, shipment, deadline=f"Until {shipment.placed_on}.")


def _customs(brand: Brand, shipment: Shipment) -> Customs:
    exporter = Party(Address("Atelier SARL", "12 Rue des Tanneurs", "", "30000", "Fès", "MA"), (("ICE", "00123"),))
    lines = tuple(
        CustomsLine(line.title, "6912.00.29", "MA", line.quantity, line.price, Decimal(line.quantity) / 3)
        for line in shipment.lines
        if line.price is not None
    )
    return Customs(
        shipment.number, shipment.placed_on, exporter, Party(shipment.to), lines, buyer=Party(brand.sender), place="Fès"
    )


SLIPS: Mapping[str, Draw] = {f"slip, {paper.name}": partial(_slip, paper) for paper in Paper}
KINDS: Mapping[str, Draw] = {
    **SLIPS,
    "label, LABEL": partial(_label, Paper.LABEL, 1),
    "4 labels, A4": partial(_label, Paper.A4, 4),
    "gift, A6": _gift,
    "return slip, A4": _return,
    "invoice, A4": lambda brand, shipment: commercial_invoice(_customs(brand, shipment)),
    "origin, A4": lambda brand, shipment: origin_declaration(_customs(brand, shipment)),
}
