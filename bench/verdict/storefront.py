"""A storefront's customers, each on a connection that stays open, as Shopify's app proxy keeps it."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import quantiles
from urllib.parse import urlencode

import requests

from bench.durability.machine import SECRET
from bench.product import SHOP, Product
from shopify_app.wholesale.marks import TRADE_TAG
from shopify_app.wholesale.proxy import QUESTIONS

Ask = Callable[[http.client.HTTPConnection], None]


@dataclass(frozen=True)
class Latency:
    """Milliseconds, and answers a second over all clients."""

    p50: float
    p95: float
    p99: float
    rate: float


def make_trader(product: Product) -> int:
    """A trader with a first order behind them; returns their number at Shopify.

    Raises:
        TimeoutError: The product never learned of it.
    """
    customer = int(product.sandbox.make_customer(SHOP, first_name="Trader", email="trader@example.com")["id"])
    product.sandbox.tag_customer(SHOP, customer, add=[TRADE_TAG])
    order = product.sandbox.place_order(SHOP, "6000", customer_id=customer)
    product.sandbox.pay(SHOP, int(order["id"]))
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        answer = requests.get(product.machine.url + _signed(customer), timeout=5)
        if answer.ok and answer.json()["rule"] == "following":
            return customer
        time.sleep(1)  # one client may ask sixty times a minute
    raise TimeoutError(f"the trader's first order is not known: {answer.text}")


def ask_health(connection: http.client.HTTPConnection) -> None:
    """The least that the same server answers."""
    connection.request("GET", "/healthz")
    _read(connection)


def ask_verdict(customer: int) -> Ask:
    """A trader's question about a cart."""

    def ask(connection: http.client.HTTPConnection) -> None:
        connection.request("GET", _signed(customer))
        assert b'"following"' in _read(connection)

    return ask


def measure(product: Product, ask: Ask, clients: int, count: int) -> Latency:
    """Each client asks again as soon as it is answered."""
    took: list[float] = []
    threads = [threading.Thread(target=_client, args=(product, ask, count // clients, took)) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(took) / (time.perf_counter() - began)
    cuts = quantiles(took, n=100)
    return Latency(cuts[49], cuts[94], cuts[98], rate)


def _client(product: Product, ask: Ask, count: int, took: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", product.machine.port, timeout=10)
    for _ in range(5):  # the first ones open database connections
        _forget_questions(product)
        ask(connection)
    for number in range(count):
        if number % 5 == 0:
            _forget_questions(product)
        began = time.perf_counter()
        ask(connection)
        took.append((time.perf_counter() - began) * 1000)


def _forget_questions(product: Product) -> None:
    """Counting is part of what is measured; being above the measure, with one customer asking all, is not."""
    kept = list(product.runtime.redis.scan_iter(f"{QUESTIONS.name}:*"))
    if kept:
        product.runtime.redis.delete(*kept)


def _read(connection: http.client.HTTPConnection) -> bytes:
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, body
    return body


def _signed(customer: int) -> str:
    given = {
        "currency": "SAR",
        "logged_in_customer_id": str(customer),
        "path_prefix": "/apps/trade",
        "shop": SHOP,
        "subtotal": "1999.50",
        "timestamp": str(int(time.time())),
    }
    text = "".join(f"{name}={value}" for name, value in sorted(given.items()))
    signature = hmac.digest(SECRET.encode(), text.encode(), hashlib.sha256).hex()
    return f"/proxy/cart-check?{urlencode({**given, 'signature': signature})}"
