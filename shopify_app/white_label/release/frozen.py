"""By which version of its trader's brand an order's papers are made, and its parcels left."""

from __future__ import annotations

from datetime import datetime

from shopify_app.core.clock import parse_time
from shopify_app.core.runtime import Transaction
from shopify_app.white_label.release.models import BrandedOrder


def frozen_version(tx: Transaction, shop_id: int, order_id: int) -> int | None:
    """The version the order was found ready with, whatever was approved since; None where it never was."""
    row = tx.session.get(BrandedOrder, order_id, populate_existing=True)
    return row.version if row is not None and row.shop_id == shop_id else None


def version_at(row: BrandedOrder, at: datetime) -> int | None:
    """The version the order was ready with at that moment; None where it was with none yet.

    What left before it was held again, and found ready by another version, keeps its own.
    """
    numbers = [int(one["number"]) for one in row.versions if parse_time(one["since"]) <= at]
    return numbers[-1] if numbers else None
