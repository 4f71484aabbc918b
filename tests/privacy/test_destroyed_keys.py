"""A destroyed key is in no byte of the database's files: not in a page, and not in the log of what pages held."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from jobs import upkeep
from jobs.schedule import PLAN
from shopify_app.core import db
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Runtime
from shopify_app.people.models import Person
from shopify_app.people.rules import Identity
from shopify_app.privacy import actions as privacy
from shopify_app.privacy.rules import REDACT
from tests.builders import an_installed_shop, record_order
from tests.conftest import OTHER_SHOP, SHOP

SALMA = Identity(7_000_000_001_001, "buyer1001@example.com", None)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop with an order of Salma's and one of somebody else's."""
    number = an_installed_shop(runtime, SHOP)
    with runtime.transaction() as tx:
        record_order(tx, number, 1001)
        record_order(tx, number, 1002)
    return number


def keys_of(runtime: Runtime, shop_id: int) -> dict[int, bytes]:
    """Each living person's key, in the form in which it lies in the database."""
    with runtime.snapshot() as tx:
        chosen = select(Person.id, Person.wrapped_key).where(Person.shop_id == shop_id, Person.wrapped_key.is_not(None))
        return {person_id: bytes(wrapped) for person_id, wrapped in tx.session.execute(chosen)}


def erase(runtime: Runtime, shop_id: int) -> bytes:
    """Erase Salma; the key that was destroyed, and the other one stays."""
    before = keys_of(runtime, shop_id)
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        request = privacy.open_request(tx, shop_id, REDACT, "erasure", tx.now)
        privacy.redact_customer(tx, request, SALMA, ())
    (gone,) = before.keys() - keys_of(runtime, shop_id).keys()
    return before[gone]


def raw(runtime: Runtime, end: str = "") -> bytes:
    return Path(f"{runtime.engine.url.database}{end}").read_bytes()


@on_sqlite
@pytest.mark.parametrize("settled", [False, True], ids=["key only in the log", "key in the database file as well"])
def test_after_the_erasure_the_log_is_cut_off_and_the_key_is_nowhere(runtime: Runtime, shop_id: int, settled: bool):
    if settled:
        with runtime.snapshot() as tx:
            tx.session.execute(text("SELECT 1"))
        assert db.shorten_log(runtime.engine)
        (living, *_) = keys_of(runtime, shop_id).values()
        assert living in raw(runtime)
        # Whoever writes the page next puts all of it, the key too, into the log again.
        with runtime.transaction() as tx:
            record_order(tx, shop_id, 1003)
    key = erase(runtime, shop_id)
    assert key in raw(runtime, "-wal")
    upkeep.shorten_log()

    assert key not in raw(runtime)
    assert key not in raw(runtime, "-wal")
    # What is not erased is still there: the search finds keys where they are.
    assert all(living in raw(runtime) for living in keys_of(runtime, shop_id).values())


@on_sqlite
def test_a_reader_of_the_past_keeps_the_log_and_its_end_frees_it(runtime: Runtime, shop_id: int):
    with runtime.snapshot() as tx:
        tx.session.execute(text("SELECT count(*) FROM people")).all()
        key = erase_beside(runtime, shop_id)
        assert db.shorten_log(runtime.engine, tries=2) is False
        assert key in raw(runtime, "-wal")

    assert db.shorten_log(runtime.engine) is True
    assert key not in raw(runtime) + raw(runtime, "-wal")


def erase_beside(runtime: Runtime, shop_id: int) -> bytes:
    """Another process erases, while this one reads."""
    other = Runtime(runtime.settings)
    try:
        return erase(other, shop_id)
    finally:
        other.engine.dispose()


@on_sqlite
def test_a_log_that_readers_keep_is_told_and_stops_nobody(
    runtime: Runtime, shop_id: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    shorten = db.shorten_log
    monkeypatch.setattr(db, "shorten_log", lambda engine: shorten(engine, tries=1))
    with runtime.snapshot() as tx:
        tx.session.execute(text("SELECT count(*) FROM people")).all()
        an_installed_shop(runtime, OTHER_SHOP)
        upkeep.shorten_log()

    assert "log_not_shortened" in caplog.text
    assert keys_of(runtime, shop_id)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_has_no_such_log_to_cut(runtime: Runtime):
    with runtime.snapshot() as tx:
        tx.session.execute(text("SELECT 1"))
        assert db.shorten_log(runtime.engine) is True


def test_the_log_is_shortened_after_each_erasure_and_each_minute(runtime: Runtime, shop_id: int):
    erase(runtime, shop_id)
    jobs = [(job.func_name, job.origin) for queue in runtime.jobs.queues() for job in queue.jobs]

    assert ("jobs.upkeep.shorten_log", "urgent") in jobs
    assert [planned.every for planned in PLAN if planned.job == "jobs.upkeep.shorten_log"] == [60]
