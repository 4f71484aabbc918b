"""One trial: orders, faults and kills together, then calm; then both sides must hold the same."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from bench.durability.machine import API_KEY, ROOT, SECRET, Killable, Machine, torment
from bench.noon.load import Feeder
from bench.noon.world import SKUS, STOCK, World, calm_down, make_world, raise_storm
from sandbox.neighbours import Neighbours
from sandbox.server import SandboxServer
from shopify_app.audit.actions import first_broken
from shopify_app.core import inbox, outbox
from shopify_app.core.config import load_settings
from shopify_app.core.runtime import Runtime
from shopify_app.migrations.run import upgrade
from shopify_app.noon.mapping.models import NoonSku
from shopify_app.noon.mapping.rules import PENDING
from shopify_app.noon.models import NoonDue, NoonItem, NoonOrder
from shopify_app.noon.reconciling import found
from shopify_app.noon.reconciling.actions import plan_all
from shopify_app.noon.reconciling.models import NoonDay, NoonDifference
from shopify_app.noon.rules import is_open
from shopify_app.tables import TABLES

_WORKERS = 2
# A difference needs a comparison that finds it, the reading that puts it right, and one that finds it gone.
_ROUNDS = 4
# Seconds: a worker must have time to do something that can be broken off.
_BETWEEN_KILLS = (0.5, 2.5)
KINDS = ("redis", "web", "worker", "schedule")
assert TABLES


@dataclass
class Outcome:
    """What a trial found; `wrong` is empty when both sides hold the same."""

    orders: int
    cancelled_units: int
    kills: dict[str, int]
    differences: dict[str, int]
    storm_seconds: float
    calm_seconds: float
    wrong: list[str] = field(default_factory=list)


def run_trial(
    folder: Path,
    database_url: str,
    *,
    orders: int,
    seconds: float,
    seed: int = 7,
    kinds: Collection[str] = KINDS,
    database: Killable | None = None,
    patience: float = 300,
) -> Outcome:
    """Let `orders` orders come over `seconds` while everything fails; then peace may take `patience` seconds."""
    toml, beside, app = ROOT / "shopify.app.toml", Neighbours(None, seed), "http://127.0.0.1:9"
    with SandboxServer(app_url=app, api_key=API_KEY, api_secret=SECRET, toml_path=toml, neighbours=beside) as server:
        machine = Machine(folder, database_url, server.url, workers=_WORKERS, database=database)
        runtime = Runtime(load_settings(machine.environ))
        upgrade(runtime.engine)
        machine.start()
        try:
            world = make_world(machine, runtime, server.url)
            feeder = Feeder(world, orders, seconds, seed)
            feeder.first()
            wrong = _come_to_rest(runtime, machine, world, time.monotonic() + patience)
            began = time.monotonic()
            raise_storm(world)
            feeder.start()
            how = {"kinds": kinds, "pause": _BETWEEN_KILLS}
            killer = threading.Thread(target=torment, args=(machine, seconds, seed), kwargs=how)
            killer.start()
            killer.join()
            feeder.join(patience)
            calm_at = time.monotonic()
            calm_down(world)
            wrong += [feeder.problem] if feeder.problem else []
            wrong += _come_to_rest(runtime, machine, world, calm_at + patience)
            wrong += _verdict(runtime, world, feeder.numbers)
            kills = {process.name: process.kills for process in machine.processes}
            return Outcome(
                orders=len(feeder.numbers),
                cancelled_units=feeder.cancelled,
                kills=kills,
                differences=_found(runtime, world),
                storm_seconds=calm_at - began,
                calm_seconds=time.monotonic() - calm_at,
                wrong=wrong,
            )
        finally:
            machine.stop()
            runtime.close()


def _come_to_rest(runtime: Runtime, machine: Machine, world: World, deadline: float) -> list[str]:
    """Let all be read and compared, until a comparison of every day finds nothing; what stands in the way if not."""
    for _ in range(_ROUNDS):
        while (waiting := _waiting(runtime, world)) and time.monotonic() < deadline:
            for process in machine.processes:
                process.tend()
            time.sleep(0.5)
        if waiting:
            return [f"it never came to rest: {waiting}"]
        with runtime.snapshot() as tx:
            compared = tx.session.scalar(
                select(func.count(NoonDay.compared_at)).where(NoonDay.shop_id == world.shop_id)
            )
            standing = found.count_open(tx, world.shop_id)
        if compared and not standing and _orders(runtime, world) == set(world.noon.order_nrs()):
            return []
        with runtime.transaction() as tx:
            plan_all(tx, world.shop_id)
    return [f"after {_ROUNDS} comparisons {standing} differences stand"]


def _waiting(runtime: Runtime, world: World) -> dict[str, int]:
    """What is still to be done, by kind."""
    with runtime.snapshot() as tx:
        count = func.count()
        found_now = {
            "deliveries": inbox.counts(tx)[inbox.DUE],
            "calls": outbox.counts(tx)[outbox.DUE],
            "orders to read": tx.session.scalar(select(count).select_from(NoonDue)) or 0,
            "orders to reserve": tx.session.scalar(select(count).select_from(NoonOrder).where(NoonOrder.stock_due))
            or 0,
            "days to compare": tx.session.scalar(select(count).select_from(NoonDay).where(NoonDay.due_at.is_not(None)))
            or 0,
            "SKUs to match": tx.session.scalar(select(count).select_from(NoonSku).where(NoonSku.state == PENDING)) or 0,
        }
    pending = world.pending()
    return {name: many for name, many in {**found_now, "events": pending}.items() if many}


def _orders(runtime: Runtime, world: World) -> set[str]:
    with runtime.snapshot() as tx:
        return set(tx.session.scalars(select(NoonOrder.noon_order_nr).where(NoonOrder.shop_id == world.shop_id)))


def _verdict(runtime: Runtime, world: World, numbers: list[str]) -> list[str]:
    """Each unit in the same state on both sides, and each open one reserved in Shopify exactly once."""
    with runtime.snapshot() as tx:
        chosen = select(NoonOrder.noon_order_nr, NoonItem).join(NoonOrder, NoonOrder.id == NoonItem.order_id)
        rows = tx.session.execute(chosen.where(NoonItem.shop_id == world.shop_id)).all()
        broken = first_broken(tx, world.shop_id)
        dead = outbox.counts(tx)[outbox.DEAD] + inbox.counts(tx)[inbox.DEAD]
    ours = {
        (number, item.noon_item_nr): (item.sku, item.marketplace_status, item.integration_status)
        for number, item in rows
    }
    theirs = {
        (number, item["mp_item_nr"]): (item["partner_sku"], item["mp_status"], item["integration_status"])
        for number in numbers
        for item in world.noon.order(number)["items"]
    }
    wrong = [
        f"unit {key}: noon {theirs.get(key)}, we {ours.get(key)}"
        for key in {**ours, **theirs}
        if ours.get(key) != theirs.get(key)
    ]
    wrong += [] if broken is None else [f"the audit trail is broken at entry {broken}"]
    wrong += [f"{dead} deliveries or calls were given up"] if dead else []
    units = Counter(sku for sku, marketplace, integration in theirs.values() if is_open(marketplace, integration))
    levels = world.levels()
    for sku in SKUS:
        if levels.get(sku) != (STOCK - units[sku], units[sku]):
            wrong.append(f"{sku}: Shopify holds {levels.get(sku)} (available, reserved) for {units[sku]} open units")
    return wrong


def _found(runtime: Runtime, world: World) -> dict[str, int]:
    """How many differences were found over the trial, by cause."""
    with runtime.snapshot() as tx:
        chosen = select(NoonDifference.cause, func.count()).where(NoonDifference.shop_id == world.shop_id)
        rows = tx.session.execute(chosen.group_by(NoonDifference.cause)).all()
    return {row[0]: row[1] for row in rows}
