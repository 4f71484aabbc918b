"""What stands on a brand's papers and goes with them, to be read beside the pictures, in the trader's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from shopify_app.core.runtime import Transaction
from shopify_app.white_label.documents.countries import country_name
from shopify_app.white_label.faces import Address, Brand
from shopify_app.white_label.proofs.words import LANGUAGES_NAMED, words_in
from shopify_app.white_label.stock.models import BrandingItem


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that consignees see: what it is, and the lines of it."""

    told: str
    lines: tuple[str, ...]


def facts_of(brand: Brand, language: str) -> list[Fact]:
    """All that the papers say of the trader, whatever the destination."""
    return [fact for fact in _facts(brand, language) if fact.lines]


def options_of(tx: Transaction, shop_id: int, brand_id: int) -> list[tuple[str, str]]:
    """(kind, name) of what goes with the brand's parcels: boxes, wrapping, inserts."""
    chosen = select(BrandingItem.kind, BrandingItem.name).where(
        BrandingItem.shop_id == shop_id, BrandingItem.brand_id == brand_id, BrandingItem.retired_at.is_(None)
    )
    return [(kind, name) for kind, name in tx.session.execute(chosen.order_by(BrandingItem.kind, BrandingItem.name))]


def _facts(brand: Brand, language: str) -> Iterator[Fact]:
    words = words_in(language)
    yield Fact(words["name"], tuple(name for name in (brand.name, brand.name_ar) if name))
    yield Fact(words["sender"], _lines(brand.sender, language))
    yield Fact(words["returns"], _lines(brand.returns or brand.sender, language))
    yield Fact(words["contact"], tuple(part for part in brand.contact.split(" · ") if part))
    yield Fact(words["message"], (brand.message,) if brand.message else ())
    for spoken, message in brand.messages:
        yield Fact(f"{words['message']} ({LANGUAGES_NAMED[spoken]})", (message,))
    yield Fact(words["prices"], (words["prices_shown" if brand.shows_prices else "prices_hidden"],))
    for place in brand.places:
        there = words["towards"].format(country=country_name(place.country, language))
        yield Fact(there, _lines(place.sender, language))
        if place.returns is not None:
            yield Fact(f"{there} – {words['returns']}", _lines(place.returns, language))


def _lines(address: Address, language: str) -> tuple[str, ...]:
    town = " ".join(part for part in (address.zip, address.city) if part)
    country = country_name(address.country, language) if address.country else ""
    return tuple(part for part in (address.name, address.street, address.more, town, country) if part)
