"""One trial: load, kills, peace; then every acknowledged delivery must have had exactly one effect."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import func, select

from bench.durability.load import Senders, Sent, delivery, retail_order
from bench.durability.machine import ALL_KINDS, API_KEY, ROOT, SECRET, Killable, Machine, torment
from sandbox.client import ShopifySandbox
from sandbox.server import SandboxServer
from shopify_app.audit.actions import first_broken
from shopify_app.audit.models import AuditEntry
from shopify_app.core import inbox, outbox
from shopify_app.core.config import load_settings
from shopify_app.core.inbox import DONE, Delivery
from shopify_app.core.runtime import Runtime
from shopify_app.migrations.run import upgrade
from shopify_app.orders.models import Order
from shopify_app.people.models import Person
from shopify_app.shops.actions import get_shop
from shopify_app.tables import TABLES

SHOP = "durable.myshopify.com"
_SENDERS, _WORKERS = 4, 2
assert TABLES


@dataclass
class Outcome:
    """What a trial found. `wrong` is empty when nothing was lost and nothing happened twice."""

    acknowledged: int
    failures: int
    kills: dict[str, int]
    held: int
    seconds: float
    wrong: list[str] = field(default_factory=list)


def run_trial(
    folder: Path,
    database_url: str,
    *,
    retail: int,
    trade: int,
    seconds: float,
    seed: int = 7,
    kinds: Collection[str] = ALL_KINDS,
    database: Killable | None = None,
) -> Outcome:
    """Send `retail` + `trade` orders while killing for `seconds`; all trade orders are below their minimum."""
    began = time.monotonic()
    toml = ROOT / "shopify.app.toml"
    with SandboxServer(app_url="http://127.0.0.1:9", api_key=API_KEY, api_secret=SECRET, toml_path=toml) as server:
        machine = Machine(folder, database_url, server.url, workers=_WORKERS, database=database)
        runtime = Runtime(load_settings(machine.environ))
        upgrade(runtime.engine)
        machine.start()
        try:
            deliveries, trade_numbers = _prepare(machine, ShopifySandbox(server.url), retail, trade)
            senders = Senders(machine.url, deliveries, threads=_SENDERS, seed=seed)
            senders.start()
            killer = threading.Thread(target=torment, args=(machine, seconds, seed), kwargs={"kinds": kinds})
            killer.start()
            killer.join()
            senders.finish(120)
            quiet = _wait_for_quiet(runtime, machine)
            outcome = Outcome(
                len(senders.acknowledged),
                senders.failures,
                {process.name: process.kills for process in machine.processes},
                len(trade_numbers),
                time.monotonic() - began,
            )
            outcome.wrong += [] if quiet else ["the work never came to rest"]
            outcome.wrong += _inbox_faults(runtime, senders.acknowledged)
            outcome.wrong += _order_faults(runtime, deliveries, senders.acknowledged)
            outcome.wrong += _hold_faults(runtime, ShopifySandbox(server.url), trade_numbers)
        finally:
            machine.stop()
            runtime.close()
    return outcome


def _prepare(machine: Machine, sandbox: ShopifySandbox, retail: int, trade: int) -> tuple[list[Sent], list[int]]:
    """The app installed; trade orders that exist at Shopify, retail ones that only the webhook knows; all mixed."""
    sandbox.set_app_url(machine.url)
    sandbox.make_shop(SHOP, currency="SAR", b2b=True)
    buyer = sandbox.make_customer(SHOP, first_name="Buyer", email="buyer@example.com")
    company = sandbox.make_company(SHOP, "Example Trading", customer_id=int(buyer["id"]))
    location = int(company["locations"][0]["id"])
    page = requests.get(machine.url, params={"id_token": sandbox.id_token(SHOP)}, timeout=20)
    page.raise_for_status()
    sandbox.pause_webhooks()
    numbers = [
        int(sandbox.place_order(SHOP, "100", customer_id=int(buyer["id"]), company_location_id=location)["id"])
        for _ in range(trade)
    ]
    payloads: dict[int, dict[str, Any]] = {
        int(sent["payload"]["id"]): sent["payload"] for sent in sandbox.deliveries(topic="orders/create", shop=SHOP)
    }
    # These are sent by us; what happens to the orders later, the sandbox tells by itself.
    sandbox.forget_deliveries()
    sandbox.resume_webhooks()
    sandbox.settle()
    orders = [retail_order(number) for number in range(retail)]
    every = max(1, retail // max(1, trade))
    for place, number in enumerate(numbers):
        orders.insert(place * (every + 1), payloads[number])
    return [delivery(SHOP, order) for order in orders], numbers


def _wait_for_quiet(runtime: Runtime, machine: Machine, seconds: float = 180) -> bool:
    """Until nothing is due any more; everything was started again, so it must come to that by itself."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for process in machine.processes:
            process.tend()
        with runtime.snapshot() as tx:
            due = inbox.counts(tx)[inbox.DUE] + outbox.counts(tx)[outbox.DUE]
            due += tx.session.scalar(select(func.count()).select_from(Order).where(Order.check_due)) or 0
        if not due:
            return True
        time.sleep(0.5)
    return False


def _inbox_faults(runtime: Runtime, acknowledged: set[str]) -> list[str]:
    with runtime.snapshot() as tx:
        rows = tx.session.execute(select(Delivery.delivery_id, Delivery.state)).all()
    stored = Counter(row.delivery_id.rpartition(":")[2] for row in rows)
    undone = [row.delivery_id for row in rows if row.state != DONE]
    wrong = [f"acknowledged and lost: {one}" for one in acknowledged if one not in stored]
    wrong += [f"stored {count} times: {one}" for one, count in stored.items() if count > 1]
    return wrong + [f"never handled: {one}" for one in undone]


def _order_faults(runtime: Runtime, deliveries: list[Sent], acknowledged: set[str]) -> list[str]:
    """One order and one person for each acknowledged delivery of somebody new."""
    wanted = sum(sent.delivery_id in acknowledged for sent in deliveries)
    with runtime.snapshot() as tx:
        orders = tx.session.scalar(select(func.count()).select_from(Order)) or 0
        owners = tx.session.scalar(select(func.count(func.distinct(Order.person_id)))) or 0
        people = tx.session.scalar(select(func.count()).select_from(Person)) or 0
    wrong = [] if orders >= wanted else [f"{orders} orders for {wanted} acknowledged deliveries"]
    return wrong if owners == people else [*wrong, f"{people} people, but orders of {owners}"]


def _hold_faults(runtime: Runtime, sandbox: ShopifySandbox, numbers: list[int]) -> list[str]:
    """Each trade order held once: in Shopify, in our books, on the trail, whose chain is whole."""
    wrong = []
    with runtime.snapshot() as tx:
        shop_id = get_shop(tx, SHOP).id
        chosen = select(AuditEntry.subject).where(AuditEntry.event == "order:held")
        told = Counter(tx.session.scalars(chosen))
        ours = dict(tx.session.execute(select(Order.shopify_order_id, Order.id)).all())
        broken = first_broken(tx, shop_id)
    if broken is not None:
        wrong.append(f"the audit trail is broken at entry {broken}")
    for number in numbers:
        order = sandbox.order(SHOP, number)
        holds = [hold for part in order["fulfillment_orders"] for hold in part["holds"]]
        parts = len(order["fulfillment_orders"])
        if len(holds) != parts or any(hold["handle"] != "order-minimum" for hold in holds):
            wrong.append(f"order {number}: {len(holds)} holds on {parts} fulfilment orders")
        if told[f"order {ours.get(number)}"] != 1:
            wrong.append(f"order {number}: {told[f'order {ours.get(number)}']} entries of its hold on the trail")
    return wrong
