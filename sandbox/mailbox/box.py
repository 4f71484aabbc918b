"""The box: keeps the newest letters, in memory or in a store that has a file."""

from __future__ import annotations

import base64
import threading
import time
from datetime import UTC, datetime
from typing import Any

from sandbox.mailbox.letters import Letter
from sandbox.store import Store

TABLE = "mailbox/letters"


class Mailbox:
    """Every letter that came, up to `limit`; then the oldest go. All methods may be called from any thread."""

    def __init__(self, store: Store | None = None, *, limit: int = 500) -> None:
        self._store = store or Store()
        self._limit = limit
        self._arrived = threading.Condition()
        rows = self._store.table(TABLE)
        self._letters = {number: _from_row(number, row) for number, row in rows.items()}

    def keep(self, raw: bytes, sender: str, recipients: list[str]) -> Letter:
        """Put a letter in the box."""
        with self._arrived:
            number = str(self._store.next_number(TABLE))
            received_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            letter = Letter(number, received_at, sender, tuple(recipients), raw)
            self._letters[number] = letter
            with self._store.lock:
                self._store.table(TABLE)[number] = _as_row(letter)
            self._store.changed()
            while len(self._letters) > self._limit:
                self._drop(next(iter(self._letters)))
            self._arrived.notify_all()
            return letter

    def letters(self, *, to: str = "", subject: str = "") -> list[Letter]:
        """The letters to an address that contains `to`, with `subject` in their subject; newest first."""
        with self._arrived:
            kept = list(self._letters.values())
        return [
            letter
            for letter in reversed(kept)
            if subject.casefold() in letter.subject.casefold()
            and any(to.casefold() in recipient.casefold() for recipient in letter.recipients)
        ]

    def find(self, letter_id: str) -> Letter | None:
        """The letter of this number, if it is still kept."""
        with self._arrived:
            return self._letters.get(letter_id)

    def wait_for(self, *, to: str = "", subject: str = "", timeout_s: float = 10.0) -> Letter:
        """The newest such letter, as soon as there is one.

        Raises:
            TimeoutError: None came.
        """
        until = time.monotonic() + timeout_s
        with self._arrived:
            while not (found := self.letters(to=to, subject=subject)):
                if not self._arrived.wait(until - time.monotonic()):
                    raise TimeoutError(f"no letter to {to or 'anybody'} about {subject or 'anything'}")
            return found[0]

    def clear(self) -> None:
        """Empty the box. Numbers go on, so that no old link shows a new letter."""
        with self._arrived:
            for letter_id in list(self._letters):
                self._drop(letter_id)

    def _drop(self, letter_id: str) -> None:
        del self._letters[letter_id]
        with self._store.lock:
            self._store.table(TABLE).pop(letter_id, None)
        self._store.changed()


def _as_row(letter: Letter) -> dict[str, Any]:
    return {
        "received_at": letter.received_at,
        "sender": letter.sender,
        "recipients": list(letter.recipients),
        "raw": base64.b64encode(letter.raw).decode(),
    }


def _from_row(number: str, row: dict[str, Any]) -> Letter:
    recipients = tuple(map(str, row["recipients"]))
    return Letter(number, str(row["received_at"]), str(row["sender"]), recipients, base64.b64decode(row["raw"]))
