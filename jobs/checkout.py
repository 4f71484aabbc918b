"""Jobs about the minimum at the checkout."""

from __future__ import annotations

from jobs.runner import job
from shopify_app.core.runtime import Runtime
from shopify_app.shops.actions import living_installation
from shopify_app.wholesale.checkout import actions


@job
def refresh(runtime: Runtime, shop_id: int) -> None:
    """See that Shopify has the minimums as they are now. Ask for it whenever one changed."""
    with runtime.transaction() as tx:
        if living_installation(tx, shop_id) is not None:
            actions.refresh(tx, shop_id)
