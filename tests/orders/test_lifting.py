"""Who lifted a hold, as far as Shopify's events tell: a person's will stands, and so does what nobody can explain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shopify_app.orders.lifting import APP, MOST_REPAIRS, PERSON, UNKNOWN, Lifting, OrderEvent, is_repaired, who_lifted

WANTED = datetime(2026, 11, 20, 7, 0, 1, 654321, tzinfo=UTC)
ADDED, RELEASED = "fulfillment_hold_added", "fulfillment_hold_released"


def event(number: int, action: str = RELEASED, by: str = "app", seconds: float = 5) -> OrderEvent:
    """An event some seconds after the hold was wanted; `by` may name both."""
    at = (WANTED + timedelta(seconds=seconds)).replace(microsecond=0)
    app = "Parcel Check" if "app" in by else None
    return OrderEvent(f"gid://shopify/BasicEvent/{number}", action, "user" in by, "app" in by, app, at)


@pytest.mark.parametrize(
    ("newest_first", "who"),
    [
        ([], UNKNOWN),
        ([event(1)], APP),
        ([event(1, by="user")], PERSON),
        ([event(1, by="user and app")], PERSON),
        ([event(1, by="nobody")], UNKNOWN),
        # No event names the hold that was lifted. Any may be about ours, so one person among them is enough.
        ([event(2, by="user"), event(1, by="app")], PERSON),
        ([event(2, by="app"), event(1, by="user")], PERSON),
        ([event(3, by="app"), event(2, by="nobody"), event(1, by="user")], PERSON),
        ([event(2, by="nobody"), event(1, by="app")], UNKNOWN),
        ([event(2, by="app"), event(1, by="nobody")], UNKNOWN),
        ([event(2, by="app"), event(1, by="app")], APP),
        # What tells of something else is passed over.
        ([event(3, "placed", by="user"), event(2), event(1, ADDED)], APP),
        ([event(3, "tags_removed", by="user"), event(2), event(1, ADDED)], APP),
        # Our own placing of the hold must not pass a release that no event tells of off as an app's.
        ([event(1, ADDED)], UNKNOWN),
        ([event(2, "fulfillment_order_held"), event(1, "hold")], UNKNOWN),
        # What was before this wish of the hold explains nothing; times have whole seconds.
        ([event(1, seconds=-1)], UNKNOWN),
        ([event(1, seconds=0)], APP),
        ([event(2), event(1, by="user", seconds=-1)], APP),
    ],
)
def test_all_events_that_tell_of_a_released_hold_say_who(newest_first: list[OrderEvent], who: str):
    assert who_lifted(newest_first, WANTED).who == who


@pytest.mark.parametrize(
    ("action", "tells"),
    [
        ("fulfillment_hold_released", True),
        ("hold_release", True),
        ("HOLD_RELEASED", True),
        ("released from hold", True),
        ("fulfillment_order_hold_removed", True),
        ("fulfillment_released", False),
        ("hold", False),
        ("", False),
    ],
)
def test_any_name_that_speaks_of_a_hold_and_its_end_will_do(action: str, tells: bool):
    assert (who_lifted([event(1, action)], WANTED).who == APP) is tells


def test_the_app_and_the_event_are_named():
    assert who_lifted([event(7)], WANTED) == Lifting(APP, "gid://shopify/BasicEvent/7", "Parcel Check")


def test_the_newest_of_several_is_answered():
    """Whoever did it: all that were weighed are behind us then."""
    assert who_lifted([event(9), event(8)], WANTED) == Lifting(APP, "gid://shopify/BasicEvent/9", "Parcel Check")
    told = who_lifted([event(9), event(8, by="user and app")], WANTED)
    assert told == Lifting(PERSON, "gid://shopify/BasicEvent/9")
    assert who_lifted([event(10), event(9), event(8, by="user")], WANTED, told.event).who == APP


def test_an_event_that_was_answered_explains_no_later_lifting():
    """Shopify may tell of an event late. Until it does, an app's older one must not stand for a person's."""
    events = [event(3, ADDED), event(2), event(1)]
    answered = events[1].gid

    assert who_lifted(events, WANTED, answered).who == UNKNOWN
    assert who_lifted([event(4, by="user"), *events], WANTED, answered).who == PERSON
    assert who_lifted([event(4), *events], WANTED, answered).who == APP


@pytest.mark.parametrize(
    ("who", "repairs", "repaired"),
    [
        (APP, 0, True),
        (APP, MOST_REPAIRS - 1, True),
        (APP, MOST_REPAIRS, False),
        (PERSON, 0, False),
        (UNKNOWN, 0, False),
    ],
)
def test_only_an_apps_removal_is_repaired_and_not_for_ever(who: str, repairs: int, repaired: bool):
    assert is_repaired(Lifting(who), repairs) is repaired
    assert MOST_REPAIRS == 3
