"""Run all servers in turn, round after round, so that a slow minute of the machine hits each of them."""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from . import ours, peers
from .contender import SECRET, Contender
from .load import Load
from .measure import Turn, turn
from .processes import wait_for_quiet
from .table import as_json, rows, text


def main() -> None:
    """Compare, print the table, and end with 1 if any server refused, lost or doubled a delivery."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers and folders go as well
    options = _options()
    with TemporaryDirectory(prefix="ingest-peers-") as name:
        turns = _rounds(options, Path(name))
    table = rows(turns)
    print("\n" + text(table, options.peers))
    if options.json:
        options.json.write_text(json.dumps(as_json(table, turns, options.peers), indent=2) + "\n")
    sys.exit(0 if all(row.complete and not row.not_ok for row in table) else 1)


def _rounds(options: argparse.Namespace, folder: Path) -> list[Turn]:
    contenders = _contenders(options, folder)
    load = Load(folder, SECRET)
    turns = []
    for number in range(options.repeats):
        for contender in contenders:
            wait_for_quiet(options.patience)
            turns.append(turn(contender, load, options.seconds, options.connections))
            _tell(number + 1, turns[-1])
    return turns


def _contenders(options: argparse.Namespace, folder: Path) -> list[Contender]:
    installed = options.installed or folder / "peers"
    if options.peers and not installed.exists():
        peers.install(installed)
    return [*(peers.peer(name, installed) for name in options.peers), *map(ours.receiver, options.ours)]


def _tell(number: int, done: Turn) -> None:
    figures = done.figures
    print(
        f"round {number} {done.name}: {figures.rate:,.0f} req/s, p50 {figures.p50:.1f} ms, p99 {figures.p99:.1f} ms, "
        f"not 2xx {figures.non_2xx}, broken {figures.broken}, accepted {done.accepted}, stored {done.stored}",
        flush=True,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Webhook ingest: our receiver beside the official Node stack.")
    parser.add_argument("--seconds", type=int, default=8, help="length of each measurement, after 3 s of warm-up")
    parser.add_argument("--repeats", type=int, default=3, help="rounds over all servers")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--peers", type=_names(peers.NAMES), default=list(peers.NAMES), help="express,rawhttp or empty")
    parser.add_argument(
        "--ours", type=_names(ours.STORES), default=list(ours.STORES), help="sqlite,postgresql or empty"
    )
    parser.add_argument(
        "--patience", type=float, default=0, help="seconds to wait for a quiet machine before each turn"
    )
    parser.add_argument("--installed", type=Path, help="folder to install the peers into, kept for the next run")
    parser.add_argument("--json", type=Path, help="write rows, ratios and every turn to this file")
    return parser.parse_args()


def _names(known: Sequence[str]) -> Callable[[str], list[str]]:
    def names(text: str) -> list[str]:
        chosen = [name for name in text.split(",") if name]
        if unknown := set(chosen) - set(known):
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
        return chosen

    return names


if __name__ == "__main__":
    main()
