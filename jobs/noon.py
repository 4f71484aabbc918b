"""Jobs about noon."""

from __future__ import annotations

from jobs.runner import job
from shopify_app.core.runtime import Runtime
from shopify_app.noon import mirroring, reading
from shopify_app.noon.actions import connected_shops
from shopify_app.noon.backfilling import reading as backfilling
from shopify_app.noon.backfilling.actions import BACKFILL_JOB, BACKFILL_QUEUE
from shopify_app.noon.importing import creating
from shopify_app.noon.importing.planning import IMPORT_JOB, IMPORT_QUEUE
from shopify_app.noon.mapping import actions as mapping
from shopify_app.noon.offering import actions as offering
from shopify_app.noon.offering import comparing, telling
from shopify_app.noon.reconciling import actions as reconciling
from shopify_app.noon.reserving import actions as reserving
from shopify_app.noon.stock_due import RESERVE_JOB, RESERVE_QUEUE, TELL_JOB, TELL_QUEUE


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
def backfill(runtime: Runtime, shop_id: int) -> None:
    """Read on in noon's past, for a minute."""
    if backfilling.read_on(runtime, shop_id):
        runtime.jobs.nudge(BACKFILL_JOB, BACKFILL_QUEUE, shop_id)


@job
def match_skus(runtime: Runtime, shop_id: int) -> None:
    """Look in Shopify for what noon's orders name."""
    if mapping.match_due(runtime, shop_id):
        runtime.jobs.nudge(mapping.MATCH_JOB, mapping.MATCH_QUEUE, shop_id)


@job
def compare(runtime: Runtime, shop_id: int) -> None:
    """Compare the shop's due days with noon."""
    if reconciling.compare_due(runtime, shop_id):
        runtime.jobs.nudge(reconciling.COMPARE_JOB, reconciling.COMPARE_QUEUE, shop_id)


@job
def compare_open(runtime: Runtime) -> None:
    """Every quarter of an hour: the days with open orders, in every connected shop."""
    with runtime.transaction() as tx:
        for shop_id in connected_shops(tx):
            reconciling.plan_open(tx, shop_id)


@job
def compare_all(runtime: Runtime) -> None:
    """Once a day: every day of the last weeks."""
    with runtime.transaction() as tx:
        for shop_id in connected_shops(tx):
            reconciling.plan_all(tx, shop_id)


@job
def compare_shop(runtime: Runtime, shop_id: int) -> None:
    """The same for one shop, whose account is new."""
    with runtime.transaction() as tx:
        reconciling.plan_all(tx, shop_id)


@job
def reserve(runtime: Runtime, shop_id: int) -> None:
    """Plan what is to be imported and reserved in Shopify for the shop's noon orders, and what is not any more."""
    if reserving.plan_due(runtime, shop_id):
        runtime.jobs.nudge(RESERVE_JOB, RESERVE_QUEUE, shop_id)


@job
def import_orders(runtime: Runtime, shop_id: int) -> None:
    """Make the shop's due noon orders in Shopify, and look for those whose attempt had no certain outcome."""
    if creating.import_due(runtime, shop_id):
        runtime.jobs.nudge(IMPORT_JOB, IMPORT_QUEUE, shop_id)


@job
def tell_stock(runtime: Runtime, shop_id: int) -> None:
    """Tell noon the stock figures that are due."""
    if telling.tell_due(runtime, shop_id):
        runtime.jobs.nudge(TELL_JOB, TELL_QUEUE, shop_id)


@job
def compare_stock(runtime: Runtime) -> None:
    """Once a day: the stock figures that noon holds, in every shop that tells them."""
    with runtime.snapshot() as tx:
        shop_ids = offering.shops_that_tell(tx)
    for shop_id in shop_ids:
        runtime.jobs.nudge("jobs.noon.compare_stock_of", "sync", shop_id)


@job
def compare_stock_of(runtime: Runtime, shop_id: int) -> None:
    """The same for one shop."""
    comparing.compare(runtime, shop_id)
