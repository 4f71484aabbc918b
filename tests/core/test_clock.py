"""Moments from other systems' texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.core.clock import SystemClock, parse_time


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T10:00:00+03:00", datetime(2026, 11, 20, 7, 0, tzinfo=UTC)),
        ("2026-11-20T07:00:00Z", datetime(2026, 11, 20, 7, 0, tzinfo=UTC)),
        ("2026-11-20T07:00:00.123456789Z", datetime(2026, 11, 20, 7, 0, 0, 123456, tzinfo=UTC)),
        ("2026-12-31T23:30:00-01:00", datetime(2027, 1, 1, 0, 30, tzinfo=UTC)),
        ("2026-11-20T10:00:00+05:45", datetime(2026, 11, 20, 4, 15, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_utc(text: str, moment: datetime):
    assert parse_time(text) == moment
    assert parse_time(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-11-20",
        "2026-11-20T10:00:00",
        "2026-02-30T10:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_what_is_no_moment_or_has_no_offset_is_refused(text: str):
    with pytest.raises(ValueError, match=r"time|isoformat|day"):
        parse_time(text)


offsets = st.integers(min_value=-14 * 60, max_value=14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=offsets))  # noqa: DTZ001  bounds of local time
def test_a_moment_survives_being_written_and_read(moment: datetime):
    assert parse_time(moment.isoformat()) == moment


@given(st.text() | st.datetimes().map(str))
def test_a_text_is_a_moment_or_a_value_error(text: str):
    try:
        assert parse_time(text).tzinfo is UTC
    except ValueError as error:
        assert str(error)


def test_the_machines_clock_tells_utc():
    assert SystemClock().now().tzinfo is UTC
    assert abs((SystemClock().now() - datetime.now(UTC)).total_seconds()) < 1
