"""noon's orders under every fault at once: duplicates, disorder, 429, 500, lost answers, ended sessions, SIGKILL.

The long version, which kills PostgreSQL too, is `python -m bench.noon`.
"""

from __future__ import annotations

import pytest

from bench.noon.trial import run_trial


def test_both_sides_end_in_the_same_state_and_every_difference_is_gone(
    lasting_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("n")
    outcome = run_trial(folder, lasting_database_url, orders=60, seconds=15, seed=3)
    assert outcome.wrong == []
    assert (outcome.orders, outcome.cancelled_units > 5) == (60, True)
    assert sum(outcome.kills.values()) >= 6, "too few kills to prove anything"
