"""Money is exact, knows its currency, and refuses what is no money."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import CurrencyMismatchError, InvalidMoneyError, Money, minor_units, parse_money

amounts = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**11), max_value=10**11)


def sar(amount: str) -> Money:
    return Money(Decimal(amount), "SAR")


@pytest.mark.parametrize(
    ("currency", "units"),
    [("SAR", 2), ("USD", 2), ("MAD", 2), ("KWD", 3), ("BHD", 3), ("OMR", 3), ("JPY", 0), ("KRW", 0)],
)
def test_a_currency_has_the_decimals_of_iso_4217(currency: str, units: int):
    assert minor_units(currency) == units


@pytest.mark.parametrize(
    ("amount", "currency", "told"),
    [
        ("5000", "SAR", "5,000.00 SAR"),
        ("5000.00", "SAR", "5,000.00 SAR"),
        ("4999.995", "SAR", "4,999.995 SAR"),
        ("0", "SAR", "0.00 SAR"),
        ("-1234567.8", "SAR", "-1,234,567.80 SAR"),
        ("12.5", "KWD", "12.500 KWD"),
        ("1500", "JPY", "1,500 JPY"),
        ("1E+3", "JPY", "1,000 JPY"),
    ],
)
def test_money_is_told_with_its_own_decimals_and_never_rounded(amount: str, currency: str, told: str):
    assert str(Money(Decimal(amount), currency)) == told


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.125", "SAR", "0.12"),
        ("0.135", "SAR", "0.14"),
        ("0.0005", "KWD", "0.000"),
        ("0.0015", "KWD", "0.002"),
        ("2.5", "JPY", "2"),
        ("3.5", "JPY", "4"),
    ],
)
def test_halves_are_rounded_to_the_even_neighbour(amount: str, currency: str, rounded: str):
    assert str(Money(Decimal(amount), currency).rounded().amount) == rounded


@given(amounts, amounts)
def test_adding_and_taking_away_is_exact(one: Decimal, other: Decimal):
    money = Money(one, "SAR") + Money(other, "SAR")

    assert money - Money(other, "SAR") == Money(one, "SAR")


@given(amounts, amounts)
def test_money_compares_as_its_amounts_do(one: Decimal, other: Decimal):
    left, right = Money(one, "KWD"), Money(other, "KWD")

    assert (left < right, left <= right, left > right, left >= right, left == right) == (
        one < other,
        one <= other,
        one > other,
        one >= other,
        one == other,
    )


def test_money_of_two_currencies_is_never_compared_or_added():
    sar_money, usd_money = sar("1"), Money(Decimal(1), "USD")

    assert sar_money != usd_money
    for ask in (
        lambda: sar_money < usd_money,
        lambda: sar_money <= usd_money,
        lambda: sar_money > usd_money,
        lambda: sar_money >= usd_money,
        lambda: sar_money + usd_money,
        lambda: sar_money - usd_money,
    ):
        with pytest.raises(CurrencyMismatchError, match="SAR and USD"):
            ask()


@pytest.mark.parametrize("currency", ["", "SA", "SARR", "sar", "S4R", "SÄR", "١٢٣", "S R"])
def test_a_currency_is_three_capital_letters(currency: str):
    with pytest.raises(InvalidMoneyError, match="three capital letters"):
        Money(Decimal(1), currency)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_money_is_a_finite_number(amount: str):
    with pytest.raises(InvalidMoneyError):
        Money(Decimal(amount), "SAR")


@pytest.mark.parametrize(
    ("amount", "currency", "read"),
    [
        ("5000.00", "SAR", sar("5000")),
        ("5000.00", "sar", sar("5000")),
        ("007", "SAR", sar("7")),
        (10.1, "SAR", sar("10.1")),
        (0.1 + 0.2, "SAR", sar("0.30000000000000004")),
        (7, "SAR", sar("7")),
        (0.00001, "SAR", sar("0.00001")),
        ("-12.345", "kwd", Money(Decimal("-12.345"), "KWD")),
        ("0.000", "SAR", sar("0")),
    ],
)
def test_what_other_systems_write_is_read_exactly(amount: str | float, currency: str, read: Money):
    assert parse_money(amount, currency) == read


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        (None, "SAR"),
        ("1", None),
        ("", "SAR"),
        ("one", "SAR"),
        ("1,000.00", "SAR"),
        ("NaN", "SAR"),
        (float("inf"), "SAR"),
        (True, "SAR"),
        ("1", "riyal"),
        ("1", ""),
        ("1e15", "SAR"),
        ("1e999999999", "SAR"),
        ("1e-999999999", "SAR"),
        ("1e3", "SAR"),
        ("1E+2", "SAR"),
        ("5_000", "SAR"),
        ("5.0_0", "SAR"),
        (" 5000", "SAR"),
        ("5000 ", "SAR"),
        ("5 000", "SAR"),
        ("5\u00a0000", "SAR"),
        ("5000\n", "SAR"),
        ("٥٠٠٠", "SAR"),
        ("5٠٠0", "SAR"),
        ("²", "SAR"),
        ("+5000", "SAR"),
        ("--5", "SAR"),
        (".5", "SAR"),
        ("5.", "SAR"),
        ("0x10", "SAR"),
        ("5000", " SAR"),
        ("5000", "SAR\n"),
        ("5000", "\N{LATIN SMALL LIGATURE FI}m"),
        ("9" * 16, "SAR"),
        (1e20, "SAR"),
        (float("nan"), "SAR"),
    ],
)
def test_what_is_no_money_is_refused(amount: str | float | None, currency: str | None):
    with pytest.raises(InvalidMoneyError):
        parse_money(amount, currency)


@given(st.text() | st.floats() | st.integers() | st.none(), st.text() | st.none())
def test_whatever_is_read_is_money_or_refused_as_input(amount: str | float | None, currency: str | None):
    try:
        money = parse_money(amount, currency)
    except InvalidInputError:
        return
    assert money.amount.is_finite()
    assert len(money.currency) == 3
