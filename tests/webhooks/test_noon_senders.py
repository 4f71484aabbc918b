"""noon's events are taken from noon's addresses alone, whatever the request says of itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from shopify_app.core.addresses import is_among, read_networks, sender_of
from shopify_app.core.config import load_settings
from shopify_app.core.inbox import Delivery
from shopify_app.core.runtime import Runtime
from shopify_app.noon.actions import connect, get_connection, open_event_secret
from shopify_app.noon.payload import KeyFile
from shopify_app.shops.models import Shop
from tests.builders import a_shop
from tests.conftest import environment
from tests.product import free_port
from tests.webhooks.test_receiver import wait_for

NOONS = "34.76.219.109"


class Behind:
    """A receiver behind one proxy of ours, and a shop that is connected with noon."""

    def __init__(self, url: str, runtime: Runtime) -> None:
        self.runtime = runtime
        self.shop_id = a_shop(runtime)
        with runtime.transaction() as tx:
            connect(tx, self.shop_id, KeyFile("k", "p", "PRJ1"), user_code="u", warehouses=["W1"], actor="staff 1")
        with runtime.snapshot() as tx:
            self.secret = open_event_secret(tx, get_connection(tx, self.shop_id)).decode()
            self.url = f"{url}/webhooks/noon/{tx.session.get_one(Shop, self.shop_id).key}"

    def post(self, passed_on: str | None, secret: str | None = None) -> int:
        headers = {"X-Tajir-Secret": secret or self.secret}
        headers |= {"X-Forwarded-For": passed_on} if passed_on is not None else {}
        return requests.post(self.url, json.dumps({"order_nr": "NF1"}), headers=headers, timeout=60).status_code

    def seen(self) -> tuple[int, int]:
        """How many events are stored, and how many strange ones are counted."""
        with self.runtime.snapshot() as tx:
            stored = tx.session.scalars(select(Delivery.id).where(Delivery.shop_id == self.shop_id)).all()
            return len(stored), get_connection(tx, self.shop_id).strange_events


@pytest.fixture
def behind(database_url: str, redis_folder: Path) -> Iterator[Behind]:
    port = free_port()
    environ = environment(
        database_url, redis_folder, REDIS_URL=f"unix://{redis_folder / 'redis.sock'}", TRUSTED_PROXIES="2"
    )
    # As in production: this machine is no sender of noon's.
    environ |= {"ALLOW_LOOPBACK_HTTP": "false", "APP_URL": "https://app.example.com"}
    environ["ECB_RATES_URL"] = "https://rates.example.com/rates.csv"
    command = [sys.executable, "-m", "shopify_app", "serve", "--only", "receiver", "--port", str(port)]
    process = subprocess.Popen(command, env={"PATH": os.environ["PATH"], **environ})
    runtime = Runtime(load_settings(environ))
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield Behind(f"http://127.0.0.1:{port}", runtime)
    finally:
        process.terminate()
        process.wait(timeout=30)
        runtime.close()


def test_an_event_is_taken_from_noons_addresses_and_a_stranger_with_the_secret_is_counted(behind: Behind) -> None:
    assert behind.post(NOONS) == 200
    # What stands before our proxy's own addition, the sender made up.
    assert [behind.post(f"{NOONS}, 203.0.113.9"), behind.post("203.0.113.9"), behind.post(None)] == [403] * 3
    assert behind.post("203.0.113.9", secret="w" * 43) == 401
    assert behind.post(f"203.0.113.9,  {NOONS}") == 200
    # However often a stranger comes, the database is written to once a minute.
    assert behind.seen() == (2, 1)


@pytest.mark.parametrize(
    ("passed_on", "proxies", "sender"),
    [
        (None, 0, "192.0.2.1"),
        (None, 1, "192.0.2.1"),
        ("", 1, "192.0.2.1"),
        ("198.51.100.1", 0, "192.0.2.1"),
        ("198.51.100.1", 1, "198.51.100.1"),
        ("198.51.100.1, 198.51.100.2", 1, "198.51.100.2"),
        ("198.51.100.1, 198.51.100.2", 2, "198.51.100.1"),
        ("198.51.100.2", 2, "192.0.2.1"),
    ],
)
def test_only_what_our_own_proxies_added_is_believed(passed_on: str | None, proxies: int, sender: str) -> None:
    assert sender_of(passed_on, "192.0.2.1", proxies) == sender


def test_networks_hold_their_addresses_in_either_spelling() -> None:
    networks = read_networks("192.0.2.7, 198.51.100.0/24 ,2001:db8::/32")
    for address in ("192.0.2.7", "198.51.100.200", "2001:db8::1", "::ffff:192.0.2.7"):
        assert is_among(address, networks), address
    for address in ("192.0.2.8", "198.51.101.1", "2001:db9::1", "", "unix:", "name.example.com"):
        assert not is_among(address, networks), address
    assert is_among("203.0.113.9", read_networks("any"))
