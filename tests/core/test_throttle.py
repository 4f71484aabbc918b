"""Asking too often: who waits, for how long, and what others notice of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from shopify_app.core.redis_server import connect_redis, socket_path
from shopify_app.core.throttle import Measure, count_result, seconds_to_wait

KEY = b"k" * 32
TWICE = Measure("tries", per_client=2, per_shop=5, seconds=60)


RESULTS = Measure("results", per_client=2, per_shop=3, seconds=60, shop_counts_results=True)


def ask(redis: Redis, client: str = "one", shop_id: int = 1, measure: Measure = TWICE, *, alone: bool = False) -> int:
    return seconds_to_wait(redis, measure, shop_id, client, KEY, alone=alone)


def test_the_measure_itself_is_within_and_the_next_waits_for_its_end(redis_client: Redis):
    assert [ask(redis_client) for _ in range(2)] == [0, 0]
    assert 55 < ask(redis_client) <= 60


def test_another_client_shop_or_measure_is_counted_apart(redis_client: Redis):
    assert [ask(redis_client) > 0 for _ in range(3)] == [False, False, True]
    assert ask(redis_client, "two") == 0
    assert ask(redis_client, shop_id=2) == 0
    assert ask(redis_client, measure=Measure("others", 1, 1, 60)) == 0


def test_the_shops_measure_holds_for_all_clients_together(redis_client: Redis):
    waits = [ask(redis_client, f"client {number}") for number in range(6)]

    assert [wait > 0 for wait in waits] == [False] * 5 + [True]
    assert ask(redis_client, "client 9", shop_id=2) == 0


def test_who_is_above_the_own_measure_takes_nothing_from_the_shops(redis_client: Redis):
    """Else one client could close the door to all others."""
    for _ in range(50):
        ask(redis_client)

    assert [ask(redis_client, name) for name in ("two", "two", "three")] == [0, 0, 0]


def test_who_is_alone_neither_takes_from_the_shops_measure_nor_waits_for_it(redis_client: Redis):
    assert [ask(redis_client, f"customer {number}", alone=True) for number in range(9)] == [0] * 9
    assert [ask(redis_client, f"client {number}") > 0 for number in range(6)] == [False] * 5 + [True]
    assert [ask(redis_client, "customer 1", alone=True) > 0 for _ in range(2)] == [False, True]


def test_of_a_measure_of_results_tries_take_nothing_and_results_do(redis_client: Redis):
    """Else who tries in vain from many places would close the door to all."""
    assert [ask(redis_client, f"client {number}", measure=RESULTS) for number in range(9)] == [0] * 9
    for number in range(3):
        assert ask(redis_client, f"another {number}", measure=RESULTS) == 0
        count_result(redis_client, RESULTS, 1)

    assert 55 < ask(redis_client, "the last", measure=RESULTS) <= 60
    assert ask(redis_client, "the last", shop_id=2, measure=RESULTS) == 0
    assert ask(redis_client, "customer 1", measure=RESULTS, alone=True) == 0


def test_what_is_only_looked_at_leaves_no_counter(redis_client: Redis):
    ask(redis_client, measure=RESULTS)
    assert len(list(redis_client.scan_iter("results:*"))) == 1
    count_result(redis_client, RESULTS, 1)

    (key,) = redis_client.scan_iter("results:*:all")
    assert 0 < int(redis_client.ttl(key)) <= 60


def test_every_try_counts_against_the_clients_own_measure_whatever_comes_of_it(redis_client: Redis):
    assert [ask(redis_client, measure=RESULTS) > 0 for _ in range(3)] == [False, False, True]


def test_asking_on_makes_the_wait_no_longer_and_after_it_all_is_as_before(redis_client: Redis):
    short = Measure("short", 1, 9, 1)
    assert [ask(redis_client, measure=short) for _ in range(4)] == [0, 1, 1, 1]
    time.sleep(1.05)

    assert list(redis_client.scan_iter("*")) == []
    assert ask(redis_client, measure=short) == 0


def test_of_a_client_only_a_keyed_fingerprint_is_kept(redis_client: Redis):
    ask(redis_client, "192.0.2.7")
    kept = repr([(key, redis_client.get(key)) for key in redis_client.scan_iter("*")])

    assert "192.0.2.7" not in kept
    assert seconds_to_wait(redis_client, TWICE, 1, "192.0.2.7", b"another key") == 0
    assert len(list(redis_client.scan_iter("tries:1:*"))) == 3


def test_a_question_costs_one_round_trip(redis_folder: Path, redis_client: Redis):
    class Counting(Redis):
        asked = 0

        def execute_command(self, *args: Any, **options: Any) -> Any:
            self.asked += 1
            return super().execute_command(*args, **options)

    counting = Counting(unix_socket_path=str(socket_path(redis_folder)))
    redis_client.script_flush()
    ask(counting)
    counting.close()

    assert counting.asked == 1
    assert len(list(redis_client.scan_iter("tries:*"))) == 2


def test_without_redis_everybody_is_within_and_it_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    away = connect_redis(None, tmp_path)
    began = time.monotonic()

    assert [ask(away, "a client") for _ in range(3)] == [0, 0, 0]
    assert time.monotonic() - began < 5
    assert caplog.text.count("not_counted") == 3
    assert "a client" not in caplog.text
    count_result(away, RESULTS, 1)
    away.close()
