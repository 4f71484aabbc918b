"""Storing many deliveries in one transaction: what arrives while one commit waits for the disk goes into the next.

Each waiting request is answered only after the commit that holds its row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from webhooks.rows import Row

log = structlog.get_logger(__name__)
Stored = Callable[[Sequence[Row]], None]


class StoreError(Exception):
    """The row could not be stored."""


class GroupCommit(Protocol):
    """Stores rows, many at a time."""

    def store(self, row: Row) -> asyncio.Future[None]:
        """Done once the row is committed and on disk; an exception means it is not."""

    def close(self) -> None:
        """Let go of the database; called when nothing waits any more."""


class Batch:
    """Rows of one transaction, and who waits for each of them."""

    __slots__ = ("_waiting", "rows")

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._waiting: list[asyncio.Future[None]] = []

    def add(self, row: Row, future: asyncio.Future[None]) -> asyncio.Future[None]:
        """One more."""
        self.rows.append(row)
        self._waiting.append(future)
        return future

    def split(self) -> list[Batch]:
        """Each row by itself: one bad row must not refuse its neighbours."""
        alone = []
        for row, future in zip(self.rows, self._waiting, strict=True):
            batch = Batch()
            batch.add(row, future)
            alone.append(batch)
        return alone

    def settle(self) -> None:
        """All of it is committed. A request whose sender has gone waits no more."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    def fail(self) -> None:
        """None of it is committed."""
        for future in self._waiting:
            if not future.done():
                future.set_exception(StoreError())


def tell_failure(batch: Batch, error: Exception) -> None:
    """Into the log: how many rows, and the kind of error; its text might quote a row."""
    log.warning("batch_not_stored", rows=len(batch.rows), error=type(error).__name__)
