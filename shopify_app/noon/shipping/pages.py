"""What the page of one noon order shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from shopify_app.core.money import Money
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.noon.mapping.models import NoonSku
from shopify_app.noon.mapping.rules import MAPPED
from shopify_app.noon.models import NoonItem, NoonOrder
from shopify_app.noon.rules import is_cancelled, is_open, order_state
from shopify_app.noon.shipping import couriers, lists
from shopify_app.noon.shipping.models import NoonShipment, NoonShortage, NoonWaybill
from shopify_app.noon.shipping.rules import CANCEL_WANTED, WANTED, next_step


@dataclass(frozen=True, slots=True)
class UnitShown:
    """One unit, its state in one word, and whether it can be chosen."""

    item: NoonItem
    state: str
    price: Money | None
    is_free: bool


@dataclass(frozen=True, slots=True)
class Goods:
    """The units of one SKU, and what they are in Shopify."""

    sku: str
    title: str | None
    units: Sequence[UnitShown]


@dataclass(frozen=True, slots=True)
class OrderPage:
    """All of it. `is_stuck`: something waits with a problem; `has_news`: a person has yet to read a problem."""

    state: str
    next_step: str
    goods: Sequence[Goods]
    free: Sequence[UnitShown]
    shipments: Sequence[NoonShipment]
    waybills: Mapping[int, Sequence[NoonWaybill]]
    shortages: Sequence[NoonShortage]
    courier: str
    is_stuck: bool
    has_news: bool


def page_of(tx: Transaction, order: NoonOrder) -> OrderPage:
    """The order with everything that was done about it."""
    items, busy = lists.items_of(tx, order), lists.busy_items(tx, order)
    titles = _titles(tx, order.shop_id, [item.sku for item in items])
    by_sku: dict[str, list[UnitShown]] = {}
    for item in items:
        by_sku.setdefault(item.sku, []).append(_unit(order, item, busy))
    goods = [Goods(sku, titles.get(sku), units) for sku, units in by_sku.items()]
    free = [unit for one in goods for unit in one.units if unit.is_free]
    shipments, shortages = lists.shipments_of(tx, order)[::-1], lists.shortages_of(tx, order)[::-1]
    asked = [*shipments, *shortages]
    unread = [row for row in asked if row.problem is not None and row.noted_at is None]
    waiting = [row for row in unread if row.state in {WANTED, CANCEL_WANTED}]
    return OrderPage(
        order_state((item.marketplace_status, item.integration_status) for item in items),
        next_step(len(free), [(row.state, row in unread) for row in asked]),
        goods,
        free,
        shipments,
        lists.waybills_of(tx, shipments),
        shortages,
        couriers.usual(tx, order.shop_id),
        bool(waiting),
        len(unread) > len(waiting),
    )


def unpaired_warning(tx: Transaction, row: NoonShipment) -> str:
    """What a shipment leaves open here: goods that nobody has paired, so that no stock of theirs changes."""
    chosen = select(NoonItem.sku).where(NoonItem.shop_id == row.shop_id, NoonItem.order_id == row.order_id)
    skus = sorted(set(tx.session.scalars(chosen.where(NoonItem.noon_item_nr.in_(row.item_nrs)))))
    known = _titles(tx, row.shop_id, skus)
    missing = [sku for sku in skus if sku not in known]
    return f" Not paired with goods of yours, so no stock changes: {', '.join(missing)[:200]}." if missing else ""


def _unit(order: NoonOrder, item: NoonItem, busy: set[str]) -> UnitShown:
    now = (item.marketplace_status, item.integration_status)
    is_free = is_open(*now) and item.noon_item_nr not in busy
    state = "cancelled" if is_cancelled(*now) else "open" if is_open(*now) else "shipped"
    price = Money(item.price, order.currency) if item.price is not None and order.currency else None
    return UnitShown(item, state, price, is_free)


def _titles(tx: Transaction, shop_id: int, skus: Sequence[str]) -> dict[str, str | None]:
    """Which of the SKUs are paired, and what they are called."""
    chosen = select(NoonSku.sku, NoonSku.title).where(
        NoonSku.shop_id == shop_id, NoonSku.state == MAPPED, one_of(tx.session, NoonSku.sku, sorted(set(skus)))
    )
    return {row.sku: row.title for row in tx.session.execute(chosen)}
