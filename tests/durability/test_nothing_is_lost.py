"""SIGKILL of web, workers, schedule and Redis under load: each acknowledged delivery has exactly one effect.

The longer version, which kills PostgreSQL too, is `python -m bench.durability`.
"""

from __future__ import annotations

import pytest

from bench.durability.trial import run_trial


def test_every_acknowledged_delivery_has_exactly_one_effect(
    lasting_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("d")
    outcome = run_trial(folder, lasting_database_url, retail=200, trade=20, seconds=10, seed=11)
    assert outcome.wrong == []
    assert outcome.acknowledged == 220
    assert sum(outcome.kills.values()) >= 8, "too few kills to prove anything"
