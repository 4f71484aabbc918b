"""The other stand-ins on the same origin: noon under `/noon`, the mailbox under `/mail` with its SMTP port beside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sandbox.faults import Faults
from sandbox.mailbox import Listener, Mailbox
from sandbox.mailbox import create_app as create_mailbox
from sandbox.noon import Engine
from sandbox.noon import create_app as create_noon
from sandbox.store import Store


class Neighbours:
    """Each with a store of its own, so that a reset of one leaves the others alone."""

    def __init__(
        self, data_dir: Path | None, seed: int, *, smtp_port: int = 0, noon_webhook_url: str | None = None
    ) -> None:
        self._noon_store = Store(data_dir / "noon.json" if data_dir else None)
        self._mail_store = Store(data_dir / "mail.json" if data_dir else None)
        noon = create_noon(self._noon_store, Faults(seed), webhook_url=noon_webhook_url, seed=seed)
        mailbox = Mailbox(self._mail_store)
        self._engine: Engine = noon.extensions["noon"]
        self.listener = Listener(mailbox, port=smtp_port)
        self.mounts: dict[str, Any] = {"/noon": noon, "/mail": create_mailbox(mailbox)}

    def start(self) -> None:
        """Take mail."""
        self.listener.start()

    def stop(self) -> None:
        """End every thread, keep the state."""
        self.listener.stop()
        self._engine.stop()
        self._noon_store.save()
        self._mail_store.save()
