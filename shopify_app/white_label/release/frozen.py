"""By which version of its trader's brand an order's papers are made."""

from __future__ import annotations

from datetime import datetime

from shopify_app.core.clock import parse_time
from shopify_app.core.runtime import Transaction
from shopify_app.white_label.release.models import BrandedOrder


def frozen_version(tx: Transaction, shop_id: int, order_id: int) -> int | None:
    """The version the order was found ready with, whatever was approved since; None where it never was."""
    row = tx.session.get(BrandedOrder, order_id, populate_existing=True)
    if row is None or row.shop_id != shop_id:
        return None
    return row.version


def version_at(row: BrandedOrder, at: datetime) -> int | None:
    """By which version a parcel was made that left at that moment; None where nothing was ready then."""
    numbers = [int(one["number"]) for one in row.versions if parse_time(one["since"]) <= at]
    return numbers[-1] if numbers else None
