"""The checkout's Function and the server's rule give the same verdict on every case; and the Function's own tests."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shopify_app.core.money import Money
from shopify_app.wholesale.rules import Candidate, check_minimum
from tests.extensions.node import judge, run_node
from tests.extensions.order_cases import CASES, function_input, minimums

HERE = Path(__file__).parent
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])


@pytest.fixture(scope="module")
def verdicts() -> dict[str, dict[str, Any]]:
    """The Function on every case, by its name."""
    found = judge([function_input(case) for case in CASES])
    return {case["name"]: one for case, one in zip(CASES, found, strict=True)}


def same(missing: str | None, expected: str | None) -> bool:
    """Amounts are compared as numbers: how many zeros are written does not matter here."""
    return (missing is None) == (expected is None) and Decimal(missing or 0) == Decimal(expected or 0)


def test_the_cases_are_many_and_each_has_a_name_of_its_own():
    """Else the tests below would prove little."""
    assert len({case["name"] for case in CASES}) == len(CASES) > 20
    assert {case["rule"] for case in CASES} == {"first", "following", "retail", "no_rate"}
    assert {case["currency"] for case in CASES} >= {"SAR", "KWD", "JPY"}


@each_case
def test_the_servers_rule_gives_the_cases_verdict(case: dict[str, Any]):
    goods = Money(Decimal(case["subtotal"]), case["currency"])
    verdict = check_minimum(Candidate(goods, case["is_trade"]), case["qualifying_orders"], minimums())

    assert (verdict.allowed, verdict.rule.value) == (case["allowed"], case["rule"])
    assert same(str(verdict.missing.amount) if verdict.missing else None, case["missing"])


@each_case
def test_the_function_gives_the_cases_verdict(case: dict[str, Any], verdicts: dict[str, dict[str, Any]]):
    verdict = verdicts[case["name"]]["verdict"]

    assert (verdict["allowed"], verdict["rule"]) == (case["allowed"], case["rule"])
    assert same(verdict.get("missing"), case["missing"])


@each_case
def test_the_function_refuses_exactly_what_is_not_allowed(case: dict[str, Any], verdicts: dict[str, dict[str, Any]]):
    assert bool(verdicts[case["name"]]["result"]["operations"]) is not case["allowed"]


def test_a_company_is_judged_like_a_tagged_customer(verdicts: dict[str, dict[str, Any]]):
    trade = [case for case in CASES if case["is_trade"]]
    found = judge([function_input(case, as_company=True) for case in trade])

    assert [one["verdict"] for one in found] == [verdicts[case["name"]]["verdict"] for case in trade]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("EN", "Your first trade order needs at least 5,000.00 SAR. Please add 3,000.00 SAR."),
        ("AR", "الحد الأدنى لأول طلب تجاري هو \u20665,000.00 SAR\u2069. يرجى إضافة \u20663,000.00 SAR\u2069."),
        (
            "FR",
            "Votre première commande professionnelle doit atteindre 5\u202f000,00 SAR. Il manque 3\u202f000,00 SAR.",
        ),
        ("TR", "Your first trade order needs at least 5,000.00 SAR. Please add 3,000.00 SAR."),
    ],
)
def test_the_buyer_reads_the_refusal_in_the_own_language(language: str, said: str):
    case = next(case for case in CASES if case["missing"] == "3000.00")
    (found,) = judge([function_input(case, language=language)])
    (operation,) = found["result"]["operations"]

    assert operation["validationAdd"]["errors"] == [{"message": said, "target": "$.cart"}]


@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.mjs")), ids=lambda file: file.stem)
def test_the_extensions_own_tests_pass(file: Path):
    assert "# fail 0" in run_node("--test", "--test-reporter=tap", str(file))
