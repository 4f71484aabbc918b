"""Parcels that no webhook told of: traders' orders that were shipped of late are read again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import TRADE, Order
from shopify_app.shops.models import Installation
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.parcels.actions import brand_of
from shopify_app.white_label.parcels.reading import ask_to_read

CATCH_UP_JOB, CATCH_UP_QUEUE = "jobs.parcels.catch_up_of", "upkeep"
# Webhooks may come a day late; each look overlaps the one before by more.
_OVERLAP = timedelta(hours=26)
_MANY = 500


def shops_with_brands(tx: Transaction) -> list[int]:
    """Installed shops in which a trader has an approved brand."""
    installed = select(Installation.shop_id).where(Installation.ended_at.is_(None))
    chosen = select(BrandProfile.shop_id).where(BrandProfile.version > 0, BrandProfile.shop_id.in_(installed))
    return list(tx.session.scalars(chosen.distinct()))


def ask_for_shipped(tx: Transaction, shop_id: int) -> int:
    """Have the parcels of orders read that changed of late and were shipped, once a change; returns of how many."""
    shipped = Order.fulfillment_status.in_(("fulfilled", "partial"))
    chosen = select(Order).where(Order.shop_id == shop_id, Order.kind == TRADE, shipped)
    chosen = chosen.where(Order.changed_at >= tx.now - _OVERLAP).order_by(Order.id).limit(_MANY)
    orders = [order for order in tx.session.scalars(chosen) if brand_of(tx, order) is not None]
    for order in orders:
        ask_to_read(tx, shop_id, order.shopify_order_id, f"changed/{order.changed_at:%Y%m%d%H%M%S}")
    return len(orders)
