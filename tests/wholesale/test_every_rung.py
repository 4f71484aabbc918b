"""The same case gets the same verdict wherever an order can be born.

The cases are those of `tests/cases/order_minimum.json`, by which the checkout's Function is held to the rule
(`tests/extensions/test_order_minimum.py`). Here the server's own rungs answer them: the storefront's question, the
draft, the order that was placed, and the order that was edited.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

import pytest

from shopify_app.core.money import Money
from shopify_app.core.runtime import Runtime, Transaction
from shopify_app.orders.actions import mark_edited
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.wholesale import marks
from shopify_app.wholesale.decisions import latest_decisions, verdict_of
from shopify_app.wholesale.drafts import actions as drafts
from shopify_app.wholesale.drafts.client import Draft
from shopify_app.wholesale.rules import Verdict
from shopify_app.wholesale.terms import actions as terms
from shopify_app.wholesale.terms.rules import RIYAL, Pair, Terms
from tests.builders import an_app, an_installed_shop, record_order
from tests.conftest import SHOP
from tests.extensions.order_cases import TABLE
from tests.wholesale.test_cart_check import put
from tests.wholesale.trading import check

# An exemption is granted to an order that has been placed; no other rung can know of one.
CASES = [case for case in TABLE["cases"] if "exempt" not in case]
PLENTY = Decimal(10**9)
Told = tuple[bool, str, Decimal | None]


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop whose minimums are the table's, with a customer for each case: a trader or not, with orders or without."""
    number, least = an_installed_shop(runtime, SHOP), TABLE["minimums"]
    with runtime.transaction() as tx:
        pairs = {name: Pair(Decimal(one["first"]), Decimal(one["following"])) for name, one in least.items()}
        riyals = pairs.pop(RIYAL)
        terms.change_terms(tx, number, Terms(riyals.first, riyals.following, derive=False), actor="staff 1")
        for name, pair in pairs.items():
            terms.set_own_amount(tx, number, name, pair, actor="staff 1")
        persons = people.find_or_make(tx, number, [Identity(customer_of(case)) for case in CASES])
        for case, person in zip(CASES, persons, strict=True):
            assert person is not None
            marks.keep_marks(tx, number, {person.id: case["is_trade"]}, tx.now)
            if case["qualifying_orders"]:
                record(tx, number, case, 1000, "999999.00", currency="SAR")
    check(runtime, number)
    return number


def customer_of(case: dict[str, Any]) -> int:
    """Each case has a customer of its own."""
    return 100 + CASES.index(case)


def record(tx: Transaction, shop_id: int, case: dict[str, Any], number: int, subtotal: str, **how: Any) -> int:
    """A paid order of the case's customer; returns our id of it."""
    who = {"customer": {"id": customer_of(case), "email": f"{customer_of(case)}@example.com"}, "email": None}
    moment = (tx.now + timedelta(hours=1, seconds=number)).isoformat()
    usual = {"currency": case["currency"], "at": moment, **who}
    return record_order(tx, shop_id, number + CASES.index(case), subtotal, **{**usual, **how})


def wanted() -> dict[str, Told]:
    """What every rung must answer: {case: allowed, rule, missing}."""
    return {case["name"]: (case["allowed"], case["rule"], _decimal(case["missing"])) for case in CASES}


def wanted_of_orders() -> dict[str, Told]:
    """The same of orders that were placed: amounts are kept to the millionth, rounded down."""
    millionth = Decimal("0.000001")
    return {
        name: (allowed, rule, missing and missing.quantize(millionth, ROUND_CEILING))
        for name, (allowed, rule, missing) in wanted().items()
    }


def told(verdict: Verdict) -> Told:
    """What one rung answered."""
    return verdict.allowed, verdict.rule.value, verdict.missing.amount if verdict.missing else None


def decided(runtime: Runtime, shop_id: int, orders: dict[str, int]) -> dict[str, Told]:
    """What was decided on each. Of a retail order nothing is written down: nothing was asked of it."""
    with runtime.snapshot() as tx:
        found = latest_decisions(tx, shop_id, list(orders.values()))
    retail = (True, "retail", None)
    return {name: told(verdict_of(found[one])) if one in found else retail for name, one in orders.items()}


def test_the_storefront_is_answered_so(runtime: Runtime, shop_id: int):
    assert shop_id
    client, answers = an_app(runtime).test_client(), {}
    for case in CASES:
        asked = {"subtotal": case["subtotal"], "currency": case["currency"], "customer": str(customer_of(case))}
        answer = put(client, runtime, asked).json
        answers[case["name"]] = (answer["allowed"], answer["rule"], _decimal(answer["missing"]))

    assert answers == wanted()


def test_drafts_are_judged_so(runtime: Runtime, shop_id: int):
    answers = {}
    with runtime.snapshot() as tx:
        for case in CASES:
            goods, tags = Money(Decimal(case["subtotal"]), case["currency"]), ["trade"] if case["is_trade"] else []
            draft = Draft(1, True, goods, customer_of(case), tags, None, False, None)
            answers[case["name"]] = told(drafts.judge(tx, shop_id, draft))

    assert answers == wanted()


def test_orders_are_judged_so(runtime: Runtime, shop_id: int):
    with runtime.transaction() as tx:
        orders = {case["name"]: record(tx, shop_id, case, 2000, case["subtotal"]) for case in CASES}
    check(runtime, shop_id)

    assert decided(runtime, shop_id, orders) == wanted_of_orders()


def test_edited_orders_are_judged_so(runtime: Runtime, shop_id: int):
    """Each was far above its minimum, and let go where one is known, before it was edited to what the case says."""
    with runtime.transaction() as tx:
        orders = {case["name"]: record(tx, shop_id, case, 2000, str(PLENTY)) for case in CASES}
    check(runtime, shop_id)
    with runtime.transaction() as tx:
        later = (tx.now + timedelta(hours=3)).isoformat()
        for case in CASES:
            record(tx, shop_id, case, 2000, case["subtotal"], updated_at=later)
        mark_edited(tx, shop_id, [5_000_000_002_000 + number for number in range(len(CASES))])
    check(runtime, shop_id)

    assert decided(runtime, shop_id, orders) == wanted_of_orders()


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
