"""The thread that delivers events: at least once, in the order they fall due, again until somebody says 2xx."""

from __future__ import annotations

import heapq
import threading

import requests

from sandbox.noon.events import record_attempt
from sandbox.noon.rows import Delivery, Destination
from sandbox.noon.world import Noon

IDLE_S = 60.0
BATCH = 200


class Sender:
    """One thread for one noon; it starts with the first event and rests until the next one is due.

    One thread only: with several, the order of arrival would differ from run to run. Disorder is a knob.
    """

    def __init__(self, noon: Noon) -> None:
        self._noon = noon
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        noon.wake_sender = self.wake

    def wake(self) -> None:
        """Look for due deliveries now."""
        with self._guard:
            if self._thread is None and self._noon.due and not self._stopped.is_set():
                self._thread = threading.Thread(target=self._run, name="noon-sender", daemon=True)
                self._thread.start()
        self._wake.set()

    def stop(self) -> None:
        """Finish the attempt under way, then send no more. What is pending stays in the store."""
        self._stopped.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=30)

    def _run(self) -> None:
        with requests.Session() as http:
            http.trust_env = False  # a proxy of this machine must not see the loopback
            while not self._stopped.is_set():
                self._wake.clear()
                for delivery_id in self._due():
                    self._attempt(http, delivery_id)
                self._wake.wait(self._rest())

    def _due(self) -> list[str]:
        """What has to go now, earliest first; a batch of it, as sorting a long queue for each one is slow."""
        with self._noon.store.lock:
            now = self._noon.clock()
            ready = ((at, int(delivery_id)) for delivery_id, at in self._noon.due.items() if at <= now)
            return [str(number) for _, number in heapq.nsmallest(BATCH, ready)]

    def _rest(self) -> float:
        """Seconds until the next one is due."""
        noon = self._noon
        with noon.store.lock:
            if noon.knobs.events_paused or not noon.due:
                return IDLE_S
            return min(max(min(noon.due.values()) - noon.clock(), 0.0), IDLE_S)

    def _attempt(self, http: requests.Session, delivery_id: str) -> None:
        noon = self._noon
        with noon.store.lock:
            if self._stopped.is_set() or noon.knobs.events_paused or delivery_id not in noon.due:
                return
            delivery = noon.deliveries[delivery_id]
            destination = noon.destinations.get(delivery["destination_code"])
        if destination is None:
            record_attempt(noon, delivery, status=None, error="the destination is gone")
            return
        try:
            status = self._post(http, delivery, destination)
        except requests.RequestException as error:
            record_attempt(noon, delivery, status=None, error=type(error).__name__)
        else:
            record_attempt(noon, delivery, status=status, error="")

    def _post(self, http: requests.Session, delivery: Delivery, destination: Destination) -> int:
        with http.post(
            destination["url"],
            data=delivery["body"].encode(),
            headers={"Content-Type": "application/json", "User-Agent": "noon-events/1.0", **destination["headers"]},
            timeout=self._noon.knobs.event_timeout_s,
            allow_redirects=False,  # a redirect is not a receipt
        ) as answer:
            return answer.status_code
