"""Ways round a minimum that other shops' tools let through, one claim each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from shopify_app.core.runtime import Runtime
from shopify_app.orders.models import RELEASED, Hold
from shopify_app.wholesale.decisions import latest_decision
from shopify_app.wholesale.terms import actions as terms
from shopify_app.wholesale.terms import agreed
from shopify_app.wholesale.terms.rules import Pair, Terms
from tests.builders import an_installed_shop, record_order
from tests.conftest import SHOP
from tests.wholesale.trading import check, later, mark, order_of, rule_of

WHO = {"customer": {"id": 7, "email": "salma@example.com"}, "email": None}
GUEST = {"customer": None, "email": "Salma@Example.com"}


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop in which Salma is a trader, known by her number and her address."""
    number = an_installed_shop(runtime, SHOP)
    mark(runtime, number)
    # It tells her address, and is no first order.
    order_of(runtime, number, 900, "1.00", financial_status="refunded")
    return number


def set_amounts(runtime: Runtime, shop_id: int, **pairs: str) -> None:
    """The owner's amounts: first and following."""
    with runtime.transaction() as tx:
        terms.change_terms(tx, shop_id, Terms(derive=False), actor="staff 1")
        for currency, pair in pairs.items():
            first, following = pair.split("/")
            terms.set_own_amount(tx, shop_id, currency, Pair(Decimal(first), Decimal(following)), actor="staff 1")


def tell(runtime: Runtime, shop_id: int, number: int, subtotal: str, **changes: Any) -> None:
    """Shopify tells of the order again, some minutes later."""
    with runtime.transaction() as tx:
        moments = {"at": later(runtime, number), "updated_at": later(runtime, number + 500)}
        record_order(tx, shop_id, number, subtotal, **{**WHO, **moments, **changes})
    check(runtime, shop_id)


def test_the_number_of_another_currency_is_not_compared_with_riyals(runtime: Runtime, shop_id: int):
    """5,000 yen are no 5,000 riyals, and 1,300 euros are more than 1,300 riyals."""
    set_amounts(runtime, shop_id, JPY="210000/84000", EUR="1250/495")

    assert rule_of(runtime, order_of(runtime, shop_id, 1, "5000", currency="JPY")) == ("first", False)
    assert rule_of(runtime, order_of(runtime, shop_id, 2, "1300.00", currency="EUR")) == ("first", True)


def test_switching_the_currency_does_not_make_the_minimum_smaller(runtime: Runtime, shop_id: int):
    """The same goods in yen are a larger number: they are held by the minimum in yen, as cart and checkout told it."""
    set_amounts(runtime, shop_id, JPY="210000/84000")
    money = {
        "shop_money": {"amount": "4000.00", "currency_code": "SAR"},
        "presentment_money": {"amount": "165000", "currency_code": "JPY"},
    }
    amounts = {f"current_{name}_set": money for name in ("subtotal_price", "total_price", "total_tax")}
    order_id = order_of(runtime, shop_id, 1, "4000.00", presentment_currency="JPY", **amounts)

    assert rule_of(runtime, order_id) == ("first", False)
    with runtime.snapshot() as tx:
        decision = latest_decision(tx, order_id)
    assert decision is not None
    assert decision.currency == "JPY"


@pytest.mark.parametrize(("subtotal", "allowed"), [("209999", False), ("210000", True)])
def test_a_currency_without_decimals_is_not_read_in_hundredths(
    runtime: Runtime, shop_id: int, subtotal: str, allowed: bool
):
    set_amounts(runtime, shop_id, JPY="210000/84000")

    assert rule_of(runtime, order_of(runtime, shop_id, 1, subtotal, currency="JPY")) == ("first", allowed)


def test_a_discount_given_after_the_check_is_noticed(runtime: Runtime, shop_id: int):
    """The goods fell, no money went back, and nobody told of an edit."""
    order_id = order_of(runtime, shop_id, 1, "5000.00")
    assert rule_of(runtime, order_id) == ("first", True)
    tell(runtime, shop_id, 1, "4500.00")

    assert rule_of(runtime, order_id) == ("first", False)


def test_a_refund_after_the_release_does_not_undo_it(runtime: Runtime, shop_id: int):
    order_id = order_of(runtime, shop_id, 1, "5000.00")
    tell(runtime, shop_id, 1, "4500.00", financial_status="partially_refunded")

    assert rule_of(runtime, order_id) == ("first", True)


def test_of_two_first_orders_at_once_the_small_one_does_not_lean_on_the_other(runtime: Runtime, shop_id: int):
    """The large one is not paid yet: it qualifies nothing."""
    large = order_of(runtime, shop_id, 1, "6000.00", financial_status="pending")
    small = order_of(runtime, shop_id, 2, "2000.00", financial_status="pending")

    assert [rule_of(runtime, order_id) for order_id in (large, small)] == [("first", True), ("first", False)]


def test_a_first_order_that_is_cancelled_was_none(runtime: Runtime, shop_id: int):
    order_of(runtime, shop_id, 1, "6000.00")
    tell(runtime, shop_id, 1, "6000.00", cancelled_at=later(runtime, 400))

    assert rule_of(runtime, order_of(runtime, shop_id, 2, "2000.00")) == ("first", False)


@pytest.mark.parametrize("how", [{"source_name": "noon"}, {"test": True}, {"financial_status": "refunded"}])
def test_imported_test_and_refunded_orders_are_no_first_order(runtime: Runtime, shop_id: int, how: dict[str, Any]):
    order_of(runtime, shop_id, 1, "6000.00", **how)

    assert rule_of(runtime, order_of(runtime, shop_id, 2, "2000.00")) == ("first", False)


def test_a_trader_who_orders_without_signing_in_is_still_the_trader(runtime: Runtime, shop_id: int):
    """A guest's order names no customer, but the address is hers, whatever its letters' case."""
    assert rule_of(runtime, order_of(runtime, shop_id, 1, "4999.99", **GUEST)) == ("first", False)


def test_an_order_as_a_guest_counts_for_the_one_after_signing_in(runtime: Runtime, shop_id: int):
    assert rule_of(runtime, order_of(runtime, shop_id, 1, "5000.00", **GUEST)) == ("first", True)
    assert rule_of(runtime, order_of(runtime, shop_id, 2, "2000.00")) == ("following", True)


def test_a_first_order_that_is_edited_away_opened_no_door(runtime: Runtime, shop_id: int):
    order_of(runtime, shop_id, 1, "5000.00")
    later_order = order_of(runtime, shop_id, 2, "2000.00")
    assert rule_of(runtime, later_order) == ("following", True)
    tell(runtime, shop_id, 1, "10.00")

    assert rule_of(runtime, later_order) == ("first", False)


def test_a_withdrawn_exemption_opened_no_door(runtime: Runtime, shop_id: int):
    first = order_of(runtime, shop_id, 1, "100.00")
    with runtime.transaction() as tx:
        agreed.exempt(tx, shop_id, first, "completion", "rest of an order", actor="staff 1")
    check(runtime, shop_id)
    later_order = order_of(runtime, shop_id, 2, "2000.00")
    assert rule_of(runtime, later_order) == ("following", True)
    with runtime.transaction() as tx:
        agreed.withdraw_exemption(tx, shop_id, first, actor="staff 1")
    check(runtime, shop_id)

    assert rule_of(runtime, later_order) == ("first", False)


def test_the_same_number_in_another_currency_is_judged_anew(runtime: Runtime, shop_id: int):
    set_amounts(runtime, shop_id, JPY="210000/84000")
    order_id = order_of(runtime, shop_id, 1, "5000.00")
    tell(runtime, shop_id, 1, "5000", currency="JPY")

    assert rule_of(runtime, order_id) == ("first", False)


def test_an_order_that_turns_out_to_be_retail_is_held_no_more(runtime: Runtime, shop_id: int):
    """The customer's tag was taken off, or the order went to another customer: no minimum is asked for."""
    order_id = order_of(runtime, shop_id, 1, "100.00")
    assert rule_of(runtime, order_id) == ("first", False)
    mark(runtime, shop_id, is_trade=False)
    tell(runtime, shop_id, 1, "100.00")

    assert rule_of(runtime, order_id) == ("retail", True)
    with runtime.snapshot() as tx:
        assert list(tx.session.scalars(select(Hold.state).where(Hold.order_id == order_id))) == [RELEASED]
