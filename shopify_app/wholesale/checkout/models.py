"""What the checkout should be told, by shop: so that a change is noticed and written once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import Moment
from shopify_app.core.db import Base


class CheckoutConfiguration(Base):
    """The wanted configuration by its digest, numbered by change; and why Shopify refused the Function, if it did."""

    __tablename__ = "checkout_configurations"

    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(Moment())
    refusal: Mapped[str | None] = mapped_column(String(64), nullable=True)
    refused_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
