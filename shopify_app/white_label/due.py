"""Which orders are looked at again: what a brand, its stock or its papers changed may stop them or let them go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select, update

from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.orders.keeping import BRAND_JOB, BRAND_QUEUE
from shopify_app.orders.models import UNKNOWN, Order
from shopify_app.shops.models import Installation
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.release.models import BrandedOrder

_UNSYNCED = {"synchronize_session": False}


def look_again(tx: Transaction, shop_id: int, brand_id: int) -> None:
    """Something changed for this brand: its trader's unfinished orders are looked at again."""
    brand = tx.session.get(BrandProfile, brand_id)
    if brand is None or brand.shop_id != shop_id:
        return
    chosen = update(Order).where(*unfinished(shop_id), *orders_of(brand))
    tx.session.execute(chosen.values(brand_due=True), execution_options=_UNSYNCED)
    tx.nudge(BRAND_JOB, BRAND_QUEUE, shop_id)


def look_again_at(tx: Transaction, shop_id: int, order_ids: Sequence[int]) -> None:
    """Something changed for these orders alone: they are looked at again."""
    chosen = update(Order).where(Order.shop_id == shop_id, one_of(tx.session, Order.id, list(order_ids)))
    tx.session.execute(chosen.values(brand_due=True), execution_options=_UNSYNCED)
    tx.nudge(BRAND_JOB, BRAND_QUEUE, shop_id)


def orders_of(brand: BrandProfile) -> tuple[Any, ...]:
    """For a query: orders of the brand's trader."""
    if brand.company_id is not None:
        return (Order.company_id == brand.company_id,)
    return (Order.person_id == brand.person_id, Order.company_id.is_(None))


def unfinished(shop_id: int) -> tuple[Any, ...]:
    """For a query: orders of which goods may still leave."""
    status = func.coalesce(Order.fulfillment_status, "")
    return (Order.shop_id == shop_id, Order.cancelled_at.is_(None), status != "fulfilled")


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops with such orders whose kind is known, where the app is installed: what the sweeper nudges."""
    installed = select(Installation.shop_id).where(Installation.ended_at.is_(None))
    chosen = select(Order.shop_id).where(is_due(tx), Order.shop_id.in_(installed))
    return list(tx.session.scalars(chosen.distinct()))


def is_due(tx: Transaction) -> ColumnElement[bool]:
    """For a query: the order is to be looked at now. One whose papers could not be searched waits for its next try."""
    waits = exists().where(BrandedOrder.order_id == Order.id, BrandedOrder.retry_at > tx.now)
    return and_(Order.brand_due, Order.kind != UNKNOWN, ~waits)
