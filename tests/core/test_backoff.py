"""Gaps between tries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopify_app.core.backoff import delay_after


@pytest.mark.parametrize(
    ("tries", "middle"),
    [(1, 2), (2, 4), (3, 8), (8, 256), (11, 2048), (12, 3600), (13, 3600), (10_000, 3600)],
)
def test_the_gap_doubles_from_two_seconds_up_to_an_hour(tries: int, middle: int):
    gaps = [delay_after(tries).total_seconds() for _ in range(300)]

    assert middle * 0.5 <= min(gaps) < max(gaps) <= middle * 1.5


def test_what_failed_together_does_not_fail_together_again():
    assert len({delay_after(5) for _ in range(100)}) > 90


@given(st.integers(min_value=1, max_value=2**31))
def test_no_gap_is_longer_than_an_hour_and_a_half_or_negative(tries: int):
    assert timedelta(0) < delay_after(tries) <= timedelta(hours=1.5)
