"""Orders as last seen: whatever comes late, twice, or in another order, the newest sight is what stays."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from shopify_app.core.runtime import Runtime
from shopify_app.orders import actions as orders
from shopify_app.orders.actions import Recorded, UnknownOrderError
from shopify_app.orders.models import RETAIL, TRADE, UNKNOWN, Order, TimelineEntry
from shopify_app.orders.payload import OrderPayload
from shopify_app.orders.rules import SeenOrder, read_order
from shopify_app.people import actions as people
from tests.builders import a_shop, order_json
from tests.conftest import OTHER_SHOP, SettableClock


def sight(clock: SettableClock, number: int = 1001, second: int = 0, trigger: int = 0, **changes: Any) -> SeenOrder:
    """An order as it looked at some second, told by a message triggered some milliseconds later."""
    moment = f"2026-11-20T10:00:{second:02}+03:00"
    given_json = order_json(number, **{"at": "2026-11-20T10:00:00+03:00", "updated_at": moment, **changes})
    triggered = clock.now().replace(year=2026, month=11, day=20, hour=7, second=second, microsecond=trigger * 1000)
    return read_order(msgspec.convert(given_json, OrderPayload, strict=False), triggered)


def record(runtime: Runtime, shop_id: int, *seen: SeenOrder) -> Recorded:
    with runtime.transaction() as tx:
        return orders.record_orders(tx, shop_id, seen)


def stored(runtime: Runtime, shop_id: int) -> list[Order]:
    with runtime.snapshot() as tx:
        return list(tx.session.scalars(select(Order).where(Order.shop_id == shop_id).order_by(Order.shopify_order_id)))


def test_a_new_order_is_due_for_a_check(runtime: Runtime, clock: SettableClock):
    shop_id = a_shop(runtime)
    recorded = record(runtime, shop_id, sight(clock))
    (order,) = stored(runtime, shop_id)

    assert (recorded.new, recorded.changed) == ([order.id], [])
    assert (order.check_due, order.edited, order.name, str(order.goods)) == (True, False, "#1001", "6000")


def test_a_newer_sight_replaces_an_older_one_and_is_due_again(runtime: Runtime, clock: SettableClock):
    shop_id = a_shop(runtime)
    (order_id,) = record(runtime, shop_id, sight(clock)).new
    with runtime.transaction() as tx:
        tx.session.get_one(Order, order_id).check_due = False
    recorded = record(runtime, shop_id, sight(clock, second=1, subtotal="4000.00"))
    (order,) = stored(runtime, shop_id)

    assert (recorded.new, recorded.changed) == ([], [order_id])
    assert (order.check_due, str(order.goods)) == (True, "4000")


@pytest.mark.parametrize(("second", "trigger"), [(0, 0), (0, 4), (1, 4), (1, 5)])
def test_an_older_or_repeated_sight_changes_nothing(runtime: Runtime, clock: SettableClock, second: int, trigger: int):
    shop_id = a_shop(runtime)
    record(runtime, shop_id, sight(clock, second=1, trigger=5, subtotal="4000.00"))
    recorded = record(runtime, shop_id, sight(clock, second=second, trigger=trigger))

    assert (recorded.new, recorded.changed) == ([], [])
    assert str(stored(runtime, shop_id)[0].goods) == "4000"


def test_many_orders_are_recorded_together(runtime: Runtime, clock: SettableClock):
    shop_id = a_shop(runtime)
    record(runtime, shop_id, sight(clock, 1), sight(clock, 2))
    seen = [sight(clock, number, second=1) for number in range(1, 301)]
    recorded = record(runtime, shop_id, *seen)

    assert (len(recorded.new), len(recorded.changed)) == (298, 2)
    assert len(stored(runtime, shop_id)) == 300


def test_nothing_seen_is_nothing_done(runtime: Runtime):
    assert record(runtime, a_shop(runtime)) == Recorded([], [])


def test_each_shop_has_its_own_orders(runtime: Runtime, clock: SettableClock):
    shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
    (mine,) = record(runtime, shop_id, sight(clock)).new
    record(runtime, other_id, sight(clock, second=1, subtotal="1.00"))

    assert str(stored(runtime, shop_id)[0].goods) == "6000"
    with runtime.snapshot() as tx, pytest.raises(UnknownOrderError):
        orders.get_order(tx, other_id, mine)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, UNKNOWN),
        ({"company": {"id": 21, "location_id": 22}}, TRADE),
        ({"customer": None, "email": None}, RETAIL),
    ],
)
def test_a_company_is_a_trader_and_nobody_is_a_retail_buyer(
    runtime: Runtime, clock: SettableClock, changes: dict[str, Any], kind: str
):
    shop_id = a_shop(runtime)
    record(runtime, shop_id, sight(clock, **changes))

    assert stored(runtime, shop_id)[0].kind == kind


NOBODY: dict[str, Any] = {"customer": None, "email": None}
COMPANY = {"company": {"id": 21, "location_id": 22}}


@pytest.mark.parametrize(
    ("first", "then", "kind"),
    [
        (NOBODY, {}, UNKNOWN),
        (NOBODY, NOBODY | COMPANY, TRADE),
        ({}, COMPANY, TRADE),
        ({}, {"customer": {"id": 8}}, UNKNOWN),
        ({}, {}, RETAIL),
        ({}, NOBODY, RETAIL),
        (COMPANY, {}, RETAIL),
    ],
)
def test_a_buyer_who_appears_or_changes_makes_the_kind_open_again(
    runtime: Runtime, clock: SettableClock, first: dict[str, Any], then: dict[str, Any], kind: str
):
    """An order is often seen before its customer is: what it was taken for then must not stay for ever."""
    shop_id = a_shop(runtime)
    (order_id,) = record(runtime, shop_id, sight(clock, **first)).new
    with runtime.transaction() as tx:
        tx.session.get_one(Order, order_id).kind = RETAIL
    record(runtime, shop_id, sight(clock, second=1, **then))
    (order,) = stored(runtime, shop_id)

    assert (order.kind, order.check_due) == (kind, True)
    assert order.company_id == (21 if "company" in first | then else None)


@pytest.mark.parametrize("together", [True, False])
def test_an_order_without_the_customer_takes_nobodys_number_away(
    runtime: Runtime, clock: SettableClock, together: bool
):
    """Without the number nobody's tags can be asked for, and a trader's order would count as retail."""
    shop_id, mail = a_shop(runtime), "nadia@example.com"
    seen = [sight(clock, 1, customer={"id": 7, "email": mail}), sight(clock, 2, customer=None, email=mail)]
    for batch in [seen] if together else [[one] for one in seen]:
        record(runtime, shop_id, *batch)
    (person_id,) = {order.person_id for order in stored(runtime, shop_id)}
    assert person_id is not None
    with runtime.snapshot() as tx:
        contact = people.open_contact(tx, people.load(tx, shop_id, [person_id])[person_id])

    assert (contact.shopify_customer_id, contact.email) == (7, mail)


def test_an_order_whose_person_was_erased_stays_nameless(runtime: Runtime, clock: SettableClock):
    """A late message still carries the name; so does reading the order again."""
    shop_id = a_shop(runtime)
    record(runtime, shop_id, sight(clock))
    (before,) = stored(runtime, shop_id)
    assert before.person_id is not None
    with runtime.transaction() as tx:
        orders.empty_person(tx, shop_id, [before.person_id])
        people.erase(tx, shop_id, [before.person_id])
    record(runtime, shop_id, sight(clock, second=1, subtotal="4000.00"))
    (after,) = stored(runtime, shop_id)

    assert (str(after.goods), after.destination, after.person_id) == ("4000", None, before.person_id)
    with runtime.snapshot() as tx:
        assert people.load(tx, shop_id, [before.person_id]) == {}


def test_what_changed_is_on_the_timeline_and_a_repetition_is_not(runtime: Runtime, clock: SettableClock):
    shop_id = a_shop(runtime)
    record(runtime, shop_id, sight(clock, financial_status="pending"))
    record(runtime, shop_id, sight(clock, second=1, financial_status="paid"))
    record(runtime, shop_id, sight(clock, second=2, financial_status="paid", tags="new"))
    with runtime.snapshot() as tx:
        told = tx.session.scalars(select(TimelineEntry.details).where(TimelineEntry.what == "changed")).all()

    assert told == [{"financial_status": ["pending", "paid"]}]


def test_an_edit_makes_the_verdict_given_before_count_no_longer(runtime: Runtime, clock: SettableClock):
    shop_id = a_shop(runtime)
    (order_id,) = record(runtime, shop_id, sight(clock)).new
    with runtime.transaction() as tx:
        tx.session.get_one(Order, order_id).check_due = False
    with runtime.transaction() as tx:
        orders.mark_edited(tx, shop_id, [5_000_000_001_001])
    (order,) = stored(runtime, shop_id)

    assert (order.edited, order.check_due) == (True, True)


SIGHTS = st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3))


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(st.lists(SIGHTS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_in_whatever_order_and_batches_sights_come_the_same_is_kept(
    runtime: Runtime, clock: SettableClock, batches: list[list[tuple[int, int, int]]]
):
    """Each sight is (order, second, trigger); its amount tells which one it was."""

    def seen(one: tuple[int, int, int]) -> SeenOrder:
        number, second, trigger = one
        return sight(clock, number, second, trigger, subtotal=f"{1000 + second * 10 + trigger}.00")

    shop_id, again_id = (a_shop(runtime, f"{uuid.uuid4().hex}.myshopify.com") for _ in range(2))
    for batch in batches:
        record(runtime, shop_id, *(seen(one) for one in batch))
    everything = sorted(one for batch in batches for one in batch)
    record(runtime, again_id, *(seen(one) for one in everything))

    kept = {(order.name, order.goods, order.changed_at, order.triggered_at) for order in stored(runtime, shop_id)}
    assert kept == {
        (order.name, order.goods, order.changed_at, order.triggered_at) for order in stored(runtime, again_id)
    }
    newest = {number: max(one for one in everything if one[0] == number) for number, _, _ in everything}
    assert {int(goods) for _, goods, _, _ in kept} == {1000 + second * 10 + late for _, second, late in newest.values()}


def test_an_order_is_stored_once_by_two_workers(runtime: Runtime, clock: SettableClock):
    shop_id, seen = a_shop(runtime), [sight(clock, number) for number in range(20)]
    with ThreadPoolExecutor(2) as pool:
        recorded = list(pool.map(lambda _: record(runtime, shop_id, *seen), range(2)))
    with runtime.snapshot() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Order)) == 20

    assert sorted(len(one.new) for one in recorded) == [0, 20]
