"""Group commit on both databases: neighbours do not suffer from each other, and SQLite's log stays short."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from shopify_app.core.inbox import Delivery
from shopify_app.core.runtime import Runtime
from shopify_app.shops.actions import ensure_shop
from webhooks.doors import Doors
from webhooks.group_commit import StoreError
from webhooks.receive import make_commit
from webhooks.rows import Row

SHOP = "desert-rose.myshopify.com"
NOW = datetime(2026, 11, 20, 9, 30, 0, 250_000, tzinfo=UTC)


def rows_for(runtime: Runtime, count: int, payload: bytes = b"sealed") -> list[Row]:
    """Rows of one shop, each a delivery of its own."""
    door = Doors(runtime).of_shop(SHOP, NOW.date())
    ids = [str(uuid.uuid4()) for _ in range(count)]
    return [Row(door.shop_id, "shopify", one, "orders/create", NOW, NOW, door.key_id, payload) for one in ids]


async def store(runtime: Runtime, rows: Sequence[Row], told: list[Row]) -> list[BaseException | None]:
    """All rows at once; what each of their senders would learn."""
    with closing(make_commit(runtime, told.extend)) as commit:
        return await asyncio.gather(*(commit.store(row) for row in rows), return_exceptions=True)


def test_a_bad_row_is_refused_alone(runtime: Runtime) -> None:
    good = rows_for(runtime, 3)
    bad = good[0]._replace(shop_id=999_999, delivery_id="of no shop")
    told: list[Row] = []
    answers = asyncio.run(store(runtime, [good[0], bad, *good[1:]], told))
    assert [type(answer) for answer in answers] == [type(None), StoreError, type(None), type(None)]
    assert told == good
    with runtime.snapshot() as tx:
        assert set(tx.session.scalars(select(Delivery.delivery_id))) == {row.delivery_id for row in good}


def test_a_repeated_delivery_among_its_neighbours_is_stored_once(runtime: Runtime) -> None:
    rows = rows_for(runtime, 2)
    assert asyncio.run(store(runtime, [*rows, rows[0]], [])) == [None, None, None]
    with runtime.snapshot() as tx:
        assert len(tx.session.scalars(select(Delivery.id)).all()) == 2


def test_a_batch_without_a_single_moment_of_its_sender_is_stored(runtime: Runtime) -> None:
    rows = [row._replace(triggered_at=None) for row in rows_for(runtime, 2)]
    assert asyncio.run(store(runtime, rows, [])) == [None, None]


def test_moments_come_back_as_they_went_in(runtime: Runtime) -> None:
    asyncio.run(store(runtime, rows_for(runtime, 1), []))
    with runtime.snapshot() as tx:
        (row,) = tx.session.scalars(select(Delivery))
        assert (row.triggered_at, row.received_at) == (NOW, NOW)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_lost_connection_is_made_anew(runtime: Runtime) -> None:
    """And the rows that were on the way are stored, not refused. If they had come through, they are found."""

    async def load() -> list[BaseException | None]:
        with closing(make_commit(runtime, lambda _rows: None)) as commit:
            await commit.store(rows_for(runtime, 1)[0])
            with runtime.engine.begin() as connection:
                others = (
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE query LIKE 'PREPARE put%' AND datname = current_database()"
                )
                assert connection.execute(text(others)).all() == [(True,)]
            return await asyncio.gather(*map(commit.store, rows_for(runtime, 3)), return_exceptions=True)

    assert asyncio.run(load()) == [None, None, None]
    with runtime.snapshot() as tx:
        assert len(tx.session.scalars(select(Delivery.id)).all()) == 4


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_log_stays_short_however_long_the_load(runtime: Runtime, sqlite_file: Path) -> None:
    """SQLite starts its log anew only when all of it was copied, which a steady load would prevent for ever."""

    async def load(rounds: int) -> None:
        with closing(make_commit(runtime, lambda _rows: None)) as commit:
            for _ in range(rounds):
                await asyncio.gather(*(commit.store(row) for row in rows_for_load()))

    with runtime.transaction() as tx:
        ensure_shop(tx, SHOP)
    (first,) = rows_for(runtime, 1, payload=b"x" * 8000)

    def rows_for_load() -> list[Row]:
        return [first._replace(delivery_id=str(uuid.uuid4())) for _ in range(20)]

    asyncio.run(load(400))
    with runtime.snapshot() as tx:
        stored = len(tx.session.scalars(select(Delivery.id)).all())
    assert Path(f"{sqlite_file}-wal").stat().st_size < stored * 8000 / 2
