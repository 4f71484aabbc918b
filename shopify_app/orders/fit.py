"""Making what another system wrote fit our columns: texts are cleaned and cut, amounts never grow. Pure."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Context, Decimal

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import Money

_MILLIONTH = Decimal("0.000001")
# What a BIGINT of millionths holds.
_MOST = Decimal(2**63 - 1) * _MILLIONTH
_WIDE = Context(prec=60)


class UnfitMoneyError(InvalidInputError):
    """More money than we can keep: a person has to look at it."""


def fit_text(text: str | None, length: int | None = None) -> str | None:
    """The text without NUL, which PostgreSQL refuses, and not longer than its column."""
    return None if text is None else text.replace("\0", "")[:length]


def fit_money(money: Money) -> Money:
    """The amount in whole millionths. Rounded down: what misses a minimum by a ten-millionth must not reach it.

    Raises:
        UnfitMoneyError: It is larger than we can keep.
    """
    if abs(money.amount) > _MOST:
        raise UnfitMoneyError("The amount is larger than any we can keep.")
    if money.amount == money.amount.quantize(_MILLIONTH, ROUND_FLOOR, _WIDE):
        return money
    return Money(money.amount.quantize(_MILLIONTH, ROUND_FLOOR, _WIDE), money.currency)
