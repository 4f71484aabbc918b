"""`python -m bench.noon`: orders of noon under every fault at once; ends with 1 if both sides do not hold the same."""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.databases import KINDS as DATABASES
from bench.durability.database import killable_postgresql
from bench.noon.trial import KINDS, Outcome, run_trial


def main() -> None:
    """One trial for each database, and what it found."""
    options = _options()
    wrong = False
    for kind in options.database:
        outcome = _trial(kind, options)
        _tell(kind, options.seed, outcome)
        wrong |= bool(outcome.wrong)
    sys.exit(1 if wrong else 0)


def _trial(kind: str, options: argparse.Namespace) -> Outcome:
    how = {"orders": options.orders, "seconds": options.seconds, "seed": options.seed, "patience": options.patience}
    with TemporaryDirectory(prefix="noon-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # where root runs this, PostgreSQL is somebody else and must get through
        (folder / "data").mkdir(mode=0o700)
        if kind == "sqlite":
            return run_trial(folder / "data", f"sqlite:///{folder / 'data' / 'tajir.db'}", **how)
        with killable_postgresql(folder / "postgresql") as (url, process):
            return run_trial(folder / "data", url, kinds=("database", *KINDS), database=process, **how)


def _tell(kind: str, seed: int, outcome: Outcome) -> None:
    kills = ", ".join(f"{name} {many}" for name, many in outcome.kills.items() if many)
    print(f"{kind}, seed {seed}: {outcome.orders} orders, {outcome.cancelled_units} units cancelled; killed: {kills}")
    print(f"  storm {outcome.storm_seconds:.0f} s, then {outcome.calm_seconds:.0f} s until both sides agreed")
    causes = ", ".join(f"{cause} {many}" for cause, many in outcome.differences.items()) or "none"
    print(f"  differences found on the way: {causes}")
    print(f"  at the end: {f'{len(outcome.wrong)} WRONG' if outcome.wrong else 'nothing differs'}", flush=True)
    for fault in outcome.wrong[:20]:
        print(f"      {fault}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="noon's orders under every fault at once.")
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=420, help="how long the storm lasts")
    parser.add_argument("--patience", type=float, default=900, help="how long peace may take to come")
    parser.add_argument("--database", choices=DATABASES, nargs="+", default=list(DATABASES))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31), help="repeats a run's luck")
    return parser.parse_args()


if __name__ == "__main__":
    main()
