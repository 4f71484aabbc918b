"""Parcels that left, those Shopify is asked to make, and who hears of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment, PersonalField, personal
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base

SHIPPED, CANCELLED = "shipped", "cancelled"
ASKED, DONE, REFUSED = "asked", "done", "refused"
# What became of the trader's own mail to the consignee.
OFF, WANTED, LEAVING, SENT = "off", "wanted", "leaving", "sent"
NOBODY, TRADERS, BLOCKED = "nobody", "traders", "blocked"
NEUTRAL, OWN = "neutral", "own"

_DELIVERY = ("account", "orders: deliver what was bought", "contract", "until erased, or 3 years after the order")
# A tracking number leads to the address, at the carrier.
_TRACKING = (PersonalField("tracking_numbers", *_DELIVERY), PersonalField("tracking_links", *_DELIVERY))


class Parcel(Base):
    """One Shopify fulfilment of a branded order. `version` is the brand's when it left, and stays.

    Tracking is sealed for `person_id`, or for an order that names nobody with the shop's key.
    """

    __tablename__ = "parcels"
    __table_args__ = (
        UniqueConstraint("shop_id", "shopify_fulfillment_id"),
        Index("ix_parcels_shipped", "shop_id", "shipped_at"),
        Index("ix_parcels_order", "order_id"),
        Index("ix_parcels_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    shopify_fulfillment_id: Mapped[int] = mapped_column(BigInteger())
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand_profiles.id"))
    version: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), nullable=True)
    carrier: Mapped[str | None] = mapped_column(String(100), nullable=True)
    tracking: Mapped[Sealed | None] = personal(*_TRACKING)
    units: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    # Where a name stands that must not: [[whose, where]], never the name itself.
    leaks: Mapped[list[list[str]]] = mapped_column(JSON())
    has_leaks: Mapped[bool]
    told: Mapped[str] = mapped_column(String(12))
    told_why: Mapped[str | None] = mapped_column(String(300), nullable=True)
    told_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    stock_taken_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    shipped_at: Mapped[datetime] = mapped_column(Moment())
    changed_at: Mapped[datetime] = mapped_column(Moment())
    seen_at: Mapped[datetime] = mapped_column(Moment())


class ParcelRequest(Base):
    """A parcel that staff asked Shopify to make. `token` is the form's: sent twice, it is one.

    `known` are the fulfilments the order had before Shopify was first asked: after a time-out ours is among the others.
    """

    __tablename__ = "parcel_requests"
    __table_args__ = (
        UniqueConstraint("shop_id", "token", "part"),
        Index("ix_parcel_requests_order", "order_id"),
        Index("ix_parcel_requests_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    token: Mapped[str] = mapped_column(String(64))
    part: Mapped[int]
    shopify_fulfillment_order_id: Mapped[int] = mapped_column(BigInteger())
    # [[line of the fulfilment order, line of the order, quantity]]
    lines: Mapped[list[list[int]]] = mapped_column(JSON())
    units: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), nullable=True)
    carrier: Mapped[str | None] = mapped_column(String(100), nullable=True)
    tracking: Mapped[Sealed | None] = personal(*_TRACKING)
    state: Mapped[str] = mapped_column(String(12))
    known: Mapped[list[int]] = mapped_column(JSON())
    actor: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment())
    asked_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    problem: Mapped[str | None] = mapped_column(String(300), nullable=True)
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("parcels.id"), nullable=True)


class OrderNotice(Base):
    """Whom Shopify's own notices of an order reach, without saying the address, and how many mails it sent."""

    __tablename__ = "order_notices"
    __table_args__ = (Index("ix_order_notices_reached", "shop_id", "reaches_others"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    email_of: Mapped[str] = mapped_column(String(12))
    phone_of: Mapped[str] = mapped_column(String(12))
    reaches_others: Mapped[bool]
    mails: Mapped[int]
    mailed_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    looked_at: Mapped[datetime] = mapped_column(Moment())
    order_changed_at: Mapped[datetime] = mapped_column(Moment())


class BrandMessages(Base):
    """Whether consignees get the trader's own shipping mail, and from which address. Without a row: they do not."""

    __tablename__ = "brand_messages"

    brand_id: Mapped[int] = mapped_column(ForeignKey("brand_profiles.id"), primary_key=True, autoincrement=False)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    sends: Mapped[str] = mapped_column(String(12))
    actor: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(Moment())


class NoticeConfirmation(Base):
    """That staff looked at one of Shopify's settings that no program can see, and when."""

    __tablename__ = "notice_confirmations"
    __table_args__ = (UniqueConstraint("shop_id", "item"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    item: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(64))
    confirmed_at: Mapped[datetime] = mapped_column(Moment())
