"""Jobs about parcels in traders' names, and about whom Shopify's notices of them reach."""

from __future__ import annotations

from jobs.runner import job
from shopify_app.core.runtime import Runtime
from shopify_app.white_label.parcels import catching_up, notices


@job
def look_at_notices(runtime: Runtime, shop_id: int) -> None:
    """Look whom Shopify's notices of the shop's traders' orders reach."""
    if notices.look_at_notices(runtime, shop_id):
        runtime.jobs.nudge(notices.LOOK_JOB, notices.LOOK_QUEUE, shop_id)


@job
def catch_up(runtime: Runtime) -> None:
    """Every hour: parcels no webhook told of, and notices that Shopify sent since."""
    with runtime.snapshot() as tx:
        shop_ids = catching_up.shops_with_brands(tx)
    for shop_id in shop_ids:
        runtime.jobs.nudge(catching_up.CATCH_UP_JOB, catching_up.CATCH_UP_QUEUE, shop_id)


@job
def catch_up_of(runtime: Runtime, shop_id: int) -> None:
    """The same for one shop."""
    with runtime.transaction() as tx:
        catching_up.ask_for_shipped(tx, shop_id)
    runtime.jobs.nudge(notices.LOOK_JOB, notices.LOOK_QUEUE, shop_id)
