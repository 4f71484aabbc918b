"""Which orders leave in their trader's name and what they wait for; whose do not; and what the shop wants of all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import Moment
from shopify_app.core.db import Base

# Under this name a brand that is not ready stops an order's fulfilment.
HANDLE = "brand-profile"
WAITING, READY, OVERRIDDEN, DONE = "waiting", "ready", "overridden", "done"
# Whose orders need a brand: those of traders that have a brand profile, or every trader's.
BRANDED, EVERY = "branded", "every"


class ReleaseWish(Base):
    """Whose orders the shop wants held until their brand is ready, and since when; without a row: `BRANDED`."""

    __tablename__ = "release_wishes"

    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), primary_key=True, autoincrement=False)
    whose: Mapped[str] = mapped_column(String(8))
    since: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))


class PlainBrand(Base):
    """That a trader's orders leave without a brand of theirs, although there is a profile, and why."""

    __tablename__ = "plain_brands"

    brand_id: Mapped[int] = mapped_column(ForeignKey("brand_profiles.id"), primary_key=True, autoincrement=False)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    since: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))


class BrandedOrder(Base):
    """An order that leaves in its trader's name, or waits for that. Nothing in it names anybody.

    `version` is the brand's that its papers are made by, frozen when it became ready; `versions` lists since when it
    was which, so that what left earlier keeps the one it left with. `papers` is the last search of its papers: findings
    say whose name stands where, never the name. Digests tell of which state of the order that search was (`inputs`),
    what the papers were drawn from (`contents`), which names they were searched for (`watched`), and the papers
    themselves (`digest`). `codes` repeats the reasons' codes, each between commas, to be searched.
    """

    __tablename__ = "branded_orders"
    __table_args__ = (Index("ix_branded_orders_state", "shop_id", "state", "since"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brand_profiles.id"), nullable=True)
    version: Mapped[int | None] = mapped_column(nullable=True)
    versions: Mapped[list[dict[str, Any]]] = mapped_column(JSON())
    state: Mapped[str] = mapped_column(String(12))
    since: Mapped[datetime] = mapped_column(Moment())
    reasons: Mapped[list[list[Any]]] = mapped_column(JSON())
    codes: Mapped[str] = mapped_column(String(200))
    looked_at: Mapped[datetime] = mapped_column(Moment())
    papers: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), nullable=True)
    inputs: Mapped[str | None] = mapped_column(String(64), nullable=True)
    contents: Mapped[str | None] = mapped_column(String(64), nullable=True)
    watched: Mapped[str | None] = mapped_column(String(64), nullable=True)
    # How often its papers could not be searched, and when that is tried again.
    tries: Mapped[int]
    retry_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    passed_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    digest: Mapped[str | None] = mapped_column(String(64), nullable=True)
    # Who let it go without the brand, and why.
    actor: Mapped[str | None] = mapped_column(String(64), nullable=True)
    why: Mapped[str | None] = mapped_column(String(300), nullable=True)
