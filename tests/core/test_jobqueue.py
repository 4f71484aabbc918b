"""Jobs on a real Redis: ids and words as JSON, by name, and never more than one nudge."""

from __future__ import annotations

import json
import zlib

import pytest
import redis

from shopify_app.core.jobqueue import QUEUES, JobQueue


@pytest.fixture
def jobs(redis_client: redis.Redis) -> JobQueue:
    return JobQueue(redis_client)


def test_a_job_is_its_name_and_its_arguments_as_json(jobs: JobQueue, redis_client: redis.Redis):
    """Anything but JSON would run code of whoever can write to Redis, and break with every change of a class."""
    assert jobs.enqueue("jobs.privacy.erase_shop", "urgent", shop_id=7, request_id=9)
    (name,) = redis_client.keys("rq:job:*")
    (queued,) = jobs.queues()[0].jobs

    assert (queued.func_name, queued.kwargs) == ("jobs.privacy.erase_shop", {"shop_id": 7, "request_id": 9})
    assert not queued.args
    stored = redis_client.hget(name, "data")
    assert json.loads(zlib.decompress(stored))[0] == "jobs.privacy.erase_shop"


def test_a_finished_jobs_answer_is_not_kept_and_a_failure_for_a_day(jobs: JobQueue):
    jobs.enqueue("jobs.shops.describe", "sync", shop_id=7)
    (queued,) = next(queue for queue in jobs.queues() if queue.name == "sync").jobs

    assert (queued.result_ttl, queued.failure_ttl, queued.timeout) == (0, 86_400, 180)


def test_each_queue_tells_how_much_waits(jobs: JobQueue):
    jobs.enqueue("jobs.shops.describe", "sync", shop_id=7)
    jobs.enqueue("jobs.shops.describe", "sync", shop_id=8)
    jobs.nudge("jobs.inbox.drain", "inbox", 7)

    assert jobs.depth() == {"urgent": 0, "inbox": 1, "outbox": 0, "sync": 2, "upkeep": 0}


def test_a_worker_looks_at_urgent_work_first(jobs: JobQueue):
    assert [queue.name for queue in jobs.queues()] == list(QUEUES)
    assert QUEUES[0] == "urgent"


def test_an_unknown_queue_is_a_mistake_that_shows(jobs: JobQueue):
    with pytest.raises(KeyError):
        jobs.enqueue("jobs.shops.describe", "no such queue", shop_id=7)


def test_a_nudge_that_got_lost_blocks_the_next_for_a_minute_at_most(jobs: JobQueue, redis_client: redis.Redis):
    jobs.nudge("jobs.inbox.drain", "inbox", 7)
    (flag,) = redis_client.keys("nudge:*")

    assert 0 < redis_client.ttl(flag) <= 60
