"""Whose stock is to be looked at again after a change of mapping: by the rooms `reserving` and `offering`."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, update

from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.noon.models import NoonItem, NoonOrder
from shopify_app.noon.offering.models import NoonOffer, NoonStockChoice

RESERVE_JOB, RESERVE_QUEUE = "jobs.noon.reserve", "sync"
TELL_JOB, TELL_QUEUE = "jobs.noon.tell_stock", "sync"


def mark_orders(tx: Transaction, shop_id: int, order_ids: Sequence[int]) -> None:
    """These orders changed."""
    _mark(tx, shop_id, one_of(tx.session, NoonOrder.id, list(order_ids)))


def mark_skus(tx: Transaction, shop_id: int, skus: Sequence[str]) -> None:
    """What these SKUs are was found, or is another thing now."""
    named = select(NoonItem.order_id).where(NoonItem.shop_id == shop_id, NoonItem.sku.in_(list(skus)))
    _mark(tx, shop_id, NoonOrder.id.in_(named))
    _mark_offers(tx, shop_id, one_of(tx.session, NoonOffer.sku, list(skus)))


def mark_warehouse(tx: Transaction, shop_id: int, code: str) -> None:
    """This warehouse is at another location now."""
    _mark(tx, shop_id, NoonOrder.warehouse_code == code)
    _mark_offers(tx, shop_id, NoonOffer.warehouse_code == code)


def _mark(tx: Transaction, shop_id: int, which: ColumnElement[bool]) -> None:
    chosen = update(NoonOrder).where(NoonOrder.shop_id == shop_id, which)
    tx.session.execute(chosen.values(stock_due=True), execution_options={"synchronize_session": False})
    tx.nudge(RESERVE_JOB, RESERVE_QUEUE, shop_id)


def _mark_offers(tx: Transaction, shop_id: int, which: ColumnElement[bool]) -> None:
    """Where noon is told of stock; the job also sees to pairs that are new."""
    choice = tx.session.get(NoonStockChoice, shop_id)
    if choice is None or not choice.is_on:
        return
    chosen = update(NoonOffer).where(NoonOffer.shop_id == shop_id, which)
    tx.session.execute(chosen.values(due_at=tx.now), execution_options={"synchronize_session": False})
    tx.nudge(TELL_JOB, TELL_QUEUE, shop_id)
