"""The shop's legal identity for customs, and what staff typed of goods where Shopify is silent or wrong."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment, PersonalField, personal
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base

_EXPORTER = ("account", "customs: name the true exporter on papers for authorities", "law", "until the shop leaves")


class CustomsIdentity(Base):
    """Who the shop is before the law. It may be a sole trader's own name, so it is sealed, under the shop's key."""

    __tablename__ = "customs_identities"

    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), primary_key=True, autoincrement=False)
    content: Mapped[Sealed | None] = personal(
        PersonalField("exporter_name", *_EXPORTER),
        PersonalField("exporter_address", *_EXPORTER),
        PersonalField("exporter_contact", *_EXPORTER),
        PersonalField("exporter_numbers", *_EXPORTER),
    )
    # The country alone is readable: it says which orders leave it.
    country: Mapped[str] = mapped_column(String(2))
    changed_at: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))


class CustomsGoods(Base):
    """What staff typed of the goods of one SKU; what is empty is taken from Shopify."""

    __tablename__ = "customs_goods"
    __table_args__ = (UniqueConstraint("shop_id", "sku"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    sku: Mapped[str] = mapped_column(String(255))
    hs_code: Mapped[str | None] = mapped_column(String(13), nullable=True)
    origin: Mapped[str | None] = mapped_column(String(2), nullable=True)
    grams: Mapped[int | None] = mapped_column(nullable=True)
    description: Mapped[str | None] = mapped_column(String(120), nullable=True)
    changed_at: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))
