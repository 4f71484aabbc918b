"""Reading an order's parcels from Shopify, whoever made them: from here, in Shopify's admin, or by a carrier's app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from shopify_app.core import outbox
from shopify_app.core.errors import RemoteError
from shopify_app.core.runtime import Transaction
from shopify_app.orders.client import OrderGoneError
from shopify_app.orders.following import reread_order
from shopify_app.orders.models import UNKNOWN, Order
from shopify_app.white_label.parcels.actions import brand_of, record_parcels
from shopify_app.white_label.parcels.client import ParcelsClient
from shopify_app.white_label.parcels.models import SHIPPED, Parcel
from shopify_app.white_label.stock.actions import consume

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

READ = "parcels.read"


class NotJudgedYetError(RemoteError):
    """Whether the order is a trader's is not known yet."""


def ask_to_read(tx: Transaction, shop_id: int, shopify_order_id: int, occasion: str) -> None:
    """See that the order's parcels are read, once for this occasion."""
    key = f"{READ}/{shopify_order_id}/{occasion}"[:128]
    outbox.put(tx, shop_id, READ, key, shopify_order_id=shopify_order_id)


def find_order(tx: Transaction, shop_id: int, shopify_order_id: int) -> Order | None:
    """The order of this number at Shopify, if we know it."""
    chosen = select(Order).where(Order.shop_id == shop_id, Order.shopify_order_id == shopify_order_id)
    return tx.session.scalars(chosen).one_or_none()


def read_parcels(runtime: Runtime, shop_id: int, shopify_order_id: int) -> None:
    """Keep the order's parcels as Shopify shows them now; nothing of an order that carries no brand.

    Raises:
        NotJudgedYetError: Temporary: the order came a moment ago.
        RemoteError: Shopify did not answer.
    """
    if not _carries_brand(runtime, shop_id, shopify_order_id):
        return
    try:
        found = runtime.client(ParcelsClient).parcels_of(shop_id, shopify_order_id)
    except OrderGoneError:
        return
    with runtime.transaction() as tx:
        order = find_order(tx, shop_id, shopify_order_id)
        brand = brand_of(tx, order) if order else None
        if order is not None and brand is not None:
            record_parcels(tx, order, brand, found.parcels)
            _take_stock(tx, order, is_all=found.is_all)


def _take_stock(tx: Transaction, order: Order, *, is_all: bool) -> None:
    """Each parcel used branding material once; with the last one what was reserved beyond that is free again."""
    chosen = select(Parcel).where(Parcel.shop_id == order.shop_id, Parcel.order_id == order.id)
    rows = tx.session.scalars(chosen.where(Parcel.state == SHIPPED).order_by(Parcel.id)).all()
    for row in rows:
        last = is_all and row is rows[-1]
        if row.stock_taken_at is None or last:
            consume(tx, order.shop_id, order.id, str(row.shopify_fulfillment_id), units=row.units, last=last)
            row.stock_taken_at = row.stock_taken_at or tx.now


def _carries_brand(runtime: Runtime, shop_id: int, shopify_order_id: int) -> bool:
    with runtime.snapshot() as tx:
        order = find_order(tx, shop_id, shopify_order_id)
    if order is None:
        # The message about the order is late, or was lost.
        reread_order(runtime, shop_id, shopify_order_id)
    with runtime.snapshot() as tx:
        order = find_order(tx, shop_id, shopify_order_id)
        if order is not None and order.kind == UNKNOWN:
            raise NotJudgedYetError("Whether this order is a trader's is being looked at.", temporary=True)
        return order is not None and brand_of(tx, order) is not None
