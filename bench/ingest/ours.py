"""Our receiver, as an operator starts it. The one place to change when its command line or its table changes.

`INGEST_UPGRADE`, `INGEST_SERVE` and `INGEST_COUNT` replace the commands and the query below, to measure another build.
"""

import base64
import os
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import psycopg

from .contender import ROUTE, SECRET, Contender, Target
from .processes import StartError, free_port, running
from .stores import postgresql_server, redis_server

STORES = ("sqlite", "postgresql")
ROOT = Path(__file__).parents[2]
# `tajir` in this checkout, with the Python that runs the comparison.
TAJIR = f"{shlex.quote(sys.executable)} -m shopify_app"
UPGRADE = os.environ.get("INGEST_UPGRADE", f"{TAJIR} db upgrade")
SERVE = os.environ.get("INGEST_SERVE", f"{TAJIR} serve --only receiver --port {{port}}")
COUNT = os.environ.get("INGEST_COUNT", "select count(*) from inbox")


def receiver(store: str) -> Contender:
    """Our receiver on one of `STORES`."""
    return Contender(f"ours-{store}", ours=True, start=_on_sqlite if store == "sqlite" else _on_postgresql)


@contextmanager
def _on_sqlite(folder: Path) -> Iterator[Target]:
    file = folder / "tajir.db"
    with _serve(folder, f"sqlite:///{file}") as (url, pid):
        yield Target(url, partial(_count_sqlite, file), pid, store_pid=None)


@contextmanager
def _on_postgresql(folder: Path) -> Iterator[Target]:
    with postgresql_server(folder / "postgresql") as (uri, store_pid), _serve(folder, uri) as (url, pid):
        yield Target(url, partial(_count_postgresql, uri), pid, store_pid)


@contextmanager
def _serve(folder: Path, database_url: str) -> Iterator[tuple[str, int]]:
    port = free_port()
    with redis_server(folder / "redis", durable=False) as (redis_url, _):
        environ = os.environ | {"PYTHONPATH": str(ROOT)} | _settings(folder, database_url, redis_url)
        _upgrade(environ)
        with running(shlex.split(SERVE.format(port=port)), environ, folder / "log", port) as pid:
            yield f"http://127.0.0.1:{port}{ROUTE}", pid


def _upgrade(environ: dict[str, str]) -> None:
    done = subprocess.run(shlex.split(UPGRADE), env=environ, check=False, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise StartError(f"{UPGRADE} failed:\n{done.stdout}{done.stderr}")


def _settings(folder: Path, database_url: str, redis_url: str) -> dict[str, str]:
    return {
        "APP_URL": "https://app.example",
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "MASTER_KEY": base64.b64encode(bytes(range(32))).decode(),
        "REDIS_URL": redis_url,
        "SHOPIFY_API_KEY": "ingest-bench",
        "SHOPIFY_API_SECRET": SECRET,
    }


def _count_sqlite(file: Path) -> int:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return int(connection.execute(COUNT).fetchone()[0])


def _count_postgresql(uri: str) -> int:
    with psycopg.connect(uri) as connection, connection.cursor() as cursor:
        row = cursor.execute(COUNT.encode()).fetchone()
        return int(row[0]) if row else 0
