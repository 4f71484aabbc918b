"""Terms and equivalents: what a threshold in riyals is in other currencies, and until when a rate may be used. Pure.

The Gulf's currencies and the dollar stand in fixed proportions. All others come from the ECB's reference rates by way
of the dollar; those the ECB does not list and that float (Kuwait's dinar, Morocco's dirham) need the owner's amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_UP, Decimal
from fractions import Fraction
from math import ceil

from shopify_app.core.money import Money, minor_units
from shopify_app.wholesale.rules import FIRST_SAR, FOLLOWING_SAR, Basis, Minimum, Minimums, Source

RIYAL = "SAR"
# What one dollar buys, by decree of the central banks.
PEGS = {
    "USD": Decimal(1),
    RIYAL: Decimal("3.75"),
    "AED": Decimal("3.6725"),
    "QAR": Decimal("3.64"),
    "BHD": Decimal("0.376"),
    "OMR": Decimal("0.3845"),
}
# Where the shops' traders are, and no rate is to be had.
NEED_OWNERS_AMOUNT = ("KWD", "MAD")
# Whom most trade is with, in the order in which they are shown.
NEIGHBOURS = (RIYAL, "AED", "QAR", "BHD", "OMR", *NEED_OWNERS_AMOUNT, "USD", "EUR", "GBP")
# The step an equivalent is rounded up to, in units of its third digit: 1,226.64 becomes 1,230, 1,250 or 1,300.
ROUNDINGS = (1, 5, 10)
_SIX_DECIMALS = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a shop asks of its traders, in riyals, and how equivalents are made from it.

    `cancel_after_days`: an unpaid order that stays below so long is cancelled; None, as at the beginning: never.
    """

    first: Decimal = FIRST_SAR.amount
    following: Decimal = FOLLOWING_SAR.amount
    rounding: int = 5
    max_rate_age_days: int = 7
    derive: bool = True
    cancel_after_days: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What one dollar bought on that day; a peg has no day."""

    per_dollar: Decimal
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two amounts: of a first order, and of the following ones."""

    first: Decimal
    following: Decimal


@dataclass(frozen=True, slots=True)
class Equivalent:
    """The thresholds in one currency, frozen with their source; `quote` is the rate known then, used or not."""

    currency: str
    pair: Pair
    source: Source
    quote: Quote | None = None

    @property
    def rests_on_rate(self) -> bool:
        """Whether a rate that grows old makes it useless."""
        return self.source is Source.ECB


PEGGED = {currency: Quote(per_dollar) for currency, per_dollar in PEGS.items()}


def quotes_of(per_euro: Mapping[str, Decimal], on: date) -> dict[str, Quote]:
    """What a dollar bought, from what a euro bought. A rate is rounded up, so that no equivalent is too small."""
    dollars = per_euro["USD"]
    all_of_them = {**per_euro, "EUR": Decimal(1)}
    found = {
        currency: Quote((rate / dollars).quantize(_SIX_DECIMALS, ROUND_UP), on)
        for currency, rate in all_of_them.items()
        if currency not in PEGS
    }
    return {**found, **PEGGED}


def equivalents(terms: Terms, owners: Mapping[str, Pair], quotes: Mapping[str, Quote]) -> list[Equivalent]:
    """The thresholds in every currency that has any: the owner's amount wins, else the rate's."""
    found = {RIYAL: Equivalent(RIYAL, Pair(terms.first, terms.following), Source.TERMS)}
    if terms.derive:
        for currency, quote in quotes.items():
            if currency != RIYAL:
                source = Source.PEG if currency in PEGS else Source.ECB
                found[currency] = Equivalent(currency, derived(terms, currency, quote), source, quote)
    for currency, pair in owners.items():
        found[currency] = Equivalent(currency, pair, Source.OWNER, quotes.get(currency))
    return [found[currency] for currency in sorted(found, key=_place)]


def derived(terms: Terms, currency: str, quote: Quote) -> Pair:
    """Both thresholds at this rate, each rounded up to a round number."""
    rate = Fraction(quote.per_dollar) / Fraction(PEGS[RIYAL])
    first, following = (Fraction(amount) * rate for amount in (terms.first, terms.following))
    return Pair(rounded_up(first, currency, terms.rounding), rounded_up(following, currency, terms.rounding))


def rounded_up(exact: Fraction, currency: str, rounding: int) -> Decimal:
    """Up to the next multiple of `rounding` units of the third digit; never finer than the currency's smallest coin.

    Nothing stays nothing.
    """
    if exact <= 0:
        return Decimal(0)
    magnitude = len(str(int(exact))) - 1
    step = max(rounding * Fraction(10) ** (magnitude - 2), Fraction(10) ** -minor_units(currency))
    amount = ceil(exact / step) * step
    return Decimal(amount.numerator) / Decimal(amount.denominator)


def is_stale(rate_on: date, terms: Terms, today: date) -> bool:
    """Whether the rate is older than the shop allows."""
    return (today - rate_on).days > terms.max_rate_age_days


def minimums_of(terms: Terms, found: Iterable[Equivalent], today: date) -> Minimums:
    """What holds on that day. An equivalent whose rate is too old is left out: an order in it must not pass unseen."""
    return Minimums({one.currency: _minimum(one) for one in found if not is_useless(one, terms, today)})


def is_useless(one: Equivalent, terms: Terms, today: date) -> bool:
    """Whether its rate is too old."""
    on = one.quote.on if one.quote and one.rests_on_rate else None
    return on is not None and is_stale(on, terms, today)


def overridden(minimums: Minimums, terms: Terms, agreed: Pair) -> Minimums:
    """The thresholds agreed with one account in riyals, and in every other currency in proportion."""
    return Minimums({name: _in_proportion(least, terms, agreed) for name, least in minimums.by_currency.items()})


def shortfalls(terms: Terms, found: Iterable[Equivalent]) -> list[str]:
    """What is below the published promise, a sentence each. It is allowed, and must be seen."""
    told = [
        f"{name} {Money(amount, RIYAL)} are asked for, below the published minimum of {promised}."
        for name, amount, promised in (
            ("Of a first order", terms.first, FIRST_SAR),
            ("Of following orders", terms.following, FOLLOWING_SAR),
        )
        if amount < promised.amount
    ]
    exact = replace(terms, rounding=1, first=FIRST_SAR.amount, following=FOLLOWING_SAR.amount)
    for one in found:
        if one.source is Source.OWNER and one.quote is not None:
            worth = derived(exact, one.currency, one.quote)
            if one.pair.first < worth.first or one.pair.following < worth.following:
                first, following = Money(worth.first, one.currency), Money(worth.following, one.currency)
                told.append(
                    f"Your own amounts in {one.currency} are below the published minimum's worth: {first} "
                    f"and {following} at the latest rate."
                )
    return told


def _minimum(one: Equivalent) -> Minimum:
    # An owner's amount rests on nothing else; the rate beside it is for comparison.
    quote = one.quote if one.source in {Source.ECB, Source.PEG} else None
    basis = Basis(one.source, quote.per_dollar if quote else None, quote.on if quote else None)
    return Minimum(Money(one.pair.first, one.currency), Money(one.pair.following, one.currency), basis)


def _in_proportion(least: Minimum, terms: Terms, agreed: Pair) -> Minimum:
    currency = least.first.currency
    first = Fraction(least.first.amount) * Fraction(agreed.first) / Fraction(terms.first)
    following = Fraction(least.following.amount) * Fraction(agreed.following) / Fraction(terms.following)
    if currency == RIYAL:
        pair = agreed
    else:
        pair = Pair(rounded_up(first, currency, terms.rounding), rounded_up(following, currency, terms.rounding))
    basis = replace(least.basis, source=Source.OVERRIDE)
    return Minimum(Money(pair.first, currency), Money(pair.following, currency), basis)


def _place(currency: str) -> tuple[int, str]:
    """Riyals first, then the neighbours, then the alphabet."""
    return (NEIGHBOURS.index(currency), "") if currency in NEIGHBOURS else (len(NEIGHBOURS), currency)
