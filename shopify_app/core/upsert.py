"""Many rows in one statement: inserting, inserting or ignoring, inserting or updating, and asking for many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnCollection, ColumnElement, Table, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import InstrumentedAttribute, Session

from shopify_app.core.db import Base

Rows = Sequence[Mapping[str, Any]]
Excluded = ColumnCollection[str, ColumnElement[Any]]


def insert_many(session: Session, model: type[Base], rows: Rows) -> None:
    """Insert the rows. All have the same columns."""
    if rows:
        session.connection().execute(_table(model).insert(), list(rows))


def insert_ignoring(session: Session, model: type[Base], rows: Rows, unique: Sequence[str]) -> None:
    """Insert the rows; those whose `unique` columns exist already are left as they are.

    How many are new is not told: on PostgreSQL the driver does not know.
    """
    if rows:
        statement = _insert(session, model).on_conflict_do_nothing(index_elements=list(unique))
        session.connection().execute(statement, list(rows))


def insert_or_update(
    session: Session,
    model: type[Base],
    rows: Rows,
    unique: Sequence[str],
    *,
    only_if: Callable[[Excluded], ColumnElement[bool]] | None = None,
) -> None:
    """Insert the rows; where `unique` exists already, overwrite the other columns, provided that `only_if` holds.

    `only_if` gets the new values as columns and compares them with the stored ones.
    """
    if not rows:
        return
    statement = _insert(session, model)
    changes = {name: statement.excluded[name] for name in rows[0] if name not in unique}
    where = only_if(statement.excluded) if only_if else None
    statement = statement.on_conflict_do_update(index_elements=list(unique), set_=changes, where=where)
    session.connection().execute(statement, list(rows))


def one_of(session: Session, column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """`column IN values`. On PostgreSQL as one array, so that the statement's text does not grow with the values."""
    chosen = list(values)
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(bindparam(None, chosen, type_=ARRAY(column.type)))
    return column.in_(chosen)


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101  for the type checker: a mapped class always has one
    return table


def _insert(session: Session, model: type[Base]) -> SqliteInsert | PostgresqlInsert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite_insert(_table(model))
    return postgresql_insert(_table(model))
