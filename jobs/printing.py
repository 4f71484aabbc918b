"""Jobs about papers printed in batches."""

from __future__ import annotations

import time

from jobs.runner import attempt, job
from shopify_app.core.runtime import Runtime
from shopify_app.white_label.printing import claims, drawing, runs
from shopify_app.white_label.printing.claims import Claimed
from shopify_app.white_label.printing.runs import DRAW_JOB, DRAW_QUEUE
from shopify_app.white_label.printing.sets import Watchlists

# Less than a job may take; what is left then is done in the next turn, so that other work has its turns too.
_TURN_SECONDS = 20.0


@job
def draw(runtime: Runtime, shop_id: int) -> None:
    """Draw the papers of the shop's runs, an order at a time. Several workers may do it at once."""
    # What papers must not show is read once a turn: it lists every other trader of the shop.
    deadline, known = time.monotonic() + _TURN_SECONDS, Watchlists()
    while time.monotonic() < deadline:
        with runtime.transaction() as tx:
            claimed = claims.claim(tx, shop_id)
        if claimed is None:
            return
        _draw_one(runtime, shop_id, claimed, known)
    runtime.jobs.nudge(DRAW_JOB, DRAW_QUEUE, shop_id)


@job
def forget(runtime: Runtime) -> None:
    """Delete what was drawn a day ago."""
    with runtime.transaction() as tx:
        runs.forget_old(tx)


def _draw_one(runtime: Runtime, shop_id: int, claimed: Claimed, known: Watchlists) -> None:
    failure = attempt(lambda: drawing.draw_order(runtime, shop_id, claimed, known))
    if failure is not None:
        with runtime.transaction() as tx:
            final, wait = not failure.temporary, failure.retry_after
            claims.mark_failed(tx, claimed, failure.message, final=final, retry_after=wait)
