"""RQ as it is usually used: one job for each event.

`python -m bench.drain.rq_way --worker simple --job order --shop 1`, with the product's settings in the environment,
does one job for every due delivery of the shop (or as many jobs that do nothing) and prints how many a second.
"""

from __future__ import annotations

import argparse
import time
from functools import cache

import msgspec
from rq import Queue, SimpleWorker, Worker
from rq.serializers import JSONSerializer

from shopify_app.core import inbox
from shopify_app.core.config import settings_of_process
from shopify_app.core.inbox import Delivery, Message
from shopify_app.core.logs import configure_logs
from shopify_app.core.runtime import Runtime
from shopify_app.tables import TABLES
from webhooks.topics import TOPICS

_WORKERS: dict[str, type[Worker] | type[SimpleWorker]] = {"simple": SimpleWorker, "forking": Worker}
_MOST = 100_000
assert TABLES


def nothing(_row_id: int, _shop_id: int) -> None:
    """The job that is kindest to RQ."""


def order(row_id: int, shop_id: int) -> None:
    """What the product does with a delivery, for one of them."""
    with _runtime().transaction() as tx:
        (opened,) = inbox.open_all(tx, shop_id, [tx.session.get_one(Delivery, row_id)])
        topic = TOPICS[opened.source, opened.topic]
        payload = msgspec.json.decode(opened.payload, type=topic.payload, strict=False)
        topic.handler(tx, shop_id, [Message(opened, payload)])
        inbox.mark_done(tx, [row_id])


@cache
def _runtime() -> Runtime:
    configure_logs("error")
    return Runtime(settings_of_process())


def main() -> None:
    """Enqueue everything first: only the work is timed."""
    options = _options()
    runtime = _runtime()
    with runtime.snapshot() as tx:
        ids = [row.id for row in inbox.due(tx, options.shop, _MOST)][: options.count]
    runtime.engine.dispose()  # a forked child must not share connections
    queue = Queue("one-by-one", connection=runtime.redis, serializer=JSONSerializer)
    for row_id in ids:
        queue.enqueue_call(f"bench.drain.rq_way.{options.job}", args=(row_id, options.shop), result_ttl=0)
    worker = _WORKERS[options.worker](
        [queue], connection=runtime.redis, serializer=JSONSerializer, log_job_description=False
    )
    began = time.perf_counter()
    worker.work(burst=True, logging_level="ERROR")
    print(len(ids) / (time.perf_counter() - began))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--worker", choices=list(_WORKERS), required=True)
    parser.add_argument("--job", choices=["nothing", "order"], required=True)
    parser.add_argument("--shop", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
