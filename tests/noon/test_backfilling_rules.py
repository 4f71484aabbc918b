"""Which spans the past is read in, and which days may be asked for."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.noon.backfilling.rules import BadSpanError, halves, read_span, windows

NOW = datetime(2026, 11, 25, 9, 30, 7, 123, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@given(st.integers(0, 400 * 86_400))
def test_windows_hold_every_second_of_the_span_once_the_newest_first(seconds: int) -> None:
    until = datetime(2026, 11, 25, tzinfo=UTC)
    spans = list(windows(until - timedelta(seconds=seconds), until))
    assert (spans[0][1], spans[-1][0]) == (until, until - timedelta(seconds=seconds))
    assert all(later[0] == earlier[1] + SECOND for later, earlier in itertools.pairwise(spans))
    assert all(timedelta() <= last - first < timedelta(days=7) for first, last in spans)


@given(st.integers(0, 7 * 86_400))
def test_halves_hold_every_second_of_the_window_once_and_a_short_one_is_not_cut(seconds: int) -> None:
    first = datetime(2026, 11, 1, tzinfo=UTC)
    last = first + timedelta(seconds=seconds)
    parts = halves(first, last)
    if parts is None:
        assert seconds < 60
        return
    (one, middle), (after, end) = parts
    assert (one, end, after) == (first, last, middle + SECOND)
    assert first <= middle < last


def test_the_days_are_read_to_their_ends_and_today_to_now() -> None:
    whole = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
    assert read_span("2026-01-01", " 2026-01-31 ", NOW) == (datetime(2026, 1, 1, tzinfo=UTC), whole)
    assert read_span("2026-11-25", "", NOW) == (datetime(2026, 11, 25, tzinfo=UTC), NOW.replace(microsecond=0))


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        ("", "", "since"),
        ("yesterday", "", "since"),
        ("2026-02-30", "", "since"),
        ("2026-01-02", "2026-01-01", "since"),
        ("1999-01-01", "", "since"),
        ("2026-01-01", "2026-11-26", "until"),
        ("2026-01-01", "31.1.2026", "until"),
        ("2026-01-01\0", "", "since"),
    ],
)
def test_a_span_that_cannot_be_is_told_beside_its_field(since: str, until: str, field: str) -> None:
    with pytest.raises(BadSpanError) as refused:
        read_span(since, until, NOW)
    assert list(refused.value.fields) == [field]
