"""Privacy requests as a list."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.privacy.models import PrivacyRequest


def list_requests(tx: Transaction, shop_id: int, number: int) -> Page[PrivacyRequest]:
    """Newest first."""
    chosen = select(PrivacyRequest).where(PrivacyRequest.shop_id == shop_id).order_by(PrivacyRequest.id.desc())
    return page_of(tx.session.scalars(cut(chosen, number)).all(), number)


def open_requests(tx: Transaction, shop_id: int) -> tuple[int, datetime | None]:
    """How many are open, and the nearest deadline."""
    chosen = select(func.count(), func.min(PrivacyRequest.due_at)).where(
        PrivacyRequest.shop_id == shop_id, PrivacyRequest.finished_at.is_(None)
    )
    count, next_due_at = tx.session.execute(chosen).one()
    return count, next_due_at
