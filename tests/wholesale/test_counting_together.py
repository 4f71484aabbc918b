"""Held orders of one trader that staff count as one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from shopify_app.audit.models import AuditEntry
from shopify_app.core.errors import InvalidInputError, NotFoundError, TajirError
from shopify_app.core.runtime import Runtime
from shopify_app.orders.actions import mark_edited
from shopify_app.orders.models import OVERRIDDEN, RELEASED, WANTED, Hold, Order
from shopify_app.wholesale.decisions import latest_decision, verdict_of
from shopify_app.wholesale.rules import sentence
from shopify_app.wholesale.terms import agreed
from shopify_app.wholesale.together import actions as together
from shopify_app.wholesale.together.actions import NotTogetherError
from tests.builders import an_installed_shop, record_order
from tests.conftest import OTHER_SHOP, SHOP
from tests.wholesale.trading import check, later, mark, order_of, rule_of

WHO = {"customer": {"id": 7, "email": "salma@example.com"}, "email": None}


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop in which Salma is a trader."""
    number = an_installed_shop(runtime, SHOP)
    mark(runtime, number)
    return number


def count_together(runtime: Runtime, shop_id: int, *order_ids: int) -> None:
    """Staff count these orders together, and they are judged."""
    with runtime.transaction() as tx:
        together.count_together(tx, shop_id, order_ids, "Ordered twice by mistake", actor="staff 1")
    check(runtime, shop_id)


def tell(runtime: Runtime, shop_id: int, number: int, subtotal: str, *, edited: bool = False, **changes: Any) -> None:
    """Shopify tells of a change of an order, and it is judged."""
    with runtime.transaction() as tx:
        moment = later(runtime, number + 500)
        at = {"at": later(runtime, number), **WHO, "updated_at": moment}
        record_order(tx, shop_id, number, subtotal, **{**at, **changes})
        if edited:
            mark_edited(tx, shop_id, [5_000_000_000_000 + number])
    check(runtime, shop_id)


def hold_states(runtime: Runtime, *order_ids: int) -> list[str]:
    """The state of each order's hold."""
    with runtime.snapshot() as tx:
        rows = tx.session.execute(select(Hold.order_id, Hold.state).where(Hold.order_id.in_(order_ids)))
        states = {row.order_id: row.state for row in rows}
    return [states[order_id] for order_id in order_ids]


def words_of(runtime: Runtime, order_id: int) -> str:
    """The decision that counts, as staff read it."""
    with runtime.snapshot() as tx:
        decision = latest_decision(tx, order_id)
    assert decision is not None
    return sentence(verdict_of(decision))


def test_two_orders_that_reach_the_first_minimum_together_are_let_go(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, amount) for number, amount in ((1, "3000.00"), (2, "2000.00")))
    assert hold_states(runtime, one, other) == [WANTED, WANTED]

    count_together(runtime, shop_id, one, other)

    assert hold_states(runtime, one, other) == [RELEASED, RELEASED]
    # The second is no following order because of the first: both are the first order.
    assert [rule_of(runtime, order_id) for order_id in (one, other)] == [("first", True)] * 2
    told = "Counted together with 1 other order, SAR 5,000.00 reaches the minimum of SAR 5,000.00 for a first order."
    assert {words_of(runtime, order_id).replace("5,000.00 SAR", "SAR 5,000.00") for order_id in (one, other)} == {told}


def test_what_they_miss_together_is_told_and_changes_nothing(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, amount) for number, amount in ((1, "3000.00"), (2, "1999.99")))

    with pytest.raises(NotTogetherError, match=r"0\.01.*Nothing was changed"):
        count_together(runtime, shop_id, one, other)
    assert hold_states(runtime, one, other) == [WANTED, WANTED]
    with runtime.snapshot() as tx:
        assert together.group_of(tx, one) is None


def test_one_order_is_nothing_to_count_together(runtime: Runtime, shop_id: int):
    one = order_of(runtime, shop_id, 1, "3000.00")

    for chosen in ((one,), (one, one)):
        with pytest.raises(InvalidInputError, match="at least one other"):
            count_together(runtime, shop_id, *chosen)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"customer": {"id": 8, "email": "huda@example.com"}}, "same trader"),
        ({"company": {"id": 4, "location_id": 5}}, "same trader"),
        ({"currency": "AED"}, "same currency"),
        ({"currency": "KWD"}, "minimum in KWD"),
        ({"cancelled_at": "2026-11-24T10:00:00Z"}, "not held"),
        ({"fulfillment_status": "partial"}, "sent already"),
        ({"test": True}, "not held"),
    ],
)
def test_only_held_orders_of_one_trader_in_one_currency_go_together(
    runtime: Runtime, shop_id: int, changes: dict[str, Any], why: str
):
    mark(runtime, shop_id, customer=8)
    one = order_of(runtime, shop_id, 1, "4900.00")
    other = order_of(runtime, shop_id, 2, "4800.00" if changes.get("currency") != "KWD" else "10.000", **changes)

    with pytest.raises(NotTogetherError, match=why):
        count_together(runtime, shop_id, one, other)


def test_an_order_that_a_person_let_go_is_not_held_any_more(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, "3000.00") for number in (1, 2))
    with runtime.transaction() as tx:
        tx.session.execute(update(Hold).where(Hold.order_id == other).values(state=OVERRIDDEN))

    with pytest.raises(NotTogetherError, match="not held"):
        count_together(runtime, shop_id, one, other)


def test_an_order_of_another_shop_is_unknown_here(runtime: Runtime, shop_id: int):
    one, elsewhere = order_of(runtime, shop_id, 1, "3000.00"), an_installed_shop(runtime, OTHER_SHOP)
    mark(runtime, elsewhere)
    theirs = order_of(runtime, elsewhere, 2, "3000.00")

    with pytest.raises(NotFoundError):
        count_together(runtime, shop_id, one, theirs)


def test_when_one_is_cancelled_the_other_is_held_again(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, "3000.00") for number in (1, 2))
    count_together(runtime, shop_id, one, other)

    tell(runtime, shop_id, 2, "3000.00", cancelled_at=later(runtime, 400))

    assert rule_of(runtime, one) == ("first", False)
    assert hold_states(runtime, one, other) == [WANTED, RELEASED]
    assert "Counted together" not in words_of(runtime, one)


def test_what_was_sent_stays_sent_when_the_other_is_cancelled(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, "3000.00") for number in (1, 2))
    count_together(runtime, shop_id, one, other)
    tell(runtime, shop_id, 1, "3000.00", fulfillment_status="fulfilled")

    tell(runtime, shop_id, 2, "3000.00", cancelled_at=later(runtime, 400), updated_at=later(runtime, 600))

    assert hold_states(runtime, one) == [RELEASED]


def test_an_edit_of_one_that_brings_them_under_holds_both(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, "3000.00") for number in (1, 2))
    count_together(runtime, shop_id, one, other)

    tell(runtime, shop_id, 2, "1000.00", edited=True)

    assert hold_states(runtime, one, other) == [WANTED, WANTED]
    assert [rule_of(runtime, order_id) for order_id in (one, other)] == [("first", False)] * 2


def test_a_refund_of_one_undoes_nothing(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, "3000.00") for number in (1, 2))
    count_together(runtime, shop_id, one, other)

    tell(runtime, shop_id, 2, "1000.00", financial_status="partially_refunded")

    assert hold_states(runtime, one, other) == [RELEASED, RELEASED]


def test_together_they_end_the_time_of_first_orders(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, "2500.00") for number in (1, 2))
    assert rule_of(runtime, order_of(runtime, shop_id, 3, "2000.00")) == ("first", False)

    count_together(runtime, shop_id, one, other)

    assert rule_of(runtime, order_of(runtime, shop_id, 4, "2000.00")) == ("following", True)


def test_taken_apart_each_is_judged_by_itself(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, "3000.00") for number in (1, 2))
    count_together(runtime, shop_id, one, other)
    with runtime.transaction() as tx:
        together.take_apart(tx, shop_id, other, actor="staff 2")
    check(runtime, shop_id)

    assert hold_states(runtime, one, other) == [WANTED, WANTED]
    with pytest.raises(TajirError, match="not counted together"), runtime.transaction() as tx:
        together.take_apart(tx, shop_id, one, actor="staff 2")


def test_nothing_is_taken_apart_once_goods_have_left(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, "3000.00") for number in (1, 2))
    count_together(runtime, shop_id, one, other)
    tell(runtime, shop_id, 1, "3000.00", fulfillment_status="partial")

    with pytest.raises(NotTogetherError, match="#1 were sent"), runtime.transaction() as tx:
        together.take_apart(tx, shop_id, other, actor="staff 2")


def test_a_third_order_joins_those_that_fell_under(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, "3000.00") for number in (1, 2))
    count_together(runtime, shop_id, one, other)
    tell(runtime, shop_id, 2, "1000.00", edited=True)
    third = order_of(runtime, shop_id, 3, "1500.00")

    count_together(runtime, shop_id, third, one)

    assert hold_states(runtime, one, other, third) == [RELEASED] * 3
    assert "2 other orders, 5,500.00" in words_of(runtime, one).replace("SAR ", "")


def test_an_exempted_order_is_let_go_by_its_exemption_alone(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, "3000.00") for number in (1, 2))
    count_together(runtime, shop_id, one, other)
    tell(runtime, shop_id, 2, "1000.00", edited=True)
    with runtime.transaction() as tx:
        agreed.exempt(tx, shop_id, one, "replacement", "broken jars", actor="staff 1")
    check(runtime, shop_id)

    assert rule_of(runtime, one) == ("exempt", True)
    assert hold_states(runtime, one, other) == [RELEASED, WANTED]


def test_both_decisions_are_on_the_trail(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, "3000.00") for number in (1, 2))
    count_together(runtime, shop_id, one, other)
    with runtime.transaction() as tx:
        together.take_apart(tx, shop_id, one, actor="staff 2")
    with runtime.snapshot() as tx:
        entries = tx.session.scalars(select(AuditEntry).where(AuditEntry.event.like("orders:%"))).all()

    assert [(entry.event, entry.actor) for entry in entries] == [
        ("orders:counted_together", "staff 1"),
        ("orders:taken_apart", "staff 2"),
    ]
    assert entries[0].details["orders"] == [one, other]


def test_held_orders_of_the_same_trader_are_offered(runtime: Runtime, shop_id: int):
    mark(runtime, shop_id, customer=8)
    one, other = (order_of(runtime, shop_id, number, "3000.00") for number in (1, 2))
    order_of(runtime, shop_id, 3, "3000.00", customer={"id": 8, "email": "huda@example.com"})
    order_of(runtime, shop_id, 4, "3000.00", currency="AED")
    order_of(runtime, shop_id, 5, "6000.00")
    with runtime.snapshot() as tx:
        offered = together.candidates_for(tx, tx.session.get_one(Order, one))

    assert [order.id for order in offered] == [other]


def test_an_edit_of_one_whose_difference_was_paid_back_holds_both(runtime: Runtime, shop_id: int):
    """A refund undoes nothing, but it does not hide an edit either, on whichever of them it was."""
    one, other = (order_of(runtime, shop_id, number, amount) for number, amount in ((1, "3000.00"), (2, "2000.00")))
    count_together(runtime, shop_id, one, other)
    tell(runtime, shop_id, 2, "1999.00", financial_status="partially_refunded")
    assert hold_states(runtime, one, other) == [RELEASED, RELEASED]
    tell(runtime, shop_id, 1, "10.00", edited=True, financial_status="partially_refunded")

    assert hold_states(runtime, one, other) == [WANTED, WANTED]


def test_a_sample_does_not_fill_up_the_others_minimum(runtime: Runtime, shop_id: int):
    one, other = (order_of(runtime, shop_id, number, amount) for number, amount in ((1, "1000.00"), (2, "4000.00")))
    count_together(runtime, shop_id, one, other)
    tell(runtime, shop_id, 2, "3000.00", edited=True)
    with runtime.transaction() as tx:
        agreed.exempt(tx, shop_id, one, "sample", "shown at a fair", actor="staff 1")
    check(runtime, shop_id)
    tell(runtime, shop_id, 2, "4000.00", edited=True, updated_at=later(runtime, 900))

    assert hold_states(runtime, one, other) == [RELEASED, WANTED]
