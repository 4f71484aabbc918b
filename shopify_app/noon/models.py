"""The shop's noon account and noon's orders as last read. They hold no personal data: noon's orders carry none."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import Amount, BigId, Moment, secret
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base


class NoonConnection(Base):
    """A shop's noon account: the key file and the secret noon sends with each event, sealed under the shop's key."""

    __tablename__ = "noon_connections"

    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), primary_key=True, autoincrement=False)
    project_code: Mapped[str] = mapped_column(String(64))
    user_code: Mapped[str] = mapped_column(String(128))
    key_file: Mapped[Sealed | None] = secret()
    event_secret: Mapped[Sealed | None] = secret()
    warehouses: Mapped[list[str]] = mapped_column(JSON())
    connected_at: Mapped[datetime] = mapped_column(Moment())
    polled_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    problem: Mapped[str | None] = mapped_column(String(300), nullable=True)
    # Events that carried the secret and came from an address that is not noon's: counted about once a minute.
    strange_events: Mapped[int] = mapped_column(server_default="0", default=0)
    strange_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)


class NoonSession(Base):
    """The session that all workers share: noon's cookies, sealed under the shop's key, and who may renew them."""

    __tablename__ = "noon_sessions"

    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), primary_key=True, autoincrement=False)
    key_print: Mapped[str] = mapped_column(String(64))
    cookies: Mapped[Sealed | None] = secret()
    number: Mapped[int]
    made_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    logging_in_until: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)


class NoonOddity(Base):
    """A value in noon's answers that we did not know, kept as it came: noon may add words at any time."""

    __tablename__ = "noon_oddities"
    __table_args__ = (UniqueConstraint("shop_id", "field", "value"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    field: Mapped[str] = mapped_column(String(32))
    value: Mapped[str] = mapped_column(String(64))
    first_order_nr: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime] = mapped_column(Moment())


class NoonOrder(Base):
    """One noon order, mirrored. Amounts are in `currency`, the end customer's."""

    __tablename__ = "noon_orders"
    __table_args__ = (
        UniqueConstraint("shop_id", "noon_order_nr"),
        Index("ix_noon_orders_placed", "shop_id", "placed_at"),
        Index(
            "ix_noon_orders_stock_due",
            "shop_id",
            "id",
            sqlite_where=text("stock_due = 1"),
            postgresql_where=text("stock_due"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    noon_order_nr: Mapped[str] = mapped_column(String(64))
    marketplace: Mapped[str] = mapped_column(String(32))
    marketplace_order_nr: Mapped[str] = mapped_column(String(64))
    country: Mapped[str] = mapped_column(String(8))
    currency: Mapped[str] = mapped_column(String(3))
    warehouse_code: Mapped[str] = mapped_column(String(64))
    placed_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    read_at: Mapped[datetime] = mapped_column(Moment())
    mirrored_at: Mapped[datetime] = mapped_column(Moment())
    # When noon's list had it last.
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    stock_due: Mapped[bool] = mapped_column(server_default=true())


class NoonItem(Base):
    """One row of a noon order: one unit of one SKU, with a state of its own. States are kept in noon's words."""

    __tablename__ = "noon_items"
    __table_args__ = (UniqueConstraint("order_id", "noon_item_nr"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("noon_orders.id"))
    noon_item_nr: Mapped[str] = mapped_column(String(64))
    sku: Mapped[str] = mapped_column(String(128))
    marketplace_status: Mapped[str] = mapped_column(String(64))
    integration_status: Mapped[str] = mapped_column(String(64))
    price: Mapped[Decimal | None] = mapped_column(Amount(), nullable=True)
    cancellation_reason: Mapped[str | None] = mapped_column(String(64), nullable=True)


class NoonDue(Base):
    """A noon order that an event named: to be read again. Gone once it was read after `asked_at`."""

    __tablename__ = "noon_due"
    __table_args__ = (UniqueConstraint("shop_id", "noon_order_nr"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    noon_order_nr: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(Moment())
    tries: Mapped[int]
    next_try_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    problem: Mapped[str | None] = mapped_column(String(300), nullable=True)
