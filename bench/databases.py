"""Empty databases for one measurement, of both kinds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.ingest.stores import postgresql_server

KINDS = ("sqlite", "postgresql")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database inside `folder`, which goes with the context."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'tajir.db'}"
    else:
        with postgresql_server(folder / "postgresql") as (uri, _pid):
            yield uri
