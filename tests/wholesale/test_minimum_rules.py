"""The order minimum at its edges. Promises MA-8.2 (first order 5,000 SAR) and MA-8.3 (following orders 2,000 SAR)."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.core.money import Money
from shopify_app.wholesale.rules import (
    FIRST_SAR,
    FOLLOWING_SAR,
    Candidate,
    Minimum,
    Minimums,
    Rule,
    Verdict,
    check_minimum,
    qualifies,
    sentence,
)

KWD = Minimum(Money(Decimal("409.250"), "KWD"), Money(Decimal("163.700"), "KWD"))
BOTH = Minimums({"SAR": Minimum(FIRST_SAR, FOLLOWING_SAR), "KWD": KWD})


def verdict_on(
    amount: str, qualifying: int = 0, currency: str = "SAR", minimums: Minimums = BOTH, **more: bool
) -> Verdict:
    candidate = Candidate(Money(Decimal(amount), currency), **{"is_trade": True, **more})
    return check_minimum(candidate, qualifying, minimums)


@pytest.mark.parametrize(
    ("amount", "qualifying", "allowed", "rule"),
    [
        ("5000.00", 0, True, Rule.FIRST),
        ("4999.99", 0, False, Rule.FIRST),
        ("4999.999999", 0, False, Rule.FIRST),
        ("5000.01", 0, True, Rule.FIRST),
        ("0", 0, False, Rule.FIRST),
        ("2000.00", 0, False, Rule.FIRST),
        ("2000.00", 1, True, Rule.FOLLOWING),
        ("1999.99", 1, False, Rule.FOLLOWING),
        ("2000.00", 99, True, Rule.FOLLOWING),
        ("0", 1, False, Rule.FOLLOWING),
    ],
)
def test_the_minimum_itself_is_enough_and_a_halala_less_is_not(amount: str, qualifying: int, allowed: bool, rule: Rule):
    verdict = verdict_on(amount, qualifying)

    assert (verdict.allowed, verdict.rule) == (allowed, rule)
    assert verdict.minimum == (FOLLOWING_SAR if qualifying else FIRST_SAR)


@pytest.mark.parametrize(
    ("amount", "qualifying", "allowed"),
    [("409.250", 0, True), ("409.249", 0, False), ("163.700", 1, True), ("163.699", 1, False)],
)
def test_a_currency_with_three_decimals_has_an_edge_of_its_own(amount: str, qualifying: int, allowed: bool):
    assert verdict_on(amount, qualifying, "KWD").allowed is allowed


@pytest.mark.parametrize("amount", ["0.01", "5000", "1000000"])
@pytest.mark.parametrize("qualifying", [0, 1])
def test_a_currency_without_a_known_equivalent_never_passes_in_silence(amount: str, qualifying: int):
    verdict = verdict_on(amount, qualifying, "MAD")

    assert (verdict.allowed, verdict.rule, verdict.minimum, verdict.missing) == (False, Rule.NO_RATE, None, None)


def test_riyals_are_known_without_any_setting():
    assert verdict_on("5000", minimums=Minimums()).allowed
    assert verdict_on("5000", currency="USD", minimums=Minimums()).rule is Rule.NO_RATE


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"is_trade": False}, Rule.RETAIL),
        ({"is_cancelled": True}, Rule.CANCELLED),
        ({"is_test": True}, Rule.TEST),
        ({"is_trade": False, "is_cancelled": True, "is_test": True}, Rule.RETAIL),
        ({"is_cancelled": True, "is_test": True}, Rule.CANCELLED),
    ],
)
@pytest.mark.parametrize("currency", ["SAR", "MAD"])
def test_no_minimum_applies_to_retail_cancelled_and_test_orders(more: dict[str, bool], rule: Rule, currency: str):
    verdict = verdict_on("0.01", 0, currency, **more)

    assert (verdict.allowed, verdict.rule, verdict.missing) == (True, rule, None)


@given(st.decimals(places=2, min_value=0, max_value=20_000), st.integers(min_value=0, max_value=3))
def test_what_is_missing_is_exactly_what_would_be_enough(amount: Decimal, qualifying: int):
    verdict = verdict_on(str(amount), qualifying)
    if verdict.missing is None:
        assert verdict.allowed
        return
    assert not verdict.allowed
    assert verdict.missing.amount > 0
    assert verdict_on(str(amount + verdict.missing.amount), qualifying).allowed


@given(st.decimals(places=2, min_value=0, max_value=20_000))
def test_who_passes_as_a_first_order_passes_as_a_following_one(amount: Decimal):
    assert verdict_on(str(amount), 1).allowed or not verdict_on(str(amount), 0).allowed


GOOD = {
    "financial_status": "paid",
    "has_terms": False,
    "is_cancelled": False,
    "is_test": False,
    "is_imported": False,
    "is_held": False,
}


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"financial_status": "partially_refunded"}, True),
        ({"financial_status": "refunded"}, False),
        ({"financial_status": "pending"}, False),
        ({"financial_status": "authorized"}, False),
        ({"financial_status": "partially_paid"}, False),
        ({"financial_status": "voided"}, False),
        ({"financial_status": "expired"}, False),
        ({"financial_status": None}, False),
        ({"financial_status": "pending", "has_terms": True}, True),
        ({"financial_status": "partially_paid", "has_terms": True}, True),
        ({"financial_status": None, "has_terms": True}, True),
        ({"financial_status": "voided", "has_terms": True}, False),
        ({"financial_status": "refunded", "has_terms": True}, False),
        ({"financial_status": "expired", "has_terms": True}, False),
        ({"is_cancelled": True}, False),
        ({"is_test": True}, False),
        ({"is_imported": True}, False),
        ({"is_held": True}, False),
    ],
)
def test_an_order_ends_the_state_of_first_order_only_when_confirmed_real_ours_and_let_go(
    changes: dict[str, Any], counts: bool
):
    assert qualifies(**{**GOOD, **changes}) is counts


@pytest.mark.parametrize("flaws", list(product([True, False], repeat=4)))
def test_one_flaw_is_enough(flaws: tuple[bool, ...]):
    named = dict(zip(("is_cancelled", "is_test", "is_imported", "is_held"), flaws, strict=True))

    assert qualifies(**{**GOOD, **named}) is not any(flaws)


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (verdict_on("5000"), "5,000.00 SAR reaches the minimum of 5,000.00 SAR for a first order."),
        (verdict_on("4999.5"), "4,999.50 SAR is 0.50 SAR below the minimum of 5,000.00 SAR for a first order."),
        (verdict_on("2000", 1), "2,000.00 SAR reaches the minimum of 2,000.00 SAR for a following order."),
        (verdict_on("1", 1), "1.00 SAR is 1,999.00 SAR below the minimum of 2,000.00 SAR for a following order."),
        (verdict_on("1", is_trade=False), "A retail order: no minimum applies."),
        (verdict_on("1", is_cancelled=True), "The order is cancelled: no minimum applies."),
        (verdict_on("1", is_test=True), "A test order: no minimum applies."),
    ],
)
def test_a_verdict_says_its_reason(verdict: Verdict, told: str):
    assert sentence(verdict) == told


def test_an_unknown_currency_is_told_with_what_to_do():
    assert "There is no minimum in MAD yet" in sentence(verdict_on("1", currency="MAD"))


def test_every_rule_has_a_sentence():
    money = Money(Decimal(1), "SAR")

    assert all(sentence(Verdict(True, rule, money, money)) for rule in Rule)
