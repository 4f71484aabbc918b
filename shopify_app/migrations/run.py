"""Bringing the database to the present form, and telling whether it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_FOLDER = Path(__file__).parent


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply what is missing. Safe to call again, and from several machines: the loser finds nothing to do."""
    command.upgrade(_config(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to `revision`."""
    command.downgrade(_config(engine), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database has the newest form."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head()


def head() -> str | None:
    """The newest revision."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _config(engine: Engine | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["engine"] = engine
    return config
