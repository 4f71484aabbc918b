"""What a noon order is as an order in Shopify, and what is missing for it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from shopify_app.core.money import Money, minor_units

# How noon's price is to be read: as it stands, or with the tax in it, or without the tax that is added to it.
NO_TAX, INCLUDED, ADDED = "none", "included", "added"
TAXES = (NO_TAX, INCLUDED, ADDED)
TAG = "noon"
MARK = "noon_order"
_FEW = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a noon order that is still to be shipped."""

    number: str
    sku: str
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class Line:
    """Units of the same goods at the same price; `units` are noon's numbers of them."""

    variant: int
    sku: str
    price: str
    units: tuple[str, ...]

    def kept(self) -> dict[str, Any]:
        """As it is written down."""
        return {"variant": self.variant, "sku": self.sku, "price": self.price, "units": list(self.units)}


@dataclass(frozen=True, slots=True)
class Draft:
    """The lines of the order in Shopify; or why there are none yet, and what to do. Neither: nothing to ship."""

    lines: tuple[Line, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """How noon's prices are taxed."""

    tax: str = NO_TAX
    percent: Decimal = Decimal(0)


def draft(units: Sequence[Unit], variants: Mapping[str, int], ignored: Collection[str], currency: str) -> Draft:
    """The order's lines. SKUs that the shop does not sell are left out; one that nobody paired keeps it waiting."""
    sold = [unit for unit in units if unit.sku not in ignored]
    if not sold:
        return Draft()
    if not currency:
        return Draft(why="noon tells no currency. Read the order again in noon's portal.")
    if unpaired := sorted({unit.sku or "(none)" for unit in sold if unit.sku not in variants}):
        return Draft(why=f"Not paired with your goods: {_few(unpaired)}. Say what it is under «What is what».")
    if unpriced := sorted({unit.sku for unit in sold if unit.price is None}):
        return Draft(why=f"noon tells no price of {_few(unpriced)}. Look at the order in noon's portal.")
    grouped: dict[tuple[int, str], list[Unit]] = {}
    for unit in sold:
        grouped.setdefault((variants[unit.sku], _text(unit.price, currency)), []).append(unit)
    lines = [
        Line(variant, own[0].sku, price, tuple(unit.number for unit in own))
        for (variant, price), own in grouped.items()
    ]
    return Draft(tuple(lines))


def order_input(
    number: str, lines: Iterable[Line], currency: str, placed_at: datetime | None, now: datetime, terms: Terms
) -> dict[str, Any]:
    """Shopify's `OrderCreateOrderInput`.

    No customer, no address, no mail: nobody is written to. `sourceName` is left out, because only sales channels may
    name one; noon's number stands where Shopify looks it up by (the metafield), where it is searched by
    (`sourceIdentifier`), and where staff read it (the attributes). It is paid: the buyer has paid noon.
    """
    made: dict[str, Any] = {
        "currency": currency,
        "presentmentCurrency": currency,
        "financialStatus": "PAID",
        "lineItems": [_line_input(line, currency, terms) for line in lines],
        "sourceIdentifier": number,
        "tags": [TAG],
        "customAttributes": [{"key": "noon order", "value": number}],
        "metafields": [{"namespace": "$app", "key": MARK, "type": "id", "value": number}],
        "taxesIncluded": terms.tax == INCLUDED,
    }
    if placed_at is not None:
        made["processedAt"] = min(placed_at, now).isoformat()
    return made


def gone(lines: Iterable[Mapping[str, Any]], cancelled: Collection[str]) -> list[str]:
    """noon's numbers of the imported units that noon has cancelled."""
    return sorted(number for line in lines for number in line["units"] if number in cancelled)


def left(lines: Iterable[Mapping[str, Any]], let_go: Collection[str]) -> dict[tuple[int, Decimal], int]:
    """How many units of each variant at each price are still wanted."""
    wanted: dict[tuple[int, Decimal], int] = {}
    for line in lines:
        key = (int(line["variant"]), Decimal(line["price"]))
        wanted[key] = wanted.get(key, 0) + sum(number not in let_go for number in line["units"])
    return wanted


def _line_input(line: Line, currency: str, terms: Terms) -> dict[str, Any]:
    made: dict[str, Any] = {
        "variantId": f"gid://shopify/ProductVariant/{line.variant}",
        "quantity": len(line.units),
        "priceSet": _money_bag(line.price, currency),
        "requiresShipping": True,
    }
    if terms.tax != NO_TAX and terms.percent > 0:
        tax = _money_bag(_text(_tax(line, terms), currency), currency)
        made["taxLines"] = [{"title": "VAT", "rate": f"{terms.percent / 100:f}", "priceSet": tax}]
    return made


def _tax(line: Line, terms: Terms) -> Decimal:
    total = Decimal(line.price) * len(line.units)
    return total * terms.percent / (100 + (terms.percent if terms.tax == INCLUDED else 0))


def _text(amount: Decimal | None, currency: str) -> str:
    rounded = Money(amount or Decimal(), currency).rounded()
    return f"{rounded.amount:.{minor_units(currency)}f}"


def _money_bag(amount: str, currency: str) -> dict[str, Any]:
    money = {"amount": amount, "currencyCode": currency}
    return {"shopMoney": money, "presentmentMoney": money}


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(name[:40] for name in names[:_FEW]) + more
