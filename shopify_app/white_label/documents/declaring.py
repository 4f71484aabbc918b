"""What customs papers have in common: who is told, which goods, and what is missing. Real names, nobody's brand."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import Money
from shopify_app.white_label.customs_faces import Customs, CustomsLine, Party
from shopify_app.white_label.documents.countries import ARAB, country_name
from shopify_app.white_label.documents.customs_words import languages_for, made_in, words_in_all
from shopify_app.white_label.documents.sheet import address_lines, neutral_values, typed, typed_or_none
from shopify_app.white_label.documents.texts import clean
from shopify_app.white_label.documents.words import ARABIC, ENGLISH, count_in, date_in, decimal_in


class IncompleteCustomsError(InvalidInputError):
    """Something that the law wants to read is not known."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(f"Customs papers cannot be made yet. Missing: {', '.join(missing)}.")
        self.missing = missing


def declared_values(customs: Customs, kind: str) -> dict[str, Any]:
    """What stands on every customs paper; `kind` names it among the words.

    Raises:
        IncompleteCustomsError: Something that the law wants is missing; says what.
    """
    if missing := _missing(customs):
        raise IncompleteCustomsError(missing)
    languages = languages_for(customs.consignee.address.country)
    words = words_in_all(languages)
    author = customs.exporter.address.name
    title = f"{words[kind][0]} {customs.number}"
    return {
        **neutral_values(title, author, customs.issued_on),
        "words": words,
        "rtl": ARABIC in languages,
        "number": typed(customs.number),
        "issued_on": typed(date_in(ENGLISH, customs.issued_on)),
        "order": typed_or_none(customs.order),
        "tracking": typed_or_none(customs.tracking),
        "destination": typed(_country(customs.consignee.address.country)),
        "parties": _parties(customs),
        "made": _made(customs, languages),
        "packages": count_in(ENGLISH, customs.packages),
        "pieces": count_in(ENGLISH, sum(line.quantity for line in customs.lines)),
        "net": _weight(_net(customs.lines)),
        "gross": _weight(customs.gross_kilograms),
        "place": typed_or_none(customs.place),
        "signatory": typed_or_none(customs.signatory),
    }


def declared_lines(customs: Customs) -> list[dict[str, Any]]:
    """The goods, without their value."""
    in_arabic = customs.consignee.address.country.upper() in ARAB
    return [
        {
            "number": str(number),
            "title": typed(line.description),
            "title_ar": typed_or_none(line.description_ar) if in_arabic else None,
            "sku": typed_or_none(line.sku),
            "hs": clean(line.hs_code) or "–",
            "origin": line.origin.upper(),
            "country": typed(_country(line.origin)),
            "quantity": count_in(ENGLISH, line.quantity),
            "net": "–" if line.kilograms is None else decimal_in(ENGLISH, line.kilograms),
        }
        for number, line in enumerate(customs.lines, start=1)
    ]


def total_of(amounts: Iterable[Money]) -> Money:
    """All of them together.

    Raises:
        CurrencyMismatchError: They are in several currencies.
    """
    return reduce(add, amounts)


def _missing(customs: Customs) -> list[str]:
    missing = [f"the {role}'s {part}" for role, party in _roles(customs) for part in _missing_of(role, party)]
    if not clean(customs.number):
        missing.append("the invoice's number")
    if not customs.lines:
        missing.append("the goods")
    for number, line in enumerate(customs.lines, start=1):
        missing += [f"the {part} of item {number}" for part in _missing_of_line(line)]
    return missing


def _roles(customs: Customs) -> list[tuple[str, Party]]:
    others = (("importer", customs.importer), ("buyer", customs.buyer))
    told = [(role, party) for role, party in others if party is not None and party != customs.consignee]
    return [("exporter", customs.exporter), ("consignee", customs.consignee), *told]


def _missing_of(role: str, party: Party) -> list[str]:
    parts = {"name": party.address.name}
    # The goods go from the exporter to the importer or consignee; of a buyer who is neither, the name is enough.
    if role != "buyer":
        parts |= {"city": party.address.city, "country": party.address.country}
    return [name for name, part in parts.items() if not clean(part)]


def _missing_of_line(line: CustomsLine) -> list[str]:
    parts = {"description": line.description, "country of origin": line.origin}
    return [name for name, part in parts.items() if not clean(part)]


def _parties(customs: Customs) -> list[dict[str, Any]]:
    return [
        {
            "role": role,
            "lines": address_lines(party.address, ENGLISH),
            "numbers": [{"kind": clean(kind), "number": typed(number)} for kind, number in party.numbers],
            "phone": typed_or_none(party.phone),
            "email": typed_or_none(party.email),
        }
        for role, party in _roles(customs)
    ]


def _made(customs: Customs, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Where the goods were made, and which, where not all come from the same country."""
    origins = list(dict.fromkeys(line.origin.upper() for line in customs.lines))
    return [
        {
            "told": [typed(made_in(language, country_name(origin, language))) for language in languages],
            "items": "" if len(origins) == 1 else _numbers_of(customs, origin),
        }
        for origin in origins
    ]


def _numbers_of(customs: Customs, origin: str) -> str:
    """Of the items from there, neighbours together: 1–3, 7."""
    runs: list[list[int]] = []
    for number, line in enumerate(customs.lines, start=1):
        if line.origin.upper() != origin:
            continue
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _net(lines: Iterable[CustomsLine]) -> Decimal | None:
    weights = [line.kilograms for line in lines]
    known = [weight for weight in weights if weight is not None]
    return sum(known, Decimal(0)) if len(known) == len(weights) else None


def _weight(kilograms: Decimal | None) -> str | None:
    return None if kilograms is None else f"{decimal_in(ENGLISH, kilograms)} kg"


def _country(code: str) -> str:
    return f"{country_name(code, ENGLISH)} ({code.upper()})"
