"""Calling noon: the pace of all workers together, back-off, errors in any form, and calls that must not be repeated."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
import redis

from sandbox.noon.control import NoonSandbox
from shopify_app.core.errors import RemoteError
from shopify_app.core.runtime import Runtime
from shopify_app.noon.calling.caller import Caller
from shopify_app.noon.calling.pacing import Pace
from shopify_app.noon.calling.refusals import (
    NoonLoginError,
    NoonRefusedError,
    NoonUncertainError,
    is_ok,
    read_refusal,
)
from shopify_app.noon.calling.sessions import Account
from shopify_app.noon.client import NoonClient

GET = "/fbpi/v1/fbpi-order/NOON1/get"
SHIPMENT = {"warehouse_code": "W", "integration_shipment_nr": "S", "fbpi_order_nr": "N", "awbs": [], "items": []}


class Nothing(msgspec.Struct):
    """An empty object."""


def test_all_workers_together_stay_below_noons_limit(
    noon: NoonSandbox, worker: Callable[..., Runtime], account: Account
) -> None:
    """The stand-in counts as noon does, so one call too many would be a 429 in its record."""
    noon.turn(rate_limit=60, rate_window_s=2.0)
    clients = [worker(noon_calls_per_minute=1700).client(NoonClient) for _ in range(2)]
    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda at: clients[at % 2].get_order(account, "NOON1"), range(20)))

    assert [call["status"] for call in noon.calls("fbpi.get_order")] == [404] * 20
    assert time.monotonic() - began < 20


def test_a_pace_gives_no_more_than_its_bucket_and_then_its_rate(redis_client: redis.Redis) -> None:
    pace = Pace(redis_client, 60)

    taken = [pace.take("PRJ1") for _ in range(13)]
    assert taken[:12] == [0.0] * 12
    assert 0.5 < taken[12] <= 1.3
    assert pace.take("PRJ2") == 0.0


def test_patient_work_leaves_half_to_who_cannot_wait(redis_client: redis.Redis) -> None:
    pace = Pace(redis_client, 100)

    assert [pace.take("PRJ1", patient=True) for _ in range(10)] == [0.0] * 10
    assert pace.take("PRJ1", patient=True) > 0
    assert [pace.take("PRJ1") for _ in range(9)] == [0.0] * 9


def test_a_refusal_of_noons_stops_every_worker(redis_client: redis.Redis) -> None:
    first, second = Pace(redis_client, 1500), Pace(redis_client, 1500)
    assert second.take("PRJ1") == 0.0
    first.stop("PRJ1", 7)

    assert 6.5 < second.take("PRJ1") <= 7.1


@pytest.mark.parametrize("kind", ["429", "500", "503"])
def test_a_failure_that_passes_is_waited_for(noon: NoonSandbox, calling: Runtime, account: Account, kind: str) -> None:
    noon.plan_fault("fbpi.get_order", "status", status=int(kind), times=1)

    assert calling.client(NoonClient).get_order(account, "NOON1") is None
    assert [call["status"] for call in noon.calls("fbpi.get_order")] == [int(kind), 404]


@pytest.mark.parametrize("fault", [{"kind": "drop_after_commit"}, {"kind": "status", "status": 500}])
def test_what_must_not_be_done_twice_is_not_repeated_blindly(
    noon: NoonSandbox, calling: Runtime, account: Account, fault: dict[str, Any]
) -> None:
    noon.plan_fault("fbpi.create", times=1, **fault)

    with pytest.raises(NoonUncertainError):
        calling.client(Caller).call(
            account, "POST", "/fbpi/v1/shipment/create", Nothing, json=SHIPMENT, repeatable=False
        )
    assert len(noon.calls("fbpi.create")) == 1


@pytest.mark.parametrize("shape", ["flat", "wrapped", "html"])
def test_a_refusal_is_told_in_any_form_of_error(
    noon: NoonSandbox, calling: Runtime, account: Account, shape: str
) -> None:
    noon.turn(error_shape=shape)

    with pytest.raises(NoonRefusedError) as caught:
        calling.client(Caller).call(account, "GET", GET, Nothing)
    assert caught.value.status == 404
    assert caught.value.code == ("UNKNOWN" if shape == "html" else "NOT_FOUND")
    assert not caught.value.temporary


def test_an_account_without_a_role_is_told_what_to_do(noon: NoonSandbox, calling: Runtime, account: Account) -> None:
    stranger = Account(account.shop_id, msgspec.convert(noon.register(has_role=False), type(account.key)))

    with pytest.raises(NoonLoginError, match="role"):
        calling.client(NoonClient).get_order(stranger, "NOON1")


def test_noon_that_is_down_is_a_failure_that_passes(
    noon: NoonSandbox, worker: Callable[..., Runtime], account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    noon.plan_fault("fbpi.get_order", "status", status=503, times=20)

    with pytest.raises(RemoteError) as caught:
        worker().client(NoonClient).get_order(account, "NOON1")
    assert caught.value.temporary
    assert len(noon.calls("fbpi.get_order")) == 3


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (b'{"status_code": "NOT_FOUND", "status_id": 5, "message": "no order"}', "NOT_FOUND", "no order"),
        (b'{"status_id": 5, "message": "no order"}', "NOT_FOUND", "no order"),
        (b'{"status_code": "", "status_id": 16}', "UNAUTHENTICATED", ""),
        (b'{"error": {"code": "7", "message": "no"}}', "PERMISSION_DENIED", "no"),
        (b'{"error": "text"}', "UNKNOWN", ""),
        (b"[1]", "UNKNOWN", ""),
        (b"<html>", "UNKNOWN", ""),
        (b"\xff", "UNKNOWN", ""),
        (b"[" * 100_000, "UNKNOWN", ""),
        (b'{"status_code": "a\\u0000b", "message": "two\\nlines"}', "AB", "two lines"),
    ],
)
def test_every_form_of_refusal_is_read(body: bytes, code: str, message: str) -> None:
    refusal = read_refusal(body)

    assert (refusal.code, refusal.message) == (code, message)


@pytest.mark.parametrize(
    ("status", "ok"),
    [
        (None, True),
        ({}, True),
        ({"status_code": "OK"}, True),
        ({"status_id": 0}, True),
        ({"status_code": "NOT_FOUND"}, False),
    ],
)
def test_an_item_inside_an_answer_has_a_status_of_its_own(status: dict[str, Any] | None, ok: bool) -> None:
    assert is_ok(status) is ok
