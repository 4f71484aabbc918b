"""The packing slip: what the parcel holds, from whom, for whom. Source: promises MA-7.1 and MA-7.2."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from functools import cache, reduce
from operator import add
from typing import Any

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import Money
from shopify_app.white_label.documents.colours import text_in, text_on
from shopify_app.white_label.documents.texts import breakable, clean, is_ornament, is_right_to_left
from shopify_app.white_label.documents.typesetting import LOGO, MissingGlyphsError, Typesetter, UnreadableLogoError
from shopify_app.white_label.documents.words import ARABIC, amount_in, count_in, date_in, spoken, words_in
from shopify_app.white_label.faces import Address, Brand, Line, Shipment

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
# A picture is unpacked to four bytes a pixel before it is printed.
_MOST_PIXELS, _MOST_BYTES, _LEAST_BYTES = 4000, 16_000_000, 33


class NoPriceError(InvalidInputError):
    """Prices are to be shown, and a line has none."""


class Paper(Enum):
    """Width, height and margin in millimetres; the label is 4 × 6 inches."""

    A4 = (210, 297, 18)
    A6 = (105, 148, 8)
    LABEL = (101.6, 152.4, 6)


def packing_slip(brand: Brand, shipment: Shipment, paper: Paper = Paper.A4) -> bytes:
    """A PDF/A-2b; the same shipment gives the same bytes. Pictures in texts that no font has are left out.

    Threads may call it at the same time, and take turns. Not after a fork, see `typesetting`.

    Raises:
        MissingGlyphsError: A text holds letters that no font here has; says which.
        BadColourError: The brand's colour is not #rrggbb.
        UnreadableLogoError: The logo is no PNG, broken, or larger than a picture may be.
        NoPriceError: The brand shows prices, and a line has none.
        CurrencyMismatchError: The brand shows prices, and they are in several currencies.
    """
    values = _values(brand, shipment, paper)
    try:
        return _typesetter().pdf("slip", _json(values), brand.logo)
    except MissingGlyphsError as error:
        if not all(is_ornament(one) for one in error.characters):
            raise
        return _typesetter().pdf("slip", _json(_without(values, error.characters)), brand.logo)


@cache
def _typesetter() -> Typesetter:
    return Typesetter("slip.typ")


def _logo(logo: bytes | None) -> dict[str, Any] | None:
    if logo is None:
        return None
    if not logo.startswith(_PNG) or len(logo) < _LEAST_BYTES:
        raise UnreadableLogoError("The logo cannot be printed: it is not a PNG. Bring it anew.")
    width, height = (int.from_bytes(logo[at : at + 4]) for at in (16, 20))
    if min(width, height) == 0:
        raise UnreadableLogoError("The logo cannot be printed: it has no pixels. Bring it anew.")
    if max(width, height) > _MOST_PIXELS or len(logo) > _MOST_BYTES:
        raise UnreadableLogoError(
            f"The logo cannot be printed: it has {width} × {height} pixels, {_MOST_PIXELS} at most in either direction."
        )
    return {"file": LOGO, "width": width, "height": height}


def _values(brand: Brand, shipment: Shipment, paper: Paper) -> dict[str, Any]:
    language = spoken(shipment.language)
    names = [clean(brand.name_ar), clean(brand.name)] if language == ARABIC else [clean(brand.name)]
    names = list(dict.fromkeys(name for name in names if name))
    width, height, margin = paper.value
    words, number = words_in(language), clean(shipment.number)
    day = shipment.placed_on
    return {
        "language": language,
        "direction": "rtl" if language == ARABIC else "ltr",
        "paper": {"width": width, "height": height, "margin": margin, "small": paper is not Paper.A4},
        "accent": {"fill": brand.colour, "text": text_on(brand.colour), "ink": text_in(brand.colour)},
        "title": f"{words['slip']} {number}",
        "author": names[0] if names else "",
        "date": [day.year, day.month, day.day],
        "logo": _logo(brand.logo),
        "names": [_typed(name) for name in names],
        "number": _typed(number),
        "placed_on": {"text": date_in(language, day), "rtl": language == ARABIC},
        "to": _address(shipment.to),
        "sender": _address(brand.sender),
        "message": _typed_or_none(brand.message),
        "contact": _typed_or_none(brand.contact),
        **_goods(brand, shipment, language),
    }


def _goods(brand: Brand, shipment: Shipment, language: str) -> dict[str, Any]:
    words = dict(words_in(language))
    lines = [_line(line, language) for line in shipment.lines]
    pieces = count_in(language, sum(line.quantity for line in shipment.lines))
    if not brand.shows_prices or not lines:
        return {"words": words, "lines": lines, "pieces": pieces, "goods": None}
    prices = [_price_of(line) for line in shipment.lines]
    totals = [
        Money(price.amount * line.quantity, price.currency) for price, line in zip(prices, shipment.lines, strict=True)
    ]
    goods = reduce(add, totals)
    for line, price, total in zip(lines, prices, totals, strict=True):
        line |= {"price": amount_in(language, price), "total": amount_in(language, total)}
    goods_text = f"{amount_in(language, goods)} {goods.currency}"
    return {"words": words, "lines": lines, "pieces": pieces, "goods": goods_text}


def _line(line: Line, language: str) -> dict[str, Any]:
    return {
        "title": _typed(line.title),
        "sku": _typed_or_none(line.sku),
        "quantity": count_in(language, line.quantity),
    }


def _price_of(line: Line) -> Money:
    if line.price is None:
        raise NoPriceError("This brand shows prices on its slips, and one of the goods has none.")
    return line.price


def _address(address: Address) -> list[dict[str, Any]]:
    town = " ".join(part for part in (address.zip, address.city) if part)
    parts = (address.name, address.street, address.more, town, address.country)
    return [_typed(part) for part in parts if clean(part)]


def _typed_or_none(text: str) -> dict[str, Any] | None:
    return _typed(text) if clean(text) else None


def _typed(text: str) -> dict[str, Any]:
    seen = clean(text)
    return {"text": breakable(seen), "rtl": is_right_to_left(seen)}


def _without(value: Any, characters: str) -> Any:
    if isinstance(value, str):
        return value.translate(dict.fromkeys(map(ord, characters)))
    if isinstance(value, Mapping):
        return {name: _without(one, characters) for name, one in value.items()}
    return [_without(one, characters) for one in value] if isinstance(value, list) else value


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
