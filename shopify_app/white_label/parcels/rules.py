"""Parcels as Shopify shows them, what may be asked for, and which of them is ours after a time-out. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

# The most lines Shopify takes in one fulfilment.
MOST_LINES = 512
# A parcel seen later than this is no news to its consignee.
_NEWS_DAYS = 2


class Tracking(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who carries the parcel, and where it can be followed. Numbers and links belong together by their places."""

    numbers: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenParcel:
    """A fulfilment at one moment."""

    shopify_fulfillment_id: int
    is_cancelled: bool
    created_at: datetime
    changed_at: datetime
    units: int
    carrier: str | None
    tracking: Tracking


@dataclass(frozen=True, slots=True)
class ShippableLine:
    """Goods of a fulfilment order of which some are still to be shipped."""

    id: int
    line_item_id: int
    title: str
    sku: str
    remaining: int


@dataclass(frozen=True, slots=True)
class WishedLine:
    """How many of a line go into the parcel."""

    id: int
    line_item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A parcel as staff want it."""

    lines: tuple[WishedLine, ...]
    carrier: str | None
    tracking: Tracking

    @property
    def units(self) -> int:
        """How many pieces."""
        return sum(line.quantity for line in self.lines)


def parts_of(wish: Wish, most: int = MOST_LINES) -> Iterator[Wish]:
    """The wish in as few parcels as Shopify's limit of lines needs: one, but for very long orders."""
    for start in range(0, len(wish.lines), most):
        yield Wish(wish.lines[start : start + most], wish.carrier, wish.tracking)


def could_be(
    seen: SeenParcel, units: int, carrier: str | None, tracking: Tracking | None, known: Collection[int]
) -> bool:
    """Whether a parcel may be the one that was asked for: not there before, as much in it, and labelled alike.

    Shopify adds a carrier's own link to a number, so links are not compared. `tracking` is None when it was erased.
    """
    if seen.shopify_fulfillment_id in known or seen.is_cancelled or seen.units != units:
        return False
    return tracking is None or (seen.carrier, seen.tracking.numbers) == (carrier, tracking.numbers)


def same_goods(lines: Sequence[Sequence[int]], shipped: Mapping[int, int]) -> bool:
    """Whether a parcel holds what was asked for: `lines` as a request keeps them, `shipped` by the order's lines."""
    wanted: dict[int, int] = {}
    for _, line_item_id, quantity in lines:
        wanted[line_item_id] = wanted.get(line_item_id, 0) + quantity
    return wanted == dict(shipped)


def is_news(shipped_at: datetime, now: datetime) -> bool:
    """Whether the consignee would still want to hear that the parcel left."""
    return (now - shipped_at).days < _NEWS_DAYS
