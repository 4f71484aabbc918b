"""How long a proof waits for its trader, and how it stands. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from shopify_app.white_label.brands.models import APPROVED, CHANGES, SUPERSEDED, WITHDRAWN

LIFE, REMIND_AFTER = timedelta(days=14), timedelta(days=7)
# A reminder that comes with the last hours helps nobody.
LEAST_LEFT = timedelta(days=1)
MOST_LETTERS, LONGEST_NOTE = 5, 1000


class State(StrEnum):
    """How a proof stands. The first three wait for the trader."""

    BEING_SENT = "being_sent"
    SENT = "sent"
    OPENED = "opened"
    APPROVED = APPROVED
    CHANGES = CHANGES
    SUPERSEDED = SUPERSEDED
    WITHDRAWN = WITHDRAWN
    EXPIRED = "expired"

    @property
    def is_open(self) -> bool:
        """Whether the trader may still answer."""
        return self in {State.BEING_SENT, State.SENT, State.OPENED}


def state_of(
    outcome: str | None, expires_at: datetime, opened_at: datetime | None, sent_at: datetime | None, now: datetime
) -> State:
    """What became of it; what has no outcome waits until its time is over."""
    if outcome is not None:
        return State(outcome)
    if expires_at <= now:
        return State.EXPIRED
    if opened_at is not None:
        return State.OPENED
    return State.BEING_SENT if sent_at is None else State.SENT


def is_to_be_reminded(
    sent_at: datetime | None, expires_at: datetime, reminded_at: datetime | None, now: datetime
) -> bool:
    """Whether the trader is written to once more: after a week, and once."""
    if sent_at is None or reminded_at is not None:
        return False
    return sent_at + REMIND_AFTER <= now < expires_at - LEAST_LEFT
