"""Times: UTC with whole seconds as Shopify keeps them, so two changes in one second carry the same `updatedAt`."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

from sandbox.shopify.records import Record


def now() -> datetime:
    """This second."""
    return datetime.now(UTC).replace(microsecond=0)


def to_text(moment: datetime) -> str:
    """As GraphQL writes it: `2026-11-23T01:43:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_text(text: str) -> datetime:
    """A moment from ISO text; without a zone it is taken as UTC, a bare date as its midnight."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def in_shop_time(text: str | None, shop: Record) -> str | None:
    """As webhooks write it: the shop's own clock with its offset."""
    if text is None:
        return None
    zone = timezone(timedelta(minutes=shop["utc_offset_minutes"]))
    return from_text(text).astimezone(zone).isoformat(timespec="seconds")


def with_nanoseconds() -> str:
    """The moment of a webhook's cause: `2026-11-23T01:43:00.123456789Z`."""
    stamp = time.time_ns()
    return f"{datetime.fromtimestamp(stamp // 10**9, UTC):%Y-%m-%dT%H:%M:%S}.{stamp % 10**9:09d}Z"
