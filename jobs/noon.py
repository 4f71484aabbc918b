"""Jobs about noon."""

from __future__ import annotations

from jobs.runner import job
from shopify_app.core.runtime import Runtime
from shopify_app.noon import mirroring, reading
from shopify_app.noon.mapping import actions as mapping


@job
def read_due(runtime: Runtime, shop_id: int) -> None:
    """Read the orders that noon's events named."""
    if reading.read_due(runtime, shop_id):
        runtime.jobs.nudge(mirroring.READ_JOB, mirroring.READ_QUEUE, shop_id)


@job
def poll(runtime: Runtime, shop_id: int) -> None:
    """List noon's new orders: what an event that never came would have told."""
    reading.poll(runtime, shop_id)


@job
def match_skus(runtime: Runtime, shop_id: int) -> None:
    """Look in Shopify for what noon's orders name."""
    if mapping.match_due(runtime, shop_id):
        runtime.jobs.nudge(mapping.MATCH_JOB, mapping.MATCH_QUEUE, shop_id)
