"""Shops and their installations. A reinstalled shop is a new installation: old erasure messages must not reach it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment, secret
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base


class Shop(Base):
    """A shop we have heard of. `key` names it in addresses that others call, and tells nothing about it."""

    __tablename__ = "shops"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    domain: Mapped[str] = mapped_column(String(80), unique=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment())
    name: Mapped[str | None] = mapped_column(String(200), nullable=True)
    currency: Mapped[str | None] = mapped_column(String(3), nullable=True)
    timezone: Mapped[str | None] = mapped_column(String(64), nullable=True)
    country: Mapped[str | None] = mapped_column(String(2), nullable=True)
    plan: Mapped[str | None] = mapped_column(String(64), nullable=True)
    # Where its storefront is: often a domain of its own.
    web_domain: Mapped[str | None] = mapped_column(String(255), nullable=True)
    contact: Mapped[Sealed | None] = secret()
    described_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    erasing_until: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)


class Installation(Base):
    """One span of time in which the app was installed, with its expiring offline token and refresh token, sealed."""

    __tablename__ = "installations"
    __table_args__ = (
        UniqueConstraint("shop_id", "number"),
        Index(
            "uq_installations_living",
            "shop_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    number: Mapped[int]
    scopes: Mapped[str] = mapped_column(Text())
    installed_at: Mapped[datetime] = mapped_column(Moment())
    ended_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    history_read_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    access_token: Mapped[Sealed | None] = secret()
    access_expires_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    refresh_token: Mapped[Sealed | None] = secret()
    refresh_expires_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    token_version: Mapped[int] = mapped_column(default=0)
    refreshing_until: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
