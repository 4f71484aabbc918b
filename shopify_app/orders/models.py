"""Orders as last seen, what stops them, and what happened to them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import Amount, BigId, Moment, PersonalField, personal
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base

UNKNOWN, TRADE, RETAIL = "unknown", "trade", "retail"
WANTED, PLACED, RELEASED, OVERRIDDEN = "wanted", "placed", "released", "overridden"

_DELIVERY = ("account", "orders: deliver what was bought", "contract", "until erased, or 3 years after the order")


class Order(Base):
    """One Shopify order. Amounts are in `currency`, the one the buyer pays in: in that one the minimum was told."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("shop_id", "shopify_order_id"),
        Index("ix_orders_placed", "shop_id", "placed_at"),
        Index("ix_orders_kind", "shop_id", "kind", "placed_at"),
        Index("ix_orders_person", "person_id"),
        Index("ix_orders_company", "shop_id", "company_id"),
        # The condition in the words each database gets it asked in: only so does it use the index.
        Index("ix_orders_due", "shop_id", "id", sqlite_where=text("check_due = 1"), postgresql_where=text("check_due")),
        Index(
            "ix_orders_brand_due",
            "shop_id",
            "kind",
            "id",
            sqlite_where=text("brand_due = 1"),
            postgresql_where=text("brand_due"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    shopify_order_id: Mapped[int] = mapped_column(BigInteger())
    name: Mapped[str] = mapped_column(String(64))
    source_name: Mapped[str | None] = mapped_column(String(64), nullable=True)
    currency: Mapped[str] = mapped_column(String(3))
    goods: Mapped[Decimal] = mapped_column(Amount())
    total: Mapped[Decimal] = mapped_column(Amount())
    presentment_currency: Mapped[str | None] = mapped_column(String(3), nullable=True)
    financial_status: Mapped[str | None] = mapped_column(String(32), nullable=True)
    fulfillment_status: Mapped[str | None] = mapped_column(String(32), nullable=True)
    has_terms: Mapped[bool]
    is_test: Mapped[bool]
    tags: Mapped[str | None] = mapped_column(Text(), nullable=True)
    company_id: Mapped[int | None] = mapped_column(BigInteger(), nullable=True)
    company_location_id: Mapped[int | None] = mapped_column(BigInteger(), nullable=True)
    ship_country: Mapped[str | None] = mapped_column(String(2), nullable=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), nullable=True)
    destination: Mapped[Sealed | None] = personal(
        PersonalField("ship_to_name", *_DELIVERY),
        PersonalField("ship_to_company", *_DELIVERY),
        PersonalField("ship_to_address", *_DELIVERY),
        PersonalField("ship_to_phone", *_DELIVERY),
    )
    seen_at: Mapped[datetime] = mapped_column(Moment())
    placed_at: Mapped[datetime] = mapped_column(Moment())
    changed_at: Mapped[datetime] = mapped_column(Moment())
    triggered_at: Mapped[datetime] = mapped_column(Moment())
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    kind: Mapped[str] = mapped_column(String(8))
    check_due: Mapped[bool]
    # Whether it may leave in its trader's name is to be looked at again.
    brand_due: Mapped[bool] = mapped_column(server_default=false())
    edited: Mapped[bool]


class Hold(Base):
    """Why and how long we stop an order's fulfilment under one of our own handles."""

    __tablename__ = "order_holds"
    __table_args__ = (
        UniqueConstraint("order_id", "handle"),
        Index("ix_order_holds_state", "shop_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    handle: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(12))
    version: Mapped[int]
    wanted_at: Mapped[datetime] = mapped_column(Moment())
    placed_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    fulfillment_orders: Mapped[list[str]] = mapped_column(JSON())
    # The shop is told of each such hold by mail. Else the one who wants it tells of many together.
    is_mailed: Mapped[bool] = mapped_column(server_default=true())


class FulfillmentOrder(Base):
    """A fulfilment order a webhook named. Which order it belongs to is looked up only when a hold is waiting for it."""

    __tablename__ = "fulfillment_orders"
    __table_args__ = (UniqueConstraint("shop_id", "shopify_fulfillment_order_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    shopify_fulfillment_order_id: Mapped[int] = mapped_column(BigInteger())
    shopify_order_id: Mapped[int | None] = mapped_column(BigInteger(), nullable=True)
    seen_at: Mapped[datetime] = mapped_column(Moment())
    followed_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)


class TimelineEntry(Base):
    """One thing that happened to an order, for its page."""

    __tablename__ = "order_timeline"
    __table_args__ = (Index("ix_order_timeline_order", "order_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    at: Mapped[datetime] = mapped_column(Moment())
    what: Mapped[str] = mapped_column(String(24))
    details: Mapped[dict[str, Any]] = mapped_column(JSON())


class HistoryRun(Base):
    """The reading of the orders from before the installation: one bulk operation of Shopify's, and how far we are."""

    __tablename__ = "order_history_runs"

    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), primary_key=True, autoincrement=False)
    bulk_gid: Mapped[str] = mapped_column(String(128))
    started_at: Mapped[datetime] = mapped_column(Moment())
    lines_read: Mapped[int]
