"""The order minimum: which one applies, what counts, and the verdict with its reason. Pure and exact.

Source: promises MA-8.2 (first order of a trade account at least 5,000 SAR) and MA-8.3 (following orders 2,000 SAR).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from shopify_app.core.money import Money

FIRST_SAR = Money(Decimal(5000), "SAR")
FOLLOWING_SAR = Money(Decimal(2000), "SAR")
_PAID = frozenset({"paid", "partially_refunded"})


class Rule(StrEnum):
    """Which rule gave the verdict."""

    RETAIL = "retail"
    CANCELLED = "cancelled"
    TEST = "test"
    EARLIER = "earlier"
    EXEMPT = "exempt"
    FIRST = "first"
    FOLLOWING = "following"
    NO_RATE = "no_rate"


class Source(StrEnum):
    """Where the thresholds in a currency come from."""

    TERMS = "terms"
    OWNER = "owner"
    PEG = "peg"
    ECB = "ecb"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class Basis:
    """What thresholds rest on: their source, and where a rate was used, how much a dollar bought on which day."""

    source: Source = Source.TERMS
    per_dollar: Decimal | None = None
    rate_on: date | None = None


@dataclass(frozen=True, slots=True)
class Minimum:
    """The two thresholds in one currency, and what they rest on."""

    first: Money
    following: Money
    basis: Basis = Basis()


@dataclass(frozen=True, slots=True)
class Minimums:
    """The thresholds per currency. A currency that is missing here has no known equivalent."""

    by_currency: Mapping[str, Minimum] = field(
        default_factory=lambda: {"SAR": Minimum(first=FIRST_SAR, following=FOLLOWING_SAR)}
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the rule needs to know of an order. `goods`: the subtotal after discounts, without tax and shipping.

    `is_earlier`: placed before the app was installed, when nobody had been told of a minimum.
    `is_exempt`: a member of staff let this one order pass, for a named reason.
    `orders`: how many orders these goods are of, where staff count several as one.
    """

    goods: Money
    is_trade: bool
    is_test: bool = False
    is_cancelled: bool = False
    is_earlier: bool = False
    is_exempt: bool = False
    orders: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the order may leave, and why. `missing` is what the goods fall short of `minimum`.

    `orders`: how many were counted as one, by decision of staff.
    """

    allowed: bool
    rule: Rule
    counted: Money
    minimum: Money | None = None
    # A newer rate that leads to the same minimum is no other verdict.
    basis: Basis | None = field(default=None, compare=False)
    orders: int = 1

    @property
    def missing(self) -> Money | None:
        """How much is missing; None where nothing is."""
        if self.allowed or self.minimum is None:
            return None
        return self.minimum - self.counted


def check_minimum(order: Candidate, qualifying_orders: int, minimums: Minimums) -> Verdict:
    """The verdict on one order of an account that has so many qualifying orders before it.

    An amount in a currency without a known equivalent never passes in silence: it is refused with `NO_RATE`.
    """
    spared = _spared(order)
    if spared is not None:
        return Verdict(True, spared, order.goods)
    minimum = minimums.by_currency.get(order.goods.currency)
    if minimum is None:
        return Verdict(False, Rule.NO_RATE, order.goods, orders=order.orders)
    rule, least = (Rule.FOLLOWING, minimum.following) if qualifying_orders else (Rule.FIRST, minimum.first)
    return Verdict(order.goods >= least, rule, order.goods, least, minimum.basis, order.orders)


def qualifies(
    *,
    financial_status: str | None,
    has_terms: bool,
    is_cancelled: bool,
    is_test: bool,
    is_imported: bool,
    is_held: bool,
    is_gift: bool = False,
) -> bool:
    """Whether an order ends the state of «first order»: confirmed (paid, or terms accepted), real, ours, and let go.

    One that is held for being below the minimum does not: else a small first order would open the door for the next.
    Nor does `is_gift`, a sample or replacement that was exempted: it is no purchase of goods for trade.
    """
    confirmed = financial_status in _PAID or (has_terms and financial_status not in {"voided", "refunded", "expired"})
    return confirmed and not (is_cancelled or is_test or is_imported or is_held or is_gift)


def _spared(order: Candidate) -> Rule | None:
    """Why no minimum applies to the order; the first reason counts."""
    reasons = (
        (not order.is_trade, Rule.RETAIL),
        (order.is_cancelled, Rule.CANCELLED),
        (order.is_test, Rule.TEST),
        (order.is_earlier, Rule.EARLIER),
        (order.is_exempt, Rule.EXEMPT),
    )
    return next((rule for applies, rule in reasons if applies), None)


_WITHOUT_MINIMUM = {
    Rule.RETAIL: "A retail order: no minimum applies.",
    Rule.CANCELLED: "The order is cancelled: no minimum applies.",
    Rule.TEST: "A test order: no minimum applies.",
    Rule.EXEMPT: "Exempted by staff: no minimum applies to this order.",
    Rule.EARLIER: "Placed before tajir was installed: no minimum was asked for.",
}


def sentence(verdict: Verdict) -> str:
    """The verdict for a person, in English."""
    if verdict.rule in _WITHOUT_MINIMUM:
        return _WITHOUT_MINIMUM[verdict.rule]
    if verdict.rule is Rule.NO_RATE:
        return (
            f"There is no minimum in {verdict.counted.currency} yet, so the order waits. "
            "Release it by hand in Shopify if it may go."
        )
    kind = "first" if verdict.rule is Rule.FIRST else "following"
    others = verdict.orders - 1
    counted = f"{verdict.counted} is" if not verdict.allowed else f"{verdict.counted} reaches"
    if others:
        counted = f"Counted together with {others} other {'order' if others == 1 else 'orders'}, {counted}"
    if verdict.allowed:
        return f"{counted} the minimum of {verdict.minimum} for a {kind} order."
    return f"{counted} {verdict.missing} below the minimum of {verdict.minimum} for a {kind} order."
