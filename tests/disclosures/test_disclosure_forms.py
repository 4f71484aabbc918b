"""Companies and demands as staff type them: what is wrong is said, and nothing is guessed."""

from __future__ import annotations

import pytest

from shopify_app.disclosures.forms import (
    BadDisclosureError,
    Company,
    read_company,
    read_country,
    read_decision,
    read_demand,
    read_demanded,
)

A_CARRIER = {
    "kind": "carrier",
    "name": "  Desert   Express ",
    "country": "sa",
    "purpose": "delivery",
    "obligation": "Contract of 3 March 2026, section 9",
}
A_DEMAND = {"authority": "Court of Riyadh", "law": "Law of procedure, article 12", "reference": "R-77"}


def test_a_company_is_read_as_it_was_meant():
    assert read_company(A_CARRIER) == Company(
        "carrier", "Desert Express", "SA", "delivery", "Contract of 3 March 2026, section 9"
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "person"}, "what kind"),
        ({"kind": ""}, "what kind"),
        ({"purpose": "payment"}, "for nothing else"),
        ({"name": " "}, "name is missing"),
        ({"name": "x" * 121}, "too long"),
        ({"name": "a\u202eb"}, "cannot be printed"),
        ({"country": "Saudi"}, "two letters"),
        ({"obligation": ""}, "bound is missing"),
    ],
)
def test_what_is_wrong_with_a_company_is_said(changes: dict[str, str], why: str):
    with pytest.raises(BadDisclosureError, match=why):
        read_company({**A_CARRIER, **changes})


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"authority": ""}, "Who asks is missing"),
        ({"law": " "}, "The law it rests on is missing"),
        ({"reference": "a\0"}, "cannot be printed"),
        ({"reference": "x" * 121}, "too long"),
    ],
)
def test_a_demand_without_sender_law_or_reference_is_none(changes: dict[str, str], why: str):
    with pytest.raises(BadDisclosureError, match=why):
        read_demand({**A_DEMAND, **changes})


@pytest.mark.parametrize("fields", [[], ["report"], ["name", "brand_name"]])
def test_a_demand_cannot_ask_for_what_no_authority_may_have(fields: list[str]):
    with pytest.raises(BadDisclosureError, match="Choose which data"):
        read_demanded(fields)


def test_what_a_demand_asks_for_twice_is_asked_for_once():
    assert read_demanded(["phone", "name", "phone"]) == ["name", "phone"]


@pytest.mark.parametrize("typed", ["", " ", "x" * 301])
def test_a_decision_has_a_reason(typed: str):
    with pytest.raises(BadDisclosureError, match="The reason"):
        read_decision({"decision": typed})


@pytest.mark.parametrize("typed", ["", "S", "SAU", "1A", "S\u0410"])
def test_a_country_is_two_letters(typed: str):
    with pytest.raises(BadDisclosureError, match="two letters"):
        read_country({"country": typed})
