"""The rule answers every case of `tests/cases/order_minimum.json`, the table that the checkout's Function shares."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shopify_app.core.money import Money, minor_units
from shopify_app.wholesale.rules import Candidate, Minimum, Minimums, check_minimum

TABLE = json.loads((Path(__file__).parents[1] / "cases" / "order_minimum.json").read_text("utf-8"))
MINIMUMS = Minimums(
    {
        name: Minimum(Money(Decimal(least["first"]), name), Money(Decimal(least["following"]), name))
        for name, least in TABLE["minimums"].items()
    }
)


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["name"])
def test_the_rule_answers_as_the_table_says(case: dict[str, Any]):
    goods = Money(Decimal(case["subtotal"]), case["currency"])
    candidate = Candidate(goods, case["is_trade"], is_exempt=case.get("exempt", False))
    verdict = check_minimum(candidate, case["qualifying_orders"], MINIMUMS)

    assert (verdict.allowed, verdict.rule.value) == (case["allowed"], case["rule"])
    assert verdict.missing == (Money(Decimal(case["missing"]), goods.currency) if case["missing"] else None)


def test_the_table_has_currencies_of_none_two_and_three_decimals():
    assert {minor_units(name) for name in MINIMUMS.by_currency} == {0, 2, 3}


def test_each_case_has_a_name_of_its_own():
    names = [case["name"] for case in TABLE["cases"]]

    assert len(names) == len(set(names)) > 40
