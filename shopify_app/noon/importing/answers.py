"""What Shopify says of the orders we made there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_OPEN = frozenset({"OPEN", "ON_HOLD", "SCHEDULED", "IN_PROGRESS"})
# Others, such as CANCELLED and FAILURE, have not left.
_SENT = frozenset({"SUCCESS", "OPEN", "PENDING"})


@dataclass(frozen=True, slots=True)
class Made:
    """An order in Shopify."""

    shopify_order_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Held:
    """One line of it: how many pieces it has, how many are not sent, and where those wait."""

    gid: str
    variant: int
    price: Decimal
    quantity: int
    unsent: int
    location: str | None


@dataclass(frozen=True, slots=True)
class State:
    """What an imported order is now."""

    is_cancelled: bool
    lines: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What of an order one location ships."""

    gid: str
    is_open: bool
    location: int | None


@dataclass(frozen=True, slots=True)
class Places:
    """Where an order is shipped from, and the fulfilments it has had."""

    parts: tuple[Part, ...]
    fulfilments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What left, by variant, and by whom; without a courier's name by the shop's usual one."""

    variants: Mapping[int, int]
    courier: str | None
    awb_nr: str


def read_held(one: Mapping[str, Any], places: Mapping[str, str | None]) -> Held:
    """One line of an order; `places` is where what is not sent of each line waits."""
    price = Decimal(str(one["originalUnitPriceSet"]["shopMoney"]["amount"]))
    variant = number(one["variant"]["id"])
    return Held(one["id"], variant, price, one["currentQuantity"], one["unfulfilledQuantity"], places.get(one["id"]))


def read_parcel(node: Mapping[str, Any] | None) -> Parcel | None:
    """What a fulfilment holds; None when it was cancelled or failed."""
    if node is None or node["status"] not in _SENT:
        return None
    variants: dict[int, int] = {}
    for one in node["fulfillmentLineItems"]["nodes"]:
        if one["lineItem"]["variant"]:
            variant = number(one["lineItem"]["variant"]["id"])
            variants[variant] = variants.get(variant, 0) + (one["quantity"] or 0)
    tracking: Mapping[str, Any] = next(iter(node["trackingInfo"]), {})
    return Parcel(variants, tracking.get("company") or None, tracking.get("number") or "")


def read_part(one: Mapping[str, Any]) -> Part:
    """What one location ships."""
    location = (one["assignedLocation"]["location"] or {}).get("id")
    return Part(one["id"], one["status"] in _OPEN, number(location) if location else None)


def read_made(node: Mapping[str, Any] | None) -> Made | None:
    """The order, where there is one."""
    return Made(number(node["id"]), node["name"]) if node else None


def number(gid: str) -> int:
    """The number at the end of a gid."""
    return int(gid.rpartition("/")[2])
