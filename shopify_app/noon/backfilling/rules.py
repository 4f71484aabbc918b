"""Which spans the past is read in, and what may be asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from shopify_app.core.errors import InvalidInputError

RUNNING, PAUSED, FINISHED, STOPPED = "running", "paused", "finished", "stopped"
# Not longer than noon may keep a token for; how long that is it does not say, so one that fails is begun anew, halved.
_WINDOW = timedelta(days=7)
_SHORTEST = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
_EARLIEST = date(2017, 1, 1)


class BadSpanError(InvalidInputError):
    """This span of days cannot be read."""


def read_span(since: str, until: str, now: datetime) -> tuple[datetime, datetime]:
    """The first and last moment of the days typed as 2026-01-31; without an end, today.

    Raises:
        BadSpanError: Says beside which field what is wrong.
    """
    first = _day(since, "since")
    last = _day(until, "until") if until.strip() else now.date()
    if first > last:
        raise _bad("since", "The first day is after the last.")
    if last > now.date():
        raise _bad("until", "The last day is in the future.")
    if first < _EARLIEST:
        raise _bad("since", f"noon sells since 2017: choose {_EARLIEST.isoformat()} or later.")
    begin = datetime.combine(first, time(), UTC)
    return begin, min(datetime.combine(last, time(), UTC) + timedelta(days=1) - _SECOND, now.replace(microsecond=0))


def windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Spans that together hold every second once, the newest first."""
    last = until
    while last >= since:
        first = max(since, last - _WINDOW + _SECOND)
        yield first, last
        last = first - _SECOND


def halves(first: datetime, last: datetime) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]] | None:
    """The span as two; None where it is too short to be cut."""
    if last - first < _SHORTEST:
        return None
    middle = (first + (last - first) / 2).replace(microsecond=0)
    return (first, middle), (middle + _SECOND, last)


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise _bad(field, "Type a day such as 2026-01-31.") from error


def _bad(field: str, problem: str) -> BadSpanError:
    return BadSpanError(problem, fields={field: problem})
