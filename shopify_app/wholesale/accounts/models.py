"""Trade accounts, how each came to its state, and imports of traders the shop had before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment, PersonalField, personal
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base

_WHY = "wholesale: decide on the application and keep the trade account"
_UNTIL = "until erased, 3 years after the last order, or 6 months after a refusal or closure"
_ACCOUNT = ("account", _WHY, "contract", _UNTIL)
_UPLOAD = (
    "account",
    "wholesale: take over existing traders",
    "legitimate interest",
    "until taken over, at most 7 days",
)
_LIVING = text("state IN ('applied', 'approved', 'suspended')")


def _one_living(name: str, column: str) -> Index:
    return Index(name, "shop_id", column, unique=True, sqlite_where=_LIVING, postgresql_where=_LIVING)


class TradeAccount(Base):
    """One trade account, from its application on. `version` counts its states, so that Shopify is told of each.

    Company name and registration number may name a person, so they are sealed like name, e-mail and phone. The
    fingerprints beside them are keyed: they find a second application and say nothing else.
    """

    __tablename__ = "trade_accounts"
    __table_args__ = (
        _one_living("uq_trade_accounts_person", "person_id"),
        _one_living("uq_trade_accounts_mail", "mail_print"),
        _one_living("uq_trade_accounts_registration", "registration_print"),
        _one_living("uq_trade_accounts_company", "shopify_company_id"),
        Index("ix_trade_accounts_state", "shop_id", "state", "since"),
        Index("ix_trade_accounts_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    shopify_company_id: Mapped[int | None] = mapped_column(BigInteger(), nullable=True)
    state: Mapped[str] = mapped_column(String(12))
    version: Mapped[int]
    source: Mapped[str] = mapped_column(String(12))
    country: Mapped[str | None] = mapped_column(String(2), nullable=True)
    registration_kind: Mapped[str | None] = mapped_column(String(16), nullable=True)
    details: Mapped[Sealed | None] = personal(
        PersonalField("trade_company", *_ACCOUNT),
        PersonalField("trade_registration_number", *_ACCOUNT),
        PersonalField("trade_contact_name", *_ACCOUNT),
        PersonalField("trade_email", *_ACCOUNT),
        PersonalField("trade_phone", *_ACCOUNT),
    )
    mail_print: Mapped[bytes | None] = mapped_column(LargeBinary(16), nullable=True)
    registration_print: Mapped[bytes | None] = mapped_column(LargeBinary(16), nullable=True)
    applied_at: Mapped[datetime] = mapped_column(Moment())
    since: Mapped[datetime] = mapped_column(Moment())


class AccountChange(Base):
    """One state an account came into: when, by whom, and why in one of the words of `rules.py`."""

    __tablename__ = "trade_account_changes"
    __table_args__ = (UniqueConstraint("account_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("trade_accounts.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment())
    state: Mapped[str] = mapped_column(String(12))
    actor: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(24), nullable=True)


class TraderImport(Base):
    """Taking over traders from a file or a tag: looked through first, then run. `cursor` is Shopify's, for a tag."""

    __tablename__ = "trader_imports"
    __table_args__ = (Index("ix_trader_imports_state", "shop_id", "state"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    source: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    actor: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment())
    finished_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    cursor: Mapped[str | None] = mapped_column(String(500), nullable=True)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON())


class ImportLine(Base):
    """One line of an import, under the shop's key until it is taken over; a bad one keeps only its number and why."""

    __tablename__ = "trader_import_lines"
    __table_args__ = (
        UniqueConstraint("import_id", "line"),
        Index("ix_trader_import_lines_state", "import_id", "state", "line"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), index=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("trader_imports.id"))
    line: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    problem: Mapped[str | None] = mapped_column(String(200), nullable=True)
    content: Mapped[Sealed | None] = personal(PersonalField("uploaded_trader", *_UPLOAD))
