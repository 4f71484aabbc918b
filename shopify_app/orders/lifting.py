"""Who lifted a hold of ours in Shopify, and whether it is placed again. Pure.

An app's removal is an accident and is repaired; a person's is a decision and stands. Repairing has an end, too: whoever
lifts it with an automation of their own must not have to fight us.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

PERSON, APP, UNKNOWN = "person", "app", "unknown"
MOST_REPAIRS = 3


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One entry of an order's history at Shopify."""

    gid: str
    action: str
    by_user: bool
    by_app: bool
    app: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Lifting:
    """Who lifted a hold, the newest event that was weighed for it, and the app's name, where one did it."""

    who: str = UNKNOWN
    event: str | None = None
    app: str | None = None


def who_lifted(events: Sequence[OrderEvent], since: datetime, answered: str | None = None) -> Lifting:
    """Who lifted a hold that has been wanted since then. `events` come newest first.

    An event names no hold, and other apps and people lift holds of their own: which event is about ours cannot be told.
    So all of them count, and one person among them stands for a person: never fight a merchant. That an app's removal
    of ours then stands, too, is the price, and the shop is told by mail of whatever is not placed again.

    Events up to one that was `answered`, by a repair or an override, explain that lifting, and no later one.
    """
    # Shopify's times have whole seconds.
    start = since.replace(microsecond=0)
    later = takewhile(lambda event: event.gid != answered, events)
    liftings = [event for event in later if event.at >= start and _tells_of_lifting(event.action)]
    if not liftings:
        return Lifting()
    found = {_who(event) for event in liftings}
    who = next(one for one in (PERSON, UNKNOWN, APP) if one in found)
    return Lifting(who, liftings[0].gid, liftings[0].app if who == APP else None)


def is_repaired(lifting: Lifting, repairs: int) -> bool:
    """Whether the hold is placed again, after so many repairs before. Who is unknown may be a person: theirs stands."""
    return lifting.who == APP and repairs < MOST_REPAIRS


def _tells_of_lifting(action: str) -> bool:
    """Shopify does not document the action's name, so any that speaks of a hold and its end will do.

    A hold alone is not enough: that may be our own placing of it, and would pass a person's release off as an app's.
    A name we do not recognise leaves it unknown who it was, and that is treated as a person: never fight a merchant.
    """
    words = action.lower()
    return "hold" in words and ("releas" in words or "remov" in words)


def _who(event: OrderEvent) -> str:
    """A person who works through an app is a person."""
    if event.by_user:
        return PERSON
    return APP if event.by_app else UNKNOWN
