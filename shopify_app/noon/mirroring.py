"""Mirroring noon's orders, and remembering which must be read again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from sqlalchemy import delete, select

from shopify_app.core.backoff import delay_after
from shopify_app.core.clock import parse_time
from shopify_app.core.money import InvalidMoneyError, parse_money
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring, insert_or_update, one_of
from shopify_app.noon.mapping.actions import note_skus
from shopify_app.noon.models import NoonDue, NoonItem, NoonOddity, NoonOrder
from shopify_app.noon.payload import Item, NoonOrderBody
from shopify_app.noon.rules import KNOWN_STATUSES
from shopify_app.noon.stock_due import RESERVE_JOB, RESERVE_QUEUE

READ_JOB, READ_QUEUE = "jobs.noon.read_due", "sync"
MAX_TRIES = 10
# How long after it was placed an order is looked after: read anew, compared, its stock reserved.
LOOKED_AFTER = timedelta(days=30)
log = structlog.get_logger(__name__)


def ask_to_read(tx: Transaction, shop_id: int, noon_order_nrs: Sequence[str]) -> None:
    """These orders may have changed at noon: read them soon."""
    rows = [
        {
            "shop_id": shop_id,
            "noon_order_nr": number,
            "asked_at": tx.now,
            "tries": 0,
            "next_try_at": None,
            "problem": None,
        }
        for number in dict.fromkeys(noon_order_nrs)
    ]
    insert_or_update(tx.session, NoonDue, rows, ("shop_id", "noon_order_nr"))
    tx.nudge(READ_JOB, READ_QUEUE, shop_id)


def due_orders(tx: Transaction, shop_id: int, limit: int) -> list[NoonDue]:
    """Orders to be read now, oldest first. Who failed too often stays listed, but is not read again by itself."""
    chosen = select(NoonDue).where(NoonDue.shop_id == shop_id, NoonDue.tries < MAX_TRIES)
    chosen = chosen.where((NoonDue.next_try_at.is_(None)) | (NoonDue.next_try_at <= tx.now))
    return list(tx.session.scalars(chosen.order_by(NoonDue.id).limit(limit)))


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops with noon orders to be read: what the sweeper nudges."""
    chosen = select(NoonDue.shop_id).where(NoonDue.tries < MAX_TRIES)
    chosen = chosen.where((NoonDue.next_try_at.is_(None)) | (NoonDue.next_try_at <= tx.now))
    return list(tx.session.scalars(chosen.distinct()))


def mark_read(tx: Transaction, shop_id: int, noon_order_nr: str, asked_before: datetime) -> None:
    """The order was read; an event that came meanwhile keeps it due."""
    tx.session.execute(
        delete(NoonDue).where(
            NoonDue.shop_id == shop_id, NoonDue.noon_order_nr == noon_order_nr, NoonDue.asked_at <= asked_before
        )
    )


def mark_unread(tx: Transaction, due_id: int, problem: str) -> None:
    """The order could not be read: later again."""
    due = tx.session.get(NoonDue, due_id)
    if due is not None:
        due.tries += 1
        due.problem, due.next_try_at = problem[:300], tx.now + delay_after(due.tries)


def mirror(tx: Transaction, shop_id: int, bodies: Sequence[NoonOrderBody], read_at: datetime) -> None:
    """Keep the orders as read at `read_at`; a reading that began earlier than the stored one changes nothing."""
    for body in bodies:
        order = _keep(tx, shop_id, body, read_at)
        if order is not None:
            tx.nudge(RESERVE_JOB, RESERVE_QUEUE, shop_id)
            note_skus(tx, shop_id, [item.partner_sku for item in body.items])


def mirror_past(tx: Transaction, shop_id: int, bodies: Sequence[NoonOrderBody], read_at: datetime) -> None:
    """The same for orders out of the past. What is not looked after any more is a record and no more: no stock is
    reserved for it, its goods are not asked for, and no order in Shopify is made of it.
    """
    over = {
        body.fbpi_order_nr: body
        for body in bodies
        if (placed_at := moment_of(body.order_created_at)) is not None and placed_at < tx.now - LOOKED_AFTER
    }
    mirror(tx, shop_id, [body for body in bodies if body.fbpi_order_nr not in over], read_at)
    chosen = select(NoonOrder.noon_order_nr).where(
        NoonOrder.shop_id == shop_id, one_of(tx.session, NoonOrder.noon_order_nr, list(over))
    )
    known = set(tx.session.scalars(chosen)) if over else set()
    for number, body in over.items():
        order = _keep(tx, shop_id, body, read_at)
        if order is not None and number not in known:
            order.stock_due = False


def _keep(tx: Transaction, shop_id: int, body: NoonOrderBody, read_at: datetime) -> NoonOrder | None:
    """The order's row with its units; None where a later reading is kept."""
    row = _order_row(shop_id, body, read_at, tx.now)
    unique = ("shop_id", "noon_order_nr")
    insert_or_update(tx.session, NoonOrder, [row], unique, only_if=lambda new: NoonOrder.read_at <= new["read_at"])
    chosen = select(NoonOrder).where(NoonOrder.shop_id == shop_id, NoonOrder.noon_order_nr == body.fbpi_order_nr)
    order = tx.session.scalars(chosen, execution_options={"populate_existing": True}).one()
    if order.read_at != read_at:
        return None
    _note_oddities(tx, shop_id, body)
    rows = [_item_row(shop_id, order, item) for item in body.items]
    insert_or_update(tx.session, NoonItem, rows, ("order_id", "noon_item_nr"))
    return order


def _order_row(shop_id: int, body: NoonOrderBody, read_at: datetime, now: datetime) -> dict[str, Any]:
    return {
        "shop_id": shop_id,
        "noon_order_nr": body.fbpi_order_nr,
        "marketplace": body.mp_code,
        "marketplace_order_nr": body.mp_order_nr,
        "country": body.mp_country_code.upper(),
        "currency": body.currency_code.upper(),
        "warehouse_code": body.warehouse_code,
        "placed_at": moment_of(body.order_created_at),
        "read_at": read_at,
        "mirrored_at": now,
        "stock_due": True,
    }


def _item_row(shop_id: int, order: NoonOrder, item: Item) -> dict[str, Any]:
    return {
        "shop_id": shop_id,
        "order_id": order.id,
        "noon_item_nr": item.mp_item_nr,
        "sku": item.partner_sku,
        "marketplace_status": item.mp_status,
        "integration_status": item.integration_status,
        "price": price_of(item, order.currency),
        "cancellation_reason": item.cancellation_reason_code,
    }


def _note_oddities(tx: Transaction, shop_id: int, body: NoonOrderBody) -> None:
    """Keep what noon says in words we do not know, for a person to look at."""
    told = {("marketplace status", item.mp_status) for item in body.items}
    told |= {("integration status", item.integration_status) for item in body.items}
    rows = [
        {
            "shop_id": shop_id,
            "field": field,
            "value": value[:64],
            "first_order_nr": body.fbpi_order_nr[:64],
            "seen_at": tx.now,
        }
        for field, value in sorted(told)
        if value not in KNOWN_STATUSES
    ]
    if rows:
        insert_ignoring(tx.session, NoonOddity, rows, ("shop_id", "field", "value"))
        log.warning("noon_status_unknown", values=[row["value"] for row in rows])


def price_of(item: Item, currency: str) -> Decimal | None:
    """The unit's price in the order's currency; None where noon tells none that can be read."""
    try:
        return parse_money(item.delivered_invoice_price, currency).amount
    except InvalidMoneyError:
        return None


def moment_of(text: str | None) -> datetime | None:
    """noon states no format: what cannot be read is left out, not refused."""
    try:
        return parse_time(text) if text else None
    except ValueError:
        return None
