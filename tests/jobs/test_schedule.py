"""What happens by the clock, and that every job anybody asks for by name exists."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from croniter import croniter

from jobs.schedule import PLAN, Clockwork, Planned
from shopify_app.core.jobqueue import QUEUES
from shopify_app.core.runtime import Runtime

ROOT = Path(__file__).parents[2]


def job_names() -> Iterator[tuple[str, str]]:
    """(job, file) for every text in the product that has the form of a job's name."""
    for folder in ("shopify_app", "webhooks", "jobs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_job_name(node.value):
                    yield node.value, str(path.relative_to(ROOT))


def is_job_name(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 3 and parts[0] == "jobs" and all(part.isidentifier() for part in parts)


def test_the_names_of_jobs_are_found():
    """Else the test below would prove nothing."""
    found = {name for name, _ in job_names()}

    assert {"jobs.inbox.drain", "jobs.outbox.send", "jobs.upkeep.sweep"} <= found
    assert {planned.job for planned in PLAN} <= found


@pytest.mark.parametrize(("name", "file"), sorted(set(job_names())))
def test_every_job_that_is_asked_for_by_name_exists(name: str, file: str):
    module, _, function = name.rpartition(".")
    job = getattr(import_module(module), function, None)

    assert callable(job), f"{file} asks for {name}"
    assert job.__wrapped__.__module__ == module, f"{name} is no @job"


@pytest.mark.parametrize("planned", PLAN, ids=lambda planned: planned.job)
def test_a_planned_job_has_a_known_queue_and_one_rhythm(planned: Planned):
    assert planned.queue in QUEUES
    assert (planned.every is None) != (planned.at is None)
    assert planned.every is None or planned.every > 0
    assert planned.at is None or croniter.is_valid(planned.at)


def test_each_job_is_planned_once():
    assert len({planned.job for planned in PLAN}) == len(PLAN)


def test_what_a_lost_redis_forgot_is_looked_for_every_few_seconds():
    (sweep,) = (planned for planned in PLAN if planned.job == "jobs.upkeep.sweep")

    assert sweep.every is not None
    assert sweep.every <= 10
    assert sweep.queue == QUEUES[0]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestClockwork:
    def queued(self, runtime: Runtime) -> list[tuple[str, str]]:
        return sorted((job.func_name, queue.name) for queue in runtime.jobs.queues() for job in queue.jobs)

    def test_what_has_an_interval_is_asked_for_by_name_at_the_start_and_not_again_at_once(self, runtime: Runtime):
        clockwork = Clockwork(runtime)
        clockwork.enqueue_jobs()
        clockwork.enqueue_jobs()

        assert self.queued(runtime) == sorted((one.job, one.queue) for one in PLAN if one.every)

    def test_what_has_a_time_is_asked_for_when_the_time_has_come(self, runtime: Runtime):
        clockwork = Clockwork(runtime)
        clockwork.enqueue_jobs()
        runtime.redis.flushall()
        for job in clockwork.get_jobs():
            if job.cron:
                job.next_enqueue_time = datetime(2001, 1, 1, tzinfo=UTC)
        clockwork.enqueue_jobs()

        assert self.queued(runtime) == sorted((one.job, one.queue) for one in PLAN if one.at)

    def test_a_redis_that_is_away_leaves_the_job_due(self, runtime: Runtime):
        clockwork = Clockwork(runtime)
        # A key of another kind under the queue's name: Redis refuses to queue, and stays up.
        for queue in QUEUES:
            runtime.redis.set(f"rq:queue:{queue}", "in the way")
        clockwork.enqueue_jobs()
        runtime.redis.flushall()
        clockwork.enqueue_jobs()

        assert self.queued(runtime) == sorted((one.job, one.queue) for one in PLAN if one.every)
