"""How long after its arrival a delivery's effect is committed, while deliveries come at a steady rate over HTTP."""

from __future__ import annotations

import http.client
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import quantiles

from sqlalchemy import select

from bench.durability.load import delivery, headers, retail_order
from bench.product import SHOP, Product
from shopify_app.core.inbox import DONE, Delivery

_SENDERS = 8
_LOOK_SECONDS = 0.03


@dataclass(frozen=True)
class Lag:
    """Seconds from arrival to effect, as somebody saw who looked at the database again and again."""

    rate: float
    p50: float
    p95: float
    longest: float


def measure_lag(product: Product, first: int, rate: float, seconds: float) -> Lag:
    """Send for some seconds; wait until all is done."""
    count = int(rate * seconds)
    watcher = _Watcher(product, count)
    began = time.monotonic()
    turns = iter(range(count))
    lock = threading.Lock()

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", product.machine.port, timeout=10)
        while True:
            with lock:
                turn = next(turns, None)
            if turn is None:
                return
            time.sleep(max(0.0, began + turn / rate - time.monotonic()))
            sent = delivery(SHOP, retail_order(first + turn))
            connection.request("POST", "/webhooks/shopify", sent.body, headers(sent))
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status

    senders = [threading.Thread(target=send) for _ in range(_SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    sent_for = time.monotonic() - began
    lags = watcher.finish()
    cuts = quantiles(lags, n=20)
    return Lag(count / sent_for, cuts[9], cuts[18], max(lags))


class _Watcher:
    """Looks for deliveries that are done; what it says is late by one look at most."""

    def __init__(self, product: Product, count: int) -> None:
        self._product = product
        self._count = count
        self._lags: dict[int, float] = {}
        with product.runtime.snapshot() as tx:
            self._before = tx.session.scalar(select(Delivery.id).order_by(Delivery.id.desc()).limit(1)) or 0
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def finish(self) -> list[float]:
        """Once all are done."""
        self._thread.join()
        return list(self._lags.values())

    def _watch(self) -> None:
        wanted = select(Delivery.id, Delivery.received_at).where(Delivery.id > self._before, Delivery.state == DONE)
        while len(self._lags) < self._count:
            with self._product.runtime.snapshot() as tx:
                rows = tx.session.execute(wanted).all()
            now = datetime.now(UTC)
            for row_id, received_at in rows:
                self._lags.setdefault(row_id, (now - received_at).total_seconds())
            time.sleep(_LOOK_SECONDS)
