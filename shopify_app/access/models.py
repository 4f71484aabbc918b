"""Staff members as the app knows them: by the number in their id token, with a second factor of our own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment, secret
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base


class StaffMember(Base):
    """A staff member who set up a second factor. An unlock belongs to one session of theirs and ends by itself."""

    __tablename__ = "staff_members"
    __table_args__ = (UniqueConstraint("shop_id", "shopify_staff_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    shopify_staff_id: Mapped[str] = mapped_column(String(32))
    totp_secret: Mapped[Sealed | None] = secret()
    enrolled_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    used_step: Mapped[int]
    failures: Mapped[int]
    blocked_until: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    unlocked_session: Mapped[str | None] = mapped_column(String(128), nullable=True)
    unlocked_until: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)


class RecoveryCode(Base):
    """A code for the day the telephone is lost. Only its fingerprint is kept, and it works once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("staff_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(16))
    used_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
