"""What noon told of an order's customer, when it was asked to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment, PersonalField, personal
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base

_SALE = ("account", "orders: tell whose parcel it is, and answer what the customer asks", "contract")
_KEPT = "until erased, or 90 days after noon was asked"


class NoonCustomer(Base):
    """The customer of one noon order. Once erased, the row stays, empty: so that noon is not asked again by chance."""

    __tablename__ = "noon_customers"
    __table_args__ = (
        UniqueConstraint("order_id"),
        Index("ix_noon_customers_person", "person_id"),
        Index("ix_noon_customers_fetched", "shop_id", "fetched_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("noon_orders.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), nullable=True)
    details: Mapped[Sealed | None] = personal(
        PersonalField("noon_customer_name", *_SALE, _KEPT),
        PersonalField("noon_customer_city", *_SALE, _KEPT),
    )
    fetched_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    erased_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
