"""A shop's terms and their equivalents, row upon row, never changed; and exceptions: of an account, of an order."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import Amount, BigId, Moment
from shopify_app.core.db import Base


class MinimumTerms(Base):
    """A complete statement of a shop's minimums, in force from `since` until the next one."""

    __tablename__ = "minimum_terms"
    __table_args__ = (Index("ix_minimum_terms_since", "shop_id", "since"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    since: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(200))
    first: Mapped[Decimal] = mapped_column(Amount())
    following: Mapped[Decimal] = mapped_column(Amount())
    rounding: Mapped[int]
    max_rate_age_days: Mapped[int]
    derive: Mapped[bool]
    cancel_after_days: Mapped[int | None] = mapped_column(nullable=True)


class MinimumEquivalent(Base):
    """The thresholds of one statement in one currency, with what they rest on. `per_dollar`: one dollar in it."""

    __tablename__ = "minimum_equivalents"
    __table_args__ = (Index("ix_minimum_equivalents_terms", "terms_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    terms_id: Mapped[int] = mapped_column(ForeignKey("minimum_terms.id"))
    currency: Mapped[str] = mapped_column(String(3))
    first: Mapped[Decimal] = mapped_column(Amount())
    following: Mapped[Decimal] = mapped_column(Amount())
    source: Mapped[str] = mapped_column(String(8))
    per_dollar: Mapped[Decimal | None] = mapped_column(Amount(), nullable=True)
    rate_on: Mapped[date | None] = mapped_column(Date(), nullable=True)


class MinimumOverride(Base):
    """Minimums agreed with one account, in riyals: of a company where there is one, else of a person."""

    __tablename__ = "minimum_overrides"
    __table_args__ = (
        Index("ix_minimum_overrides_company", "shop_id", "company_id"),
        Index("ix_minimum_overrides_person", "shop_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    company_id: Mapped[int | None] = mapped_column(BigInteger(), nullable=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), nullable=True)
    first: Mapped[Decimal] = mapped_column(Amount())
    following: Mapped[Decimal] = mapped_column(Amount())
    begins_at: Mapped[datetime] = mapped_column(Moment())
    ends_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    reason: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))


class MinimumExemption(Base):
    """One order that may pass below the minimum, for a named reason; it stands until somebody withdraws it."""

    __tablename__ = "minimum_exemptions"
    __table_args__ = (Index("ix_minimum_exemptions_order", "order_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(300))
    granted_at: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    withdrawn_by: Mapped[str | None] = mapped_column(String(64), nullable=True)
