"""What was compared with noon, and every difference that was found. No personal data: orders are named by number."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment
from shopify_app.core.db import Base


class NoonDay(Base):
    """One day (UTC, by when noon says orders were placed) of one warehouse: both sides' counts and sums when compared.

    Sums are by currency, as exact text, of units that are not cancelled.
    """

    __tablename__ = "noon_days"
    __table_args__ = (
        UniqueConstraint("shop_id", "warehouse_code", "day"),
        Index("ix_noon_days_due", "shop_id", "due_at", "day"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    warehouse_code: Mapped[str] = mapped_column(String(64))
    day: Mapped[date] = mapped_column(Date())
    # When it is to be compared again; none: it was, and nobody has asked since.
    due_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    compared_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    noon_orders: Mapped[int]
    our_orders: Mapped[int]
    noon_units: Mapped[int]
    our_units: Mapped[int]
    noon_sums: Mapped[dict[str, str]] = mapped_column(JSON())
    our_sums: Mapped[dict[str, str]] = mapped_column(JSON())
    differences: Mapped[int]
    problem: Mapped[str | None] = mapped_column(String(300), nullable=True)
    tries: Mapped[int]


class NoonDifference(Base):
    """One way in which an order was not the same on both sides; open until a comparison finds it gone."""

    __tablename__ = "noon_differences"
    __table_args__ = (
        Index(
            "uq_noon_differences_open",
            "shop_id",
            "noon_order_nr",
            "noon_item_nr",
            "cause",
            unique=True,
            sqlite_where=text("gone_at IS NULL"),
            postgresql_where=text("gone_at IS NULL"),
        ),
        Index("ix_noon_differences_found", "shop_id", "found_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    warehouse_code: Mapped[str] = mapped_column(String(64))
    day: Mapped[date] = mapped_column(Date())
    noon_order_nr: Mapped[str] = mapped_column(String(64))
    noon_item_nr: Mapped[str] = mapped_column(String(64))
    cause: Mapped[str] = mapped_column(String(16))
    told: Mapped[dict[str, Any]] = mapped_column(JSON())
    found_at: Mapped[datetime] = mapped_column(Moment())
    seen_at: Mapped[datetime] = mapped_column(Moment())
    gone_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    alerted_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
