"""Group commit into SQLite, in the event loop itself: a thread in between costs more than the disk's fraction of a
millisecond. Checkpoints, which would make some commits long, are another thread's work.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

import structlog

from shopify_app.core.db import BUSY_MILLISECONDS
from webhooks.group_commit import Batch, Stored, tell_failure
from webhooks.rows import Row

log = structlog.get_logger(__name__)
_INSERT = (
    "INSERT INTO inbox (shop_id, source, delivery_id, topic, triggered_at, received_at, key_id, payload, state, tries)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING"
)
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={BUSY_MILLISECONDS}",
    "foreign_keys=ON",
    "wal_autocheckpoint=0",
)
_CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"
_CHECKPOINT_SECONDS = 0.1
_LONG_LOG = 1000


class SqliteCommit:
    """Commits whatever one turn of the loop brought."""

    def __init__(self, path: str, stored: Stored) -> None:
        self._loop = asyncio.get_running_loop()
        self._connection = _open(path)
        self._stored = stored
        self._batch = Batch()
        self._closed = threading.Event()
        self._checkpoints = threading.Thread(target=self._checkpoint, args=(path,), daemon=True, name="checkpoint")
        self._checkpoints.start()

    def store(self, row: Row) -> asyncio.Future[None]:
        """Done once the row is committed and on disk."""
        if not self._batch.rows:
            self._loop.call_soon(self._flush)
        return self._batch.add(row, self._loop.create_future())

    def close(self) -> None:
        """Let go of the database."""
        self._closed.set()
        self._checkpoints.join()
        self._connection.close()

    def _flush(self) -> None:
        batch, self._batch = self._batch, Batch()
        if self._commit(batch):
            return
        for alone in batch.split():
            if not self._commit(alone):
                alone.fail()

    def _commit(self, batch: Batch) -> bool:
        try:
            self._insert(batch.rows)
        except sqlite3.Error as error:
            tell_failure(batch, error)
            return False
        batch.settle()
        self._stored(batch.rows)
        return True

    def _insert(self, rows: Sequence[Row]) -> None:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.executemany(_INSERT, [_values(row) for row in rows])
            connection.execute("COMMIT")
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _checkpoint(self, path: str) -> None:
        with closing(_open(path)) as connection:
            while not self._closed.wait(_CHECKPOINT_SECONDS):
                _, written, _ = connection.execute(_CHECKPOINT).fetchone()
                if written > _LONG_LOG and not self._closed.is_set():
                    self._loop.call_soon_threadsafe(self._finish_checkpoint)

    def _finish_checkpoint(self) -> None:
        """Copy the few pages that were written while the thread copied the many.

        SQLite starts its log anew only when all of it is copied. Under steady load a thread never gets there: the log
        would grow by the gigabyte, and a commit that makes a file longer takes the disk twice the time.
        """
        try:
            self._connection.execute(_CHECKPOINT)
        except sqlite3.Error as error:
            log.warning("checkpoint_not_finished", error=type(error).__name__)


def _values(row: Row) -> tuple[Any, ...]:
    shop_id, source, delivery_id, topic, triggered_at, received_at, key_id, payload = row
    triggered = None if triggered_at is None else _text(triggered_at)
    return shop_id, source, delivery_id, topic, triggered, _text(received_at), key_id, payload


def _text(moment: datetime) -> str:
    """A moment in UTC in the form SQLAlchemy writes, so that comparisons in SQL hold: without its offset."""
    return moment.isoformat(" ", "microseconds")[:26]


def _open(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection
