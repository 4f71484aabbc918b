"""Items of a brand's own branding, every move of them, and what each order has of them. The ledger is only added to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment
from shopify_app.core.db import Base
from shopify_app.white_label.stock.rules import Recipe

BOX, WRAPPING, LABEL, INSERT, PRINT = "box", "wrapping", "label", "insert", "print"
KINDS = (BOX, WRAPPING, LABEL, INSERT, PRINT)
HELD, SENT, RETURNED = "held", "sent", "given_back"


class BrandingItem(Base):
    """One kind of box, wrapping, label, insert or print of a brand. The figures are the sums of its moves."""

    __tablename__ = "branding_items"
    __table_args__ = (Index("ix_branding_items_brand", "shop_id", "brand_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand_profiles.id"))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(80))
    # By which it is found, and known as the same: SQLite folds no letter beyond ASCII itself.
    folded_name: Mapped[str] = mapped_column(String(240))
    used_by: Mapped[str] = mapped_column(String(16))
    quantity: Mapped[int]
    every: Mapped[int]
    threshold: Mapped[int] = mapped_column(BigInteger())
    is_required: Mapped[bool]
    on_hand: Mapped[int] = mapped_column(BigInteger())
    reserved: Mapped[int] = mapped_column(BigInteger())
    # Since when it is low, and since when more is spoken for than there is: told once, until it has risen again.
    low_since: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    short_since: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    retired_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    made_at: Mapped[datetime] = mapped_column(Moment())
    changed_at: Mapped[datetime] = mapped_column(Moment())

    @property
    def free(self) -> int:
        """What no order has reserved. Below zero where more was used or fewer were counted than are spoken for."""
        return self.on_hand - self.reserved

    @property
    def recipe(self) -> Recipe:
        """What uses it up."""
        return Recipe(self.used_by, self.quantity, self.every)


class BrandingMove(Base):
    """One move of an item: how on-hand and reserved changed, and what they were afterwards."""

    __tablename__ = "branding_moves"
    __table_args__ = (
        Index("ix_branding_moves_brand", "shop_id", "brand_id", "id"),
        Index("ix_branding_moves_item", "item_id", "id"),
        Index("ix_branding_moves_use", "item_id", "kind", "at"),
        Index("ix_branding_moves_order", "order_id", "item_id"),
        # The same form sent twice is one delivery.
        Index(
            "uq_branding_moves_once",
            "item_id",
            "once",
            unique=True,
            sqlite_where=text("once IS NOT NULL"),
            postgresql_where=text("once IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand_profiles.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("branding_items.id"))
    kind: Mapped[str] = mapped_column(String(16))
    on_hand_change: Mapped[int] = mapped_column(BigInteger())
    reserved_change: Mapped[int] = mapped_column(BigInteger())
    on_hand: Mapped[int] = mapped_column(BigInteger())
    reserved: Mapped[int] = mapped_column(BigInteger())
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), nullable=True)
    parcel: Mapped[str | None] = mapped_column(String(64), nullable=True)
    reason: Mapped[str | None] = mapped_column(String(300), nullable=True)
    once: Mapped[str | None] = mapped_column(String(32), nullable=True)
    actor: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment())


class BrandingReservation(Base):
    """For how many parcels and units an order's branding was reserved, and which optional items it goes without."""

    __tablename__ = "branding_reservations"
    __table_args__ = (Index("ix_branding_reservations_brand", "shop_id", "brand_id"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand_profiles.id"))
    parcels: Mapped[int]
    units: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    without: Mapped[list[int]] = mapped_column(JSON())
    changed_at: Mapped[datetime] = mapped_column(Moment())


class BrandingParcel(Base):
    """That a parcel of an order took its branding: a message that comes again takes nothing."""

    __tablename__ = "branding_parcels"
    __table_args__ = (UniqueConstraint("order_id", "parcel"), Index("ix_branding_parcels_shop", "shop_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    parcel: Mapped[str] = mapped_column(String(64))
    units: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment())
