"""The commercial invoice for customs: the names that the law wants, every value, and where the goods were made."""

from __future__ import annotations

from typing import Any

from shopify_app.core.money import Money
from shopify_app.white_label.customs_faces import Customs
from shopify_app.white_label.documents.customs_words import languages_for, reason_in_all
from shopify_app.white_label.documents.declaring import declared_lines, declared_values, total_of
from shopify_app.white_label.documents.sheet import Sheet, column_width, typed
from shopify_app.white_label.documents.texts import clean
from shopify_app.white_label.documents.words import ENGLISH, amount_in


def commercial_invoice(customs: Customs) -> bytes:
    """A PDF/A-2b on A4, in English and the language that the destination's customs read. No brand is on it.

    Raises:
        IncompleteCustomsError: Something that the law wants is missing; says what.
        CurrencyMismatchError: Values, freight and insurance are in several currencies.
        MissingGlyphsError: A text holds letters that no font here has; says which.
    """
    return invoice_sheet(customs).pdf()


def invoice_sheet(customs: Customs) -> Sheet:
    """The invoice as a sheet, to be printed or shown.

    Raises:
        IncompleteCustomsError, CurrencyMismatchError: As above.
    """
    values = declared_values(customs, "invoice")
    lines = declared_lines(customs)
    totals = [Money(line.value.amount * line.quantity, line.value.currency) for line in customs.lines]
    goods = total_of(totals)
    for line, declared, total in zip(lines, customs.lines, totals, strict=True):
        line |= {"value": amount_in(ENGLISH, declared.value), "total": amount_in(ENGLISH, total)}
    extras = {name: cost for name, cost in (("freight", customs.freight), ("insurance", customs.insurance)) if cost}
    figures = ("number", "hs", "origin", "quantity", "net", "value", "total")
    sheet = {
        **values,
        "lines": lines,
        "widths": {name: column_width("", (line[name] for line in lines)) for name in figures},
        "currency": goods.currency,
        "incoterm": _incoterm(customs.incoterm),
        "reason": reason_in_all(languages_for(customs.consignee.address.country), customs.reason),
        "sums": _sums(goods, extras),
    }
    return Sheet("invoice", sheet)


def _sums(goods: Money, extras: dict[str, Money]) -> list[dict[str, Any]]:
    """The value of the goods, what is added, and the whole."""
    whole = total_of((goods, *extras.values()))
    shown = {"goods": goods, **extras, "sum": whole} if extras else {"sum": whole}
    return [{"word": name, "amount": amount_in(ENGLISH, amount)} for name, amount in shown.items()]


def _incoterm(term: str) -> dict[str, Any] | None:
    return typed(f"{term} (Incoterms 2020)") if clean(term) else None
