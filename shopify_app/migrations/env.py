"""Alembic's entry: runs revisions on the engine that `run.py` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from shopify_app.core.db import Base
from shopify_app.tables import TABLES

config = context.config
assert TABLES  # noqa: S101  importing it registers every table on Base.metadata


def run() -> None:
    """One transaction for all revisions; a lock on PostgreSQL, so that two machines do not upgrade at once."""
    engine = config.attributes["engine"]
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(0, 0)"))
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=False
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
