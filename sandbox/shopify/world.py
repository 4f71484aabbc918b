"""The stand-in's parts in one object, handed to every route."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.faults import Faults
from sandbox.shopify import moments
from sandbox.shopify.act import Act
from sandbox.shopify.admin_api.buckets import Buckets
from sandbox.shopify.calls import Calls
from sandbox.shopify.config import SandboxConfig
from sandbox.shopify.records import Missing, Record
from sandbox.shopify.timers import Timers
from sandbox.shopify.webhooks.sender import WebhookSender
from sandbox.store import Store


class World:
    """State, clock and machinery of one stand-in."""

    def __init__(self, store: Store, faults: Faults, config: SandboxConfig) -> None:
        self.store, self.faults, self.config = store, faults, config
        self.timers = Timers()
        self.webhooks = WebhookSender(store, config)
        self.buckets = Buckets()
        self.calls = Calls()
        self.idempotency: dict[tuple[str, str, str], tuple[float, Any, Record]] = {}
        self.started = moments.now()
        self._own_bulk_dir = None if config.data_dir else tempfile.TemporaryDirectory(prefix="sandbox-bulk-")
        self.bulk_dir = Path(self._own_bulk_dir.name) if self._own_bulk_dir else (config.data_dir or Path()) / "bulk"
        self.bulk_dir.mkdir(parents=True, exist_ok=True)
        self.stopping = threading.Event()

    @property
    def shops(self) -> Record:
        """All shops by domain."""
        return self.store.table("shops")

    def shop(self, domain: str) -> Record:
        """One shop.

        Raises:
            Missing: No such shop.
        """
        shop: Record | None = self.shops.get(domain)
        if shop is None:
            raise Missing(f"shop {domain} does not exist", code="NOT_FOUND")
        return shop

    @contextmanager
    def act(
        self, domain: str, by: str = "merchant", *, silent: bool = False, at: datetime | None = None
    ) -> Iterator[Act]:
        """One act in one shop; everything else waits until it is over."""
        with self.store.lock:
            act = Act(self, self.shop(domain), by, silent=silent, at=at)
            yield act
            act.close()
            self.store.changed()

    def close(self) -> None:
        """Stop every thread and keep the state."""
        self.stopping.set()
        self.timers.stop()
        self.webhooks.stop()
        self.store.save()
        if self._own_bulk_dir is not None:
            self._own_bulk_dir.cleanup()
