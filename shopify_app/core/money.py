"""Exact money: a decimal amount in the major unit of an ISO 4217 currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from shopify_app.core.errors import InvalidInputError

# ISO 4217 minor units where they are not two. Gulf dinars and the Omani rial have three.
_MINOR_UNITS = {
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
}
_CODE_LENGTH = 3
# Beyond any amount of money; a number such as 1e-999999 would be a text of a million digits.
_MOST_DIGITS = 15
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class InvalidMoneyError(InvalidInputError):
    """Not an amount of money."""


class CurrencyMismatchError(InvalidInputError):
    """Two currencies where one is needed: amounts are never compared across currencies without a rate."""


def minor_units(currency: str) -> int:
    """How many decimals the currency has: SAR 2, KWD 3, JPY 0."""
    return _MINOR_UNITS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in the major unit, for example 5000.00 SAR."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not self.amount.is_finite():
            raise InvalidMoneyError("An amount of money must be a number.")
        letters = self.currency.isascii() and self.currency.isalpha() and self.currency.isupper()
        if len(self.currency) != _CODE_LENGTH or not letters:
            raise InvalidMoneyError("A currency is three capital letters, such as SAR.")

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def __str__(self) -> str:
        """For people reading English: 5,000.00 SAR. Digits beyond the currency's own stay visible."""
        return f"{self.amount:,.{self.decimals}f} {self.currency}"

    @property
    def decimals(self) -> int:
        """With how many it is written: the currency's own, and more where the amount has more."""
        return max(minor_units(self.currency), -int(self.amount.normalize().as_tuple().exponent))

    def rounded(self) -> Money:
        """To the currency's own decimals, half to even."""
        step = Decimal(1).scaleb(-minor_units(self.currency))
        return Money(self.amount.quantize(step, ROUND_HALF_EVEN), self.currency)

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatchError(f"{self.currency} and {other.currency} cannot be compared without a rate.")
        return other.amount


def parse_money(amount: str | float | None, currency: str | None) -> Money:
    """Money from another system's JSON. A JSON double goes through its shortest text, so 10.1 is 10.1.

    A text is plain digits: `Decimal` alone would read 1_000, an exponent, spaces and the digits of other scripts too.

    Raises:
        InvalidMoneyError: No number, no currency, not finite, or beyond any amount of money.
    """
    if amount is None or currency is None or isinstance(amount, bool):
        raise InvalidMoneyError("The amount or its currency is missing.")
    if isinstance(amount, str) and not _AMOUNT.fullmatch(amount):
        raise InvalidMoneyError("The amount is not a number.")
    # Asked before it is put in upper case, which makes two plain letters of one ligature.
    if not currency.isascii():
        raise InvalidMoneyError("A currency is three capital letters, such as SAR.")
    number = Decimal(str(amount))
    if number and number.is_finite() and abs(number.adjusted()) >= _MOST_DIGITS:
        raise InvalidMoneyError("The amount is beyond any amount of money.")
    return Money(number, currency.upper())
