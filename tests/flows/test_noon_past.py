"""noon's past is read window by window, goes on after SIGKILL where it was, and moves nothing today."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import func, select, update

from shopify_app.noon.backfilling import reading
from shopify_app.noon.backfilling.models import NoonBackfill, NoonBackfillWindow
from shopify_app.noon.mapping.models import NoonSku
from shopify_app.noon.models import NoonItem, NoonOrder
from tests.conftest import environment
from tests.flows.conftest import Connected
from tests.flows.test_who_received_what import another_shop
from tests.product import ROOT

_ORDERS = 230


class Past:
    """An account with orders of the last hundred days, of which nobody was told."""

    def __init__(self, connected: Connected) -> None:
        self.connected, self.product = connected, connected.product
        self.now = self.product.runtime.clock.now()
        self.numbers: list[str] = []

    def day(self, days: int) -> str:
        return (self.now - timedelta(days=days)).date().isoformat()

    def fill(self, count: int = _ORDERS) -> None:
        first, last = (f"{self.now - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}" for days in (100, 40))
        items = [{"partner_sku": "OLD", "delivered_invoice_price": 7}]
        made = self.connected.noon.create_orders(
            count, announced=False, order_created_at=first, spread_to=last, items=items
        )
        self.numbers += made

    def post(self, path: str = "/noon/past", **form: str) -> requests.Response:
        return self.product.call("POST", path, self.connected.shop, data=form)

    def page(self) -> str:
        return self.product.call("GET", "/noon/past", self.connected.shop).text

    def progress(self) -> dict[str, Any]:
        return dict(self.product.call("GET", "/noon/past/progress", self.connected.shop).json())

    def rows(self, table: type[Any]) -> list[Any]:
        with self.product.runtime.snapshot() as tx:
            chosen = select(table).where(table.shop_id == self.connected.shop_id)
            return list(tx.session.scalars(chosen.order_by(table.id)))

    def units(self) -> int:
        with self.product.runtime.snapshot() as tx:
            chosen = select(func.count()).select_from(NoonItem).where(NoonItem.shop_id == self.connected.shop_id)
            return tx.session.scalar(chosen) or 0


@pytest.fixture
def past(connected: Connected) -> Past:
    return Past(connected)


def test_the_past_is_read_whole_and_is_a_record_only(past: Past) -> None:
    past.fill()
    assert "Nothing older than 30 days" in past.page()
    wrong = past.post(since="someday")
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["since"])
    assert past.progress()["state"] == "none"
    assert past.post(since=past.day(120)).ok
    assert past.post(since=past.day(120)).status_code == 409
    past.product.settle()

    assert past.progress() == {"state": "finished", "done": 100, "told": f"{_ORDERS} orders read, 100 % of the days"}
    assert sorted(row.noon_order_nr for row in past.rows(NoonOrder)) == sorted(past.numbers)
    # Nothing is reserved, and nobody is asked to pair what was sold long ago.
    assert {row.stock_due for row in past.rows(NoonOrder)} == {False}
    assert [row.sku for row in past.rows(NoonSku)] == []
    assert "Finished" in past.page()
    # Read once more, it is the same.
    assert past.post(since=past.day(120), until=past.day(35)).ok
    past.product.settle()
    assert (len(past.rows(NoonOrder)), past.units()) == (_ORDERS, _ORDERS)
    other = another_shop(past.product)
    assert past.product.call("GET", "/noon/past/progress", other).json()["state"] == "none"


def test_what_is_still_looked_after_is_treated_as_if_it_came_today(past: Past) -> None:
    at = f"{past.now - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}"
    past.connected.noon.create_order(announced=False, order_created_at=at, items=[{"partner_sku": "NEW"}])
    assert past.post(since=past.day(5)).ok
    past.product.settle()
    assert [row.sku for row in past.rows(NoonSku)] == ["NEW"]


def test_it_is_paused_goes_on_and_is_stopped(past: Past) -> None:
    past.fill()
    runtime, shop_id = past.product.runtime, past.connected.shop_id
    assert past.post("/noon/past/pause").status_code == 404
    assert past.post(since=past.day(120)).ok
    past.connected.noon.plan_fault("fbpi.list_orders", "status", status=500, times=99)
    past.product.work()
    assert "noon could not be read" in past.page()
    past.connected.noon.clear_faults()
    assert past.post("/noon/past/pause").ok
    assert reading.read_on(runtime, shop_id) is False
    assert (past.progress()["state"], past.units()) == ("paused", 0)
    assert past.post("/noon/past/nonsense").status_code == 400
    assert past.post("/noon/past/resume").ok
    # One process reads at a time.
    with runtime.transaction() as tx:
        (row,) = tx.session.scalars(select(NoonBackfill).where(NoonBackfill.shop_id == shop_id))
        row.reading_until = tx.now + timedelta(minutes=1)
    assert reading.read_on(runtime, shop_id) is False
    assert past.post("/noon/past/stop").ok
    assert past.post(since=past.day(50)).ok


@pytest.mark.parametrize("end", ["null", "absent", "repeat"])
def test_a_list_may_end_in_any_way(past: Past, end: str) -> None:
    past.connected.noon.turn(end_of_list=end)
    past.fill(60)
    assert past.post(since=past.day(110)).ok
    past.product.settle()
    assert (past.progress()["state"], len(past.rows(NoonOrder))) == ("finished", 60)


def test_a_token_that_noon_forgot_begins_its_window_anew_in_halves(past: Past) -> None:
    # All within a week: several pages of one window.
    first, last = (f"{past.now - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}" for days in (45, 44))
    numbers = past.connected.noon.create_orders(
        120, announced=False, order_created_at=first, spread_to=last, warehouse_code=_warehouse(past)
    )
    runtime, shop_id = past.product.runtime, past.connected.shop_id
    assert past.post(since=past.day(46), until=past.day(43)).ok
    while not any(row.token for row in past.rows(NoonBackfillWindow)):
        reading.read_on(runtime, shop_id, seconds=0.001)
    before = len(past.rows(NoonBackfillWindow))
    with runtime.transaction() as tx:
        stale = update(NoonBackfillWindow).where(NoonBackfillWindow.shop_id == shop_id, NoonBackfillWindow.token != "")
        tx.session.execute(stale.values(token="forgotten"))
    past.product.settle()
    assert sorted(row.noon_order_nr for row in past.rows(NoonOrder)) == sorted(numbers)
    assert (past.progress()["state"], len(past.rows(NoonBackfillWindow))) == ("finished", before + 1)


def test_the_command_goes_on_after_sigkill_with_the_page_it_had_not_kept(past: Past, tmp_path: Any) -> None:
    past.fill()
    runtime = past.product.runtime
    past.connected.noon.plan_fault("fbpi.list_orders", "slow", seconds=0.2, times=None)
    settings = runtime.settings
    environ = environment(str(settings.database_url), settings.data_dir) | {
        "PATH": os.environ["PATH"],
        "REDIS_URL": str(settings.redis_url),
        "NOON_API_URL": settings.noon_api_url,
        "SHOPIFY_SHOP_URL": settings.shopify_shop_url,
    }
    command = [sys.executable, "-m", "shopify_app", "sync", "noon", "--shop", past.connected.shop]
    command += ["--since", past.day(110)]
    with (tmp_path / "told").open("wb") as told:
        process = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=told, stderr=told)
        deadline = time.monotonic() + 60
        while past.units() < 60:
            assert process.poll() is None, (tmp_path / "told").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
    kept = past.units()
    assert kept < _ORDERS
    past.connected.noon.clear_faults()
    past.connected.noon.clear_calls()
    with runtime.transaction() as tx:
        # The dead process holds its lease for some minutes.
        tx.session.execute(
            update(NoonBackfill).where(NoonBackfill.shop_id == past.connected.shop_id).values(reading_until=None)
        )
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, f"{_ORDERS} orders read, 100 %" in done.stdout) == (0, True), done.stdout + done.stderr
    assert "Going on with" in done.stdout
    assert (past.units(), len(past.rows(NoonOrder))) == (_ORDERS, _ORDERS)
    refused = subprocess.run(
        [*command[:-1], "never"], env=environ, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (refused.returncode, "Traceback" in refused.stderr, "such as 2026-01-31" in refused.stderr) == (
        1,
        False,
        True,
    )


def _warehouse(past: Past) -> str:
    return str(past.connected.noon.warehouses()[0]["warehouse_code"])
