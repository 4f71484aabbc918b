"""Which orders are counted together, since when, by whom and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment
from shopify_app.core.db import Base


class MinimumGroup(Base):
    """A person's decision to count some orders as one. It stands until somebody takes them apart."""

    __tablename__ = "minimum_groups"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))
    ended_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    ended_by: Mapped[str | None] = mapped_column(String(64), nullable=True)


class MinimumGroupOrder(Base):
    """One order of a group."""

    __tablename__ = "minimum_group_orders"
    __table_args__ = (Index("ix_minimum_group_orders_order", "order_id"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("minimum_groups.id"), primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), index=True)
