"""Equivalents: from pegs and rates, rounded up, never from a rate that is too old; and what is typed is read."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.core.money import Money, minor_units
from shopify_app.wholesale.rules import Candidate, Rule, Source, check_minimum
from shopify_app.wholesale.terms.forms import (
    BadTermsError,
    end_of_day,
    read_amount,
    read_currency,
    read_day,
    read_pair,
    read_reason,
    read_terms,
)
from shopify_app.wholesale.terms.rules import (
    PEGGED,
    ROUNDINGS,
    Pair,
    Quote,
    Terms,
    derived,
    equivalents,
    minimums_of,
    overridden,
    quotes_of,
    rounded_up,
    shortfalls,
)

DAY = date(2026, 11, 20)
QUOTES = quotes_of({"USD": Decimal("1.0845"), "GBP": Decimal("0.8412"), "JPY": Decimal("165.43")}, DAY)


def pair(first: str, following: str) -> Pair:
    return Pair(Decimal(first), Decimal(following))


@pytest.mark.parametrize(
    ("currency", "first", "following"),
    [
        # 5,000 and 2,000 riyals are 1,333.33 and 533.33 dollars.
        ("USD", "1350", "535"),
        ("AED", "4900", "2000"),
        ("QAR", "4900", "1950"),
        ("BHD", "505", "205"),
        ("OMR", "515", "210"),
        ("EUR", "1250", "495"),
        ("GBP", "1050", "415"),
        ("JPY", "205000", "81500"),
    ],
)
def test_what_the_published_minimum_is_elsewhere(currency: str, first: str, following: str):
    assert derived(Terms(), currency, QUOTES[currency]) == pair(first, following)


@pytest.mark.parametrize(
    ("exact", "currency", "rounding", "amount"),
    [
        ("1226.64", "EUR", 1, "1230"),
        ("1226.64", "EUR", 5, "1250"),
        ("1226.64", "EUR", 10, "1300"),
        ("1250", "EUR", 5, "1250"),
        ("1250.0000001", "EUR", 5, "1300"),
        ("999.1", "EUR", 5, "1000"),
        ("501.333", "BHD", 1, "502"),
        ("7.321", "KWD", 1, "7.33"),
        ("0.2", "KWD", 5, "0.2"),
        ("0.0001", "KWD", 5, "0.05"),
        ("1.2", "JPY", 1, "2"),
        ("123456", "JPY", 1, "124000"),
        ("0", "EUR", 5, "0"),
    ],
)
def test_an_amount_is_rounded_up_to_a_round_number(exact: str, currency: str, rounding: int, amount: str):
    assert rounded_up(Fraction(exact), currency, rounding) == Decimal(amount)


@given(
    st.decimals(places=4, min_value="0.001", max_value=10_000_000),
    st.sampled_from(["EUR", "KWD", "JPY"]),
    st.sampled_from(ROUNDINGS),
)
def test_it_is_never_less_and_never_a_tenth_more_beyond_a_coin(exact: Decimal, currency: str, rounding: int):
    amount = rounded_up(Fraction(exact), currency, rounding)

    assert amount >= exact
    assert amount <= exact * Decimal("1.1") + max(Decimal(1).scaleb(-minor_units(currency)), Decimal("0.1"))
    assert amount == round(amount, minor_units(currency))


def test_the_owners_amount_wins_over_the_rate():
    found = {one.currency: one for one in equivalents(Terms(), {"EUR": pair("1300", "500")}, QUOTES)}

    assert (found["EUR"].pair, found["EUR"].source) == (pair("1300", "500"), Source.OWNER)
    assert (found["USD"].source, found["GBP"].source, found["SAR"].source) == (Source.PEG, Source.ECB, Source.TERMS)


@pytest.mark.parametrize("currency", ["KWD", "MAD"])
def test_a_floating_currency_the_ecb_does_not_list_needs_the_owners_amount(currency: str):
    without = minimums_of(Terms(), equivalents(Terms(), {}, QUOTES), DAY)
    owners = {currency: pair("420", "170")}
    given_by_owner = minimums_of(Terms(), equivalents(Terms(), owners, QUOTES), DAY)
    cart = Candidate(Money(Decimal(420), currency), is_trade=True)

    assert check_minimum(cart, 0, without).rule is Rule.NO_RATE
    assert check_minimum(cart, 0, given_by_owner).allowed


@pytest.mark.parametrize(("days", "known"), [(0, True), (7, True), (8, False), (400, False)])
def test_a_rate_that_is_too_old_lets_nothing_through(days: int, known: bool):
    minimums = minimums_of(Terms(), equivalents(Terms(), {}, QUOTES), DAY + timedelta(days=days))
    verdict = check_minimum(Candidate(Money(Decimal(1_000_000), "EUR"), is_trade=True), 0, minimums)

    assert verdict.allowed is known
    assert ("EUR" in minimums.by_currency) is known
    assert {"SAR", "USD", "AED"} <= minimums.by_currency.keys(), "pegs do not grow old"


def test_an_owners_amount_does_not_grow_old_with_the_rate_beside_it():
    found = equivalents(Terms(), {"EUR": pair("1300", "500")}, QUOTES)

    assert "EUR" in minimums_of(Terms(), found, DAY + timedelta(days=400)).by_currency


def test_nothing_is_derived_where_the_owner_wants_only_own_amounts():
    terms = Terms(derive=False)
    found = equivalents(terms, {"EUR": pair("1300", "500")}, QUOTES)

    assert [one.currency for one in found] == ["SAR", "EUR"]


def test_a_verdict_tells_what_its_minimum_rests_on():
    minimums = minimums_of(Terms(), equivalents(Terms(), {"KWD": pair("420", "170")}, QUOTES), DAY)
    found = {
        currency: check_minimum(Candidate(Money(Decimal(1), currency), is_trade=True), 0, minimums).basis
        for currency in ("SAR", "USD", "EUR", "KWD")
    }

    assert {name: (basis.source, basis.rate_on) for name, basis in found.items() if basis} == {
        "SAR": (Source.TERMS, None),
        "USD": (Source.PEG, None),
        "EUR": (Source.ECB, DAY),
        "KWD": (Source.OWNER, None),
    }
    assert found["EUR"] is not None
    assert found["EUR"].per_dollar == Decimal("0.922084")


def test_what_is_agreed_with_an_account_holds_in_every_currency_in_proportion():
    minimums = minimums_of(Terms(), equivalents(Terms(), {"KWD": pair("420", "170")}, QUOTES), DAY)
    agreed = overridden(minimums, Terms(), pair("2500", "0")).by_currency

    assert (agreed["SAR"].first.amount, agreed["SAR"].following.amount) == (2500, 0)
    assert (agreed["USD"].first.amount, agreed["KWD"].first.amount) == (675, 210)
    assert {least.basis.source for least in agreed.values()} == {Source.OVERRIDE}


@pytest.mark.parametrize(
    ("terms", "count"),
    [
        (Terms(), 0),
        (Terms(first=Decimal("4999.99")), 1),
        (Terms(first=Decimal(3000), following=Decimal(1000)), 2),
        (Terms(first=Decimal(9000), following=Decimal(2000)), 0),
    ],
)
def test_less_than_is_published_is_told(terms: Terms, count: int):
    assert len(shortfalls(terms, equivalents(terms, {}, QUOTES))) == count


@pytest.mark.parametrize(("first", "is_told"), [("1230", False), ("1229", True)])
def test_an_owners_amount_that_is_worth_less_than_is_published_is_told(first: str, is_told: bool):
    found = equivalents(Terms(), {"EUR": pair(first, "500")}, QUOTES)

    assert bool(shortfalls(Terms(), found)) is is_told


FORM = {"first": "5,000", "following": "2000.00", "rounding": "5", "max_rate_age_days": "7", "derive": "on"}


def test_a_form_is_read():
    assert read_terms(FORM) == Terms()
    assert read_terms({**FORM, "derive": "", "first": "6000"}) == Terms(first=Decimal(6000), derive=False)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"first": ""}, "must be an amount such as"),
        ({"first": "five"}, "must be an amount such as"),
        ({"first": "5.000,00"}, "must be an amount such as"),
        ({"first": "1,5"}, "must be an amount such as"),
        ({"first": "-5000"}, "must be an amount such as"),
        ({"first": "1e9"}, "must be an amount such as"),
        ({"first": "NaN"}, "must be an amount such as"),
        ({"first": "٥٠٠٠"}, "must be an amount such as"),
        ({"first": "0"}, "above zero"),
        ({"first": "1000000000"}, "below a billion"),
        ({"first": "5000.001"}, "too many decimals: SAR has 2"),
        ({"first": "1999"}, "cannot be below the following"),
        ({"rounding": "7"}, "how equivalents are rounded"),
        ({"max_rate_age_days": "4"}, "5 to 60 days"),
        ({"max_rate_age_days": "61"}, "5 to 60 days"),
        ({"max_rate_age_days": "²"}, "5 to 60 days"),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, str], told: str):
    with pytest.raises(BadTermsError, match=told):
        read_terms({**FORM, **changes})


@pytest.mark.parametrize(("currency", "amount", "fits"), [("KWD", "1.001", True), ("JPY", "1.5", False)])
def test_an_amount_has_the_decimals_of_its_currency(currency: str, amount: str, fits: bool):
    form = {"first": amount, "following": "1"}
    if fits:
        assert read_pair(form, currency).first == Decimal(amount)
        return
    with pytest.raises(BadTermsError, match="JPY has none"):
        read_pair(form, currency)


@pytest.mark.parametrize("text", ["", "KW", "KWDX", "K1D", "SAR", " sar "])
def test_no_own_amounts_in_what_is_no_other_currency(text: str):
    with pytest.raises(BadTermsError):
        read_currency(text)


@pytest.mark.parametrize("text", ["", "   ", "x" * 301])
def test_a_reason_is_said_shortly(text: str):
    with pytest.raises(BadTermsError):
        read_reason(text)


def test_the_rest_of_the_forms_is_read():
    assert (read_currency(" kwd "), read_reason(" a \n b ")) == ("KWD", "a b")
    assert (read_day(""), read_day(" 2026-03-31 ")) == (None, date(2026, 3, 31))
    assert read_amount("0", "EUR") == Money(Decimal(0), "EUR")
    with pytest.raises(BadTermsError):
        read_day("31.3.2026")


@pytest.mark.parametrize(
    ("day", "timezone", "moment"),
    [
        ("2026-03-31", "Asia/Riyadh", "2026-03-31T20:59:59.999999+00:00"),
        ("2026-03-31", None, "2026-03-31T23:59:59.999999+00:00"),
        ("2026-03-31", "Nowhere/Land", "2026-03-31T23:59:59.999999+00:00"),
        ("9999-12-31", "Pacific/Kiritimati", "9999-12-29T09:59:59.999999+00:00"),
        ("0001-01-01", "Pacific/Kiritimati", "0001-01-02T10:29:19.999999+00:00"),
    ],
)
def test_a_day_ends_where_the_shop_is(day: str, timezone: str | None, moment: str):
    assert end_of_day(date.fromisoformat(day), timezone).isoformat() == moment


def test_pegs_are_those_of_the_central_banks():
    assert {name: str(quote.per_dollar) for name, quote in PEGGED.items()} == {
        "USD": "1",
        "SAR": "3.75",
        "AED": "3.6725",
        "QAR": "3.64",
        "BHD": "0.376",
        "OMR": "0.3845",
    }
    assert all(quote == Quote(quote.per_dollar) for quote in PEGGED.values())
