"""What a parcel shows: the trader's brand, the shipment, and the one it goes to. Pure values.

Source: promises MA-7.1 (own identity) and MA-7.2 (orders ship in the trader's name).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum

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
class Place:
    """Who sends and who takes returns where parcels go to `country`. Without a return address the sender takes them."""

    country: str
    sender: Address
    returns: Address | None = None


@dataclass(frozen=True, slots=True)
class Brand:
    """How a trader looks to consignees. `logo` is a PNG without metadata; `colour` is #rrggbb.

    `text_colour` stands on it; empty is black or white, whichever reads better. `contact` is the line that is printed:
    e-mail, phone and website, as far as there are any. `places` are the destinations with a sender of their own,
    `messages` the message by language; `sender`, `returns` and `message` are for all others.
    """

    name: str
    name_ar: str = ""
    colour: str = "#222222"
    sender: Address = Address("")
    contact: str = ""
    message: str = ""
    shows_prices: bool = False
    logo: bytes | None = None
    returns: Address | None = None
    places: tuple[Place, ...] = ()
    messages: tuple[tuple[str, str], ...] = ()
    text_colour: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""

    def towards(self, country: str, language: str) -> Brand:
        """As a consignee in that country, who reads that language, sees it: nothing is left to choose."""
        place = next((one for one in self.places if one.country == country), None)
        message = dict(self.messages).get(language, self.message)
        sender, returns = (place.sender, place.returns) if place else (self.sender, self.returns)
        return replace(self, sender=sender, returns=returns or sender, message=message, places=(), messages=())


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


class Handling(Enum):
    """How a parcel wants to be treated, as its label asks."""

    FRAGILE = "fragile"
    UPRIGHT = "upright"
    DRY = "dry"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One package of an order, `number` of `of`, as its label tells it. `order` is the number the consignee may see.

    `phone` is the consignee's, for the carrier.
    """

    order: str
    to: Address
    packed_on: date
    number: int = 1
    of: int = 1
    kilograms: Decimal | None = None
    handling: tuple[Handling, ...] = ()
    phone: str = ""
    carrier: str = ""
    tracking: str = ""
    language: str = "en"
