"""Cancellations that are planned: announced to the shop first, carried out a day later at the earliest."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import Moment
from shopify_app.core.db import Base
from shopify_app.core.runtime import Transaction

# So long it may take to ask Shopify; what took longer has failed, and is looked at anew before it is tried again.
UNDER_WAY = timedelta(minutes=10)


class Cancellation(Base):
    """That an order is to be cancelled, from when on; stopped by a person, or done."""

    __tablename__ = "minimum_cancellations"
    __table_args__ = (
        Index(
            "ix_minimum_cancellations_open",
            "shop_id",
            "cancel_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    announced_at: Mapped[datetime] = mapped_column(Moment())
    cancel_at: Mapped[datetime] = mapped_column(Moment())
    stopped_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    stopped_by: Mapped[str | None] = mapped_column(String(64), nullable=True)
    # Before Shopify is asked: should its answer get lost, the cancellation is still known as ours.
    asked_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    done_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)


def is_being_cancelled(tx: Transaction, order_id: int) -> bool:
    """Whether Shopify is being asked to cancel it right now."""
    row = tx.session.get(Cancellation, order_id, populate_existing=True)
    if row is None or row.asked_at is None or row.done_at is not None:
        return False
    return row.asked_at > tx.now - UNDER_WAY
