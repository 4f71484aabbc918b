"""Things that happen a little later: order routing, jobs, bulk operations."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)


class Timers:
    """One thread that runs what is due, in order of time."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._wake = threading.Condition()
        self._busy = False
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="sandbox-timers", daemon=True)
        self._thread.start()

    def later(self, seconds: float, task: Callable[[], None]) -> None:
        """Run the task after so many seconds."""
        with self._wake:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._count), task))
            self._wake.notify()

    def idle(self) -> bool:
        """Whether nothing is planned or under way."""
        with self._wake:
            return not self._due and not self._busy

    def clear(self) -> None:
        """Forget what is planned."""
        with self._wake:
            self._due.clear()

    def stop(self) -> None:
        """End the thread; what is planned does not happen."""
        with self._wake:
            self._stopped = True
            self._wake.notify()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while (task := self._next()) is not None:
            try:
                task()
            except Exception:
                log.exception("a planned task failed")
            finally:
                with self._wake:
                    self._busy = False

    def _next(self) -> Callable[[], None] | None:
        with self._wake:
            while not self._stopped:
                pause = self._due[0][0] - time.monotonic() if self._due else None
                if pause is not None and pause <= 0:
                    self._busy = True
                    return heapq.heappop(self._due)[2]
                self._wake.wait(pause)
            return None
