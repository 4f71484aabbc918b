"""What a buyer is told of a cart, in the buyer's language. Pure.

Below the minimum it is the sentence of the checkout's Function, to the letter: see `extensions/order-minimum/src/`.
"""

from __future__ import annotations

from collections.abc import Mapping

from shopify_app.core.money import Money
from shopify_app.wholesale.checkout.words import BESIDE, MESSAGES
from shopify_app.wholesale.languages import language_of
from shopify_app.wholesale.rules import Rule, Verdict


def told(verdict: Verdict, locale: str) -> str:
    """The verdict for the buyer. Where no minimum applies, that alone is said: why is no matter of the buyer's."""
    language = language_of(locale)
    words = MESSAGES[language]
    if verdict.rule is Rule.NO_RATE:
        return words["no_rate"].format(currency=verdict.counted.currency)
    if verdict.minimum is None:
        return BESIDE[language]["retail"]
    minimum = _written(verdict.minimum, verdict.minimum.decimals, words)
    if verdict.missing is None:
        return BESIDE[language]["reached"].format(minimum=minimum)
    # With the minimum's decimals, as the Function does it: 1,410.500 and 0.100.
    missing = _written(verdict.missing, max(verdict.minimum.decimals, verdict.missing.decimals), words)
    return words[verdict.rule.value].format(minimum=minimum, missing=missing)


def not_known_yet(locale: str) -> str:
    """What a customer is told of whom nobody here knows the tags."""
    return BESIDE[language_of(locale)]["unknown"]


def _written(money: Money, decimals: int, words: Mapping[str, str]) -> str:
    """As the language writes a number, and the currency's code behind it."""
    signs = str.maketrans({",": words["group"], ".": words["decimal"]})
    return f"{f'{money.amount:,.{decimals}f}'.translate(signs)} {money.currency}"
