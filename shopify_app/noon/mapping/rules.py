"""Which variant a noon SKU is, and a file of such pairs. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shopify_app.core.errors import InvalidInputError

PENDING, MAPPED, UNKNOWN, AMBIGUOUS, IGNORED = "pending", "mapped", "unknown", "ambiguous", "ignored"
BY_SKU, BY_BARCODE, BY_HAND, BY_FILE = "sku", "barcode", "hand", "file"
MOST_LINES = 20_000
_LONGEST = 128
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("noon_sku", "shopify_sku")


class BadMappingError(InvalidInputError):
    """What was given pairs no SKUs."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant of Shopify's that may be the one."""

    shopify_variant_id: int
    shopify_inventory_item_id: int
    sku: str
    barcode: str
    title: str


@dataclass(frozen=True, slots=True)
class Match:
    """What a SKU was found to be: mapped, unknown or ambiguous; by what; and which variant."""

    state: str
    how: str = ""
    variant: Variant | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of a file: noon's SKU, and what to look for in Shopify; empty: it is not sold here."""

    line: int
    sku: str
    look_for: str


@dataclass(frozen=True, slots=True)
class Bad:
    """One line of a file that pairs nothing, and why."""

    line: int
    problem: str


def match(look_for: str, candidates: Iterable[Variant]) -> Match:
    """The one variant with this SKU; else the one with this barcode; case does not matter where it is not needed.

    Two that fit equally well are ambiguous: to ship the wrong goods is worse than to ask.
    """
    offered = list(candidates)
    wanted, loosely = look_for.strip(), look_for.strip().casefold()
    ways = (
        (BY_SKU, [one for one in offered if one.sku == wanted]),
        (BY_SKU, [one for one in offered if one.sku.casefold() == loosely]),
        (BY_BARCODE, [one for one in offered if one.barcode and one.barcode.casefold() == loosely]),
    )
    for how, found in ways:
        distinct = {one.shopify_variant_id: one for one in found}
        if len(distinct) == 1:
            return Match(MAPPED, how, next(iter(distinct.values())))
        if distinct:
            return Match(AMBIGUOUS)
    return Match(UNKNOWN)


def read_pairs(content: bytes) -> tuple[list[Pair], list[Bad]]:
    """The pairs in a CSV file with the columns noon_sku and shopify_sku, and its bad lines.

    Raises:
        BadMappingError: It is no such file.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadMappingError("The file is not in UTF-8. Save it as «CSV UTF-8» and choose it again.") from error
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        header = [name.strip().casefold() for name in next(rows, [])]
        if not set(_COLUMNS) <= set(header):
            raise BadMappingError("The first line must name the columns: noon_sku and shopify_sku.")
        places = [header.index(name) for name in _COLUMNS]
        return _read_rows(rows, places)
    except csv.Error as error:
        raise BadMappingError(f"Line {rows.line_num} is not CSV. Check its quotation marks.") from error


def _read_rows(rows: Iterable[Sequence[str]], places: Sequence[int]) -> tuple[list[Pair], list[Bad]]:
    pairs: dict[str, Pair] = {}
    bad: list[Bad] = []
    for number, row in enumerate(rows, start=2):
        if number > MOST_LINES + 1:
            raise BadMappingError(f"The file has more than {MOST_LINES} lines. Split it.")
        if not any(value.strip() for value in row):
            continue
        sku, look_for = (bare(row[place]) if place < len(row) else "" for place in places)
        problem = problem_of(sku, look_for) or ("This noon SKU stands in the file twice." if sku in pairs else "")
        if problem:
            bad.append(Bad(number, problem))
        else:
            pairs[sku] = Pair(number, sku, look_for)
    return list(pairs.values()), bad


def problem_of(sku: str, look_for: str) -> str:
    """Why these two are no pair, or nothing."""
    if not sku:
        return "There is no noon SKU."
    if len(sku) > _LONGEST or len(look_for) > _LONGEST:
        return f"A SKU is longer than {_LONGEST} characters."
    if not (sku.isprintable() and look_for.isprintable()):
        return "A SKU holds characters that cannot be printed."
    return ""


def bare(value: str) -> str:
    """A cell's value without the apostrophe that guards it."""
    text = value.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def guarded(value: str) -> str:
    """A value for a CSV file: one that a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{value}" if value.startswith(_FORMULA) else value
