"""The database: one truth, on SQLite or PostgreSQL. A commit that returned has reached the disk on both."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

# Named by rule, so that a migration can drop what it made on either database.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_MILLISECONDS = 15_000
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
    "PRAGMA foreign_keys=ON",
    # Deleted rows are overwritten: what was erased must not wait in free pages.
    "PRAGMA secure_delete=FAST",
)
# A forgotten transaction must not keep a lock for ever, and a lock must not stop a web request for ever.
_POSTGRESQL_OPTIONS = " ".join(
    f"-c {option}"
    for option in (
        "lock_timeout=15s",
        "idle_in_transaction_session_timeout=60s",
        "timezone=UTC",
        "synchronous_commit=on",
    )
)


class Base(DeclarativeBase):
    """Every table's parent."""

    metadata = MetaData(naming_convention=_NAMES)


def make_engine(database_url: str, *, pool_size: int = 10) -> Engine:
    """An engine whose transactions write by default; `reading(engine)` gives the one for reads."""
    if database_url.startswith("sqlite"):
        engine = create_engine(database_url, pool_size=pool_size, max_overflow=pool_size, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        database_url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        # An error's text goes to the log: it may name columns, never values.
        hide_parameters=True,
        connect_args={"options": _POSTGRESQL_OPTIONS, "application_name": "tajir", "connect_timeout": 10},
    )


def reading(engine: Engine) -> Engine:
    """The same database for transactions that only read: on SQLite they wait for no writer."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(read_only=True)
    return engine.execution_options(postgresql_readonly=True)


def shorten_log(engine: Engine, *, tries: int = 20) -> bool:
    """Copy SQLite's write-ahead log into the database and cut it off; False when readers never let it.

    Until then the log holds what pages held before a change, also a destroyed key. PostgreSQL has no such call.
    """
    if engine.dialect.name != "sqlite":
        return True
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as connection:
        # Who waits here keeps writers waiting: better to come back soon.
        connection.execute("PRAGMA busy_timeout=100")
        for _ in range(tries):
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return True
            time.sleep(0.1)
    return False


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late and too weak
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once: a read that later becomes a write could only fail.
    read_only = connection.get_execution_options().get("read_only", False)
    # The connection is shared: whoever begins says whether it may write, as PostgreSQL asks too.
    connection.exec_driver_sql(f"PRAGMA query_only={int(read_only)}")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
