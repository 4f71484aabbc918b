"""Who buys as a trader, and every decision on an order's minimum."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import Amount, BigId, Moment
from shopify_app.core.db import Base

# Under this name the minimum stops an order's fulfilment.
HANDLE = "order-minimum"


class TradeMark(Base):
    """Whether a person's customer record carries the shop's trade tag, and at which moment it did."""

    __tablename__ = "trade_marks"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), index=True)
    is_trade: Mapped[bool]
    seen_at: Mapped[datetime] = mapped_column(Moment())


class Decision(Base):
    """One verdict on one order. The newest counts; older ones tell how it came to it."""

    __tablename__ = "minimum_decisions"
    __table_args__ = (
        Index("ix_minimum_decisions_order", "order_id", "id"),
        Index("ix_minimum_decisions_shop", "shop_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    at: Mapped[datetime] = mapped_column(Moment())
    allowed: Mapped[bool]
    rule: Mapped[str] = mapped_column(String(16))
    currency: Mapped[str] = mapped_column(String(3))
    counted: Mapped[Decimal] = mapped_column(Amount())
    minimum: Mapped[Decimal | None] = mapped_column(Amount(), nullable=True)
    qualifying_orders: Mapped[int]
    # How many orders were counted as one, by decision of staff.
    orders: Mapped[int] = mapped_column(server_default=text("1"))
    source: Mapped[str | None] = mapped_column(String(8), nullable=True)
    per_dollar: Mapped[Decimal | None] = mapped_column(Amount(), nullable=True)
    rate_on: Mapped[date | None] = mapped_column(Date(), nullable=True)
