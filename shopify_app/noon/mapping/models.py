"""Which Shopify location a noon warehouse is, and which variant a noon SKU is. No personal data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment
from shopify_app.core.db import Base


class NoonWarehouse(Base):
    """A warehouse of noon's and the location of the shop that it is."""

    __tablename__ = "noon_warehouses"
    __table_args__ = (UniqueConstraint("shop_id", "code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    code: Mapped[str] = mapped_column(String(64))
    shopify_location_id: Mapped[int] = mapped_column(BigInteger())
    location_name: Mapped[str] = mapped_column(String(255))
    changed_at: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))


class NoonSku(Base):
    """A SKU as noon's orders name it, and the variant that it is.

    `look_for` is the SKU, barcode or variant number that is looked for in Shopify: noon's own SKU, until a person says
    another one.
    """

    __tablename__ = "noon_skus"
    __table_args__ = (
        UniqueConstraint("shop_id", "sku"),
        Index("ix_noon_skus_state", "shop_id", "state", "sku"),
        Index("ix_noon_skus_item", "shop_id", "shopify_inventory_item_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    sku: Mapped[str] = mapped_column(String(128))
    look_for: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(12))
    how: Mapped[str] = mapped_column(String(12))
    shopify_variant_id: Mapped[int | None] = mapped_column(BigInteger(), nullable=True)
    shopify_inventory_item_id: Mapped[int | None] = mapped_column(BigInteger(), nullable=True)
    title: Mapped[str | None] = mapped_column(String(255), nullable=True)
    changed_at: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))
