"""The cost bucket of our app in each shop."""

from __future__ import annotations

import threading
import time

from sandbox.shopify.records import Record
from sandbox.shopify.state.shops import PLANS


class Buckets:
    """Points per shop; they come back at the plan's rate."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, shop: Record, points: int) -> bool:
        """Take points if there are enough."""
        with self._lock:
            level = self._level(shop)
            if points > level:
                return False
            self._levels[shop["domain"]] = (level - points, time.monotonic())
            return True

    def give_back(self, shop: Record, points: float) -> None:
        """Return what a query turned out not to need (or take what it needed more)."""
        with self._lock:
            maximum = PLANS[shop["plan"]["name"]][2]
            self._levels[shop["domain"]] = (min(maximum, self._level(shop) + points), time.monotonic())

    def set(self, shop: Record, points: float) -> None:
        """Fill or empty the bucket, for tests."""
        with self._lock:
            self._levels[shop["domain"]] = (points, time.monotonic())

    def clear(self) -> None:
        """All full again."""
        with self._lock:
            self._levels.clear()

    def status(self, shop: Record) -> Record:
        """`throttleStatus` as every answer carries it."""
        _, _, maximum, rate = PLANS[shop["plan"]["name"]]
        with self._lock:
            level = self._level(shop)
        return {"maximumAvailable": float(maximum), "currentlyAvailable": int(level), "restoreRate": float(rate)}

    def _level(self, shop: Record) -> float:
        _, _, maximum, rate = PLANS[shop["plan"]["name"]]
        level, then = self._levels.get(shop["domain"], (float(maximum), time.monotonic()))
        return min(float(maximum), level + (time.monotonic() - then) * rate)
