"""Senders that behave as Shopify does: the same delivery again until it is acknowledged, and sometimes once more."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from bench.durability.machine import SECRET

_ACKNOWLEDGED = 200


@dataclass(frozen=True)
class Sent:
    """One delivery: its id and what it carries."""

    delivery_id: str
    body: bytes
    shop: str


def delivery(shop: str, order: dict[str, Any]) -> Sent:
    """orders/create for this order."""
    return Sent(str(uuid.uuid4()), json.dumps(order).encode(), shop)


def retail_order(number: int) -> dict[str, Any]:
    """A guest's order, each from somebody else."""
    money = {"amount": f"{100 + number % 50}.00", "currency_code": "SAR"}
    sets = {"shop_money": money, "presentment_money": money}
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "id": 8_000_000_000_000 + number,
        "name": f"#R{number}",
        "created_at": moment,
        "updated_at": moment,
        "currency": "SAR",
        "current_subtotal_price_set": sets,
        "current_total_price_set": sets,
        "financial_status": "paid",
        "email": f"guest{number}@example.com",
        "shipping_address": {"name": f"Guest {number}", "address1": "1 Example Street", "country_code": "SA"},
    }


class Senders:
    """Some threads that send everything given, and remember what was acknowledged."""

    def __init__(self, url: str, deliveries: Sequence[Sent], *, threads: int, seed: int) -> None:
        self._url = f"{url}/webhooks/shopify"
        self._waiting = list(reversed(deliveries))
        self._lock = threading.Lock()
        self._chance = random.Random(seed)
        self.acknowledged: set[str] = set()
        self.failures = 0
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def finish(self, seconds: float) -> None:
        """Wait for the rest, then stop. What was never acknowledged was never promised."""
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.1, deadline - time.monotonic()))
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        session = requests.Session()
        while not self._stop.is_set():
            with self._lock:
                if not self._waiting:
                    return
                sent = self._waiting.pop()
            while not self._stop.is_set() and not self._post(session, sent):
                time.sleep(0.05)
            if self._chance.random() < 0.1:
                self._post(session, sent)

    def _post(self, session: requests.Session, sent: Sent) -> bool:
        try:
            answer = session.post(self._url, data=sent.body, headers=headers(sent), timeout=5)
        except requests.RequestException:
            self.failures += 1
            return False
        if answer.status_code != _ACKNOWLEDGED:
            self.failures += 1
            return False
        self.acknowledged.add(sent.delivery_id)
        return True


def headers(sent: Sent) -> dict[str, str]:
    """What Shopify sends beside the body."""
    digest = hmac.digest(SECRET.encode(), sent.body, hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
        "X-Shopify-Shop-Domain": sent.shop,
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Webhook-Id": sent.delivery_id,
        "X-Shopify-Triggered-At": datetime.now(UTC).isoformat(),
    }
