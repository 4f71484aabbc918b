"""Whether and how stock is told to noon, and what was told of each SKU in each warehouse. No personal data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment
from shopify_app.core.db import Base


class NoonStockChoice(Base):
    """What the shop chose. `telling_until` is held by the one worker that tells: figures must not overtake each other.

    `adds_back`: noon takes its own open orders off the figure by itself, so they are not taken off twice.
    """

    __tablename__ = "noon_stock_choices"

    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), primary_key=True, autoincrement=False)
    is_on: Mapped[bool] = mapped_column(server_default=false())
    buffer: Mapped[int]
    adds_back: Mapped[bool] = mapped_column(server_default=false())
    telling_until: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    compared_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    problem: Mapped[str | None] = mapped_column(String(300), nullable=True)
    changed_at: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))


class NoonOffer(Base):
    """One SKU in one warehouse. `level` is Shopify's, `told` what noon has confirmed, `at_noon` what noon holds.

    `due_at`: from when on the level is to be read and told. `buffer` stands for the shop's own where it is given.
    """

    __tablename__ = "noon_offers"
    __table_args__ = (
        UniqueConstraint("shop_id", "warehouse_code", "sku"),
        Index("ix_noon_offers_due", "shop_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    warehouse_code: Mapped[str] = mapped_column(String(64))
    sku: Mapped[str] = mapped_column(String(128))
    buffer: Mapped[int | None] = mapped_column(nullable=True)
    is_left_out: Mapped[bool] = mapped_column(server_default=false(), default=False)
    level: Mapped[int | None] = mapped_column(nullable=True)
    seen_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    told: Mapped[int | None] = mapped_column(nullable=True)
    told_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    at_noon: Mapped[int | None] = mapped_column(nullable=True)
    compared_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    due_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    tries: Mapped[int] = mapped_column(server_default="0", default=0)
    problem: Mapped[str | None] = mapped_column(String(300), nullable=True)
