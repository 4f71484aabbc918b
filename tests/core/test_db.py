"""What every connection to the database promises."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shopify_app.core.runtime import Runtime


def test_a_commit_waits_for_the_disk(runtime: Runtime):
    """A webhook is answered 200 on the strength of this."""
    with runtime.transaction() as tx:
        if runtime.settings.is_sqlite:
            full, wal = 2, "wal"
            assert tx.session.scalar(text("PRAGMA synchronous")) == full
            assert tx.session.scalar(text("PRAGMA journal_mode")) == wal
        else:
            assert tx.session.scalar(text("SHOW synchronous_commit")) == "on"


def test_what_was_erased_does_not_wait_in_free_pages(runtime: Runtime):
    with runtime.transaction() as tx:
        if runtime.settings.is_sqlite:
            fast = 2
            assert tx.session.scalar(text("PRAGMA secure_delete")) == fast
        else:
            # PostgreSQL's pages are cleaned by its own vacuum, which must not be switched off.
            assert tx.session.scalar(text("SHOW autovacuum")) == "on"


def test_a_row_cannot_refer_to_nothing(runtime: Runtime):
    with pytest.raises(IntegrityError), runtime.transaction() as tx:
        statement = text("INSERT INTO audit_heads (shop_id, number, hash) VALUES (4711, 0, :hash)")
        tx.session.execute(statement, {"hash": b"x"})


def test_a_lock_stops_nobody_for_ever(runtime: Runtime):
    with runtime.transaction() as tx:
        if runtime.settings.is_sqlite:
            assert tx.session.scalar(text("PRAGMA busy_timeout")) == 15_000
        else:
            assert tx.session.scalar(text("SHOW lock_timeout")) == "15s"
            assert tx.session.scalar(text("SHOW idle_in_transaction_session_timeout")) == "1min"
