"""RQ as the engine of work: queues, JSON job arguments, and nudges that never pile up.

Redis holds nudges only. What has to be done is a row in the database, so a lost Redis delays work and loses none.
"""

from __future__ import annotations

from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

# In the order in which a worker looks at them.
QUEUES = ("urgent", "inbox", "outbox", "sync", "upkeep")
JOB_SECONDS = 180
_NUDGE_SECONDS = 60
log = structlog.get_logger(__name__)


class JobQueue:
    """Puts jobs on queues by their dotted name. Arguments are ids and short words, as JSON: never personal data."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queues = {name: Queue(name, connection=redis, serializer=JSONSerializer) for name in QUEUES}

    def enqueue(self, job: str, queue: str, **arguments: Any) -> bool:
        """Ask for one run of `job`; False when Redis cannot take it, and the sweeper will ask again."""
        try:
            self._put(job, queue, arguments)
        except RedisError as error:
            log.warning("job_not_enqueued", job=job, queue=queue, error=type(error).__name__)
            return False
        return True

    def nudge(self, job: str, queue: str, shop_id: int) -> bool:
        """Ask for a run of `job` for a shop, unless one is already waiting; the job calls `woke` when it starts."""
        try:
            if self._redis.set(_flag(job, shop_id), "1", nx=True, ex=_NUDGE_SECONDS):
                self._put(job, queue, {"shop_id": shop_id})
        except RedisError as error:
            log.warning("job_not_enqueued", job=job, queue=queue, error=type(error).__name__)
            return False
        return True

    def woke(self, job: str, shop_id: int) -> None:
        """Let the next nudge through: called first thing, so that what arrives from now on is seen by a next run."""
        self._redis.delete(_flag(job, shop_id))

    def depth(self) -> dict[str, int]:
        """Jobs waiting on each queue."""
        return {name: queue.count for name, queue in self._queues.items()}

    def queues(self) -> list[Queue]:
        """The queues, for a worker."""
        return list(self._queues.values())

    def _put(self, job: str, queue: str, arguments: dict[str, Any]) -> None:
        # No result is kept: the database knows what was done.
        self._queues[queue].enqueue_call(
            job, kwargs=arguments, timeout=JOB_SECONDS, result_ttl=0, failure_ttl=86_400, description=job
        )


def _flag(job: str, shop_id: int) -> str:
    return f"nudge:{job}:{shop_id}"
