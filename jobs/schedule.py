"""Everything that happens by the clock, in one table, and RQ's cron that does it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import structlog
from redis.exceptions import RedisError
from rq.cron import CronJob, CronScheduler
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer

from shopify_app.core.jobqueue import QUEUES, JobQueue
from shopify_app.core.runtime import Runtime

_LOOP_SECONDS = 1.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Planned:
    """One job by the clock: every so many seconds, or at a cron time in UTC."""

    job: str
    queue: str
    every: int | None = None
    at: str | None = None


PLAN = (
    Planned("jobs.upkeep.sweep", "urgent", every=10),
    Planned("jobs.upkeep.shorten_log", "upkeep", every=60),
    Planned("jobs.upkeep.poll_noon", "sync", every=60),
    Planned("jobs.noon.compare_open", "sync", every=900),
    Planned("jobs.noon.compare_all", "sync", at="7 1 * * *"),
    Planned("jobs.noon.compare_stock", "sync", at="37 0 * * *"),
    Planned("jobs.upkeep.catch_up", "upkeep", every=3600),
    Planned("jobs.upkeep.refresh_checkouts", "upkeep", every=3600),
    Planned("jobs.printing.forget", "upkeep", every=900),
    Planned("jobs.upkeep.look_at_stale_papers", "upkeep", every=3600),
    Planned("jobs.wholesale.plan_cancellations", "upkeep", every=3600),
    Planned("jobs.parcels.catch_up", "upkeep", every=3600),
    Planned("jobs.white_label.remind_traders", "upkeep", every=3600),
    Planned("jobs.upkeep.look_after_shops", "upkeep", at="17 2 * * *"),
    # The ECB tells the day's rates about 16:00 in Frankfurt, which is 14:00 or 15:00 UTC.
    Planned("jobs.wholesale.refresh_rates", "upkeep", at="23 15 * * *"),
    Planned("jobs.upkeep.forget", "upkeep", at="41 3 * * *"),
)


class Clockwork(CronScheduler):
    """RQ's cron, putting jobs on our queues by name and as JSON. Two of them only sweep twice: every job may repeat."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(connection=runtime.redis, logging_level="WARNING")
        self._jobs: JobQueue = runtime.jobs
        for planned in PLAN:
            self.register(_by_name, planned.queue, interval=planned.every, cron=planned.at, name=planned.job)

    def enqueue_jobs(self) -> list[CronJob]:
        """Enqueue what is due."""
        from rq.utils import now  # noqa: PLC0415

        due = [cron_job for cron_job in self.get_jobs() if cron_job.should_run()]
        for cron_job in due:
            if self._jobs.enqueue(cron_job.name, cron_job.queue_name):
                cron_job.set_enqueue_time(now())
        return due


def run_schedule(runtime: Runtime) -> None:
    """Run until stopped. A Redis that is away is waited for; what was due then is due when it is back."""
    clockwork = Clockwork(runtime)
    retries: Any = RQScheduler(list(QUEUES), runtime.redis, logging_level="WARNING", serializer=JSONSerializer)
    while True:
        try:
            clockwork.enqueue_jobs()
            if retries.should_reacquire_locks:
                retries.acquire_locks()
            retries.register_birth()
            retries.heartbeat()
            retries.enqueue_scheduled_jobs()
        except RedisError as error:
            log.warning("schedule_without_redis", error=type(error).__name__)
        time.sleep(_LOOP_SECONDS)


def _by_name() -> None:
    """Stands in RQ's table for the job that `name` tells."""
