"""Privacy requests and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment, PersonalField, personal
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base

_ANSWER = ("account", "privacy: answer the person's request", "law", "30 days after the answer")


class PrivacyRequest(Base):
    """One request. `receipt` says what was found, destroyed or kept, in counts and reasons, without personal data."""

    __tablename__ = "privacy_requests"
    __table_args__ = (
        UniqueConstraint("shop_id", "delivery_id"),
        Index("ix_privacy_requests_open", "shop_id", "finished_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    delivery_id: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(24))
    received_at: Mapped[datetime] = mapped_column(Moment())
    due_at: Mapped[datetime] = mapped_column(Moment())
    finished_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    report_taken_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    receipt: Mapped[dict[str, Any]] = mapped_column(JSON())


class PrivacyReport(Base):
    """What a data request found about one person, sealed under that person's key: erasing them empties it too."""

    __tablename__ = "privacy_reports"
    __table_args__ = (UniqueConstraint("request_id", "person_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), index=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("privacy_requests.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    content: Mapped[Sealed | None] = personal(PersonalField("report", *_ANSWER))


class PrivacyTask(Base):
    """What a person of the staff does for a request, because the holder has no way for a program: a letter to noon."""

    __tablename__ = "privacy_tasks"
    __table_args__ = (UniqueConstraint("request_id", "holder"), Index("ix_privacy_tasks_shop", "shop_id", "done_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    request_id: Mapped[int] = mapped_column(ForeignKey("privacy_requests.id"))
    holder: Mapped[str] = mapped_column(String(24))
    # By what the holder knows whom it is about: noon's order number.
    reference: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment())
    done_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    actor: Mapped[str | None] = mapped_column(String(64), nullable=True)
    how: Mapped[str | None] = mapped_column(String(200), nullable=True)
