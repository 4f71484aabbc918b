"""Jobs about privacy."""

from __future__ import annotations

from collections.abc import Callable

from jobs.runner import job
from shopify_app.core.runtime import Runtime, Transaction
from shopify_app.privacy import erasing, retention


@job
def erase_shop(runtime: Runtime, shop_id: int) -> None:
    """Delete the rows of a shop whose keys are destroyed."""
    erasing.erase_shop(runtime, shop_id)


@job
def apply_retention(runtime: Runtime, shop_id: int) -> None:
    """Delete what the data map promises to delete, some at a time."""
    with runtime.transaction() as tx:
        retention.forget_reports(tx, shop_id)
        retention.forget_destinations(tx, shop_id)
        retention.forget_uploads(tx, shop_id)
        retention.forget_register(tx, shop_id)
    for forget_some in (
        retention.forget_accounts,
        retention.forget_proofs,
        retention.forget_noon_customers,
        retention.forget_people,
    ):
        while _forget(runtime, shop_id, forget_some):
            pass


def _forget(runtime: Runtime, shop_id: int, forget_some: Callable[[Transaction, int], int]) -> int:
    with runtime.transaction() as tx:
        return forget_some(tx, shop_id)
