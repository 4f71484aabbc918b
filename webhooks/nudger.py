"""Telling the workers, after the commit, that a shop has work; a thread, so that Redis never slows a delivery."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from shopify_app.core.jobqueue import JobQueue
from webhooks.rows import Row

DRAIN_JOB, DRAIN_QUEUE = "jobs.inbox.drain", "inbox"
_PAUSE_SECONDS = 0.02


class Nudger:
    """Collects shops and nudges for each once a moment. A nudge that fails is made good by the sweeper."""

    def __init__(self, jobs: JobQueue) -> None:
        self._jobs = jobs
        self._shops: set[int] = set()
        self._wanted = threading.Event()
        threading.Thread(target=self._run, daemon=True, name="nudger").start()

    def stored(self, rows: Sequence[Row]) -> None:
        """These rows are committed."""
        for row in rows:
            self._shops.add(row.shop_id)
        if not self._wanted.is_set():
            self._wanted.set()

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            self._wanted.wait()
            self._wanted.clear()
            shops, self._shops = self._shops, set()
            for shop_id in shops:
                self._jobs.nudge(DRAIN_JOB, DRAIN_QUEUE, shop_id)
            pause.wait(_PAUSE_SECONDS)
