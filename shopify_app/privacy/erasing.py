"""Deleting an erased shop's rows, some at a time. Its keys are destroyed before, so nothing was readable meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Table, delete, select

from shopify_app.core.db import Base
from shopify_app.core.inbox import Delivery
from shopify_app.privacy import actions
from shopify_app.privacy.models import PrivacyRequest

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

# What remains is the proof of the erasure, and which shop it was about.
_KEPT = frozenset({"shops", "keys", "installations", "audit_entries", "audit_heads", "privacy_requests"})
_MANY = 2000


def erase_shop(runtime: Runtime, shop_id: int) -> None:
    """Delete every row of the shop and finish its requests. Safe to repeat from anywhere."""
    while requests := _unfinished(runtime, shop_id):
        # What came after the messages has not been asked to be deleted, another such message for instance.
        before = max(request.received_at for request in requests)
        deleted = {table.name: _empty(runtime, table, shop_id, before) for table in _to_empty()}
        with runtime.transaction() as tx:
            for request in requests:
                actions.finish_shop_redaction(tx, request.id, {name: count for name, count in deleted.items() if count})


def _unfinished(runtime: Runtime, shop_id: int) -> list[PrivacyRequest]:
    with runtime.snapshot() as tx:
        return actions.unfinished_shop_redactions(tx, shop_id)


def _to_empty() -> list[Table]:
    tables = reversed(Base.metadata.sorted_tables)
    return [table for table in tables if "shop_id" in table.columns and table.name not in _KEPT]


def _empty(runtime: Runtime, table: Table, shop_id: int, before: datetime) -> int:
    key = next(iter(table.primary_key.columns))
    some = select(key).where(table.c.shop_id == shop_id).limit(_MANY)
    if table is Delivery.__table__:
        some = some.where(table.c.received_at <= before)
    count = 0
    while True:
        with runtime.transaction() as tx:
            gone = int(tx.session.connection().execute(delete(table).where(key.in_(some))).rowcount)
        count += gone
        if gone < _MANY:
            return count
