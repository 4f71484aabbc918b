"""The register of what left, the companies it may go to by name, and what courts and authorities asked for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment, PersonalField, personal
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base


class Disclosure(Base):
    """One time that personal data left: to whom, for what, on what ground, which fields. Never what they said.

    A row outlives the person's erasure, because who must account for a disclosure must still be able to. It names
    nobody then: `person_id` is a random number of ours whose key is destroyed. It goes five years after the disclosure
    (`privacy/retention.py`).
    """

    __tablename__ = "disclosures"
    __table_args__ = (
        Index("ix_disclosures_recipient", "shop_id", "recipient", "id"),
        Index("ix_disclosures_subject", "shop_id", "subject"),
        Index("ix_disclosures_at", "shop_id", "at"),
        Index("ix_disclosures_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    at: Mapped[datetime] = mapped_column(Moment())
    recipient: Mapped[str] = mapped_column(String(24))
    # Which company it was, where that is known: a person who asks must be told by name (CJEU C-154/21).
    named: Mapped[str | None] = mapped_column(String(120), nullable=True)
    country: Mapped[str | None] = mapped_column(String(2), nullable=True)
    purpose: Mapped[str] = mapped_column(String(24))
    basis: Mapped[str] = mapped_column(String(200))
    exception: Mapped[str | None] = mapped_column(String(24), nullable=True)
    subject: Mapped[str] = mapped_column(String(128))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), nullable=True)
    fields: Mapped[list[str]] = mapped_column(JSON())
    # A law forbids to tell the person, as in an investigation (GDPR Art. 23): it is not in their own report.
    is_secret: Mapped[bool]
    actor: Mapped[str] = mapped_column(String(64))


class NamedRecipient(Base):
    """A company that the shop works with, of one of the kinds in `recipients.py`, and how it is bound to secrecy.

    A company's name, never a private person's: an artisan is known by a number of ours.
    """

    __tablename__ = "disclosure_recipients"
    __table_args__ = (Index("ix_disclosure_recipients_kind", "shop_id", "kind"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    kind: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(String(2))
    purpose: Mapped[str] = mapped_column(String(24))
    obligation: Mapped[str] = mapped_column(String(300))
    added_at: Mapped[datetime] = mapped_column(Moment())
    added_by: Mapped[str] = mapped_column(String(64))
    ended_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    ended_by: Mapped[str | None] = mapped_column(String(64), nullable=True)


class OfficialDemand(Base):
    """What a court or authority asked for, on which law, and what two members of staff decided (promise AL-3.5).

    Its words may name people, so they are sealed under the shop's key; like the register it outlives an erasure.
    """

    __tablename__ = "official_demands"
    __table_args__ = (Index("ix_official_demands_shop", "shop_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    subject: Mapped[str] = mapped_column(String(128))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    country: Mapped[str] = mapped_column(String(2))
    fields: Mapped[list[str]] = mapped_column(JSON())
    content: Mapped[Sealed | None] = personal(
        PersonalField(
            "official_demand",
            "account",
            "privacy: prove why data were given to a court or authority, or were not",
            "law",
            "5 years after the answer, also when the person is erased",
        )
    )
    is_secret: Mapped[bool]
    recorded_at: Mapped[datetime] = mapped_column(Moment())
    recorded_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    decided_by: Mapped[str | None] = mapped_column(String(64), nullable=True)
