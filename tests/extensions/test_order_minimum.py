"""The checkout's Function and the server's rule give the same verdict on every case; and the Function's own tests."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shopify_app.core.money import Money
from shopify_app.wholesale.checkout.telling import told
from shopify_app.wholesale.checkout.words import BESIDE
from shopify_app.wholesale.languages import LANGUAGES
from shopify_app.wholesale.rules import Candidate, Minimum, Minimums, Verdict, check_minimum
from tests.extensions.node import judge, run_node
from tests.extensions.order_cases import CASES, function_input, minimums

HERE = Path(__file__).parent
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])


@pytest.fixture(scope="module")
def verdicts() -> dict[str, dict[str, Any]]:
    """The Function on every case, by its name."""
    found = judge([function_input(case) for case in CASES])
    return {case["name"]: one for case, one in zip(CASES, found, strict=True)}


def the_servers_verdict(case: dict[str, Any]) -> Verdict:
    goods = Money(Decimal(case["subtotal"]), case["currency"])
    return check_minimum(Candidate(goods, case["is_trade"]), case["qualifying_orders"], minimums())


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
    verdict = the_servers_verdict(case)

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


NORWEGIAN = (
    "Den første forhandlerbestillingen din må være på minst 5\u00a0000,00 SAR. Legg til varer for 3\u00a0000,00 SAR."
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("EN", "Your first trade order needs at least 5,000.00 SAR. Please add 3,000.00 SAR."),
        ("AR", "الحد الأدنى لأول طلب تجاري هو \u20665,000.00 SAR\u2069. يرجى إضافة \u20663,000.00 SAR\u2069."),
        (
            "FR",
            "Votre première commande professionnelle doit atteindre 5\u202f000,00 SAR. Il manque 3\u202f000,00 SAR.",
        ),
        ("NB", NORWEGIAN),
        ("NO", NORWEGIAN),
        ("NN", NORWEGIAN),
        ("TR", "Your first trade order needs at least 5,000.00 SAR. Please add 3,000.00 SAR."),
    ],
)
def test_the_buyer_reads_the_refusal_in_the_own_language(language: str, said: str):
    case = next(case for case in CASES if case["missing"] == "3000.00")
    (found,) = judge([function_input(case, language=language)])
    (operation,) = found["result"]["operations"]

    assert operation["validationAdd"]["errors"] == [{"message": said, "target": "$.cart"}]


@pytest.mark.parametrize("language", ["EN", "AR", "FR", "NB", "NO", "NN", "PT_BR", "ZH_CN"])
def test_the_server_tells_the_buyer_the_functions_sentence(language: str):
    """To the letter, in every case: what the storefront shows and what the checkout says is one thing."""
    refused = [case for case in CASES if not case["allowed"]]
    found = judge([function_input(case, language=language) for case in refused])
    said = [one["result"]["operations"][0]["validationAdd"]["errors"][0]["message"] for one in found]

    assert [told(the_servers_verdict(case), language) for case in refused] == said
    assert len(set(said)) > 10


@pytest.mark.parametrize("counted", ["1.125", "1.5", "0.0625"])
def test_a_minimum_with_more_digits_than_its_currency_is_told_alike(counted: str):
    least = Money(Decimal("1234.125"), "SAR")
    verdict = check_minimum(
        Candidate(Money(Decimal(counted), "SAR"), True), 0, Minimums({"SAR": Minimum(least, least)})
    )
    given = function_input({"is_trade": True, "qualifying_orders": 0, "subtotal": counted, "currency": "SAR"})
    given["validation"]["metafield"]["jsonValue"]["currencies"]["SAR"] = {"first": "1234.125", "following": "1234.125"}
    ((found,),) = [one["result"]["operations"] for one in judge([given])]

    assert told(verdict, "EN") == found["validationAdd"]["errors"][0]["message"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_function_is_silent_the_server_says_that_nothing_is_missing(language: str):
    passing = [case for case in CASES if case["allowed"]]
    said = {case["name"]: told(the_servers_verdict(case), language) for case in passing}

    assert {said[case["name"]] for case in passing if case["rule"] == "retail"} == {BESIDE[language]["retail"]}
    assert all(said[case["name"]] not in BESIDE[language].values() for case in passing if case["rule"] != "retail")
    assert all("{" not in one for one in said.values())


def test_a_reached_minimum_is_written_as_the_language_writes_numbers():
    case = next(case for case in CASES if case["name"] == "written: no decimals")
    said = [told(the_servers_verdict(case), locale) for locale in ("en", "ar-SA", "fr-MA", "no", "de", "")]

    assert said == [
        "Your order reaches the trade minimum of 5,000.00 SAR.",
        "بلغ طلبك الحد الأدنى للتجار وهو \u20665,000.00 SAR\u2069.",
        "Votre commande atteint le minimum professionnel de 5\u202f000,00 SAR.",
        "Bestillingen din når minstebeløpet for forhandlere på 5\u00a0000,00 SAR.",
        "Your order reaches the trade minimum of 5,000.00 SAR.",
        "Your order reaches the trade minimum of 5,000.00 SAR.",
    ]


@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.mjs")), ids=lambda file: file.stem)
def test_the_extensions_own_tests_pass(file: Path):
    assert "# fail 0" in run_node("--test", "--test-reporter=tap", str(file))
