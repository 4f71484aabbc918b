"""`python -m bench.documents`: papers a second on one core, of each kind, in English and Arabic; and the memory."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench.documents.invented import brands, shipments
from bench.documents.kinds import KINDS, SLIPS, Draw
from shopify_app.white_label.documents import sheet
from shopify_app.white_label.faces import Brand, Shipment

_PAGE = 4096


def main() -> None:
    """Print one table for the memory, in a process that did nothing else yet, and then those for the speed."""
    options = _options()
    # typst asks once, at its first page.
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    _memory(options)
    kinds = {name: draw for name, draw in KINDS.items() if options.only in name}
    _speed("the compiler that is kept", kinds, options, options.count, lambda: None)
    if options.new:
        _speed("a new compiler for each", SLIPS, options, max(options.count // 10, 1), sheet._typesetter.cache_clear)


def _memory(options: argparse.Namespace) -> None:
    print("| slips set | resident MB |\n" + "| --- " * 2 + "|")
    traders, some = brands(options.brands), shipments("en", 8, options.seed)
    step = max(options.memory // 8, 1)
    for done in range(0, options.memory + 1, step):
        print(f"| {done} | {_resident():.0f} |", flush=True)
        for number in range(step):
            SLIPS["slip, A4"](traders[number % len(traders)], next(some))


def _speed(
    how: str, kinds: dict[str, Draw], options: argparse.Namespace, count: int, before: Callable[[], None]
) -> None:
    """The kinds take turns, round after round, so that what else the machine does is shared among them."""
    print(f"\n{how}; {options.lines} lines of goods, {options.brands} traders in turns\n")
    print("| paper | language | a second a core | slowest round | fastest | p50 ms | p95 ms | kB |")
    print("| --- " * 8 + "|")
    traders = brands(options.brands)
    for language in ("en", "ar"):
        sources = {name: shipments(language, options.lines, options.seed + at) for at, name in enumerate(kinds)}
        rounds: dict[str, list[list[float]]] = {name: [] for name in kinds}
        sizes: dict[str, int] = {}
        for _ in range(options.rounds):
            for name, draw in kinds.items():
                took, sizes[name] = _turn(draw, traders, sources[name], count, before)
                rounds[name].append(took)
        for name, turns in rounds.items():
            print(_line(name, language, turns, sizes[name]), flush=True)


def _turn(
    draw: Draw, traders: list[Brand], source: Iterator[Shipment], count: int, before: Callable[[], None]
) -> tuple[list[float], int]:
    """Milliseconds of the processor for each, of all the process's threads, so that others do not count."""
    took: list[float] = []
    size = 0
    for trader in traders:
        draw(trader, next(source))
    for number in range(count):
        shipment = next(source)
        began = time.process_time()
        before()
        size = len(draw(traders[number % len(traders)], shipment))
        took.append((time.process_time() - began) * 1000)
    return took, size


def _line(name: str, language: str, turns: list[list[float]], size: int) -> str:
    rates = sorted(len(turn) / sum(turn) * 1000 for turn in turns)
    took = sorted(one for turn in turns for one in turn)
    late = took[int(len(took) * 0.95)]
    return (
        f"| {name} | {language} | {median(rates):,.0f} | {rates[0]:,.0f} | {rates[-1]:,.0f} | {median(took):.1f} "
        f"| {late:.1f} | {size // 1000} |"
    )


def _resident() -> float:
    """Of this process now, in megabytes; Linux only."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE / 1e6


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Papers: how many a second one core draws, and the memory it takes.")
    parser.add_argument("--count", type=int, default=60, help="papers of each kind a round")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--lines", type=int, default=8, help="lines of goods on each")
    parser.add_argument("--brands", type=int, default=5, help="traders who take turns, each with a logo")
    parser.add_argument("--only", default="", help="kinds whose name holds this, such as slip")
    parser.add_argument("--new", action="store_true", help="slips with a new compiler for each, too")
    parser.add_argument("--memory", type=int, default=2000, help="slips set while the memory is watched")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
