"""The worker process: RQ's simple worker, which keeps connections and keys warm and forks nothing."""

from __future__ import annotations

import structlog
from prometheus_client import start_http_server
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from jobs.runner import use_runtime
from shopify_app.core.runtime import Runtime

log = structlog.get_logger(__name__)


class Worker(SimpleWorker):
    """A worker that comes back soon after Redis did."""

    max_connection_wait_time = 2.0


def run_worker(runtime: Runtime, *, metrics_port: int | None = None) -> None:
    """Work until told to stop. Should RQ give up, the process ends and its supervisor starts another.

    With `metrics_port`, Prometheus finds this process's figures there, on this machine only.
    """
    use_runtime(runtime)
    if metrics_port is not None:
        start_http_server(metrics_port, addr="127.0.0.1")
    worker = Worker(
        runtime.jobs.queues(), connection=runtime.redis, serializer=JSONSerializer, log_job_description=False
    )
    worker.work(logging_level="WARNING")
