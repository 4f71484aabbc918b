"""How far a reading of noon's past has come. No personal data: noon's orders carry none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment
from shopify_app.core.db import Base


class NoonBackfill(Base):
    """One reading of the past, from `since` to `until`. `reading_until` is held by the one process that reads."""

    __tablename__ = "noon_backfills"
    __table_args__ = (Index("ix_noon_backfills_shop", "shop_id", "state"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    since: Mapped[datetime] = mapped_column(Moment())
    until: Mapped[datetime] = mapped_column(Moment())
    state: Mapped[str] = mapped_column(String(12))
    orders: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(Moment())
    ended_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    reading_until: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    due_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    tries: Mapped[int]
    problem: Mapped[str | None] = mapped_column(String(300), nullable=True)
    actor: Mapped[str] = mapped_column(String(64))


class NoonBackfillWindow(Base):
    """A span of one warehouse, both ends included as noon does. `token` leads to the page that is read next."""

    __tablename__ = "noon_backfill_windows"
    __table_args__ = (Index("ix_noon_backfill_windows_open", "backfill_id", "is_done", "first"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    backfill_id: Mapped[int] = mapped_column(ForeignKey("noon_backfills.id"))
    warehouse_code: Mapped[str] = mapped_column(String(64))
    first: Mapped[datetime] = mapped_column(Moment())
    last: Mapped[datetime] = mapped_column(Moment())
    token: Mapped[str] = mapped_column(Text())
    pages: Mapped[int]
    orders: Mapped[int]
    is_done: Mapped[bool] = mapped_column(server_default=false())
