"""Every revision up and down on both databases, with a row in every table; and the head is what the models say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, inspect, select

from shopify_app.core.db import Base
from shopify_app.migrations import run
from tests.builders import fill_tables, tables_of
from tests.conftest import environment, run_tajir

FOLDER = Path(run.__file__).parent
REVISIONS = [revision.revision for revision in reversed(list(ScriptDirectory(FOLDER).walk_revisions()))]
FILES = sorted((FOLDER / "versions").glob("*.py"))
OURS = {"shopify_app", "webhooks", "jobs", "sandbox", "tests"}


def test_there_is_one_head():
    assert ScriptDirectory(FOLDER).get_heads() == [REVISIONS[-1]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_revision_imports_no_application_code(file: Path):
    """Application code changes under a revision that is years old."""
    imports = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Import)]
    froms = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    names = {alias.name.partition(".")[0] for node in imports for alias in node.names}
    names |= {(node.module or ".").partition(".")[0] for node in froms}

    assert names <= {"sqlalchemy", "alembic"}
    assert not names & OURS


def test_the_head_is_what_the_models_say(bare_engine: Engine):
    run.upgrade(bare_engine)

    with bare_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_revision_goes_up_and_down_with_a_row_in_every_table(bare_engine: Engine):
    for revision in REVISIONS:
        run.upgrade(bare_engine, revision)
        fill_tables(bare_engine)
    assert set(count_rows(bare_engine).values()) == {1}

    for revision in reversed([None, *REVISIONS[:-1]]):
        run.downgrade(bare_engine, revision or "base")
    assert inspect(bare_engine).get_table_names() == ["alembic_version"]

    run.upgrade(bare_engine)
    assert run.is_current(bare_engine)
    assert set(count_rows(bare_engine).values()) == {0}


def test_upgrading_a_current_database_leaves_its_rows(bare_engine: Engine):
    run.upgrade(bare_engine)
    fill_tables(bare_engine)
    run.upgrade(bare_engine)

    assert set(count_rows(bare_engine).values()) == {1}


def test_a_bare_database_is_not_current(bare_engine: Engine):
    assert not run.is_current(bare_engine)


def test_the_command_may_be_given_twice(bare_url: str, tmp_path: Path):
    environ = environment(bare_url, tmp_path / "data")
    first, second = run_tajir(environ, "db", "upgrade"), run_tajir(environ, "db", "upgrade")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert f"revision {REVISIONS[-1]}" in first.stdout
    assert second.stdout == first.stdout


def count_rows(engine: Engine) -> dict[str, int]:
    tables = tables_of(engine)
    with engine.begin() as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
