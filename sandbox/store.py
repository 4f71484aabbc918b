"""A stand-in's memory: one JSON document behind one lock, optionally kept in a file between runs."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any


class Store:
    """Plain dictionaries, changed under `lock`; `changed()` after a change keeps them in the file soon."""

    def __init__(self, path: Path | None = None, *, delay: float = 0.5) -> None:
        self.lock = threading.RLock()
        self.path = path
        self.delay = delay
        self._timer: threading.Timer | None = None
        self._writing = threading.Lock()
        self.content: dict[str, Any] = {}
        if path is not None and path.exists():
            self.content = json.loads(path.read_text("utf-8"))

    def table(self, name: str) -> dict[str, Any]:
        """The dictionary called `name`, made on first use. Keys are strings: JSON knows no others."""
        with self.lock:
            return self.content.setdefault(name, {})  # type: ignore[no-any-return]

    def next_number(self, name: str, start: int = 1) -> int:
        """Count up: the same numbers in every run that does the same things."""
        with self.lock:
            numbers = self.table("_numbers")
            numbers[name] = numbers.get(name, start - 1) + 1
            return int(numbers[name])

    def changed(self) -> None:
        """Write the file after a short pause, once for many changes."""
        if self.path is None:
            return
        with self.lock:
            if self._timer is None:
                self._timer = threading.Timer(self.delay, self.save)
                self._timer.daemon = True
                self._timer.start()

    def save(self) -> None:
        """Write the file now, whole or not at all; a pause that was running is over."""
        if self.path is None:
            return
        with self._writing:
            with self.lock:
                timer, self._timer = self._timer, None
                text = json.dumps(self.content, ensure_ascii=False)
            if timer is not None:
                timer.cancel()
            # Written after a pause: on a slow machine that is before the server has made its folder.
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft = self.path.with_suffix(".new")
            draft.write_text(text, "utf-8")
            draft.replace(self.path)
