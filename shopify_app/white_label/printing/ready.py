"""Which orders can be printed now and were not yet: what "all that are ready" means."""

from __future__ import annotations

from sqlalchemy import exists, or_, select

from shopify_app.core.runtime import Transaction
from shopify_app.orders.holds import STOPPED
from shopify_app.orders.models import Hold, Order
from shopify_app.white_label.printing.models import Printing
from shopify_app.white_label.printing.runs import MOST_ORDERS
from shopify_app.white_label.release.models import READY, BrandedOrder


def ready_orders(tx: Transaction, shop_id: int) -> list[int]:
    """Traders' open orders whose brand is ready, that nothing stops, and of which no paper was printed; oldest first.

    Ready means: the brand is approved, its branding is reserved, and the order's papers were searched.
    """
    chosen = (
        select(Order.id)
        .join(BrandedOrder, BrandedOrder.order_id == Order.id)
        .where(
            Order.shop_id == shop_id,
            BrandedOrder.state == READY,
            Order.cancelled_at.is_(None),
            or_(Order.fulfillment_status.is_(None), Order.fulfillment_status != "fulfilled"),
            ~exists().where(Hold.order_id == Order.id, Hold.state.in_(STOPPED)),
            ~exists().where(Printing.order_id == Order.id),
        )
        .order_by(Order.placed_at, Order.id)
        .limit(MOST_ORDERS)
    )
    return list(tx.session.scalars(chosen))
