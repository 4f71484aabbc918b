"""The order list in pages: an index by creation, and tokens that fit one set of filters only."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.noon.answers import NoonError
from sandbox.noon.drafts import ListOrders
from sandbox.noon.rows import Order

Place = tuple[str, str]
START: Place = ("", "")
END: Place = ("\uffff", "")
BOUND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class OrderIndex:
    """Each warehouse's orders by creation and number. A page must not cost a sort of a hundred thousand orders."""

    def __init__(self) -> None:
        self._places: dict[str, list[Place]] = {}

    def rebuild(self, orders: Iterable[Order]) -> None:
        """Start again from the given orders."""
        self._places.clear()
        for order in orders:
            self._places.setdefault(order["warehouse_code"], []).append(_place_of(order))
        for places in self._places.values():
            places.sort()

    def add(self, order: Order) -> None:
        """Put one more order in its place."""
        insort(self._places.setdefault(order["warehouse_code"], []), _place_of(order))

    def within(self, warehouse_code: str, lowest: Place, highest: Place) -> range:
        """Where the orders strictly between two places stand."""
        places = self._places.get(warehouse_code, [])
        return range(bisect_right(places, lowest), bisect_left(places, highest))

    def places(self, warehouse_code: str, where: range) -> list[Place]:
        """The places at the given positions, in the order of the range."""
        places = self._places.get(warehouse_code, [])
        return [places[position] for position in where]


@dataclass(frozen=True)
class Page:
    """One page of the list, and the token of what follows; `last` when nothing does."""

    fbpi_order_nrs: list[str]
    token: str
    last: bool


def page_of(index: OrderIndex, filters: ListOrders, token: str, *, size: int, newest_first: bool) -> Page:
    """The page that `token` stands for; an empty token stands for the first.

    A page starts after the last order of the one before rather than at a count: orders keep arriving in between.

    Raises:
        NoonError: A bound is not a time, or the token is not of this list with these filters.
    """
    kind = _hash_of(filters, newest_first)
    reached = _reached(token, kind)
    lowest = (_bound("created_after", filters.created_after) or "", "")
    highest = ((_bound("created_before", filters.created_before) or END[0]), "\uffff")
    if reached != START and newest_first:
        highest = min(highest, reached)
    elif reached != START:
        lowest = max(lowest, reached)
    where = index.within(filters.warehouse_code, lowest, highest)
    ordered = where[::-1] if newest_first else where
    places = index.places(filters.warehouse_code, ordered[:size])
    return Page([nr for _, nr in places], _token(places[-1] if places else reached, kind), len(ordered) <= size)


def _place_of(order: Order) -> Place:
    return order["order_created_at"], order["fbpi_order_nr"]


def _bound(name: str, value: str | None) -> str | None:
    if value and not BOUND.fullmatch(value):
        raise NoonError("INVALID_ARGUMENT", f"{name} must look like 2026-01-31T08:00:00Z", name)
    return value


def _hash_of(filters: ListOrders, newest_first: bool) -> str:
    parts = [filters.warehouse_code, filters.created_after, filters.created_before, newest_first]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _token(place: Place, kind: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([kind, *place]).encode()).decode()


def _reached(token: str, kind: str) -> Place:
    if not token:
        return START
    try:
        found, created_at, fbpi_order_nr = json.loads(base64.urlsafe_b64decode(token))
    except (binascii.Error, ValueError, TypeError) as error:
        raise NoonError("INVALID_ARGUMENT", "next_token is not valid", "next_token") from error
    if found != kind:
        raise NoonError("INVALID_ARGUMENT", "next_token belongs to other filters", "next_token")
    return str(created_at), str(fbpi_order_nr)
