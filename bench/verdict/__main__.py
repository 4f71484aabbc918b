"""`python -m bench.verdict`: microseconds of the pure rule, milliseconds of the storefront's question."""

from __future__ import annotations

import argparse
import timeit
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.databases import KINDS, database
from bench.drain.fill import fill
from bench.product import running_product
from bench.verdict.storefront import Latency, ask_health, ask_verdict, make_trader, measure
from jobs.inbox import DRAIN_JOB, DRAIN_QUEUE
from shopify_app.core.money import Money
from shopify_app.wholesale.rules import Candidate, Minimums, check_minimum, sentence

_LOOPS = 20_000


def main() -> None:
    """Print one table for the rule and one for the storefront."""
    options = _options()
    print(_rule_table())
    lines = []
    for kind in options.database:
        with TemporaryDirectory(prefix="verdict-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            folder.chmod(0o755)  # where root runs this, PostgreSQL is somebody else and must get through
            (folder / "data").mkdir(mode=0o700)
            with database(kind, folder) as url, running_product(folder / "data", url, workers=1) as product:
                trader = make_trader(product)
                fill(product.runtime, 1, options.orders)
                product.runtime.jobs.nudge(DRAIN_JOB, DRAIN_QUEUE, product.shop_id)
                product.rest(300)
                for clients in options.clients:
                    floor = measure(product, ask_health, clients, options.requests)
                    asked = measure(product, ask_verdict(trader), clients, options.requests)
                    lines += [_line(kind, "healthz", clients, floor), _line(kind, "cart-check", clients, asked)]
                    print(lines[-2], lines[-1], sep="\n", flush=True)
    print(
        "\n| database | asked | clients | p50 ms | p95 ms | p99 ms | /s |\n" + "| --- " * 7 + "|\n" + "\n".join(lines)
    )


def _line(kind: str, asked: str, clients: int, found: Latency) -> str:
    figures = f"{found.p50:.1f} | {found.p95:.1f} | {found.p99:.1f} | {found.rate:,.0f}"
    return f"| {kind} | {asked} | {clients} | {figures} |"


def _rule_table() -> str:
    minimums, least = Minimums(), Decimal(5000)
    below = Candidate(Money(Decimal("4999.99"), "SAR"), is_trade=True)
    verdict = check_minimum(below, 0, minimums)
    compared = _microseconds(lambda: below.goods.amount >= least)
    found = {
        "comparing two Decimals": compared,
        "check_minimum": _microseconds(lambda: check_minimum(below, 0, minimums)),
        "check_minimum and what is missing": _microseconds(lambda: check_minimum(below, 0, minimums).missing),
        "the sentence for the buyer": _microseconds(lambda: sentence(verdict)),
    }
    lines = [f"| {what} | {took:.2f} | {took / compared:.1f} |" for what, took in found.items()]
    return "| step | µs | times the comparison |\n" + "| --- " * 3 + "|\n" + "\n".join(lines) + "\n"


def _microseconds(step: Callable[[], object]) -> float:
    """The best of some rounds: everything slower is the machine's doing."""
    return min(timeit.repeat(step, number=_LOOPS, repeat=7)) / _LOOPS * 1e6


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The minimum's verdict, by itself and over HTTP.")
    parser.add_argument("--database", type=lambda text: text.split(","), default=list(KINDS), help="sqlite,postgresql")
    parser.add_argument("--orders", type=int, default=2000, help="orders of others in the database")
    parser.add_argument("--requests", type=int, default=1000, help="of each kind, for each number of clients")
    parser.add_argument("--clients", type=lambda text: [int(one) for one in text.split(",")], default=[1, 4])
    return parser.parse_args()


if __name__ == "__main__":
    main()
