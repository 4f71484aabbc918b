"""How much branding an order needs, what is missing of it, and how long it lasts. Pure.

Source: promise MA-7.1. Who runs out of a trader's boxes ships unbranded; here the order waits instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

ORDER, PARCEL, UNIT = "order", "parcel", "unit"
RECEIVED: Final = "received"
COUNTED: Final = "counted"
RESERVED: Final = "reserved"
GIVEN_BACK: Final = "given_back"
CONSUMED: Final = "consumed"
SPOILED: Final = "spoiled"
MOVES = (RECEIVED, COUNTED, RESERVED, GIVEN_BACK, CONSUMED, SPOILED)
# What the average use is taken of.
LOOKED_AT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What uses an item up: `quantity` pieces per order, per parcel, or per unit of goods, then for `every` units."""

    by: str
    quantity: int = 1
    every: int = 1


@dataclass(frozen=True, slots=True)
class Shortage:
    """What keeps an order from leaving: so many pieces of an item are missing. `next_step` tells staff what to do."""

    item: str
    missing: int
    next_step: str


@dataclass(frozen=True, slots=True)
class Want:
    """One item of the order's brand: how many the whole order needs, what it has and had, and what is free."""

    item_id: int
    need: int
    reserved: int
    consumed: int
    free: int
    is_required: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reservation would do: more or fewer pieces of each item; what is missing; which items it goes without."""

    changes: dict[int, int] = field(default_factory=dict)
    missing: dict[int, int] = field(default_factory=dict)
    without: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long free stock lasts at the average of late: whole days, and orders."""

    days: int
    orders: int


def needed(recipe: Recipe, *, parcels: int, units: int) -> int:
    """How many pieces an order of so many parcels and units of goods takes. Units are counted over the whole order."""
    if recipe.by == UNIT:
        return recipe.quantity * -(-units // recipe.every)
    return recipe.quantity * (parcels if recipe.by == PARCEL else min(parcels, 1))


def needed_for_parcel(recipe: Recipe, *, is_first: bool, units_before: int, units: int) -> int:
    """How many pieces one parcel takes, after parcels with `units_before` units: together as many as the order does."""
    if recipe.by == ORDER:
        return recipe.quantity if is_first else 0
    if recipe.by == PARCEL:
        return recipe.quantity
    before = needed(recipe, parcels=1, units=units_before)
    return needed(recipe, parcels=1, units=units_before + units) - before


def plan_reservation(wants: Iterable[Want]) -> Plan:
    """What is to be reserved and given back so that the order has what it needs; what was consumed counts.

    An optional item of which there is not enough stays as it is, and the order goes without.
    """
    changes, missing, without = {}, {}, []
    for want in wants:
        change = max(0, want.need - want.consumed) - want.reserved
        if change <= max(0, want.free):
            changes[want.item_id] = change
        elif want.is_required:
            missing[want.item_id] = change - want.free
        else:
            without.append(want.item_id)
    return Plan({item_id: change for item_id, change in changes.items() if change}, missing, tuple(without))


def consumed_by(need: int, *, reserved: int, free: int, on_hand: int, is_required: bool, is_held: bool) -> int:
    """How many pieces a parcel really took.

    Of a required item an order that was let go by us took what it needs, also beyond what we knew of: then the count
    was wrong, and the stock shows it. What an order leaves with that was never reserved, or optional, is what is free.
    """
    if is_held and is_required:
        return need
    return max(0, min(need, reserved + max(0, free), on_hand))


def is_low(free: int, threshold: int) -> bool:
    """Whether it is time to order more."""
    return free <= threshold


def lasting(free: int, *, used: int, orders: int, days: int) -> Lasting | None:
    """How long `free` pieces last when `used` were used by `orders` orders in `days` days; None without any use."""
    if used <= 0 or orders <= 0:
        return None
    left = max(0, free)
    return Lasting(left * max(1, days) // used, left * orders // used)
