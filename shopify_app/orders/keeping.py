"""Keeping many orders that were read from Shopify: together, and where one cannot be kept, each for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from prometheus_client import Counter
from sqlalchemy import update
from sqlalchemy.exc import DataError

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.runtime import Transaction
from shopify_app.orders import actions
from shopify_app.orders.models import Order
from shopify_app.orders.rules import SeenOrder, payload_of_node, read_order

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

CHECK_JOB, CHECK_QUEUE = "jobs.wholesale.check_orders", "inbox"
BRAND_JOB, BRAND_QUEUE = "jobs.white_label.check_orders", "inbox"
NOT_KEPT = Counter("tajir_orders_not_kept", "Orders read from Shopify that could not be read or kept")
_UNFIT = (InvalidInputError, DataError)
log = structlog.get_logger(__name__)


def look_at_due(tx: Transaction, shop_id: int) -> None:
    """See that what is due is looked at: which orders are below their minimum, and which lack their trader's brand."""
    tx.nudge(CHECK_JOB, CHECK_QUEUE, shop_id)
    tx.nudge(BRAND_JOB, BRAND_QUEUE, shop_id)


def look_at_brand(tx: Transaction, shop_id: int, order_id: int) -> None:
    """Something changed for this order that its brand's keeper must know, such as a person who let it go."""
    tx.session.execute(update(Order).where(Order.shop_id == shop_id, Order.id == order_id).values(brand_due=True))
    tx.nudge(BRAND_JOB, BRAND_QUEUE, shop_id)


def keep_nodes(runtime: Runtime, shop_id: int, nodes: Sequence[Mapping[str, Any]], asked_at: datetime) -> None:
    """Keep the orders as the Admin API shows them. One that cannot be kept stops no other: it is logged and counted."""
    seen = [order for node in nodes if (order := _read(shop_id, node, asked_at)) is not None]
    try:
        _keep(runtime, shop_id, seen)
    except _UNFIT:
        for order in seen:
            _keep_alone(runtime, shop_id, order)


def _read(shop_id: int, node: Mapping[str, Any], asked_at: datetime) -> SeenOrder | None:
    try:
        return read_order(payload_of_node(node), asked_at)
    except InvalidInputError as error:
        _tell(shop_id, node["legacyResourceId"], error)
        return None


def _keep_alone(runtime: Runtime, shop_id: int, order: SeenOrder) -> None:
    try:
        _keep(runtime, shop_id, [order])
    except _UNFIT as error:
        _tell(shop_id, order.shopify_order_id, error)


def _keep(runtime: Runtime, shop_id: int, seen: Sequence[SeenOrder]) -> None:
    with runtime.transaction() as tx:
        actions.record_orders(tx, shop_id, seen)
        look_at_due(tx, shop_id)


def _tell(shop_id: int, shopify_order_id: object, error: Exception) -> None:
    """The error's own text may quote what the database could not digest: only its kind is logged."""
    NOT_KEPT.inc()
    log.warning("order_not_kept", shop_id=shop_id, shopify_order_id=shopify_order_id, error=type(error).__name__)
