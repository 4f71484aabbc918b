"""When an order that stays below its minimum is cancelled. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

# So long before it is cancelled the shop is told, whatever the setting was or became.
NOTICE = timedelta(days=1)
# Nothing was paid for these; an authorisation is voided with the order.
_UNPAID = frozenset({None, "pending", "authorized", "expired", "voided"})
_UNSENT = frozenset({None, "unfulfilled", "restocked", "on_hold", "scheduled", "open", "request_declined"})


def is_unpaid(financial_status: str | None) -> bool:
    """Whether an order may be cancelled without giving money back. An unknown status counts as paid."""
    return (financial_status or "").lower() in {status or "" for status in _UNPAID}


def may_cancel(financial_status: str | None, fulfillment_status: str | None, received: Decimal) -> bool:
    """Whether nothing was received for the order and nothing of it was sent, as Shopify shows it now."""
    unsent = (fulfillment_status or "").lower() in {status or "" for status in _UNSENT}
    return is_unpaid(financial_status) and unsent and received == 0


def cancel_at(held_at: datetime, asked_since: datetime | None, days: int, now: datetime) -> datetime:
    """When an order is cancelled that has been held since `held_at`.

    An order does not pay for time in which the shop did not ask for this yet, and nobody is surprised: it is a day
    from now at the earliest.
    """
    begins = held_at if asked_since is None else max(held_at, asked_since)
    return max(begins + timedelta(days=days), now + NOTICE)


def is_to_be_announced(planned: datetime, now: datetime) -> bool:
    """Whether the shop is to be told now."""
    return planned <= now + NOTICE
