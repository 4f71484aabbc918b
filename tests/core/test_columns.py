"""Columns keep moments, amounts and sealed bytes exactly, on both databases, and refuse what they cannot keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, insert, select
from sqlalchemy.exc import StatementError

from shopify_app.core.columns import Amount, Moment, SealedType
from shopify_app.core.crypto import Key, Sealed, new_raw_key
from shopify_app.core.db import make_engine
from shopify_app.core.errors import InvalidInputError

KEPT = Table(
    "kept",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", Moment()),
    Column("amount", Amount()),
    Column("sealed", SealedType()),
)
RIYADH = timezone(timedelta(hours=3))


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """A connection on which the table above exists until the test ends."""
    engine = make_engine(database_url)
    with engine.connect() as opened:
        KEPT.create(opened)
        yield opened
        opened.rollback()
    engine.dispose()


def keep(connection: Connection, **values: Any) -> Any:
    """Store one row and read it back."""
    connection.execute(KEPT.delete())
    connection.execute(insert(KEPT).values(**values))
    return connection.execute(select(KEPT)).one()


def test_a_moment_comes_back_in_utc_with_its_microseconds(connection: Connection):
    moment = datetime(2026, 11, 20, 10, 0, 0, 123456, tzinfo=RIYADH)
    kept = keep(connection, at=moment).at

    assert kept == moment
    assert kept.tzinfo is UTC


def test_moments_of_different_offsets_compare_by_what_they_mean(connection: Connection):
    keep(connection, at=datetime(2026, 11, 20, 10, 0, tzinfo=RIYADH))
    later = KEPT.c.at > datetime(2026, 11, 20, 6, 59, 59, 999999, tzinfo=UTC)
    same = KEPT.c.at <= datetime(2026, 11, 20, 7, 0, tzinfo=UTC)

    assert connection.scalar(select(func.count()).select_from(KEPT).where(later, same)) == 1


def test_a_moment_without_offset_is_refused(connection: Connection):
    with pytest.raises(StatementError, match="offset from UTC"):
        keep(connection, at=datetime(2026, 11, 20, 10, 0))  # noqa: DTZ001  what the column must refuse


@pytest.mark.parametrize(
    "amount",
    ["0", "5000", "0.01", "-4999.995", "12.345", "0.000001", "9223372036854.775807", "-9223372036854.775807"],
)
def test_an_amount_comes_back_exactly(connection: Connection, amount: str):
    """Three decimals are those of Kuwait, Bahrain and Oman; six is what some rates have."""
    assert keep(connection, amount=Decimal(amount)).amount == Decimal(amount)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.lists(st.decimals(places=6, min_value=-(10**9), max_value=10**9), min_size=1, max_size=5))
def test_amounts_sort_and_add_up_in_the_database_as_they_do_here(connection: Connection, amounts: list[Decimal]):
    connection.execute(KEPT.delete())
    connection.execute(insert(KEPT), [{"amount": amount} for amount in amounts])

    assert list(connection.scalars(select(KEPT.c.amount).order_by(KEPT.c.amount))) == sorted(amounts)
    assert connection.scalar(select(func.sum(KEPT.c.amount))) == sum(amounts)


@pytest.mark.parametrize(
    "amount",
    [
        "0.0000001",
        "1.00000000000000000000000000000000001",
        "9223372036854.775808",
        "-9223372036854.775808",
        "1e999999",
        "1e-999999",
        "NaN",
        "Infinity",
    ],
)
def test_an_amount_that_would_have_to_be_rounded_is_refused(connection: Connection, amount: str):
    with pytest.raises(InvalidInputError, match="more than six decimals"):
        keep(connection, amount=Decimal(amount))


def test_sealed_bytes_come_back_as_sealed(connection: Connection):
    sealed = Key(new_raw_key()).seal(b"plain", b"place")
    kept = keep(connection, sealed=sealed).sealed

    assert kept == sealed
    assert isinstance(kept, Sealed)


@pytest.mark.parametrize("readable", [b"salma@example.com", "salma@example.com", bytearray(b"x")])
def test_what_was_not_sealed_never_reaches_the_database(connection: Connection, readable: Any):
    with pytest.raises(StatementError, match="only sealed values"):
        keep(connection, sealed=readable)


def test_nothing_stays_nothing(connection: Connection):
    row = keep(connection, at=None, amount=None, sealed=None)

    assert (row.at, row.amount, row.sealed) == (None, None, None)
