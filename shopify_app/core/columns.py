"""Column types: exact amounts, UTC moments, sealed bytes; and the declaration that makes a sealed column personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Context, Decimal, Inexact
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from shopify_app.core.crypto import Sealed
from shopify_app.core.errors import InvalidInputError

# SQLite gives rowids only to INTEGER PRIMARY KEY.
BigId = BigInteger().with_variant(Integer(), "sqlite")

_MICROS = Decimal(1_000_000)
_LARGEST = 2**63 - 1
_EXACTLY = Context(prec=60, traps=[Inexact])


class UnfitAmountError(InvalidInputError, DontWrapMixin):
    """The amount cannot be kept exactly. SQLAlchemy lets it through as it is."""

    def __init__(self) -> None:
        super().__init__("The amount is too large or has more than six decimals.")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; refuses one without an offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: in UTC, and bare for SQLite, which stores text."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs an offset from UTC")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """An exact amount in the major unit, kept as whole millionths: sums and sorts alike on both databases.

    A NUMERIC column would become a binary float on SQLite.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """To the database.

        Raises:
            UnfitAmountError: More than six decimals, or beyond 64 bits: never rounded in silence.
        """
        if value is None:
            return None
        try:
            micros = _EXACTLY.multiply(value, _MICROS)
        except Inexact as error:
            raise UnfitAmountError from error
        if micros != micros.to_integral_value() or abs(micros) > _LARGEST:
            raise UnfitAmountError
        return int(micros)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """From the database, without needless zeros."""
        return None if value is None else Decimal(value) / _MICROS


class SealedType(TypeDecorator[Sealed]):
    """Takes ciphertext only: a readable value is refused before it reaches the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:
        """To the database.

        Raises:
            TypeError: The value was not sealed.
        """
        if value is not None and not isinstance(value, Sealed):
            raise TypeError("only sealed values may be stored here")
        return value

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:
        """From the database."""
        return None if value is None else Sealed(value)


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One entry of the data map: a personal field inside a sealed column and why it is kept (promises AL-1, MA-2.4)."""

    name: str
    category: str
    purpose: str
    legal_basis: str
    retention: str
    recipients: tuple[str, ...] = ()


def personal(*entries: PersonalField) -> MappedColumn[Any]:
    """A nullable sealed column that holds the named personal fields, under the key of the person they are about."""
    return mapped_column(SealedType(), nullable=True, info={"personal": entries})


def secret() -> MappedColumn[Any]:
    """A nullable sealed column for a credential, under the shop's key."""
    return mapped_column(SealedType(), nullable=True, info={"secret": True})
