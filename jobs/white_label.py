"""Jobs about traders' brands."""

from __future__ import annotations

from jobs.runner import job
from shopify_app.core.runtime import Runtime
from shopify_app.orders.keeping import BRAND_JOB, BRAND_QUEUE
from shopify_app.white_label.release import actions


@job
def check_orders(runtime: Runtime, shop_id: int) -> None:
    """Look at the shop's orders that may have to leave in their trader's name."""
    if actions.check_due_orders(runtime, shop_id):
        runtime.jobs.nudge(BRAND_JOB, BRAND_QUEUE, shop_id)
