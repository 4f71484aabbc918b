"""The server itself: state between runs, reset, a clean end, the control API's manners."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from sandbox.client import SandboxError, ShopifySandbox
from sandbox.server import SandboxServer
from tests.sandbox.shopify.doubles import KEY, SECRET, SHOP, Admin


def test_state_and_tokens_outlive_a_run(tmp_path: Path):
    with SandboxServer(api_key=KEY, api_secret=SECRET, data_dir=tmp_path) as first:
        token = Admin(ShopifySandbox(first.url)).token
        order = ShopifySandbox(first.url).place_order(SHOP, "10")

    with SandboxServer(api_key=KEY, api_secret=SECRET, data_dir=tmp_path) as second:
        admin = Admin(ShopifySandbox(second.url))
        admin.token = token if not admin.token else admin.token
        assert ShopifySandbox(second.url).order(SHOP, order["id"])["name"] == order["name"]
        assert second.store.table("tokens")


def test_an_order_not_routed_when_the_run_ended_is_routed_in_the_next(tmp_path: Path):
    with SandboxServer(data_dir=tmp_path) as first:
        first.config.pace.routing = 60
        order = ShopifySandbox(first.url).place_order(SHOP, "10")

    with SandboxServer(data_dir=tmp_path) as second:
        sandbox = ShopifySandbox(second.url)
        sandbox.settle()
        assert len(sandbox.order(SHOP, order["id"])["fulfillment_orders"]) == 1


def test_the_same_seed_plants_the_same_world(server: SandboxServer):
    sandbox = ShopifySandbox(server.url)

    worlds = []
    for _ in range(2):
        sandbox.reset(seed=3, empty=False)
        worlds.append([(one["id"], one["current_subtotal"], one["created_at"]) for one in sandbox.orders(SHOP)])

    assert worlds[0] == worlds[1] and len(worlds[0]) > 20
    sandbox.reset(seed=4, empty=False)
    assert [one["current_subtotal"] for one in sandbox.orders(SHOP)] != [one[1] for one in worlds[0]]


def test_seeded_traders_meet_the_minimum_and_some_have_still_to_order(server: SandboxServer):
    sandbox = ShopifySandbox(server.url)
    sandbox.reset(empty=False)

    traders = [one for one in sandbox.records(SHOP, "customers") if "trade" in one["tags"]]
    buyers = {one["customer_id"] for one in sandbox.orders(SHOP)}
    assert len(traders) == 12 and sum(one["id"] not in buyers for one in traders) == 2
    emails = [one["email"] for one in sandbox.records(SHOP, "customers")]
    assert all(email.endswith((".example", "@example.com")) for email in emails)


def test_refusals_of_the_control_api_say_why(sandbox: ShopifySandbox):
    with pytest.raises(SandboxError, match=r"shop nobody\.myshopify\.com does not exist"):
        sandbox.place_order("nobody.myshopify.com", "10")
    with pytest.raises(SandboxError, match="unexpected keyword argument 'colour'"):
        sandbox.place_order(SHOP, "10", colour="red")
    with pytest.raises(SandboxError, match="unknown setting"):
        sandbox.webhooks(colour="red")


def test_a_shop_can_be_made(sandbox: ShopifySandbox):
    shop = sandbox.make_shop("new-shop.myshopify.com", currency="KWD", plan="plus")

    assert shop["plan"]["shopify_plus"] and len(shop["staff"]) == 3
    assert sandbox.place_order("new-shop.myshopify.com", "10.125")["current_subtotal"] == "10.125"


def test_the_command_ends_cleanly_on_sigterm(tmp_path: Path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--data", str(tmp_path), "--lively"]
    environment = {**os.environ, "SHOPIFY_API_KEY": "k", "SHOPIFY_API_SECRET": "s"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None and f":{port}" in process.stdout.readline()
        assert requests.get(f"http://127.0.0.1:{port}/shopify/_control/shops", timeout=60).ok
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        assert process.wait(timeout=60) == 0 and time.monotonic() - started < 30
    finally:
        process.kill()
        process.communicate()
    assert (tmp_path / "sandbox.json").exists()


def test_life_goes_on_by_itself_when_asked(sandbox: ShopifySandbox):
    sandbox.reset(empty=False)
    before = len(sandbox.orders(SHOP))

    sandbox.live_once(times=40)
    sandbox.settle()

    after = sandbox.orders(SHOP)
    new = after[before:]
    assert len(new) > 5
    assert any("trade" in one["tags"] for one in new) and any("trade" not in one["tags"] for one in new)
    assert sandbox.life(on=True, speed=100)["on"] and not sandbox.life(on=False)["on"]
