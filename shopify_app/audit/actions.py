"""Adding to the trail, in the transaction of the change itself, and checking that nobody rewrote it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import select

from shopify_app.audit.events import EVENTS
from shopify_app.audit.models import AuditEntry, AuditHead
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring

SYSTEM = "tajir"
_START = bytes(32)


def record(tx: Transaction, shop_id: int, event: str, subject: str, *, actor: str = SYSTEM, **details: Any) -> None:
    """Add one entry; it is committed with the change it tells of, or not at all.

    Raises:
        ValueError: The event is not in `audit/events.py`.
    """
    if event not in EVENTS:
        raise ValueError(f"unknown audit event {event!r}")
    head = _locked_head(tx, shop_id)
    entry = AuditEntry(
        shop_id=shop_id,
        number=head.number + 1,
        at=tx.now,
        actor=actor,
        event=event,
        subject=subject,
        details=details,
        previous_hash=head.hash,
    )
    entry.hash = _hash(entry)
    tx.session.add(entry)
    head.number, head.hash = entry.number, entry.hash
    tx.session.flush()


def first_broken(tx: Transaction, shop_id: int) -> int | None:
    """The number of the first entry that does not follow from the one before; None when the chain is whole."""
    previous, number = _START, 0
    chosen = select(AuditEntry).where(AuditEntry.shop_id == shop_id).order_by(AuditEntry.number)
    with tx.session.scalars(chosen.execution_options(yield_per=1000)) as entries:
        for entry in entries:
            number += 1
            if entry.number != number or entry.previous_hash != previous or entry.hash != _hash(entry):
                return number
            previous = entry.hash
    head = tx.session.get(AuditHead, shop_id)
    return None if head is None or (head.number, head.hash) == (number, previous) else number + 1


def _locked_head(tx: Transaction, shop_id: int) -> AuditHead:
    insert_ignoring(tx.session, AuditHead, [{"shop_id": shop_id, "number": 0, "hash": _START}], ("shop_id",))
    chosen = select(AuditHead).where(AuditHead.shop_id == shop_id)
    return tx.session.scalars(chosen.with_for_update(), execution_options={"populate_existing": True}).one()


def _hash(entry: AuditEntry) -> bytes:
    # Moments as text of fixed form: both databases give microseconds back, whatever their storage.
    content = (
        entry.shop_id,
        entry.number,
        _text(entry.at),
        entry.actor,
        entry.event,
        entry.subject,
        entry.details,
    )
    return hashlib.sha256(entry.previous_hash + msgspec.json.encode(content, order="deterministic")).digest()


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
