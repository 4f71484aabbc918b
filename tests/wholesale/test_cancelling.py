"""Orders that stay below their minimum, in a shop that wants them cancelled: when, which, and after which notice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from shopify_app.core.errors import ConflictError
from shopify_app.core.outbox import Call
from shopify_app.core.runtime import Runtime
from shopify_app.orders.models import OVERRIDDEN, PLACED, Hold, Order
from shopify_app.shops import actions as shops
from shopify_app.wholesale.cancelling import actions, planning, rules
from shopify_app.wholesale.cancelling.due import cancellation_of
from shopify_app.wholesale.cancelling.letters import TELL_SHOP
from shopify_app.wholesale.cancelling.planning import CANCEL_ORDER
from shopify_app.wholesale.terms import actions as terms
from shopify_app.wholesale.terms import forms
from shopify_app.wholesale.terms.forms import BadTermsError
from shopify_app.wholesale.terms.rules import Terms
from tests.builders import a_grant, an_installed_shop
from tests.conftest import OTHER_SHOP, SHOP, SettableClock
from tests.wholesale.trading import mark, order_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop that cancels after five days, and in which Salma is a trader."""
    number = an_installed_shop(runtime, SHOP)
    mark(runtime, number)
    ask(runtime, number, 5)
    return number


def ask(runtime: Runtime, shop_id: int, days: int | None) -> None:
    """The shop asks for it from now on."""
    with runtime.transaction() as tx:
        terms.change_terms(tx, shop_id, Terms(cancel_after_days=days), actor="staff 1")


def a_held_order(runtime: Runtime, shop_id: int, number: int = 1, subtotal: str = "3000.00", **changes: Any) -> int:
    """An unpaid order below its minimum, held in Shopify since now."""
    at = runtime.clock.now().isoformat()
    order_id = order_of(runtime, shop_id, number, subtotal, **{"financial_status": "pending", "at": at, **changes})
    with runtime.transaction() as tx:
        placed = {"state": PLACED, "placed_at": tx.now}
        tx.session.execute(update(Hold).where(Hold.order_id == order_id).values(placed))
    return order_id


def plan(runtime: Runtime, shop_id: int) -> None:
    """The hourly look."""
    with runtime.transaction() as tx:
        planning.plan(tx, shop_id)


def calls(runtime: Runtime, kind: str) -> list[int]:
    """For which orders such a call was asked for."""
    with runtime.snapshot() as tx:
        found = tx.session.scalars(select(Call).where(Call.kind == kind).order_by(Call.id))
        return [call.arguments["order_id"] for call in found]


def test_the_shop_is_told_a_day_before(runtime: Runtime, shop_id: int, clock: SettableClock):
    order_id = a_held_order(runtime, shop_id)
    clock.move(days=3, hours=23)
    plan(runtime, shop_id)
    assert calls(runtime, TELL_SHOP) == []

    clock.move(hours=2)
    plan(runtime, shop_id)
    plan(runtime, shop_id)
    assert (calls(runtime, TELL_SHOP), calls(runtime, CANCEL_ORDER)) == ([order_id], [])

    clock.move(hours=24)
    plan(runtime, shop_id)
    plan(runtime, shop_id)
    assert (calls(runtime, TELL_SHOP), calls(runtime, CANCEL_ORDER)) == ([order_id], [order_id])


def test_a_schedule_that_stood_still_does_not_shorten_the_notice(runtime: Runtime, shop_id: int, clock: SettableClock):
    order_id = a_held_order(runtime, shop_id)
    clock.move(days=30)
    plan(runtime, shop_id)
    clock.move(hours=23)
    plan(runtime, shop_id)
    assert calls(runtime, CANCEL_ORDER) == []

    clock.move(hours=2)
    plan(runtime, shop_id)
    assert calls(runtime, CANCEL_ORDER) == [order_id]


def test_the_days_before_the_shop_asked_for_it_do_not_count(runtime: Runtime, shop_id: int, clock: SettableClock):
    ask(runtime, shop_id, None)
    order_id = a_held_order(runtime, shop_id)
    clock.move(days=20)
    plan(runtime, shop_id)
    ask(runtime, shop_id, 5)
    clock.move(days=3)
    plan(runtime, shop_id)
    assert calls(runtime, TELL_SHOP) == []

    clock.move(days=1, hours=1)
    plan(runtime, shop_id)
    assert calls(runtime, TELL_SHOP) == [order_id]


@pytest.mark.parametrize(
    "changes",
    [
        {"financial_status": "paid"},
        {"financial_status": "partially_paid"},
        {"financial_status": "a_new_status"},
        {"subtotal": "6000.00"},
        {"currency": "KWD"},
        {"fulfillment_status": "partial"},
        {"cancelled_at": "2026-11-24T10:00:00Z"},
    ],
)
def test_what_is_paid_sent_or_no_fault_of_the_buyer_is_never_cancelled(
    runtime: Runtime, shop_id: int, clock: SettableClock, changes: dict[str, Any]
):
    a_held_order(runtime, shop_id, **changes)
    for _ in range(3):
        clock.move(days=10)
        plan(runtime, shop_id)

    assert (calls(runtime, TELL_SHOP), calls(runtime, CANCEL_ORDER)) == ([], [])


def test_a_shop_that_does_not_ask_for_it_cancels_nothing(runtime: Runtime, clock: SettableClock):
    quiet = an_installed_shop(runtime, OTHER_SHOP)
    mark(runtime, quiet)
    a_held_order(runtime, quiet)
    clock.move(days=100)
    plan(runtime, quiet)

    with runtime.snapshot() as tx:
        assert quiet not in planning.shops_that_cancel(tx)
    assert calls(runtime, TELL_SHOP) == []


def test_what_was_cured_meanwhile_begins_anew_when_it_is_held_again(
    runtime: Runtime, shop_id: int, clock: SettableClock
):
    order_id = a_held_order(runtime, shop_id)
    clock.move(days=4, hours=1)
    plan(runtime, shop_id)
    with runtime.transaction() as tx:
        tx.session.execute(update(Hold).where(Hold.order_id == order_id).values(state=OVERRIDDEN))
    clock.move(days=1)
    plan(runtime, shop_id)

    assert calls(runtime, CANCEL_ORDER) == []
    with runtime.snapshot() as tx:
        assert cancellation_of(tx, shop_id, order_id) is None


def test_the_setting_taken_back_takes_the_plans_back(runtime: Runtime, shop_id: int, clock: SettableClock):
    order_id = a_held_order(runtime, shop_id)
    clock.move(days=4, hours=1)
    plan(runtime, shop_id)
    ask(runtime, shop_id, None)
    clock.move(days=2)
    with runtime.snapshot() as tx:
        assert shop_id in planning.shops_that_cancel(tx)
    plan(runtime, shop_id)

    assert calls(runtime, CANCEL_ORDER) == []
    with runtime.snapshot() as tx:
        assert cancellation_of(tx, shop_id, order_id) is None
        assert shop_id not in planning.shops_that_cancel(tx)


def test_a_person_can_stop_it(runtime: Runtime, shop_id: int, clock: SettableClock):
    order_id = a_held_order(runtime, shop_id)
    with pytest.raises(ConflictError, match="No cancellation"), runtime.transaction() as tx:
        actions.stop(tx, shop_id, order_id, actor="staff 1")
    clock.move(days=4, hours=1)
    plan(runtime, shop_id)
    with runtime.transaction() as tx:
        actions.stop(tx, shop_id, order_id, actor="staff 1")
    clock.move(days=20)
    plan(runtime, shop_id)

    assert calls(runtime, CANCEL_ORDER) == []
    with runtime.snapshot() as tx:
        assert tx.session.get_one(Order, order_id).cancelled_at is None


def test_what_a_person_stopped_stays_stopped(runtime: Runtime, shop_id: int, clock: SettableClock):
    """Whatever is told of the order meanwhile, and though the setting is taken back and given again."""
    order_id = a_held_order(runtime, shop_id)
    clock.move(days=4, hours=1)
    plan(runtime, shop_id)
    with runtime.transaction() as tx:
        actions.stop(tx, shop_id, order_id, actor="staff 1")
        tx.session.execute(update(Order).where(Order.id == order_id).values(check_due=True))
    plan(runtime, shop_id)
    for days in (None, 5):
        ask(runtime, shop_id, days)
        plan(runtime, shop_id)
    with runtime.transaction() as tx:
        tx.session.execute(update(Order).where(Order.id == order_id).values(check_due=False))
    for _ in range(5):
        clock.move(days=3)
        plan(runtime, shop_id)

    assert (calls(runtime, TELL_SHOP), calls(runtime, CANCEL_ORDER)) == ([order_id], [])


def test_an_order_that_waits_to_be_judged_again_waits(runtime: Runtime, shop_id: int, clock: SettableClock):
    order_id = a_held_order(runtime, shop_id)
    clock.move(days=4, hours=1)
    plan(runtime, shop_id)
    with runtime.transaction() as tx:
        tx.session.execute(update(Order).where(Order.id == order_id).values(check_due=True))
    clock.move(days=3)
    plan(runtime, shop_id)

    assert calls(runtime, CANCEL_ORDER) == []
    with runtime.snapshot() as tx:
        assert cancellation_of(tx, shop_id, order_id) is not None


def test_more_days_make_a_plan_void(runtime: Runtime, shop_id: int, clock: SettableClock):
    a_held_order(runtime, shop_id)
    clock.move(days=4, hours=1)
    plan(runtime, shop_id)
    ask(runtime, shop_id, 60)
    for _ in range(10):
        clock.move(days=2)
        plan(runtime, shop_id)

    assert calls(runtime, CANCEL_ORDER) == []


def test_the_app_installed_anew_announces_anew(runtime: Runtime, shop_id: int, clock: SettableClock):
    a_held_order(runtime, shop_id)
    clock.move(days=4, hours=1)
    plan(runtime, shop_id)
    with runtime.transaction() as tx:
        shops.uninstall(tx, shop_id, tx.now)
    clock.move(days=120)
    with runtime.transaction() as tx:
        shops.install(tx, shop_id, a_grant())
    plan(runtime, shop_id)

    assert calls(runtime, CANCEL_ORDER) == []
    assert len(calls(runtime, TELL_SHOP)) == 2


def test_what_became_retail_is_nobodys_to_cancel(runtime: Runtime, shop_id: int, clock: SettableClock):
    order_id = a_held_order(runtime, shop_id)
    with runtime.transaction() as tx:
        tx.session.execute(update(Order).where(Order.id == order_id).values(kind="retail"))
    clock.move(days=30)
    plan(runtime, shop_id)

    assert calls(runtime, TELL_SHOP) == []


@pytest.mark.parametrize(
    ("financial", "fulfilment", "received", "may"),
    [
        ("PENDING", "UNFULFILLED", "0", True),
        ("AUTHORIZED", "ON_HOLD", "0.00", True),
        (None, None, "0", True),
        ("PENDING", "UNFULFILLED", "0.01", False),
        ("PARTIALLY_PAID", "UNFULFILLED", "0", False),
        ("PAID", "ON_HOLD", "3000", False),
        ("PENDING", "PARTIALLY_FULFILLED", "0", False),
        ("PENDING", "SOMETHING_NEW", "0", False),
        ("REFUNDED", "UNFULFILLED", "0", False),
    ],
)
def test_only_what_nothing_was_paid_for_and_nothing_was_sent_of(
    financial: str | None, fulfilment: str | None, received: str, may: bool
):
    assert rules.may_cancel(financial, fulfilment, Decimal(received)) is may


@pytest.mark.parametrize(
    ("held_days_ago", "asked_days_ago", "in_hours"), [(0, 9, 120), (4, 9, 24), (9, 9, 24), (9, 1, 96), (3, None, 48)]
)
def test_the_days_count_from_the_hold_or_the_setting_and_a_day_is_the_least(
    held_days_ago: int, asked_days_ago: int | None, in_hours: int
):
    held = NOW - timedelta(days=held_days_ago)
    asked = None if asked_days_ago is None else NOW - timedelta(days=asked_days_ago)

    assert rules.cancel_at(held, asked, 5, NOW) == NOW + timedelta(hours=in_hours)


@pytest.mark.parametrize(("typed", "days"), [("", None), (" ", None), ("2", 2), ("90", 90)])
def test_the_days_are_read_from_the_form(typed: str, days: int | None):
    assert forms.read_terms(a_form(typed)).cancel_after_days == days


@pytest.mark.parametrize("typed", ["1", "0", "91", "-5", "5.5", "five", "٥", "1000000000000"])
def test_days_that_are_none_get_a_sentence(typed: str):
    with pytest.raises(BadTermsError, match="Cancel after 2 to 90 days"):
        forms.read_terms(a_form(typed))


def a_form(days: str) -> dict[str, str]:
    """The form of the terms as the page sends it."""
    form = {"first": "5000", "following": "2000", "rounding": "5", "max_rate_age_days": "7", "derive": "on"}
    return {**form, "cancel_after_days": days}
