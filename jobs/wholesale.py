"""Jobs about order minimums and traders."""

from __future__ import annotations

from jobs.runner import job
from shopify_app.core.runtime import Runtime
from shopify_app.orders.keeping import CHECK_JOB, CHECK_QUEUE
from shopify_app.wholesale import actions, asking
from shopify_app.wholesale.accounts import importing, imports
from shopify_app.wholesale.cancelling import planning
from shopify_app.wholesale.terms import actions as terms


@job
def check_orders(runtime: Runtime, shop_id: int) -> None:
    """Give the shop's due orders their verdicts."""
    if actions.check_due_orders(runtime, shop_id):
        runtime.jobs.nudge(CHECK_JOB, CHECK_QUEUE, shop_id)


@job
def import_traders(runtime: Runtime, shop_id: int) -> None:
    """Go on with the shop's import of traders."""
    if importing.go_on(runtime, shop_id):
        runtime.jobs.nudge(imports.IMPORT_JOB, imports.IMPORT_QUEUE, shop_id)


@job
def refresh_rates(runtime: Runtime) -> None:
    """Once a day: the rates that minimums in other currencies rest on."""
    terms.refresh_rates(runtime)


@job
def refresh_rates_of(runtime: Runtime, shop_id: int) -> None:
    """The same for one shop: it is new, or somebody asks."""
    terms.refresh_rates(runtime, shop_id)


@job
def read_tags(runtime: Runtime, shop_id: int, flag: str) -> None:
    """Whether a customer the storefront asked about is a trader."""
    asking.read_tags(runtime, shop_id, flag)


@job
def plan_cancellations(runtime: Runtime) -> None:
    """Every hour: orders that stay below their minimum, in shops that want them cancelled."""
    with runtime.snapshot() as tx:
        shop_ids = planning.shops_that_cancel(tx)
    for shop_id in shop_ids:
        runtime.jobs.nudge(planning.PLAN_JOB, planning.PLAN_QUEUE, shop_id)


@job
def plan_cancellations_of(runtime: Runtime, shop_id: int) -> None:
    """The same for one shop."""
    with runtime.transaction() as tx:
        planning.plan(tx, shop_id)
