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


class BrandState(StrEnum):
    """How a brand stands with its trader."""

    EMPTY = "empty"
    IN_FORCE = "in_force"
    NOT_SENT = "not_sent"
    WAITING = "waiting"
    CHANGES = "changes"


def brand_state(*, is_changed: bool, version: int, latest: State | None) -> BrandState:
    """By what is drafted, and how the latest proof of it stands."""
    if not is_changed:
        return BrandState.IN_FORCE if version else BrandState.EMPTY
    if latest is not None and latest.is_open:
        return BrandState.WAITING
    return BrandState.CHANGES if latest is State.CHANGES else BrandState.NOT_SENT
