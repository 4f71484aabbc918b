"""Group commit into PostgreSQL, over one connection: while one batch commits, the next one gathers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import psycopg

from webhooks.group_commit import Batch, Stored, tell_failure
from webhooks.postgresql_line import Line
from webhooks.rows import Row


class PostgresqlCommit:
    """Commits one batch after the other."""

    def __init__(self, conninfo: str, stored: Stored) -> None:
        self._loop = asyncio.get_running_loop()
        self._conninfo = conninfo
        self._stored = stored
        self._line: Line | None = None
        self._batch = Batch()
        self._task: asyncio.Task[None] | None = None

    def store(self, row: Row) -> asyncio.Future[None]:
        """Done once the row is committed and on disk."""
        future = self._batch.add(row, self._loop.create_future())
        if self._task is None or self._task.done():
            self._task = self._loop.create_task(self._flush_all())
        return future

    def close(self) -> None:
        """Let go of the connection."""
        if self._line is not None:
            self._line.close()

    async def _flush_all(self) -> None:
        while self._batch.rows:
            batch, self._batch = self._batch, Batch()
            if await self._commit(batch):
                continue
            for alone in batch.split():
                if not await self._commit(alone):
                    alone.fail()

    async def _commit(self, batch: Batch) -> bool:
        try:
            await self._insert(batch.rows)
        except psycopg.Error as error:
            tell_failure(batch, error)
            return False
        batch.settle()
        self._stored(batch.rows)
        return True

    async def _insert(self, rows: Sequence[Row]) -> None:
        if self._line is None or self._line.broken:
            self._line = await Line.open(self._conninfo)
        await self._line.insert(rows)
