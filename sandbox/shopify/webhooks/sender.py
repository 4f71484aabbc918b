"""Sends webhooks: at least once, unordered, retried for a while, with faults on request."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections import deque
from typing import Any

import requests

from sandbox.shopify import moments
from sandbox.shopify.config import SandboxConfig, WebhookKnobs
from sandbox.shopify.payloads.protected import FULL, hide_personal_data
from sandbox.shopify.records import Record
from sandbox.shopify.webhooks.delivery import RETRY_GAPS, Delivery, make_delivery
from sandbox.shopify.webhooks.subscriptions import Subscriptions
from sandbox.store import Store

WORKERS = 4
KEPT = 5_000
TIMEOUT = (1, 5)
REORDER_PAUSE = 0.15
ALWAYS_SENT = {"app/uninstalled", "customers/data_request", "customers/redact", "shop/redact"}


class WebhookSender:
    """A few workers on one heap of what is due; each keeps its connection open."""

    def __init__(self, store: Store, config: SandboxConfig) -> None:
        self._store, self._config = store, config
        self.subscriptions = Subscriptions(config.app)
        self.knobs = WebhookKnobs()
        self._log: deque[Delivery] = deque(maxlen=KEPT)
        self._due: list[tuple[float, int, Delivery]] = []
        self._order = itertools.count()
        self._numbers = itertools.count(1)
        self._under_way = 0
        self._overtake = False
        self._stopped = False
        self._wake = threading.Condition()
        self._workers = [threading.Thread(target=self._work, name=f"webhooks-{n}", daemon=True) for n in range(WORKERS)]
        self._take_up()
        for worker in self._workers:
            worker.start()

    def send(self, shop: Record, topic: str, payload: dict[str, Any], *, event_id: str, triggered_at: str) -> None:
        """Deliver to every subscription of the topic."""
        if not shop["installed"] and topic not in ALWAYS_SENT:
            return
        payload = hide_personal_data(topic, payload, shop.get("protected_data", FULL))
        for subscription in self.subscriptions.for_topic(topic):
            number = next(self._numbers)
            made = make_delivery(
                number, shop["domain"], subscription, payload, event_id=event_id, triggered_at=triggered_at
            )
            self._keep(made)
            pause = self.knobs.delay + self._reordering_pause()
            self._plan(made, pause)
            if self.knobs.duplicate_every and number % self.knobs.duplicate_every == 0:
                self._plan(made, pause)

    def resend(self, delivery_id: str) -> bool:
        """Deliver one of the log once more, unchanged, as Shopify may do at any time."""
        found = next((one for one in list(self._log) if one.id == delivery_id), None)
        if found is not None:
            self._plan(found, 0)
        return found is not None

    def listed(self) -> list[Record]:
        """The log, oldest first."""
        with self._wake:
            return [one.as_record() for one in self._log]

    def idle(self) -> bool:
        """Whether nothing waits to be sent or retried."""
        with self._wake:
            return not self._due and not self._under_way

    def wake(self) -> None:
        """Look at the knobs again."""
        with self._wake:
            self._wake.notify_all()

    def clear(self) -> None:
        """Forget the log and everything that waits."""
        # The store's lock first: whoever sends holds it already when he comes here.
        with self._store.lock, self._wake:
            self._log.clear()
            self._due.clear()
            self._pending().clear()

    def stop(self) -> None:
        """End the workers; what waits is taken up by the next run."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()
        for worker in self._workers:
            worker.join(timeout=sum(TIMEOUT) + 1)

    def _reordering_pause(self) -> float:
        """Every other delivery waits for the one after it to overtake."""
        self._overtake = self.knobs.reorder and not self._overtake
        return REORDER_PAUSE if self._overtake else 0

    def _pending(self) -> Record:
        return self._store.table("pending_deliveries")

    def _take_up(self) -> None:
        for record in list(self._pending().values()):
            delivery = Delivery(**record)
            self._log.append(delivery)
            self._plan(delivery, 0)

    def _keep(self, delivery: Delivery) -> None:
        with self._wake:
            self._log.append(delivery)
        with self._store.lock:
            self._pending()[delivery.id] = delivery.as_record()

    def _plan(self, delivery: Delivery, pause: float) -> None:
        with self._wake:
            heapq.heappush(self._due, (time.monotonic() + pause, next(self._order), delivery))
            self._wake.notify()

    def _work(self) -> None:
        with requests.Session() as session:
            while (delivery := self._next()) is not None:
                try:
                    self._attempt(session, delivery)
                finally:
                    with self._wake:
                        self._under_way -= 1

    def _next(self) -> Delivery | None:
        with self._wake:
            while not self._stopped:
                pause = self._due[0][0] - time.monotonic() if self._due else None
                if pause is not None and pause <= 0 and not self.knobs.paused:
                    self._under_way += 1
                    return heapq.heappop(self._due)[2]
                self._wake.wait(None if self.knobs.paused else pause)
            return None

    def _attempt(self, session: requests.Session, delivery: Delivery) -> None:
        app, first = self._config.app, not delivery.attempts
        secret = app.api_secret_old if self.knobs.use_old_secret and app.api_secret_old else app.api_secret
        every = self.knobs.corrupt_every
        headers = delivery.headers(secret, spoil=bool(first and every and delivery.number % every == 0))
        status, error, begun = None, None, time.monotonic()
        try:
            answer = session.post(
                delivery.uri, data=delivery.body.encode(), headers=headers, timeout=TIMEOUT, allow_redirects=False
            )
            status = answer.status_code
        except requests.RequestException as problem:
            error = type(problem).__name__
        took = time.monotonic() - begun
        self._record(
            delivery, {"at": moments.with_nanoseconds(), "status": status, "error": error, "seconds": round(took, 4)}
        )

    def _record(self, delivery: Delivery, attempt: Record) -> None:
        ok = attempt["status"] is not None and 200 <= attempt["status"] < 300  # noqa: PLR2004  HTTP's own numbers
        with self._wake:
            delivery.attempts.append(attempt)
            failures = sum(1 for one in delivery.attempts if one["status"] is None or one["status"] >= 300)  # noqa: PLR2004
            if ok:
                delivery.state = "delivered"
            elif delivery.state == "pending" and failures > len(RETRY_GAPS):
                delivery.state = "lost"
        if delivery.state == "pending" and not ok:
            self._plan(delivery, RETRY_GAPS[failures - 1] * self._config.pace.retry_scale)
            return
        with self._store.lock:
            self._pending().pop(delivery.id, None)
        self._store.changed()
