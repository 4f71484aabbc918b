"""Jobs about shops themselves."""

from __future__ import annotations

from jobs.runner import job
from shopify_app.core.runtime import Runtime
from shopify_app.shops import describing, tokens


@job
def describe(runtime: Runtime, shop_id: int) -> None:
    """Ask the shop who it is and what it grants."""
    describing.describe_shop(runtime, shop_id)


@job
def keep_alive(runtime: Runtime, shop_id: int) -> None:
    """Renew the access of a quiet shop: a refresh token unused for 90 days would be over."""
    tokens.access_to(runtime, shop_id)
