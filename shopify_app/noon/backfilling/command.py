"""Reading noon's past from the command line, with its progress."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from shopify_app.noon.backfilling import actions, reading
from shopify_app.noon.backfilling.models import NoonBackfill
from shopify_app.noon.backfilling.rules import FINISHED, RUNNING, read_span

if TYPE_CHECKING:
    from rich.console import Console

    from shopify_app.core.runtime import Runtime

_ACTOR = "command line"
# How often a line is written where nobody can watch a bar.
_LINE_SECONDS = 10.0


class _Told:
    """The progress as a bar, or as lines in a log."""

    def __init__(self, console: Console) -> None:
        self._console, self._at = console, 0.0
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f} %"))
        self._bar = Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal)
        self._task = self._bar.add_task("noon's past", total=100)

    def __enter__(self) -> _Told:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def tell(self, now: actions.Progress, *, at_once: bool = False) -> None:
        told = f"{now.orders} orders read"
        self._bar.update(self._task, completed=now.percent, description=told)
        if not self._console.is_terminal and (at_once or time.monotonic() - self._at > _LINE_SECONDS):
            self._at = time.monotonic()
            self._console.print(f"{told}, {now.percent} % of the days")


def run(runtime: Runtime, shop_id: int, since: str, until: str, console: Console) -> bool:
    """Begin, or go on, and stay until all is read; whether it is. Ctrl-C leaves the rest to the workers.

    Raises:
        BadSpanError: The days are wrong.
        NotConnectedError: There is no noon account.
    """
    span = read_span(since, until, runtime.clock.now())
    with runtime.transaction() as tx:
        row = actions.unfinished(tx, shop_id)
        if row is None:
            row = actions.begin(tx, shop_id, *span, actor=_ACTOR)
        else:
            console.print(f"Going on with {row.since:%Y-%m-%d} to {row.until:%Y-%m-%d}, which is not finished.")
            actions.change(tx, shop_id, RUNNING, actor=_ACTOR)
        backfill_id = row.id
    try:
        with _Told(console) as told:
            state = _follow(runtime, shop_id, backfill_id, told)
    except KeyboardInterrupt:
        console.print("Left to the workers, which go on. The same command shows how far it is.")
        return False
    return state == FINISHED


def _follow(runtime: Runtime, shop_id: int, backfill_id: int, told: _Told) -> str:
    """Read, or watch who reads, until it is over."""

    def tell(*, at_once: bool = False) -> str:
        with runtime.snapshot() as tx:
            row = tx.session.get_one(NoonBackfill, backfill_id)
            told.tell(actions.progress_of(tx, row), at_once=at_once)
            return row.state

    while (state := tell()) == RUNNING:
        if not reading.read_on(runtime, shop_id, tell=tell):
            time.sleep(0.5)
    return tell(at_once=True) or state
