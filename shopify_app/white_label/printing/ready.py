"""Which orders can be printed now and were not yet: what "all that are ready" means."""

from __future__ import annotations

from sqlalchemy import and_, exists, or_, select

from shopify_app.core.runtime import Transaction
from shopify_app.orders.holds import STOPPED
from shopify_app.orders.models import TRADE, Hold, Order
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.printing.models import Printing
from shopify_app.white_label.printing.runs import MOST_ORDERS


def ready_orders(tx: Transaction, shop_id: int) -> list[int]:
    """Traders' open orders that nothing stops, with a brand in force and no paper printed; the oldest first."""
    of_company = and_(Order.company_id.is_not(None), BrandProfile.company_id == Order.company_id)
    of_person = and_(Order.company_id.is_(None), BrandProfile.person_id == Order.person_id)
    chosen = (
        select(Order.id)
        .where(
            Order.shop_id == shop_id,
            Order.kind == TRADE,
            Order.cancelled_at.is_(None),
            or_(Order.fulfillment_status.is_(None), Order.fulfillment_status != "fulfilled"),
            exists().where(BrandProfile.shop_id == shop_id, BrandProfile.version > 0, or_(of_company, of_person)),
            ~exists().where(Hold.order_id == Order.id, Hold.state.in_(STOPPED)),
            ~exists().where(Printing.order_id == Order.id),
        )
        .order_by(Order.placed_at, Order.id)
        .limit(MOST_ORDERS)
    )
    return list(tx.session.scalars(chosen))
