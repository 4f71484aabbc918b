"""Looking at what is due: retail orders need no brand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from shopify_app.core.locks import lock_shop
from shopify_app.orders.models import UNKNOWN, Order

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime


def check_due_orders(runtime: Runtime, shop_id: int) -> bool:
    """Look at the shop's due orders whose kind is known; True when more are waiting."""
    due = Order.shop_id == shop_id, Order.brand_due, Order.kind != UNKNOWN
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        tx.session.execute(update(Order).where(*due).values(brand_due=False))
    with runtime.snapshot() as tx:
        return tx.session.scalar(select(Order.id).where(*due).limit(1)) is not None
