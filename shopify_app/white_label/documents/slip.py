"""The packing slip: what the parcel holds, from whom, for whom. Source: promises MA-7.1 and MA-7.2."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import Money
from shopify_app.white_label.documents.logos import logo_on_paper
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.documents.sheet import (
    Sheet,
    address_lines,
    column_width,
    common_values,
    typed,
    typed_or_none,
)
from shopify_app.white_label.documents.words import ARABIC, amount_in, count_in, date_in, spoken, words_in
from shopify_app.white_label.faces import Brand, Line, Shipment

__all__ = ["NoPriceError", "Paper", "packing_slip", "slip_sheet"]


class NoPriceError(InvalidInputError):
    """Prices are to be shown, and a line has none."""


def packing_slip(brand: Brand, shipment: Shipment, paper: Paper = Paper.A4) -> bytes:
    """A PDF/A-2b; the same shipment gives the same bytes. Pictures in texts that no font has are left out.

    Raises:
        MissingGlyphsError: A text holds letters that no font here has; says which.
        BadColourError: The brand's colour is not #rrggbb.
        UnreadableLogoError: The logo is no PNG, broken, or larger than a picture may be.
        NoPriceError: The brand shows prices, and a line has none.
        CurrencyMismatchError: The brand shows prices, and they are in several currencies.
    """
    return slip_sheet(brand, shipment, paper).pdf()


def slip_sheet(brand: Brand, shipment: Shipment, paper: Paper = Paper.A4) -> Sheet:
    """The packing slip as a sheet, to be printed or shown.

    Raises:
        BadColourError, UnreadableLogoError, NoPriceError, CurrencyMismatchError: As above.
    """
    language = spoken(shipment.language)
    words, number = words_in(language), typed(shipment.number)
    title = f"{words['slip']} {shipment.number}"
    values = {
        **common_values(brand, paper, language, words, title, shipment.placed_on),
        "number": number,
        "placed_on": {"text": date_in(language, shipment.placed_on), "rtl": language == ARABIC},
        "to": address_lines(shipment.to, language),
        "sender": address_lines(brand.sender, language),
        "returns": _returns(brand, language),
        "message": typed_or_none(brand.message),
        "contact": typed_or_none(brand.contact),
        **_goods(brand, shipment, language),
    }
    return Sheet("slip", values, logo_on_paper(brand.logo, paper))


def _returns(brand: Brand, language: str) -> list[dict[str, Any]]:
    """Where goods go back to, if that is not the sender."""
    if brand.returns is None or brand.returns == brand.sender:
        return []
    return address_lines(brand.returns, language)


def _goods(brand: Brand, shipment: Shipment, language: str) -> dict[str, Any]:
    lines = [_line(line, language) for line in shipment.lines]
    pieces = count_in(language, sum(line.quantity for line in shipment.lines))
    words = words_in(language)
    narrow = column_width(words["quantity"], (line["quantity"] for line in lines))
    goods = {"lines": lines, "pieces": pieces, "goods": None, "narrow": narrow}
    if not brand.shows_prices or not lines:
        return {**goods, "wide": []}
    prices = [_price_of(line) for line in shipment.lines]
    totals = [
        Money(price.amount * line.quantity, price.currency) for price, line in zip(prices, shipment.lines, strict=True)
    ]
    of_all = reduce(add, totals)
    for line, price, total in zip(lines, prices, totals, strict=True):
        line |= {"price": amount_in(language, price), "total": amount_in(language, total)}
    wide = [column_width(words[column], (line[column] for line in lines)) for column in ("price", "total")]
    return {**goods, "wide": wide, "goods": f"{amount_in(language, of_all)} {of_all.currency}"}


def _line(line: Line, language: str) -> dict[str, Any]:
    return {
        "title": typed(line.title),
        "sku": typed_or_none(line.sku),
        "quantity": count_in(language, line.quantity),
    }


def _price_of(line: Line) -> Money:
    if line.price is None:
        raise NoPriceError("This brand shows prices on its slips, and one of the goods has none.")
    return line.price
