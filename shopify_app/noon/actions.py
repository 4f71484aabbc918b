"""Connecting a shop with noon, mirroring noon's orders, and remembering which must be read again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
import structlog
from sqlalchemy import delete, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.backoff import delay_after
from shopify_app.core.clock import parse_time
from shopify_app.core.errors import InvalidInputError, NotFoundError
from shopify_app.core.money import InvalidMoneyError, parse_money
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_or_update
from shopify_app.noon.models import NoonConnection, NoonDue, NoonItem, NoonOrder
from shopify_app.noon.payload import Item, KeyFile, NoonOrderBody
from shopify_app.noon.rules import KNOWN_STATUSES

READ_JOB, READ_QUEUE = "jobs.noon.read_due", "sync"
MAX_TRIES = 10
log = structlog.get_logger(__name__)


class NotConnectedError(NotFoundError):
    """The shop has no noon account connected."""


class BadKeyFileError(InvalidInputError):
    """Not a noon key file."""


def parse_key_file(text: str) -> KeyFile:
    """The key file a person pasted.

    Raises:
        BadKeyFileError: It is not JSON, or lacks one of its three parts.
    """
    try:
        key = msgspec.json.decode(text, type=KeyFile)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise BadKeyFileError(
            "This is not a noon key file. Download it again from the partner portal and paste all of it."
        ) from error
    if not (key.key_id and key.private_key and key.project_code):
        raise BadKeyFileError("The key file has an empty part: key_id, private_key and project_code must be there.")
    return key


def connect(
    tx: Transaction, shop_id: int, key: KeyFile, *, user_code: str, warehouses: Sequence[str], actor: str
) -> None:
    """Keep the account; a new secret for noon's events is made with it."""
    sealing = tx.keys(shop_id).sealing
    row = {
        "shop_id": shop_id,
        "project_code": key.project_code,
        "user_code": user_code,
        "key_file": sealing.seal(msgspec.json.encode(key), _context(shop_id, "key_file")),
        "event_secret": sealing.seal(secrets.token_urlsafe(32).encode(), _context(shop_id, "event_secret")),
        "warehouses": sorted(set(warehouses)),
        "connected_at": tx.now,
        "polled_at": None,
        "problem": None,
    }
    insert_or_update(tx.session, NoonConnection, [row], ("shop_id",))
    audit.record(tx, shop_id, events.NOON_CONNECTED, key.project_code, actor=actor, warehouses=list(warehouses))
    tx.enqueue("jobs.noon.poll", "sync", shop_id=shop_id)


def disconnect(tx: Transaction, shop_id: int, *, actor: str) -> None:
    """Forget the account and its secrets; mirrored orders stay."""
    connection = get_connection(tx, shop_id)
    tx.session.execute(delete(NoonDue).where(NoonDue.shop_id == shop_id))
    tx.session.delete(connection)
    audit.record(tx, shop_id, events.NOON_DISCONNECTED, connection.project_code, actor=actor)


def find_connection(tx: Transaction, shop_id: int) -> NoonConnection | None:
    """The shop's noon account, if one is connected."""
    return tx.session.get(NoonConnection, shop_id)


def get_connection(tx: Transaction, shop_id: int) -> NoonConnection:
    """The shop's noon account.

    Raises:
        NotConnectedError: There is none.
    """
    connection = find_connection(tx, shop_id)
    if connection is None:
        raise NotConnectedError("This shop is not connected with noon. Connect it on the noon page.")
    return connection


def open_key_file(tx: Transaction, connection: NoonConnection) -> KeyFile:
    """The account's key file, readable."""
    if connection.key_file is None:
        raise NotConnectedError("The noon key file is gone. Connect again on the noon page.")
    shop_id = connection.shop_id
    text = tx.keys(shop_id).sealing.open(connection.key_file, _context(shop_id, "key_file"))
    return msgspec.json.decode(text, type=KeyFile)


def open_event_secret(tx: Transaction, connection: NoonConnection) -> bytes:
    """The secret that noon's events must carry."""
    if connection.event_secret is None:
        raise NotConnectedError("The secret for noon's events is gone. Connect again on the noon page.")
    shop_id = connection.shop_id
    return tx.keys(shop_id).sealing.open(connection.event_secret, _context(shop_id, "event_secret"))


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


def connected_shops(tx: Transaction) -> list[int]:
    """Shops with a noon account."""
    return list(tx.session.scalars(select(NoonConnection.shop_id)))


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
        row = _order_row(shop_id, body, read_at, tx.now)
        unique = ("shop_id", "noon_order_nr")
        insert_or_update(tx.session, NoonOrder, [row], unique, only_if=lambda new: NoonOrder.read_at <= new["read_at"])
        chosen = select(NoonOrder).where(NoonOrder.shop_id == shop_id, NoonOrder.noon_order_nr == body.fbpi_order_nr)
        order = tx.session.scalars(chosen, execution_options={"populate_existing": True}).one()
        if order.read_at == read_at:
            rows = [_item_row(shop_id, order, item) for item in body.items]
            insert_or_update(tx.session, NoonItem, rows, ("order_id", "noon_item_nr"))


def _order_row(shop_id: int, body: NoonOrderBody, read_at: datetime, now: datetime) -> dict[str, Any]:
    return {
        "shop_id": shop_id,
        "noon_order_nr": body.fbpi_order_nr,
        "marketplace": body.mp_code,
        "marketplace_order_nr": body.mp_order_nr,
        "country": body.mp_country_code.upper(),
        "currency": body.currency_code.upper(),
        "warehouse_code": body.warehouse_code,
        "placed_at": _moment(body.order_created_at),
        "read_at": read_at,
        "mirrored_at": now,
    }


def _item_row(shop_id: int, order: NoonOrder, item: Item) -> dict[str, Any]:
    for status in (item.mp_status, item.integration_status):
        if status not in KNOWN_STATUSES:
            log.warning("noon_status_unknown", status=status, noon_order_nr=order.noon_order_nr)
    return {
        "shop_id": shop_id,
        "order_id": order.id,
        "noon_item_nr": item.mp_item_nr,
        "sku": item.partner_sku,
        "marketplace_status": item.mp_status,
        "integration_status": item.integration_status,
        "price": _price(item, order.currency),
        "cancellation_reason": item.cancellation_reason_code,
    }


def _price(item: Item, currency: str) -> Decimal | None:
    try:
        return parse_money(item.delivered_invoice_price, currency).amount
    except InvalidMoneyError:
        return None


def _moment(text: str | None) -> datetime | None:
    """noon states no format: what cannot be read is left out, not refused."""
    try:
        return parse_time(text) if text else None
    except ValueError:
        return None


def _context(shop_id: int, part: str) -> bytes:
    return f"noon/{shop_id}/{part}".encode()
