"""A verdict for every due order of a trader."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from shopify_app.core.inbox import Message, Opened
from shopify_app.core.runtime import Runtime
from shopify_app.orders.models import OVERRIDDEN, Hold, Order
from shopify_app.orders.payload import TagsPayload
from shopify_app.shops import actions as shops
from shopify_app.wholesale import actions as wholesale
from shopify_app.wholesale import deliveries, marks
from shopify_app.wholesale.decisions import latest_decision
from shopify_app.wholesale.qualifying import standing_of
from tests.builders import a_grant, an_installed_shop, record_order
from tests.conftest import SHOP, SettableClock
from tests.wholesale.trading import check, later, mark, order_of, rule_of


@pytest.mark.parametrize(("seconds", "rule"), [(-1, "earlier"), (0, "first"), (1, "first")])
def test_only_orders_from_before_the_installation_are_spared(
    runtime: Runtime, clock: SettableClock, seconds: int, rule: str
):
    """Shopify tells whole seconds, and the app may be installed in the middle of one."""
    second = clock.now().replace(microsecond=0)
    clock.move(seconds=(second + timedelta(seconds=1.4) - clock.now()).total_seconds())
    shop_id = an_installed_shop(runtime, SHOP)
    with runtime.transaction() as tx:
        at = shops.first_installed_at(tx, shop_id).replace(microsecond=0) + timedelta(seconds=seconds)
        order_id = record_order(tx, shop_id, subtotal="100.00", at=at.isoformat())
        person_id = tx.session.scalars(select(Order.person_id).where(Order.id == order_id)).one()
        marks.keep_marks(tx, shop_id, {person_id or 0: True}, tx.now)
    wholesale.check_due_orders(runtime, shop_id)
    with runtime.snapshot() as tx:
        decision = latest_decision(tx, order_id)

    assert decision is not None
    assert decision.rule == rule


def test_what_was_bought_as_retail_is_no_traders_first_order(runtime: Runtime):
    """Else one riyal spent before the tag would open the door for 2,000."""
    shop_id = an_installed_shop(runtime, SHOP)
    mark(runtime, shop_id, is_trade=False)
    order_of(runtime, shop_id, 1, "1.00")
    mark(runtime, shop_id)

    assert rule_of(runtime, order_of(runtime, shop_id, 2, "2000.00")) == ("first", False)


def test_a_traders_order_from_before_the_installation_counts(runtime: Runtime):
    shop_id = an_installed_shop(runtime, SHOP)
    mark(runtime, shop_id)
    past = order_of(runtime, shop_id, 1, "100.00", at="2026-01-01T00:00:00+00:00")

    assert rule_of(runtime, past) == ("earlier", True)
    assert rule_of(runtime, order_of(runtime, shop_id, 2, "2000.00")) == ("following", True)


def test_an_order_a_person_let_go_counts(runtime: Runtime):
    shop_id = an_installed_shop(runtime, SHOP)
    mark(runtime, shop_id)
    first = order_of(runtime, shop_id, 1, "3000.00")
    with runtime.transaction() as tx:
        tx.session.execute(update(Hold).where(Hold.order_id == first).values(state=OVERRIDDEN))

    assert rule_of(runtime, order_of(runtime, shop_id, 2, "2000.00")) == ("following", True)


def test_installing_again_releases_nothing(runtime: Runtime, clock: SettableClock):
    shop_id = an_installed_shop(runtime, SHOP)
    mark(runtime, shop_id)
    clock.move(hours=2)
    at = (clock.now() - timedelta(hours=1)).isoformat()
    held = order_of(runtime, shop_id, 1, "100.00", at=at)
    clock.move(hours=1)
    with runtime.transaction() as tx:
        shops.uninstall(tx, shop_id, clock.now())
        shops.install(tx, shop_id, a_grant())
    new = order_of(runtime, shop_id, 2, "100.00", at=at)
    order_of(runtime, shop_id, 1, "100.00", at=at, updated_at=clock.now().isoformat())

    assert rule_of(runtime, new) == ("first", False)
    assert rule_of(runtime, held) == ("first", False)


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_two_changes_of_a_tag_the_later_counts_whichever_comes_first(runtime: Runtime, newest_first: bool):
    shop_id, now = an_installed_shop(runtime, SHOP), runtime.clock.now()
    mark(runtime, shop_id, is_trade=False)
    told = [(now + timedelta(minutes=1), deliveries.tags_removed), (now + timedelta(minutes=5), deliveries.tags_added)]
    for at, handle in reversed(told) if newest_first else told:
        opened = Opened(1, "shopify", "customer.tags", "d", at, at, b"")
        with runtime.transaction() as tx:
            handle(tx, shop_id, [Message(opened, TagsPayload("gid://shopify/Customer/7", ["trade"]))])
    with runtime.snapshot() as tx:
        standing = standing_of(tx, shop_id, 7)

    assert standing is not None
    assert (standing.is_trade, standing.qualifying_orders) == (True, 0)


@pytest.mark.parametrize(
    ("status", "allowed"),
    [("paid", False), ("pending", False), (None, False), ("partially_refunded", True), ("refunded", True)],
)
def test_goods_that_fell_without_a_refund_were_edited(runtime: Runtime, status: str | None, allowed: bool):
    """The message about an edit may get lost; a refund does not undo what was let go."""
    shop_id, at = an_installed_shop(runtime, SHOP), later(runtime, 1)
    mark(runtime, shop_id)
    order_id = order_of(runtime, shop_id, 1, "5200.00", at=at)
    order_of(runtime, shop_id, 1, "4100.00", at=at, updated_at=later(runtime, 9), financial_status=status)

    assert rule_of(runtime, order_id) == ("first", allowed)


@pytest.mark.parametrize(
    ("later_one", "allowed"),
    [
        ({}, False),
        ({"fulfillment_status": "fulfilled"}, True),
        ({"fulfillment_status": "partial"}, True),
        ({"financial_status": "partially_refunded"}, True),
        ({"subtotal": "5000.00"}, True),
    ],
)
def test_cancelling_the_first_order_opens_what_leant_on_it(runtime: Runtime, later_one: dict[str, Any], allowed: bool):
    """Unless something of it has left already, or was refunded."""
    shop_id, at = an_installed_shop(runtime, SHOP), later(runtime, 1)
    mark(runtime, shop_id)
    order_of(runtime, shop_id, 1, "5000.00", at=at)
    second = order_of(runtime, shop_id, 2, **{"subtotal": "2000.00", **later_one})
    assert rule_of(runtime, second) == ("following", True)
    order_of(runtime, shop_id, 1, "5000.00", at=at, updated_at=later(runtime, 9), cancelled_at=later(runtime, 9))

    assert rule_of(runtime, second)[1] is allowed


@pytest.mark.parametrize(
    ("given_up", "later_one", "allowed"),
    [
        ("voided", {}, False),
        ("expired", {}, False),
        ("voided", {"fulfillment_status": "fulfilled"}, True),
        ("voided", {"subtotal": "5000.00"}, True),
        ("pending", {}, True),
    ],
)
def test_a_first_order_that_is_never_paid_was_none(
    runtime: Runtime, given_up: str, later_one: dict[str, Any], allowed: bool
):
    """Terms were accepted, so it counted; its payment was given up without the order being cancelled."""
    shop_id, at = an_installed_shop(runtime, SHOP), later(runtime, 1)
    mark(runtime, shop_id)
    on_terms = {"at": at, "payment_terms": {"id": 1}}
    order_of(runtime, shop_id, 1, "5000.00", financial_status="pending", **on_terms)
    second = order_of(runtime, shop_id, 2, **{"subtotal": "2000.00", **later_one})
    assert rule_of(runtime, second) == ("following", True)
    order_of(runtime, shop_id, 1, "5000.00", financial_status=given_up, updated_at=later(runtime, 9), **on_terms)

    assert rule_of(runtime, second)[1] is allowed


def test_two_orders_of_one_second_that_are_never_paid_come_to_rest(runtime: Runtime):
    shop_id, at = an_installed_shop(runtime, SHOP), later(runtime, 1)
    mark(runtime, shop_id)
    for status, moment in (("pending", at), ("voided", later(runtime, 9))):
        for number in (1, 2):
            order_of(
                runtime,
                shop_id,
                number,
                "5000.00",
                at=at,
                financial_status=status,
                updated_at=moment,
                payment_terms={"id": 1},
            )

    check(runtime, shop_id)


def test_with_another_order_to_lean_on_a_cancellation_changes_nothing(runtime: Runtime):
    shop_id, at = an_installed_shop(runtime, SHOP), later(runtime, 1)
    mark(runtime, shop_id)
    order_of(runtime, shop_id, 1, "5000.00", at=at)
    order_of(runtime, shop_id, 2, "5000.00")
    third = order_of(runtime, shop_id, 3, "2000.00")
    order_of(runtime, shop_id, 1, "5000.00", at=at, updated_at=later(runtime, 9), cancelled_at=later(runtime, 9))

    assert rule_of(runtime, third) == ("following", True)
