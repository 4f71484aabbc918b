"""What a business may be registered under, which state may follow which, and what the application form takes."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.wholesale.accounts import words
from shopify_app.wholesale.accounts.applications import FIELDS, age_of, read_form, stamp
from shopify_app.wholesale.accounts.registration import RegistrationError, read_registration
from shopify_app.wholesale.accounts.rules import (
    APPLIED,
    APPROVED,
    CLOSED,
    REASONS,
    REFUSED,
    STATES,
    SUSPENDED,
    NoReasonError,
    WrongStateError,
    check_change,
    check_reason,
)
from shopify_app.wholesale.languages import LANGUAGES, language_of

GOOD = {
    "company": "Example Trading",
    "country": "SA",
    "registration": "1010123456",
    "contact_name": "Nadia Example",
    "email": "nadia@example.com",
    "phone": "+966 50 000 0123",
}


class TestRegistration:
    @pytest.mark.parametrize(
        ("country", "text", "kind", "number"),
        [
            ("SA", "1010123456", "cr", "1010123456"),
            ("SA", "4030 123 456", "cr", "4030123456"),
            ("SA", "7001234567", "cr", "7001234567"),
            ("SA", "٤٠٣٠١٢٣٤٥٦", "cr", "4030123456"),
            ("SA", "300000000000003", "vat", "300000000000003"),
            ("MA", "001-234-567-000-089", "ice", "001234567000089"),
            ("AE", "100-1234567-89012", "trn", "100123456789012"),
            ("AE", "cn-1234567", "licence", "CN-1234567"),
            ("DE", "HRB 12345", "other", "HRB12345"),
            ("NO", "987 654 321 MVA", "other", "987654321MVA"),
            ("ZZ", "12/345.6", "other", "12/345.6"),
        ],
    )
    def test_what_a_business_is_registered_under_is_taken_and_written_alike(
        self, country: str, text: str, kind: str, number: str
    ):
        found = read_registration(country, text)

        assert (found.kind, found.number) == (kind, number)

    @pytest.mark.parametrize(
        ("country", "text", "problem"),
        [
            # Citizens' and residents' numbers with a fitting check digit.
            ("SA", "1058529940", "identity"),
            ("SA", "2200000004", "identity"),
            ("FR", "1058529940", "identity"),
            ("AE", "784-1990-1234567-1", "identity"),
            ("MA", "BE123456", "identity"),
            ("NO", "010190 12345", "identity"),
            ("NO", "12345678", "elsewhere"),
            ("NO", "Eksempel AS", "elsewhere"),
            ("SA", "0010123456", "saudi"),
            ("SA", "101012345", "saudi"),
            ("SA", "10101234567", "saudi"),
            ("SA", "300000000000001", "saudi"),
            ("SA", "400000000000003", "saudi"),
            ("MA", "00123456700008", "morocco"),
            ("AE", "x", "emirates"),
            ("DE", "none", "elsewhere"),
            ("DE", "1" * 31, "elsewhere"),
            ("DE", "<b>1</b>", "elsewhere"),
        ],
    )
    def test_what_cannot_be_one_is_refused_and_said_why(self, country: str, text: str, problem: str):
        with pytest.raises(RegistrationError) as refused:
            read_registration(country, text)

        assert refused.value.problem == problem
        assert problem in words.words_in("en")

    def test_a_number_like_an_identity_with_a_wrong_check_digit_is_no_identity(self):
        """Such a number was issued to nobody; the register's may be any."""
        assert read_registration("SA", "2200000005").kind == "cr"

    @given(st.sampled_from(sorted(words.COUNTRIES)), st.text(max_size=40))
    def test_whatever_is_typed_is_read_or_refused(self, country: str, text: str):
        try:
            found = read_registration(country, text)
        except RegistrationError as error:
            assert error.problem in words.words_in("ar")
        else:
            assert read_registration(country, found.number) == found


ALLOWED = {
    (APPLIED, APPROVED),
    (APPLIED, REFUSED),
    (APPLIED, CLOSED),
    (APPROVED, SUSPENDED),
    (APPROVED, CLOSED),
    (SUSPENDED, APPROVED),
    (SUSPENDED, CLOSED),
}


@pytest.mark.parametrize(("present", "wanted"), list(itertools.product(STATES, (APPROVED, REFUSED, SUSPENDED, CLOSED))))
def test_a_state_follows_only_those_it_may(present: str, wanted: str):
    if (present, wanted) in ALLOWED:
        assert check_change(present, wanted) is None  # type: ignore[func-returns-value]
    else:
        with pytest.raises(WrongStateError) as refused:
            check_change(present, wanted)
        assert str(refused.value).endswith(".")


@pytest.mark.parametrize("wanted", [REFUSED, SUSPENDED, CLOSED])
def test_a_decision_against_a_trader_needs_a_reason_of_the_list(wanted: str):
    for missing in (None, "", "because"):
        with pytest.raises(NoReasonError):
            check_reason(wanted, missing)
    assert {check_reason(wanted, name) for name in REASONS[wanted]} == set(REASONS[wanted])
    assert check_reason(APPROVED, "because") is None


class TestForm:
    def test_a_good_one_is_read_and_written_alike(self):
        application, problems = read_form({**GOOD, "email": " Nadia@Example.COM ", "company": "Example\u0000  Trading"})

        assert problems == {}
        assert application is not None
        assert application.details.email == "nadia@example.com"
        assert application.details.company == "Example Trading"

    @pytest.mark.parametrize("name", FIELDS)
    def test_each_field_is_needed(self, name: str):
        for blank in ("", "  ", "\u200b"):
            assert read_form({**GOOD, name: blank}) == (None, {name: "missing"})
        assert read_form({**GOOD, name: "x" * 201})[1]

    @pytest.mark.parametrize(
        ("name", "value", "problem"),
        [
            ("country", "XX", "missing"),
            ("email", "nadia", "email"),
            ("email", "a@b", "email"),
            ("email", "a@example.com, b@example.com", "email"),
            ("phone", "call me", "phone"),
            ("phone", "123456", "phone"),
            ("registration", "1058529940", "identity"),
        ],
    )
    def test_what_is_wrong_is_said_of_its_field(self, name: str, value: str, problem: str):
        assert read_form({**GOOD, name: value}) == (None, {name: problem})

    def test_the_stamp_tells_when_the_form_was_shown_and_cannot_be_made_up(self):
        given = stamp(b"k" * 32, 1000.7)

        assert age_of(b"k" * 32, given, 1010) == 10
        assert age_of(b"other", given, 1010) is None
        assert age_of(b"k" * 32, given.replace("1000", "0900"), 1010) is None
        for nonsense in ("", ".", "1000", "x.y", "1" * 40, "١٠٠٠.00"):
            assert age_of(b"k" * 32, nonsense, 1010) is None


class TestWords:
    def test_every_word_is_there_in_every_language(self):
        for language in LANGUAGES:
            assert all(words.words_in(language).values())
            assert all(words.countries_in(language).values())
        assert len({tuple(words.words_in(language)) for language in LANGUAGES}) == 1

    @pytest.mark.parametrize(
        ("locale", "language"),
        [
            *(("ar", "ar"), ("ar-SA", "ar"), ("FR", "fr"), ("de", "en"), ("", "en"), ("-", "en"), ("x" * 5000, "en")),
            *(("nb", "nb"), ("nb-NO", "nb"), ("no", "nb"), ("NN_NO", "nb"), ("nonsense", "en")),
        ],
    )
    def test_a_locale_is_answered_in_a_language_we_speak(self, locale: str, language: str):
        assert language_of(locale) == language
