"""What is different between two looks of a brand, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from shopify_app.white_label.documents.countries import country_name
from shopify_app.white_label.faces import Address, Brand, Place

LANGUAGES_TOLD = {"en": "English", "ar": "Arabic", "fr": "French", "nb": "Norwegian"}
_FIELDS = (
    ("name", "Name"),
    ("name_ar", "Name in Arabic"),
    ("colour", "Main colour"),
    ("text_colour", "Text on the main colour"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("website", "Website"),
    ("message", "Message"),
)
Difference = tuple[str, str, str]


def differences(before: Brand, after: Brand) -> list[Difference]:
    """What was changed, from what, to what; empty is told as a dash."""
    return [(what, old or "—", new or "—") for what, old, new in _compared(before, after) if old != new]


def address_told(address: Address | None) -> str:
    """An address in one line."""
    if address is None:
        return ""
    country = country_name(address.country, "en") if address.country else ""
    parts = (address.name, address.street, address.more, address.zip, address.city, country)
    return ", ".join(part for part in parts if part)


def _compared(before: Brand, after: Brand) -> Iterator[Difference]:
    for field, told in _FIELDS:
        yield told, str(getattr(before, field)), str(getattr(after, field))
    if not (before.email or before.phone or before.website):
        yield "Contact", before.contact, after.contact
    if before.logo != after.logo:
        # The pictures themselves stand beside each other on the page.
        yield "Logo", "one" if before.logo else "", "another" if before.logo and after.logo else _one(after)
    yield "Sender", address_told(before.sender), address_told(after.sender)
    yield "Returns", address_told(before.returns), address_told(after.returns)
    yield "Prices", _prices(before), _prices(after)
    said, now = dict(before.messages), dict(after.messages)
    for language, told in LANGUAGES_TOLD.items():
        yield f"Message in {told}", said.get(language, ""), now.get(language, "")
    senders = [{place.country: place for place in brand.places} for brand in (before, after)]
    for country in sorted(senders[0].keys() | senders[1].keys()):
        old, new = (_place_told(one.get(country)) for one in senders)
        yield f"Parcels to {country_name(country, 'en')}", old, new


def _one(brand: Brand) -> str:
    return "one" if brand.logo else ""


def _prices(brand: Brand) -> str:
    return "shown" if brand.shows_prices else "not shown"


def _place_told(place: Place | None) -> str:
    if place is None:
        return ""
    returns = f"; returns to {address_told(place.returns)}" if place.returns else ""
    return f"{address_told(place.sender)}{returns}"
