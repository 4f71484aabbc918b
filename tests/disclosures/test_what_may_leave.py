"""To whom personal data may go, for what, and which fields: the list itself, and the rule over it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shopify_app.disclosures.recipients import (
    EXCEPTIONS,
    FIELDS,
    PURPOSES,
    RECIPIENTS,
    Recipient,
    Where,
    is_marketing,
)
from shopify_app.disclosures.rules import Attempt, is_subject, refusal_of
from shopify_app.privacy.data_map import data_map

EVERY_FIELD = sorted({mapped.field.name for mapped in data_map()})
each_recipient = pytest.mark.parametrize("to", RECIPIENTS.values(), ids=list(RECIPIENTS))


def an_attempt(to: Recipient, *fields: str) -> Attempt:
    """One that may be, as far as the fields go."""
    return Attempt(1, to.key, min(to.purposes), "order 5", frozenset(fields), "staff 1", to.exception, "SA")


@each_recipient
def test_a_recipient_gets_every_field_it_is_listed_with_and_no_other(to: Recipient):
    allowed = {name for name in EVERY_FIELD if refusal_of(an_attempt(to, name)) is None}

    assert allowed == to.fields


@each_recipient
def test_a_field_too_many_is_named_and_stops_the_rest(to: Recipient):
    """All or nothing: a caller that would send too much is mistaken, and half a mistake is one too."""
    over = next(name for name in EVERY_FIELD if name not in to.fields)
    refusal = refusal_of(an_attempt(to, over, *to.fields))

    assert refusal is not None
    assert (refusal.why, over in refusal.told) == ("field", True)


@each_recipient
def test_every_field_listed_is_on_the_data_map_and_has_words(to: Recipient):
    assert to.fields <= set(EVERY_FIELD) & FIELDS.keys()


@each_recipient
@pytest.mark.parametrize("purpose", [*PURPOSES, "marketing", "", "Delivery"])
def test_a_recipient_is_given_data_for_its_own_purposes_only(to: Recipient, purpose: str):
    refusal = refusal_of(replace(an_attempt(to), purpose=purpose))

    assert (refusal is None) == (purpose in to.purposes)


@each_recipient
def test_an_exception_is_called_by_its_name_or_nothing_leaves(to: Recipient):
    for named in (None, *EXCEPTIONS):
        refusal = refusal_of(replace(an_attempt(to), exception=named))
        assert (refusal.why if refusal else None) == (None if named == to.exception else "exception")


@each_recipient
@pytest.mark.parametrize("country", [None, "", "sa", "SAU", "S\u0410"])
def test_where_the_country_must_be_known_nothing_leaves_without_it(to: Recipient, country: str | None):
    refusal = refusal_of(replace(an_attempt(to), country=country))

    assert (refusal.why if refusal else None) == ("country" if to.where is Where.STATED else None)


def test_three_recipients_are_lawful_exceptions():
    assert {to.key: to.exception for to in RECIPIENTS.values() if to.exception} == {
        "customs authority": "customs papers",
        "authority": "court order",
        "person": "access request",
    }


def test_to_noon_nothing_about_a_person_goes_back():
    assert RECIPIENTS["noon"].fields == frozenset()


@pytest.mark.parametrize(
    ("purpose", "is_it"),
    [
        ("marketing", True),
        ("Marketing", True),
        ("re-marketing", True),
        ("direct_marketing", True),
        ("advertising", True),
        ("ads", True),
        ("promotions", True),
        ("newsletter", True),
        ("lookalike audiences", True),
        ("profiling", True),
        ("sale of data", True),
        ("data brokerage", True),
        ("partner offers", True),
        ("marketplace", False),
        ("sale", False),
        ("loads of goods", False),
        ("", False),
        *((purpose, False) for purpose in PURPOSES),
    ],
)
def test_marketing_is_known_by_whatever_word_it_is_asked_for(purpose: str, is_it: bool):
    assert is_marketing(purpose) is is_it


def test_marketing_is_refused_before_anything_else_is_looked_at():
    refusal = refusal_of(Attempt(1, "an agency", "newsletter", "order 5", frozenset({"email"}), "staff 1"))

    assert refusal is not None
    assert refusal.why == "marketing"


@pytest.mark.parametrize("purpose", ["marketing", "unheard of"])
def test_no_recipient_can_be_listed_for_marketing_or_for_what_we_do_not_know(purpose: str):
    """MA-6.1: the program would not start."""
    with pytest.raises(ValueError, match="cannot be a recipient"):
        replace(RECIPIENTS["carrier"], purposes=frozenset({purpose}))


def test_no_recipient_can_be_listed_with_an_exception_we_do_not_know():
    with pytest.raises(ValueError, match="cannot be a recipient"):
        replace(RECIPIENTS["carrier"], exception="because we like to")


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("order 5", True),
        ("trade account 12", True),
        ("order Salma", False),
        ("order 5 of Salma", False),
        ("salma@example.com 5", False),
        ("5", False),
        ("order", False),
        ("order 5\n", False),
    ],
)
def test_a_subject_can_hold_nobodys_name(text: str, is_it: bool):
    assert is_subject(text) is is_it
