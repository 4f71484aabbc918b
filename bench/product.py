"""The product running for a measurement: its own processes, the sandbox as Shopify, one shop that installed the app."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from bench.durability.machine import API_KEY, ROOT, SECRET, Machine
from sandbox.client import ShopifySandbox
from sandbox.server import SandboxServer
from shopify_app.core import inbox, outbox
from shopify_app.core.config import load_settings
from shopify_app.core.runtime import Runtime
from shopify_app.migrations.run import upgrade
from shopify_app.shops.actions import get_shop
from shopify_app.tables import TABLES

SHOP = "measured.myshopify.com"
assert TABLES


@dataclass(frozen=True)
class Product:
    """What a measurement needs to know of it."""

    machine: Machine
    runtime: Runtime
    sandbox: ShopifySandbox
    shop_id: int

    def rest(self, seconds: float = 60) -> None:
        """Return when nothing is due any more.

        Raises:
            TimeoutError: Something still is.
        """
        deadline = time.monotonic() + seconds
        while self.due():
            if time.monotonic() > deadline:
                raise TimeoutError("the work does not come to rest")
            time.sleep(0.02)

    def due(self) -> int:
        """How many deliveries and calls wait."""
        with self.runtime.snapshot() as tx:
            return inbox.counts(tx)[inbox.DUE] + outbox.counts(tx)[outbox.DUE]


@contextmanager
def running_product(folder: Path, database_url: str, *, workers: int) -> Iterator[Product]:
    """Web, receiver, Redis and workers, but no schedule: nothing happens that the measurement did not ask for."""
    toml = ROOT / "shopify.app.toml"
    with SandboxServer(app_url="http://127.0.0.1:9", api_key=API_KEY, api_secret=SECRET, toml_path=toml) as server:
        machine = Machine(folder, database_url, server.url, workers=workers, schedule=False)
        runtime = Runtime(load_settings(machine.environ))
        try:
            upgrade(runtime.engine)
            machine.start()
            sandbox = ShopifySandbox(server.url)
            product = Product(machine, runtime, sandbox, _install(machine, runtime, sandbox))
            time.sleep(2)  # what an installation asks for is done
            product.rest()
            yield product
        finally:
            machine.stop()
            runtime.close()


def _install(machine: Machine, runtime: Runtime, sandbox: ShopifySandbox) -> int:
    sandbox.set_app_url(machine.url)
    sandbox.make_shop(SHOP, currency="SAR", b2b=True)
    page = requests.get(machine.url, params={"id_token": sandbox.id_token(SHOP)}, timeout=20)
    page.raise_for_status()
    with runtime.snapshot() as tx:
        return get_shop(tx, SHOP).id
