"""What a parcel shows: the trader's brand, the shipment, and the one it goes to. Pure values.

Source: promises MA-7.1 (own identity) and MA-7.2 (orders ship in the trader's name).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shopify_app.core.money import Money


@dataclass(frozen=True, slots=True)
class Address:
    """Where something goes to or comes from. `country` is ISO 3166's two letters; any other part may be empty."""

    name: str
    street: str = ""
    more: str = ""
    zip: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    """How a trader looks to consignees. `logo` is a PNG without metadata; `colour` is #rrggbb."""

    name: str
    name_ar: str = ""
    colour: str = "#222222"
    sender: Address = Address("")
    contact: str = ""
    message: str = ""
    shows_prices: bool = False
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Goods of one kind. `price` is of one piece."""

    title: str
    sku: str
    quantity: int
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class Shipment:
    """What a parcel holds, for whom. `number` is the order's as the consignee may see it."""

    number: str
    placed_on: date
    to: Address
    lines: tuple[Line, ...]
    language: str = "en"
