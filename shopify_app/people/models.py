"""The people shops hold data about: each with a key of their own, found by keyed fingerprints only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment, PersonalField, SealedType, personal
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base

_ACCOUNT = ("account", "orders: document transactions and reach the customer about problems", "contract")
_KEPT = "until erased, or 3 years after the last order"


class Person(Base):
    """One person of one shop. Destroying `wrapped_key` makes everything sealed for them unreadable, everywhere."""

    __tablename__ = "people"

    # Chosen at random by us: many people are then stored in one statement, and the number tells nothing.
    id: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), index=True)
    wrapped_key: Mapped[Sealed | None] = mapped_column(SealedType(), nullable=True)
    contact: Mapped[Sealed | None] = personal(
        PersonalField("shopify_customer_id", *_ACCOUNT, _KEPT),
        PersonalField("name", *_ACCOUNT, _KEPT),
        PersonalField("email", *_ACCOUNT, _KEPT),
        PersonalField("phone", *_ACCOUNT, _KEPT),
    )
    made_at: Mapped[datetime] = mapped_column(Moment())
    erased_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)


class Alias(Base):
    """A keyed fingerprint of something a person is known by; without the shop's key it says nothing."""

    __tablename__ = "people_aliases"
    __table_args__ = (
        UniqueConstraint("shop_id", "kind", "fingerprint"),
        Index("ix_people_aliases_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(24))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(16))
