"""How many units of an order are reserved in Shopify, and the one move that is under way. No personal data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment
from shopify_app.core.db import Base


class NoonReservation(Base):
    """One kind of goods of one noon order at one location.

    `reserved` and `taken` are what Shopify has confirmed. `moving` names the move that was asked for and not confirmed:
    there is one at a time, and `version` counts them, so that Shopify does each once.
    """

    __tablename__ = "noon_reservations"
    __table_args__ = (
        UniqueConstraint(
            "order_id", "shopify_inventory_item_id", "shopify_location_id", name="uq_noon_reservations_goods"
        ),
        Index("ix_noon_reservations_shop", "shop_id", "order_id"),
        Index(
            "ix_noon_reservations_problem",
            "shop_id",
            "id",
            sqlite_where=text("problem IS NOT NULL"),
            postgresql_where=text("problem IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("noon_orders.id"))
    sku: Mapped[str] = mapped_column(String(128))
    shopify_inventory_item_id: Mapped[int] = mapped_column(BigInteger())
    shopify_location_id: Mapped[int] = mapped_column(BigInteger())
    reserved: Mapped[int]
    taken: Mapped[int]
    version: Mapped[int]
    moving: Mapped[str | None] = mapped_column(String(12), nullable=True)
    units: Mapped[int]
    asked_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    problem: Mapped[str | None] = mapped_column(String(300), nullable=True)
