"""What the app asked of Shopify, so that a test can count mutations."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

from sandbox.shopify import moments
from sandbox.shopify.records import Record

KEPT = 10_000


class Calls:
    """The newest calls, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: deque[Record] = deque(maxlen=KEPT)
        self._count = 0

    def add(self, shop: str, operation: str, kind: str, fields: list[str], variables: dict[str, Any] | None) -> None:
        """Remember one call; `fields` are the top-level fields it asks for."""
        with self._lock:
            self._count += 1
            self._calls.append(
                {
                    "number": self._count,
                    "at": moments.with_nanoseconds(),
                    "shop": shop,
                    "operation": operation,
                    "kind": kind,
                    "fields": fields,
                    "variables": variables,
                }
            )

    def listed(
        self, *, operation: str | None = None, field: str | None = None, shop: str | None = None
    ) -> list[Record]:
        """The calls of one operation name, top-level field or shop, or all."""
        with self._lock:
            return [
                call
                for call in self._calls
                if operation in (None, call["operation"])
                and shop in (None, call["shop"])
                and (field is None or field in call["fields"])
            ]

    def clear(self) -> None:
        """Forget them."""
        with self._lock:
            self._calls.clear()
