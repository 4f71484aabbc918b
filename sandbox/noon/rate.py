"""noon's request quota: so many a window for each project, with a burst of the same size."""

from __future__ import annotations

import threading
from collections.abc import Callable


class RateLimit:
    """One bucket a project; it refills evenly over the window."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def clear(self) -> None:
        """Fill every bucket."""
        with self._lock:
            self._buckets.clear()

    def wait_for(self, project_code: str, *, limit: int, window_s: float) -> float:
        """Take one request from the project's quota; 0.0, or the seconds until there is one again."""
        if not limit:
            return 0.0
        with self._lock:
            now = self._clock()
            left, then = self._buckets.get(project_code, (float(limit), now))
            left = min(float(limit), left + (now - then) * limit / window_s)
            if left < 1:
                self._buckets[project_code] = (left, now)
                return (1 - left) * window_s / limit
            self._buckets[project_code] = (left - 1, now)
            return 0.0
