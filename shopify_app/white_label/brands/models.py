"""Brand profiles: a draft that staff work on, the proofs that were sent of it, and the versions that were approved.

A version is never changed, and neither is what a proof shows.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment, PersonalField, personal
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base

_WHY = "white label: send the trader's orders in the trader's name"
_UNTIL = "until erased, or 3 years after the last order"
_BRAND = ("account", _WHY, "contract", _UNTIL)
_FIELDS = tuple(PersonalField(f"brand_{name}", *_BRAND) for name in ("name", "address", "contact", "message", "logo"))
_ANSWER = ("account", "white label: let the trader approve how their parcels look", "contract")
_SENT = "until erased, or 90 days after the answer"
_SHOWN = tuple(PersonalField(field.name, *_ANSWER, _SENT) for field in _FIELDS)
# How a proof ended; while it has not, it waits for the trader or its time is over.
APPROVED, CHANGES, SUPERSEDED, WITHDRAWN = "approved", "changes", "superseded", "withdrawn"


class BrandProfile(Base):
    """A trader's brand: of a company where there is one, else of a person.

    A brand's name and address may be a person's own, so they are sealed: with the person's key, or for a company with
    the shop's.
    """

    __tablename__ = "brand_profiles"
    __table_args__ = (
        Index(
            "uq_brand_profiles_company",
            "shop_id",
            "company_id",
            unique=True,
            sqlite_where=text("company_id IS NOT NULL"),
            postgresql_where=text("company_id IS NOT NULL"),
        ),
        Index(
            "uq_brand_profiles_person",
            "shop_id",
            "person_id",
            unique=True,
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    company_id: Mapped[int | None] = mapped_column(BigInteger(), nullable=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), nullable=True)
    draft: Mapped[Sealed | None] = personal(*_FIELDS)
    # What was changed since the latest version is not approved yet.
    is_changed: Mapped[bool]
    version: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment())
    changed_at: Mapped[datetime] = mapped_column(Moment())


class BrandVersion(Base):
    """What the trader approved: how the brand looks on every shipment until the next version."""

    __tablename__ = "brand_versions"
    __table_args__ = (UniqueConstraint("brand_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), index=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand_profiles.id"))
    number: Mapped[int]
    content: Mapped[Sealed | None] = personal(*_FIELDS)
    approved_at: Mapped[datetime] = mapped_column(Moment())
    actor: Mapped[str] = mapped_column(String(64))
    how: Mapped[str] = mapped_column(String(300))


class BrandProof(Base):
    """A draft as it was sent to the trader, who answers once by the link in the mail.

    The link's token is nowhere: it is derived anew for each letter, and only its digest is kept to know it by.
    """

    __tablename__ = "brand_proofs"
    __table_args__ = (
        Index("ix_brand_proofs_shop_id", "shop_id", "id"),
        Index("ix_brand_proofs_brand_id", "brand_id", "id"),
        Index(
            "ix_brand_proofs_open",
            "expires_at",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand_profiles.id"))
    # The one the trader reads.
    language: Mapped[str] = mapped_column(String(2))
    content: Mapped[Sealed | None] = personal(*_SHOWN)
    recipient: Mapped[Sealed | None] = personal(PersonalField("proof_recipient", *_ANSWER, _SENT))
    # By which a proof of a company's brand is found when the one it was sent to is erased.
    recipient_print: Mapped[bytes | None] = mapped_column(LargeBinary(16), nullable=True)
    note: Mapped[Sealed | None] = personal(PersonalField("proof_note", *_ANSWER, _SENT))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    made_at: Mapped[datetime] = mapped_column(Moment())
    made_by: Mapped[str] = mapped_column(String(64))
    letters: Mapped[int]
    sent_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    opened_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    expires_at: Mapped[datetime] = mapped_column(Moment())
    ended_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    outcome: Mapped[str | None] = mapped_column(String(16), nullable=True)
    # Which version the approval made.
    version: Mapped[int | None]
