"""RQ itself, on a real Redis, running jobs by name until the queues are empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prometheus_client import REGISTRY
from rq.job import Job
from rq.registry import FailedJobRegistry, ScheduledJobRegistry
from rq.serializers import JSONSerializer

from jobs.runner import use_runtime
from jobs.worker import Worker
from shopify_app.core.runtime import Runtime
from tests.jobs import errands

# Nothing here touches the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class DeafWorker(Worker):
    """Our worker, deaf to commands over Redis: hanging up on those takes a second each time."""

    def subscribe(self) -> None:
        """Do not listen."""


@pytest.fixture(autouse=True)
def no_runs() -> Iterator[None]:
    """Each test sees its own runs only."""
    errands.RUNS.clear()
    yield
    errands.RUNS.clear()


def work(runtime: Runtime) -> None:
    """Be the worker process, until nothing waits."""
    worker = DeafWorker(runtime.jobs.queues(), connection=runtime.redis, serializer=JSONSerializer)
    worker.work(burst=True, logging_level="CRITICAL")


def queue_of(runtime: Runtime, name: str):
    return next(queue for queue in runtime.jobs.queues() if queue.name == name)


def failed(runtime: Runtime) -> list[Job]:
    registry = FailedJobRegistry(queue=queue_of(runtime, "sync"))
    return [queue_of(runtime, "sync").fetch_job(number) for number in registry.get_job_ids()]


def test_a_job_gets_the_workers_runtime_and_its_arguments_as_they_were(runtime: Runtime):
    runtime.jobs.enqueue("tests.jobs.errands.remember", "sync", shop_id=7, name="متجر", ids=[1, 2])
    work(runtime)
    ((got, given),) = errands.RUNS

    assert got is runtime
    assert given == {"shop_id": 7, "name": "متجر", "ids": [1, 2]}


def test_nothing_of_a_finished_job_stays_in_redis(runtime: Runtime):
    runtime.jobs.enqueue("tests.jobs.errands.remember", "sync", shop_id=7)
    work(runtime)

    assert runtime.redis.keys("rq:job:*") == []


def test_urgent_work_is_done_first(runtime: Runtime):
    for queue in ("upkeep", "sync", "outbox", "inbox", "urgent"):
        runtime.jobs.enqueue("tests.jobs.errands.remember", queue, name=queue)
    work(runtime)

    assert [given["name"] for _, given in errands.RUNS] == ["urgent", "inbox", "outbox", "sync", "upkeep"]


def test_what_another_system_may_do_later_is_tried_again_later(runtime: Runtime):
    runtime.jobs.enqueue("tests.jobs.errands.find_remote_away", "sync", shop_id=7)
    work(runtime)

    scheduled = ScheduledJobRegistry(queue=queue_of(runtime, "sync"))
    (number,) = scheduled.get_job_ids()
    assert queue_of(runtime, "sync").fetch_job(number).kwargs == {"shop_id": 7}
    assert failed(runtime) == []
    assert len(errands.RUNS) == 1


def test_after_the_last_try_it_has_failed_visibly(runtime: Runtime):
    runtime.jobs.enqueue("tests.jobs.errands.find_remote_away", "sync", shop_id=7)
    for _ in range(4):
        work(runtime)
        scheduled = ScheduledJobRegistry(queue=queue_of(runtime, "sync"))
        for number in scheduled.get_job_ids():
            scheduled.remove(number)
            queue_of(runtime, "sync")._enqueue_job(queue_of(runtime, "sync").fetch_job(number))

    assert len(errands.RUNS) == 4
    assert [job.kwargs for job in failed(runtime)] == [{"shop_id": 7}]


@pytest.mark.parametrize(
    ("errand", "told"),
    [
        ("be_refused", "Shopify refused."),
        ("meet_bad_input", "That cannot be used."),
        ("be_broken", "a mistake"),
        ("no_such_job", "no_such_job"),
    ],
)
def test_any_other_error_stays_visible_among_the_failed_jobs(runtime: Runtime, errand: str, told: str):
    runtime.jobs.enqueue(f"tests.jobs.errands.{errand}", "sync")
    work(runtime)

    (job,) = failed(runtime)
    assert told in str(job.latest_result().exc_string)
    assert ScheduledJobRegistry(queue=queue_of(runtime, "sync")).get_job_ids() == []


def test_a_run_that_began_lets_the_next_nudge_through(runtime: Runtime):
    runtime.jobs.nudge("tests.jobs.errands.remember", "sync", 7)
    work(runtime)
    runtime.jobs.nudge("tests.jobs.errands.remember", "sync", 7)
    work(runtime)

    assert len(errands.RUNS) == 2


def test_a_workers_reads_outlast_its_waiting(runtime: Runtime):
    """Else an idle worker would take its own patience for a lost Redis."""
    worker = Worker(runtime.jobs.queues(), connection=runtime.redis, serializer=JSONSerializer)

    assert runtime.redis.connection_pool.connection_kwargs["socket_timeout"] > worker.dequeue_timeout


def test_every_run_is_counted_with_its_result(runtime: Runtime):
    def count(name: str, result: str) -> float:
        labels = {"job": f"tests.jobs.errands.{name}", "result": result}
        return REGISTRY.get_sample_value("tajir_jobs_total", labels) or 0.0

    wanted = [("remember", "done"), ("be_refused", "remote_error"), ("be_broken", "error")]
    before = [count(*one) for one in wanted]
    for name, _ in wanted:
        runtime.jobs.enqueue(f"tests.jobs.errands.{name}", "sync")
    work(runtime)

    assert [count(*one) for one in wanted] == [number + 1 for number in before]


def test_a_call_by_name_in_the_same_process_answers(runtime: Runtime):
    use_runtime(runtime)

    assert errands.remember(shop_id=7) == "an answer"
