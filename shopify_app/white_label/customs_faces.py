"""What authorities are told of goods that cross a border: the names that the law wants, never a brand. Pure values.

Source: promise MA-7.3 (customs papers are an exception that the law makes, and a set of their own).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from shopify_app.core.money import Money
from shopify_app.white_label.faces import Address


class ExportReason(Enum):
    """Why goods leave the country."""

    SALE = "sale"
    SAMPLE = "sample"
    GIFT = "gift"
    RETURN = "return"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class Party:
    """A company or person by the name the law knows. `numbers` are registrations, such as ("EORI", "FR123456789")."""

    address: Address
    numbers: tuple[tuple[str, str], ...] = ()
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class CustomsLine:
    """Goods of one kind. `value` is of one piece, `kilograms` net of all pieces, `origin` ISO 3166's two letters.

    `description` is English; `description_ar` stands beside it on papers for Arab countries.
    """

    description: str
    hs_code: str
    origin: str
    quantity: int
    value: Money
    kilograms: Decimal | None = None
    description_ar: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Customs:
    """One consignment. `incoterm` names its place: DAP Riyadh.

    `importer` and `buyer` are told where they are not the consignee. `signatory` is who signs, with the position held.
    """

    number: str
    issued_on: date
    exporter: Party
    consignee: Party
    lines: tuple[CustomsLine, ...]
    importer: Party | None = None
    buyer: Party | None = None
    reason: ExportReason = ExportReason.SALE
    incoterm: str = ""
    freight: Money | None = None
    insurance: Money | None = None
    order: str = ""
    packages: int = 1
    gross_kilograms: Decimal | None = None
    tracking: str = ""
    signatory: str = ""
    place: str = ""
