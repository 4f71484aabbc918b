"""Jobs about orders."""

from __future__ import annotations

from datetime import timedelta

from jobs.runner import job
from shopify_app.core.runtime import Runtime
from shopify_app.orders import following, history, holds

FOLLOW_JOB = "jobs.orders.follow_fulfillment_orders"
# Webhooks may come a day late; each look overlaps the one before by more.
_OVERLAP = timedelta(hours=26)


@job
def follow_fulfillment_orders(runtime: Runtime, shop_id: int) -> None:
    """Compare holds with Shopify where fulfilment orders changed."""
    following.follow_fulfillment_orders(runtime, shop_id)


@job
def read_history(runtime: Runtime, shop_id: int) -> None:
    """After installation: the orders that Shopify shows, so that a trader's first order is known to be past."""
    history.read_history(runtime, shop_id)


@job
def catch_up(runtime: Runtime, shop_id: int) -> None:
    """Read what changed of late, and look whether holds stand as they should: what no webhook told is made good."""
    following.read_since(runtime, shop_id, runtime.clock.now() - _OVERLAP)
    holds.compare_standing(runtime, shop_id)
