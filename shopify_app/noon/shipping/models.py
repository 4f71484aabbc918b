"""Shipments told to noon, waybills drawn in advance, and units said to be out of stock. No personal data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment
from shopify_app.core.db import Base

_TROUBLED = text("problem IS NOT NULL AND noted_at IS NULL")


class Asked(Base):
    """What was asked for about units of one noon order, in one noon project; and what stands in its way.

    `attempt` counts how often it was asked for, `noted_at` is when a person had read the problem.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("noon_orders.id"))
    project_code: Mapped[str] = mapped_column(String(64))
    item_nrs: Mapped[list[str]] = mapped_column(JSON())
    state: Mapped[str] = mapped_column(String(16))
    attempt: Mapped[int] = mapped_column(default=1)
    problem: Mapped[str | None] = mapped_column(String(400), nullable=True)
    noted_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    actor: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(Moment())
    changed_at: Mapped[datetime] = mapped_column(Moment())


class NoonShipment(Asked):
    """Units of one noon order that leave together; of a fulfilment in Shopify, if one asked for it.

    `item_nrs` are the units in it. Those that noon had closed meanwhile are exchanged for others of the same SKU or
    taken out again, which `problem` then tells. `missing` tells which goods of the fulfilment found no unit at all.
    """

    __tablename__ = "noon_shipments"
    __table_args__ = (
        UniqueConstraint("shop_id", "shipment_nr"),
        UniqueConstraint("shop_id", "shopify_fulfillment_id"),
        Index("ix_noon_shipments_order", "shop_id", "order_id"),
        Index("ix_noon_shipments_troubled", "shop_id", "id", sqlite_where=_TROUBLED, postgresql_where=_TROUBLED),
    )

    shipment_nr: Mapped[str] = mapped_column(String(96))
    shopify_fulfillment_id: Mapped[int | None] = mapped_column(BigInteger(), nullable=True)
    missing: Mapped[str | None] = mapped_column(String(400), nullable=True)


class NoonWaybill(Base):
    """A waybill of a shipment. One of noon's logistics has no number until one is taken from those drawn in advance."""

    __tablename__ = "noon_waybills"
    __table_args__ = (
        Index("ix_noon_waybills_shipment", "shipment_id"),
        Index("ix_noon_waybills_number", "shop_id", "awb_nr"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    shipment_id: Mapped[int] = mapped_column(ForeignKey("noon_shipments.id"))
    courier: Mapped[str] = mapped_column(String(64))
    awb_nr: Mapped[str | None] = mapped_column(String(64), nullable=True)
    state: Mapped[str] = mapped_column(String(16))


class NoonAwb(Base):
    """A waybill number of noon's logistics, drawn in advance for one project and country, and used once."""

    __tablename__ = "noon_awbs"
    __table_args__ = (
        UniqueConstraint("shop_id", "awb_nr"),
        UniqueConstraint("waybill_id"),
        Index("ix_noon_awbs_free", "shop_id", "project_code", "country", "waybill_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    project_code: Mapped[str] = mapped_column(String(64))
    country: Mapped[str] = mapped_column(String(8))
    awb_nr: Mapped[str] = mapped_column(String(64))
    drawn_at: Mapped[datetime] = mapped_column(Moment())
    waybill_id: Mapped[int | None] = mapped_column(ForeignKey("noon_waybills.id"), nullable=True)


class NoonShortage(Asked):
    """Units of one noon order that the shop says it cannot deliver."""

    __tablename__ = "noon_shortages"
    __table_args__ = (
        Index("ix_noon_shortages_order", "shop_id", "order_id"),
        Index("ix_noon_shortages_troubled", "shop_id", "id", sqlite_where=_TROUBLED, postgresql_where=_TROUBLED),
    )


class NoonCourier(Base):
    """Who carries a shop's noon parcels where nobody says otherwise: «noon», or the name of the shop's own courier."""

    __tablename__ = "noon_couriers"

    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(64))
    actor: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(Moment())
