"""What a member of staff typed about minimums, read strictly: a sentence says what is wrong, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import Money, minor_units
from shopify_app.wholesale.terms.rules import RIYAL, ROUNDINGS, Pair, Terms

_AMOUNT = re.compile(r"([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MOST = Decimal(1_000_000_000)
_LONGEST_REASON = 300
# The ECB gives no rates from Thursday to Tuesday over Easter.
FEWEST_DAYS, MOST_DAYS = 5, 60
# The shop is told a day before; what waits for a quarter waits for a person.
SOONEST_CANCEL, LATEST_CANCEL = 2, 90


class BadTermsError(InvalidInputError):
    """What was typed cannot be a minimum; nothing was changed."""


def read_terms(form: Mapping[str, str]) -> Terms:
    """The shop's terms from the form.

    Raises:
        BadTermsError: Says which field is wrong and how it should be.
    """
    pair = read_pair(form, RIYAL)
    rounding, days = form.get("rounding", ""), form.get("max_rate_age_days", "").strip()
    if rounding not in {str(one) for one in ROUNDINGS}:
        raise BadTermsError("Choose how equivalents are rounded.")
    if not (days.isascii() and days.isdigit() and len(days) < 4 and FEWEST_DAYS <= int(days) <= MOST_DAYS):  # noqa: PLR2004
        raise BadTermsError(
            f"A rate may be used for {FEWEST_DAYS} to {MOST_DAYS} days: the ECB gives none on weekends and holidays."
        )
    derive = form.get("derive", "") in {"on", "1", "true"}
    return Terms(pair.first, pair.following, int(rounding), int(days), derive, _cancel_after(form))


def read_pair(form: Mapping[str, str], currency: str, *, may_be_zero: bool = False) -> Pair:
    """Both amounts from the form.

    Raises:
        BadTermsError: Says which is wrong.
    """
    first = _amount(form.get("first", ""), "The first minimum", currency, may_be_zero=may_be_zero)
    following = _amount(form.get("following", ""), "The following minimum", currency, may_be_zero=may_be_zero)
    if first < following:
        raise BadTermsError("The first minimum cannot be below the following one.")
    return Pair(first, following)


def read_currency(text: str) -> str:
    """The currency of an amount of the owner's.

    Raises:
        BadTermsError: It is none, or the riyal, whose amounts are the terms themselves.
    """
    currency = text.strip().upper()
    if not _CURRENCY.fullmatch(currency):
        raise BadTermsError("A currency is three letters, such as KWD.")
    if currency == RIYAL:
        raise BadTermsError("The minimums in SAR are set above; own amounts are for other currencies.")
    return currency


def read_reason(text: str) -> str:
    """Why an exception is made.

    Raises:
        BadTermsError: Nothing is said, or too much.
    """
    reason = " ".join(text.split())
    if not reason:
        raise BadTermsError("Say why, in a few words.")
    if len(reason) > _LONGEST_REASON or not reason.isprintable():
        raise BadTermsError(f"The reason is too long: {_LONGEST_REASON} characters at most.")
    return reason


def read_day(text: str) -> date | None:
    """A day such as 2026-03-31; None where nothing was typed.

    Raises:
        BadTermsError: It is no day.
    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadTermsError("Write the day as year, month and day, such as 2026-03-31.") from error


def end_of_day(day: date, timezone: str | None) -> datetime:
    """The last moment of a day in the shop's time zone, in UTC."""
    try:
        zone = ZoneInfo(timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    # Two days before the calendar ends there is no shop, and no next day either.
    next_day = min(day, date.max - timedelta(days=2)) + timedelta(days=1)
    return datetime.combine(next_day, time(), zone).astimezone(UTC) - timedelta(microseconds=1)


def read_amount(text: str, currency: str) -> Money:
    """An amount somebody asks about; nothing is an amount too.

    Raises:
        BadTermsError: It is none.
    """
    return Money(_amount(text, "The amount", currency, may_be_zero=True), currency)


def _cancel_after(form: Mapping[str, str]) -> int | None:
    typed = form.get("cancel_after_days", "").strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4 and SOONEST_CANCEL <= int(typed) <= LATEST_CANCEL):  # noqa: PLR2004
        raise BadTermsError(
            f"Cancel after {SOONEST_CANCEL} to {LATEST_CANCEL} days, or leave it empty and nothing is cancelled."
        )
    return int(typed)


def _amount(text: str, name: str, currency: str, *, may_be_zero: bool) -> Decimal:
    typed, places = text.strip(), minor_units(currency)
    if not _AMOUNT.fullmatch(typed):
        raise BadTermsError(f"{name} must be an amount such as {Money(Decimal(5000), currency)}.")
    amount = Decimal(typed.replace(",", ""))
    if amount != round(amount, places):
        raise BadTermsError(f"{name} has too many decimals: {currency} has {places or 'none'}.")
    if amount >= _MOST or (amount == 0 and not may_be_zero):
        raise BadTermsError(f"{name} must be above zero and below a billion.")
    return amount
