"""The calls a stand-in received, so that a test can count and read them."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

KEPT = 5000


@dataclass(frozen=True)
class Call:
    """One request and the status it was answered with."""

    at: float
    operation: str
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    status: int


class Calls:
    """The newest calls, oldest first. In memory only: they belong to a run, not to noon."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: deque[Call] = deque(maxlen=KEPT)

    def add(self, call: Call) -> None:
        """Remember one call."""
        with self._lock:
            self._calls.append(call)

    def clear(self) -> None:
        """Forget all calls."""
        with self._lock:
            self._calls.clear()

    def matching(self, *, operation: str = "", method: str = "", path: str = "") -> list[dict[str, Any]]:
        """The calls whose operation and method are the given ones and whose path contains `path`; empty means any."""
        with self._lock:
            calls = list(self._calls)
        return [
            asdict(call)
            for call in calls
            if operation in ("", call.operation) and method in ("", call.method) and path in call.path
        ]
