"""When branding gets free, orders that wait for it are looked at again."""

from __future__ import annotations

from collections.abc import Iterable

from shopify_app.core.runtime import Transaction
from shopify_app.white_label.due import look_again


def free_again(tx: Transaction, shop_id: int, brand_ids: Iterable[int]) -> None:
    """Have the waiting orders of these brands looked at again."""
    for brand_id in sorted(set(brand_ids)):
        look_again(tx, shop_id, brand_id)
