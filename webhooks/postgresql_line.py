"""One connection to PostgreSQL that knows one statement: the insert of many rows. It lives in the event loop.

psycopg connects; the round trip itself is made of libpq's own calls, because a cursor costs more time than the insert
of a dozen rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

from webhooks.postgresql_arrays import columns_of
from webhooks.rows import Row

# A 200 means that the row is on disk, whatever the server's own default; and a server that is gone must not keep
# senders waiting.
_OPTIONS = "-c synchronous_commit=on -c lock_timeout=15s -c timezone=UTC"
_SECONDS = 5
_PREPARE = (
    "PREPARE put (bigint[], text[], text[], text[], timestamptz[], timestamptz[], bigint[], bytea[]) AS"
    " INSERT INTO inbox"
    " (shop_id, source, delivery_id, topic, triggered_at, received_at, key_id, payload, state, tries)"
    " SELECT *, 0, 0 FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"
)
_FORMATS = [pq.Format.BINARY] * len(Row._fields)


class Line:
    """Inserts batches, one at a time."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._loop = asyncio.get_running_loop()
        self._connection = connection
        self._libpq = connection.pgconn
        self._socket = self._libpq.socket
        self._answer: asyncio.Future[None] | None = None
        self._problem: psycopg.Error | None = None
        self.broken = False
        self._loop.add_reader(self._socket, self._readable)

    @classmethod
    async def open(cls, conninfo: str) -> Line:
        """A new connection with the statement ready.

        Raises:
            psycopg.Error: The server cannot be reached, or has no such table.
        """
        connection = await psycopg.AsyncConnection.connect(
            conninfo, autocommit=True, options=_OPTIONS, connect_timeout=_SECONDS, tcp_user_timeout=3 * _SECONDS * 1000
        )
        try:
            await connection.execute(_PREPARE)
        except psycopg.Error:
            await connection.close()
            raise
        return cls(connection)

    def insert(self, rows: Sequence[Row]) -> asyncio.Future[None]:
        """Done when the rows are committed and on disk; its exception is psycopg's."""
        self._answer, self._problem = self._loop.create_future(), None
        try:
            self._libpq.send_query_prepared(b"put", columns_of(rows), _FORMATS)
            self._flush()
        except psycopg.Error as error:
            self._break(error)
        return self._answer

    def close(self) -> None:
        """Let go of the connection; nobody waits for it any more."""
        self._break(psycopg.OperationalError("closed"))

    def _flush(self) -> None:
        if self._libpq.flush():
            self._loop.add_writer(self._socket, self._writable)
        else:
            self._loop.remove_writer(self._socket)

    def _writable(self) -> None:
        try:
            self._flush()
        except psycopg.Error as error:
            self._break(error)

    def _readable(self) -> None:
        try:
            self._libpq.consume_input()
            while not self._libpq.is_busy():
                result = self._libpq.get_result()
                if result is None:
                    self._settle(self._problem)
                    return
                if result.status != pq.ExecStatus.COMMAND_OK:
                    self._problem = error_from_result(result)
        except psycopg.Error as error:
            self._break(error)

    def _break(self, error: psycopg.Error) -> None:
        if not self.broken:
            self.broken = True
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._libpq.finish()
        self._settle(error)

    def _settle(self, error: psycopg.Error | None) -> None:
        """Tell who waits. PostgreSQL also speaks unasked, when it is shut down for one."""
        answer, self._answer = self._answer, None
        if answer is None or answer.done():
            return
        if error is None:
            answer.set_result(None)
        else:
            answer.set_exception(error)
