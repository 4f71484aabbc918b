"""What customs papers say of goods, what is missing for them, and where they are needed. Pure.

Nothing is guessed: a code, an origin or a weight that neither Shopify nor staff told is missing, and said to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shopify_app.core.money import Money, minor_units
from shopify_app.white_label.customs_faces import CustomsLine

# Goods move between these without customs papers: the European Union's customs territory, by country.
_UNION = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
_GRAMS = {
    "GRAMS": Decimal(1),
    "KILOGRAMS": Decimal(1000),
    "OUNCES": Decimal("28.349523125"),
    "POUNDS": Decimal("453.59237"),
}
# Six digits are the world's, up to seven more a country's. Chapter 77 is kept free; above 97 are national ones.
_CODE = re.compile(r"[0-9]{6,13}")
_SEPARATORS = re.compile(r"[ .\-]")
_NO_CHAPTERS = frozenset({"00", "77"})
_LETTER = re.compile(r"[A-Za-z]")
CODE, ORIGIN, WEIGHT, DESCRIPTION = "HS code", "country of origin", "weight", "English description"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one kind of goods; None is unknown. `grams` are of one piece."""

    hs_code: str | None = None
    origin: str | None = None
    grams: Decimal | None = None
    description: str | None = None

    def over(self, other: Facts) -> Facts:
        """These, and the other's where these are silent."""
        return Facts(
            self.hs_code or other.hs_code,
            self.origin or other.origin,
            self.grams or other.grams,
            self.description or other.description,
        )


@dataclass(frozen=True, slots=True)
class Ordered:
    """One line of an order. `total` is of all its pieces, after discounts and before taxes."""

    title: str
    sku: str
    quantity: int
    total: Money
    told: Facts


@dataclass(frozen=True, slots=True)
class Declared:
    """One line as the papers would tell it, what is missing of it, and which facts staff typed."""

    line: Ordered
    facts: Facts
    missing: tuple[str, ...]
    typed: bool


def needs_papers(home: str | None, destination: str | None) -> bool:
    """Whether goods that go there leave the customs territory they are in. Unknown is no."""
    if not home or not destination or home == destination:
        return False
    return not (home in _UNION and destination in _UNION)


def in_union(country: str | None) -> bool:
    """Whether the country belongs to the European Union's customs territory."""
    return country in _UNION


def declare(lines: Iterable[Ordered], corrections: Mapping[str, Facts]) -> list[Declared]:
    """Each line with the facts that count: what staff typed for its SKU, else what Shopify told."""
    return [_declared(line, corrections.get(line.sku) if line.sku else None) for line in lines]


def customs_lines(declared: Iterable[Declared]) -> tuple[CustomsLine, ...]:
    """The lines for the papers. Their values add up to the order's to the smallest coin; nothing may be missing."""
    return tuple(line for one in declared for line in _lines_of(one))


def net_kilograms(declared: Iterable[Declared]) -> Decimal:
    """What all the goods weigh without packing."""
    return sum((_kilograms(one, one.line.quantity) for one in declared), Decimal(0))


def read_code(typed: str) -> str | None:
    """An HS code without its dots; None for what is none."""
    code = _SEPARATORS.sub("", typed.strip())
    return code if code.isascii() and _CODE.fullmatch(code) and code[:2] not in _NO_CHAPTERS else None


def to_grams(value: Decimal, unit: str) -> Decimal | None:
    """A weight in Shopify's units as grams; None for none, which Shopify writes as zero."""
    return value * _GRAMS[unit] if unit in _GRAMS and value > 0 else None


def share(total: Money, quantity: int) -> list[tuple[int, Money]]:
    """What pieces cost of a total that need not divide: some a coin more than the others, never a coin lost."""
    step = Decimal(1).scaleb(-max(minor_units(total.currency), total.decimals))
    coins = int(total.amount / step)
    low, over = divmod(coins, quantity)
    shares = ((quantity - over, low), (over, low + 1))
    return [(pieces, Money(step * each, total.currency)) for pieces, each in shares if pieces]


def _declared(line: Ordered, typed: Facts | None) -> Declared:
    facts = (typed or Facts()).over(line.told).over(Facts(description=line.title))
    known = {
        CODE: facts.hs_code,
        ORIGIN: facts.origin,
        WEIGHT: facts.grams,
        DESCRIPTION: _LETTER.search(facts.description or ""),
    }
    return Declared(line, facts, tuple(name for name, value in known.items() if not value), typed is not None)


def _lines_of(one: Declared) -> Iterator[CustomsLine]:
    for pieces, value in share(one.line.total, one.line.quantity):
        yield CustomsLine(
            description=one.facts.description or "",
            hs_code=one.facts.hs_code or "",
            origin=one.facts.origin or "",
            quantity=pieces,
            value=value,
            kilograms=_kilograms(one, pieces),
            sku=one.line.sku,
        )


def _kilograms(one: Declared, pieces: int) -> Decimal:
    return (one.facts.grams or Decimal(0)) * pieces / 1000
