"""What was asked for about an order, and where a person has to look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.noon.models import NoonItem, NoonOrder
from shopify_app.noon.rules import is_open
from shopify_app.noon.shipping.models import Asked, NoonShipment, NoonShortage, NoonWaybill
from shopify_app.noon.shipping.rules import REFUSED

_MOST = 20


@dataclass(frozen=True, slots=True)
class Trouble:
    """An order about which a person has to read something."""

    order: NoonOrder
    problem: str


def shipments_of(tx: Transaction, order: NoonOrder) -> list[NoonShipment]:
    """The order's shipments, oldest first."""
    ours = (NoonShipment.shop_id == order.shop_id, NoonShipment.order_id == order.id)
    return list(tx.session.scalars(select(NoonShipment).where(*ours).order_by(NoonShipment.id)))


def shortages_of(tx: Transaction, order: NoonOrder) -> list[NoonShortage]:
    """What was said to be missing, oldest first."""
    ours = (NoonShortage.shop_id == order.shop_id, NoonShortage.order_id == order.id)
    return list(tx.session.scalars(select(NoonShortage).where(*ours).order_by(NoonShortage.id)))


def asked_of(tx: Transaction, order: NoonOrder) -> list[Asked]:
    """Both."""
    return [*shipments_of(tx, order), *shortages_of(tx, order)]


def items_of(tx: Transaction, order: NoonOrder) -> list[NoonItem]:
    """The order's units."""
    ours = (NoonItem.shop_id == order.shop_id, NoonItem.order_id == order.id)
    return list(tx.session.scalars(select(NoonItem).where(*ours).order_by(NoonItem.sku, NoonItem.id)))


def waybills_of(tx: Transaction, shipments: Sequence[NoonShipment]) -> Mapping[int, list[NoonWaybill]]:
    """The waybills of each shipment, oldest first."""
    found: dict[int, list[NoonWaybill]] = {row.id: [] for row in shipments}
    chosen = select(NoonWaybill).where(one_of(tx.session, NoonWaybill.shipment_id, list(found)))
    for bill in tx.session.scalars(chosen.order_by(NoonWaybill.id)):
        found[bill.shipment_id].append(bill)
    return found


def busy_items(tx: Transaction, order: NoonOrder, *, but: Asked | None = None) -> set[str]:
    """Units that something was asked for already; the mirror may not show it yet."""
    return {number for row in asked_of(tx, order) if row.state != REFUSED and row is not but for number in row.item_nrs}


def free_items(tx: Transaction, order: NoonOrder) -> list[NoonItem]:
    """Open units that nothing was asked for."""
    busy = busy_items(tx, order)
    items = [one for one in items_of(tx, order) if is_open(one.marketplace_status, one.integration_status)]
    return [one for one in items if one.noon_item_nr not in busy]


def troubles(tx: Transaction, shop_id: int) -> list[Trouble]:
    """Orders about which a person has to read something, the newest first."""
    found: list[tuple[Asked, NoonOrder]] = []
    for model in (NoonShipment, NoonShortage):
        chosen = select(model, NoonOrder).join(NoonOrder, NoonOrder.id == model.order_id)
        chosen = chosen.where(model.shop_id == shop_id, model.problem.is_not(None), model.noted_at.is_(None))
        found += [(row[0], row[1]) for row in tx.session.execute(chosen.order_by(model.id.desc()).limit(_MOST))]
    found.sort(key=lambda pair: pair[0].changed_at, reverse=True)
    return [Trouble(order, row.problem or "") for row, order in found[:_MOST]]


def count_shipments(tx: Transaction, order: NoonOrder) -> int:
    """How many shipments of the order there ever were."""
    ours = (NoonShipment.shop_id == order.shop_id, NoonShipment.order_id == order.id)
    return tx.session.scalar(select(func.count()).select_from(NoonShipment).where(*ours)) or 0
