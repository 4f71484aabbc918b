"""Jobs about traders' brands."""

from __future__ import annotations

import time
from functools import partial

from jobs.runner import attempt, job
from shopify_app.core.runtime import Runtime
from shopify_app.orders.keeping import BRAND_JOB, BRAND_QUEUE
from shopify_app.white_label.parcels.notices import LOOK_JOB, LOOK_QUEUE
from shopify_app.white_label.proofs import reminding
from shopify_app.white_label.release import actions, upkeep

# After that the shop's other work has its turn.
_TURN_SECONDS = 5.0


@job
def check_orders(runtime: Runtime, shop_id: int) -> None:
    """Look at the shop's orders that may have to leave in their trader's name. One that fails stops no other."""
    deadline = time.monotonic() + _TURN_SECONDS
    for wanted in actions.look(runtime, shop_id):
        if time.monotonic() > deadline:
            break
        if attempt(partial(actions.search, runtime, shop_id, wanted)) is not None:
            actions.hold_unsearched(runtime, shop_id, wanted)
    if actions.has_due(runtime, shop_id):
        runtime.jobs.nudge(BRAND_JOB, BRAND_QUEUE, shop_id)
    # What is new about these orders may be the address that Shopify writes to.
    runtime.jobs.nudge(LOOK_JOB, LOOK_QUEUE, shop_id)


@job
def look_at_stale(runtime: Runtime, shop_id: int) -> None:
    """Have orders looked at again whose papers were searched for other names than today's."""
    with runtime.transaction() as tx:
        upkeep.look_again_at_stale(tx, shop_id)


@job
def remind_traders(runtime: Runtime) -> None:
    """Every hour: traders who have not answered a proof for a week."""
    with runtime.snapshot() as tx:
        shop_ids = reminding.shops_to_remind(tx)
    for shop_id in shop_ids:
        runtime.jobs.nudge(reminding.REMIND_JOB, reminding.REMIND_QUEUE, shop_id)


@job
def remind_traders_of(runtime: Runtime, shop_id: int) -> None:
    """The same for one shop."""
    with runtime.transaction() as tx:
        reminding.remind(tx, shop_id)
