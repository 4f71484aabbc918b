"""Orders that are looked at again by the clock: names they were searched for have changed, or nobody could be asked."""

from __future__ import annotations

from sqlalchemy import or_, select

from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import Order
from shopify_app.white_label.brands.watching import watched_digest
from shopify_app.white_label.due import look_again_at, unfinished
from shopify_app.white_label.release.models import READY, WAITING, BrandedOrder
from shopify_app.white_label.release.rules import Code

_MANY = 2000


def look_again_at_stale(tx: Transaction, shop_id: int) -> int:
    """Mark orders due whose papers were searched for other names than today's, or whose goods could not be read.

    The shop got another name, or a trader another brand: what had passed may show one of them. Returns how many.
    """
    chosen = select(BrandedOrder.order_id).join(Order, Order.id == BrandedOrder.order_id).where(*unfinished(shop_id))
    chosen = chosen.where(BrandedOrder.shop_id == shop_id, BrandedOrder.state.in_((READY, WAITING)))
    if tx.session.scalar(chosen.limit(1)) is None:
        return 0
    searched_otherwise = BrandedOrder.watched.is_not(None) & (BrandedOrder.watched != watched_digest(tx, shop_id))
    stale = or_(searched_otherwise, BrandedOrder.codes.contains(f",{Code.NO_GOODS},"))
    order_ids = list(tx.session.scalars(chosen.where(stale).order_by(BrandedOrder.since).limit(_MANY)))
    if order_ids:
        look_again_at(tx, shop_id, order_ids)
    return len(order_ids)
