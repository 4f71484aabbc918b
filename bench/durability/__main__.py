"""`python -m bench.durability`: many trials with SIGKILL at random moments; ends with 1 if any promise was broken."""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.databases import KINDS
from bench.durability.database import killable_postgresql
from bench.durability.machine import ALL_KINDS, Killable
from bench.durability.trial import Outcome, run_trial

_ROW = "{:>5} {:>10} {:<10} {:>12} {:>11} {:>14} {:>8}  {:<46} {}"


def main() -> None:
    """Run the trials, one line each, then their sum."""
    options = _options()
    print(
        _ROW.format(
            "trial", "seed", "database", "acknowledged", "not taken", "held by trial", "seconds", "kills", "wrong"
        )
    )
    seeds = random.Random(options.seed)
    outcomes = []
    for number in range(options.trials):
        seed = seeds.randrange(2**31)
        kind = options.database[number % len(options.database)]
        outcome = _trial(kind, seed, options)
        outcomes.append(outcome)
        print(_line(str(number + 1), str(seed), kind, outcome), flush=True)
        for fault in outcome.wrong[:20]:
            print(f"      {fault}", flush=True)
    print(_line("all", "", "", _sum(outcomes)))
    sys.exit(1 if any(outcome.wrong for outcome in outcomes) else 0)


def _trial(kind: str, seed: int, options: argparse.Namespace) -> Outcome:
    with TemporaryDirectory(prefix="durable-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # where root runs this, PostgreSQL is somebody else and must get through
        (folder / "data").mkdir(mode=0o700)
        with _database(kind, folder) as (url, process):
            return run_trial(
                folder / "data",
                url,
                retail=int(options.seconds * 20),
                trade=int(options.seconds * 2),
                seconds=options.seconds,
                seed=seed,
                kinds=options.kill,
                database=process,
            )


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[tuple[str, Killable | None]]:
    if kind == "sqlite":  # no process: whoever is killed in the middle of a write is web or worker
        yield f"sqlite:///{folder / 'data' / 'tajir.db'}", None
    else:
        with killable_postgresql(folder / "postgresql") as (url, process):
            yield url, process


def _line(number: str, seed: str, kind: str, outcome: Outcome) -> str:
    kills = Counter[str]()
    for name, count in outcome.kills.items():
        kills[name.split()[0]] += count
    told = " ".join(f"{name} {count}" for name, count in sorted(kills.items()))
    wrong = f"{len(outcome.wrong)} WRONG" if outcome.wrong else "nothing"
    return _ROW.format(
        number, seed, kind, outcome.acknowledged, outcome.failures, outcome.held, round(outcome.seconds), told, wrong
    )


def _sum(outcomes: list[Outcome]) -> Outcome:
    kills = Counter[str]()
    for outcome in outcomes:
        kills.update(outcome.kills)
    return Outcome(
        sum(outcome.acknowledged for outcome in outcomes),
        sum(outcome.failures for outcome in outcomes),
        dict(kills),
        sum(outcome.held for outcome in outcomes),
        sum(outcome.seconds for outcome in outcomes),
        [fault for outcome in outcomes for fault in outcome.wrong],
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill processes under load; count what was lost or done twice.")
    parser.add_argument("--trials", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20, help="how long each trial kills")
    parser.add_argument("--database", type=_list_of(KINDS), default=list(KINDS), help="sqlite,postgresql")
    parser.add_argument("--kill", type=_list_of(ALL_KINDS), default=list(ALL_KINDS), help=",".join(ALL_KINDS))
    parser.add_argument(
        "--seed", type=int, default=random.SystemRandom().randrange(2**31), help="repeats a run's kills"
    )
    return parser.parse_args()


def _list_of(known: Sequence[str]) -> Callable[[str], list[str]]:
    def names(text: str) -> list[str]:
        chosen = [name for name in text.split(",") if name]
        if not chosen or set(chosen) - set(known):
            raise argparse.ArgumentTypeError(f"some of {', '.join(known)}")
        return chosen

    return names


if __name__ == "__main__":
    main()
