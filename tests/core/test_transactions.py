"""A transaction: jobs leave after its commit and not otherwise; a Redis that is away costs nothing that is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from shopify_app.core.config import Settings
from shopify_app.core.runtime import Runtime
from shopify_app.shops.models import Shop
from tests.builders import a_shop


@pytest.fixture
def without_redis(settings: Settings, tmp_path: Path) -> Iterator[Runtime]:
    """A process whose Redis is not there."""
    process = Runtime(replace(settings, data_dir=tmp_path / "nowhere"))
    yield process
    process.close()


def queued(runtime: Runtime) -> list[tuple[str, dict[str, object]]]:
    return [(job.func_name, job.kwargs) for queue in runtime.jobs.queues() for job in queue.jobs]


def count_shops(runtime: Runtime) -> int:
    with runtime.snapshot() as tx:
        return tx.session.scalar(select(func.count()).select_from(Shop)) or 0


def test_a_job_leaves_after_the_commit(runtime: Runtime):
    with runtime.transaction() as tx:
        tx.enqueue("jobs.shops.describe", "sync", shop_id=7)
        assert queued(runtime) == []

    assert queued(runtime) == [("jobs.shops.describe", {"shop_id": 7})]


def test_no_job_leaves_after_a_rollback(runtime: Runtime):
    with pytest.raises(ZeroDivisionError), runtime.transaction() as tx:
        tx.enqueue("jobs.shops.describe", "sync", shop_id=7)
        tx.nudge("jobs.inbox.drain", "inbox", 7)
        raise ZeroDivisionError

    assert queued(runtime) == []


def test_no_job_leaves_when_the_commit_itself_fails(runtime: Runtime):
    a_shop(runtime)
    with pytest.raises(DBAPIError), runtime.transaction() as tx:
        tx.enqueue("jobs.shops.describe", "sync", shop_id=7)
        tx.session.add(Shop(domain="desert-rose.myshopify.com", key="k", made_at=tx.now))

    assert queued(runtime) == []


def test_jobs_leave_in_the_order_they_were_asked_for(runtime: Runtime):
    with runtime.transaction() as tx:
        for number in range(3):
            tx.enqueue("jobs.shops.describe", "sync", shop_id=number)

    assert [kwargs["shop_id"] for _, kwargs in queued(runtime)] == [0, 1, 2]


def test_many_nudges_are_one_run_within_a_transaction_and_over_several(runtime: Runtime):
    for _ in range(3):
        with runtime.transaction() as tx:
            for _ in range(3):
                tx.nudge("jobs.inbox.drain", "inbox", 7)

    assert queued(runtime) == [("jobs.inbox.drain", {"shop_id": 7})]


def test_nudges_for_other_shops_and_jobs_stay_apart(runtime: Runtime):
    with runtime.transaction() as tx:
        tx.nudge("jobs.inbox.drain", "inbox", 7)
        tx.nudge("jobs.inbox.drain", "inbox", 8)
        tx.nudge("jobs.outbox.send", "outbox", 7)

    assert queued(runtime) == [
        ("jobs.inbox.drain", {"shop_id": 7}),
        ("jobs.inbox.drain", {"shop_id": 8}),
        ("jobs.outbox.send", {"shop_id": 7}),
    ]


def test_once_a_run_began_the_next_nudge_is_a_new_run(runtime: Runtime):
    """What arrives while it runs may be too late for it."""
    for _ in range(2):
        runtime.jobs.nudge("jobs.inbox.drain", "inbox", 7)
    runtime.jobs.woke("jobs.inbox.drain", 7)
    runtime.jobs.nudge("jobs.inbox.drain", "inbox", 7)

    assert len(queued(runtime)) == 2


def test_a_commit_stands_although_redis_is_away(without_redis: Runtime):
    with without_redis.transaction() as tx:
        tx.session.add(Shop(domain="desert-rose.myshopify.com", key="k", made_at=tx.now))
        tx.enqueue("jobs.shops.describe", "sync", shop_id=7)
        tx.nudge("jobs.inbox.drain", "inbox", 7)

    assert count_shops(without_redis) == 1


def test_what_redis_could_not_take_is_told(without_redis: Runtime):
    assert without_redis.jobs.enqueue("jobs.shops.describe", "sync", shop_id=7) is False
    assert without_redis.jobs.nudge("jobs.inbox.drain", "inbox", 7) is False


def test_a_snapshot_waits_for_no_writer_and_sees_only_what_is_committed(runtime: Runtime):
    with runtime.transaction() as tx:
        tx.session.add(Shop(domain="desert-rose.myshopify.com", key="k", made_at=tx.now))
        tx.session.flush()
        assert count_shops(runtime) == 0

    assert count_shops(runtime) == 1


def test_a_snapshot_cannot_write_and_the_next_transaction_can(runtime: Runtime):
    with pytest.raises(DBAPIError), runtime.snapshot() as tx:
        tx.session.add(Shop(domain="desert-rose.myshopify.com", key="k", made_at=tx.now))
    assert count_shops(runtime) == 0
    with runtime.transaction() as tx:
        tx.session.add(Shop(domain="desert-rose.myshopify.com", key="k", made_at=tx.now))

    assert count_shops(runtime) == 1


def test_an_error_leaves_nothing_behind(runtime: Runtime):
    with pytest.raises(ZeroDivisionError), runtime.transaction() as tx:
        tx.session.add(Shop(domain="desert-rose.myshopify.com", key="k", made_at=tx.now))
        tx.session.flush()
        raise ZeroDivisionError

    assert count_shops(runtime) == 0


def test_a_transaction_has_one_moment(runtime: Runtime):
    with runtime.transaction() as tx:
        first = tx.now
        tx.session.execute(text("SELECT 1"))
        assert tx.now is first


def test_a_process_has_one_client_of_each_kind(runtime: Runtime):
    class Told:
        @classmethod
        def build(cls, _runtime: Runtime) -> Told:
            return cls()

    assert runtime.client(Told) is runtime.client(Told)
