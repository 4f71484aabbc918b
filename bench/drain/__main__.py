"""`python -m bench.drain`: events a second of one worker, beside RQ with a job for each event; and the lag."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.databases import KINDS, database
from bench.drain.fill import fill
from bench.drain.lag import measure_lag
from bench.durability.machine import ROOT
from bench.product import Product, running_product
from jobs.inbox import DRAIN_JOB, DRAIN_QUEUE

_RQ = (("simple", "nothing"), ("simple", "order"), ("forking", "nothing"))


def main() -> None:
    """Measure on each database and print two tables."""
    options = _options()
    rates, lags = [], []
    for kind in options.database:
        with TemporaryDirectory(prefix="drain-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            folder.chmod(0o755)  # where root runs this, PostgreSQL is somebody else and must get through
            (folder / "data").mkdir(mode=0o700)
            with database(kind, folder) as url, running_product(folder / "data", url, workers=1) as product:
                orders = count(1, 100_000)
                rates.append(_rates(kind, product, options, orders))
                lag = measure_lag(product, next(orders), options.rate, options.seconds)
                lags.append(f"| {kind} | {lag.rate:.0f} | {lag.p50:.2f} | {lag.p95:.2f} | {lag.longest:.2f} |")
    heads = "".join(f" RQ {worker}, {job} /s | ratio |" for worker, job in _RQ)
    print(f"\n| database | ours /s |{heads}\n" + "| --- " * (2 + 2 * len(_RQ)) + "|\n" + "\n".join(rates))
    print("\n| database | events/s sent | lag p50 s | p95 s | max s |\n" + "| --- " * 5 + "|\n" + "\n".join(lags))


def _rates(kind: str, product: Product, options: argparse.Namespace, orders: Iterator[int]) -> str:
    ours: list[float] = []
    others: dict[tuple[str, str], list[float]] = {pair: [] for pair in _RQ}
    for _ in range(options.repeats):
        ours.append(_drained(product, next(orders), options.events))
        for worker, job in _RQ:
            others[worker, job].append(_one_by_one(product, next(orders), worker, job, options.jobs))
        told = ", ".join(f"RQ {worker} {job} {found[-1]:.0f}/s" for (worker, job), found in others.items())
        print(f"{kind}: ours {ours[-1]:.0f}/s, {told}", flush=True)
    cells = [f"{median(ours):,.0f}"]
    for found in others.values():
        cells += [f"{median(found):,.0f}", f"{median(ours) / median(found):.1f}"]
    return f"| {kind} | " + " | ".join(cells) + " |"


def _drained(product: Product, first: int, events: int) -> float:
    """Events a second, from the nudge until the last one is done."""
    fill(product.runtime, first, events)
    began = time.perf_counter()
    product.runtime.jobs.nudge(DRAIN_JOB, DRAIN_QUEUE, product.shop_id)
    product.rest(300)
    return events / (time.perf_counter() - began)


def _one_by_one(product: Product, first: int, worker: str, job: str, jobs: int) -> float:
    """The same with a job for each; our own worker has nothing to do meanwhile."""
    fill(product.runtime, first, jobs)
    command = [sys.executable, "-m", "bench.drain.rq_way", "--worker", worker, "--job", job]
    command += ["--shop", str(product.shop_id), "--count", str(jobs)]
    done = subprocess.run(
        command, env=product.machine.environ, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=300
    )
    product.runtime.jobs.nudge(DRAIN_JOB, DRAIN_QUEUE, product.shop_id)  # what a job that does nothing left
    product.rest(300)
    return float(done.stdout)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Draining the inbox, beside RQ with a job for each event.")
    parser.add_argument("--database", type=lambda text: text.split(","), default=list(KINDS), help="sqlite,postgresql")
    parser.add_argument("--events", type=int, default=5000, help="deliveries waiting for our worker, each round")
    parser.add_argument("--jobs", type=int, default=500, help="deliveries for RQ's worker, each round")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--rate", type=float, default=200, help="events a second while the lag is measured")
    parser.add_argument("--seconds", type=float, default=15, help="how long the lag is measured")
    return parser.parse_args()


if __name__ == "__main__":
    main()
