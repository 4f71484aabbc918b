"""Whether a shop wants noon's orders in Shopify, and what became of each. No personal data."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import Amount, BigId, Moment
from shopify_app.core.db import Base

WAITING, DUE, ASKED, MADE = "waiting", "due", "asked", "made"
STOPPED, REFUSED, NOTHING = "stopped", "refused", "nothing"


class NoonImportTerms(Base):
    """How a shop wants noon's orders in Shopify. Without a row, or without `from_at`, it does not want them.

    `settle_minutes`: how long after an attempt of unknown outcome an order that Shopify does not show may still appear.
    `marked_at`: since when Shopify keeps noon's number as an own, unique id of orders.
    """

    __tablename__ = "noon_import_terms"

    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), primary_key=True, autoincrement=False)
    from_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    tax: Mapped[str] = mapped_column(String(8))
    tax_percent: Mapped[Decimal] = mapped_column(Amount())
    per_minute: Mapped[int]
    settle_minutes: Mapped[int]
    marked_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    paused_until: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    changed_at: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))


class NoonImport(Base):
    """One noon order that is, or is to be, an order in Shopify.

    This row is the decision, and what guards it: `asked` is written before Shopify is asked to make the order, with
    `lines`, what it is asked for. Until it is known what came of that, nothing else is asked. Once `made`, it stays so.
    """

    __tablename__ = "noon_imports"
    __table_args__ = (
        UniqueConstraint("shop_id", "noon_order_nr"),
        UniqueConstraint("order_id"),
        UniqueConstraint("shop_id", "shopify_order_id", name="uq_noon_imports_shopify_order"),
        Index("ix_noon_imports_state", "shop_id", "state", "next_try_at"),
        Index("ix_noon_imports_attempted", "shop_id", "attempted_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("noon_orders.id"))
    noon_order_nr: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(8))
    # A person asked for this one, whatever the shop's terms are.
    by_hand: Mapped[bool] = mapped_column(server_default=false())
    problem: Mapped[str | None] = mapped_column(String(300), nullable=True)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON())
    tries: Mapped[int]
    attempted_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    leased_until: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    shopify_order_id: Mapped[int | None] = mapped_column(BigInteger(), nullable=True)
    shopify_name: Mapped[str | None] = mapped_column(String(64), nullable=True)
    made_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    # When it was settled from which location it is shipped.
    placed_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    # noon's numbers of the units that were cancelled there since, as far as Shopify was asked to let them go.
    let_go: Mapped[list[str]] = mapped_column(JSON())
    version: Mapped[int]
    ended_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    decided_at: Mapped[datetime] = mapped_column(Moment())
