"""How an order differs between noon and us, and what both sides sum up to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from shopify_app.noon.rules import UNACKNOWLEDGED

MISSING, GONE, ITEM_MISSING, ITEM_GONE = "missing", "gone", "item_missing", "item_gone"
STATE, PRICE, GOODS, UNPAIRED = "state", "price", "goods", "unpaired"
WAITING, STOCK = "unacknowledged", "stock"
# Those that reading the order again puts right; the others need a person.
REREAD = frozenset({MISSING, GONE, ITEM_MISSING, ITEM_GONE, STATE, PRICE, GOODS})


@dataclass(frozen=True, slots=True)
class Unit:
    """One item of an order: one unit."""

    number: str
    sku: str
    marketplace_status: str
    integration_status: str
    price: Decimal | None
    is_open: bool
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Side:
    """An order as one side has it."""

    number: str
    currency: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which the two differ. `noon` and `ours` are what each side has, where one can say it in a word."""

    order: str
    item: str
    cause: str
    noon: str = ""
    ours: str = ""


@dataclass(slots=True)
class Sums:
    """What one side of a day adds up to: orders, and units and money that are not cancelled."""

    orders: int = 0
    units: int = 0
    money: dict[str, Decimal] | None = None

    def add(self, side: Side) -> None:
        """Count an order."""
        self.orders += 1
        self.money = self.money or {}
        for unit in side.units:
            if unit.is_cancelled:
                continue
            self.units += 1
            if unit.price is not None:
                self.money[side.currency] = self.money.get(side.currency, Decimal()) + unit.price

    def told(self) -> dict[str, str]:
        """The money as text, by currency."""
        return {currency: f"{amount.normalize():f}" for currency, amount in sorted((self.money or {}).items())}


def differences(noon: Side, ours: Side | None, paired: Iterable[str]) -> list[Difference]:
    """Every difference of one order; `paired` are the SKUs whose goods we know."""
    if ours is None:
        return [Difference(noon.number, "", MISSING)]
    theirs, own = ({unit.number: unit for unit in side.units} for side in (noon, ours))
    found = [Difference(noon.number, number, ITEM_MISSING) for number in theirs.keys() - own.keys()]
    found += [Difference(noon.number, number, ITEM_GONE) for number in own.keys() - theirs.keys()]
    for number in theirs.keys() & own.keys():
        found += _of_unit(noon.number, theirs[number], own[number])
    known = frozenset(paired)
    unknown = sorted({unit.sku for unit in noon.units if unit.is_open and unit.sku not in known})
    found += [Difference(noon.number, "", UNPAIRED, noon=", ".join(unknown)[:200])] if unknown else []
    return sorted(found, key=lambda one: (one.order, one.item, one.cause))


def waiting(noon: Side) -> list[Difference]:
    """That noon has not taken the order for acknowledged, although its time is over; nothing where it has.

    noon gives an order up («Killed») after several of its events failed, and tells so in its dashboard alone: this is
    all that its API shows of it. Source: noon's guide to the order life-cycle.
    """
    count = sum(unit.is_open and unit.integration_status == UNACKNOWLEDGED for unit in noon.units)
    return [Difference(noon.number, "", WAITING, noon=f"{count} not acknowledged")] if count else []


def windows(first: date, last: date) -> Sequence[date]:
    """Every day of the span, both ends included."""
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def bounds(day: date) -> tuple[datetime, datetime]:
    """The day's first and last second: noon takes both ends."""
    begin = datetime.combine(day, time(), UTC)
    return begin, begin + timedelta(days=1, seconds=-1)


def lag_by_day(found: Iterable[tuple[date, float | None]]) -> Mapping[date, float]:
    """The longest time, in minutes, that a difference found on each day lasted; one that lasts still is not counted."""
    longest: dict[date, float] = {}
    for day, minutes in found:
        if minutes is not None:
            longest[day] = max(longest.get(day, 0.0), minutes)
    return longest


def _of_unit(order: str, noon: Unit, ours: Unit) -> list[Difference]:
    states = [f"{one.marketplace_status} / {one.integration_status}" for one in (noon, ours)]
    found = [Difference(order, noon.number, STATE, *states)] if states[0] != states[1] else []
    if noon.price != ours.price:
        found.append(Difference(order, noon.number, PRICE, _amount(noon.price), _amount(ours.price)))
    if noon.sku != ours.sku:
        found.append(Difference(order, noon.number, GOODS, noon.sku, ours.sku))
    return found


def _amount(price: Decimal | None) -> str:
    return "—" if price is None else f"{price.normalize():f}"
