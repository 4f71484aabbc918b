"""Papers printed: in batches, with each order's own state, and who printed what. What was drawn is kept for a day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.columns import BigId, Moment, PersonalField, personal
from shopify_app.core.crypto import Sealed
from shopify_app.core.db import Base

_WHY, _UNTIL = "orders: print the papers that go into the parcel", "until erased, or a day after they were drawn"
_PRINTED = ("account", _WHY, "contract", _UNTIL)


class PrintRun(Base):
    """Many orders whose papers a worker draws, and who asked for them. `fingerprint` tells the same wish twice."""

    __tablename__ = "print_runs"
    __table_args__ = (
        Index("ix_print_runs_shop", "shop_id", "id"),
        Index("ix_print_runs_state", "state", "finished_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    staff: Mapped[str] = mapped_column(String(32))
    papers: Mapped[list[str]] = mapped_column(JSON())
    paper: Mapped[str | None] = mapped_column(String(12), nullable=True)
    by_parcel: Mapped[bool]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String(12))
    total: Mapped[int]
    begun_at: Mapped[datetime] = mapped_column(Moment())
    finished_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)


class RunOrder(Base):
    """One order of a run: still to be drawn, drawn, or why not. What was drawn is sealed with its recipient's key."""

    __tablename__ = "print_run_orders"
    __table_args__ = (
        UniqueConstraint("run_id", "order_id"),
        Index("ix_print_run_orders_state", "run_id", "state", "place"),
        Index("ix_print_run_orders_due", "shop_id", "state"),
        Index("ix_print_run_orders_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("print_runs.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    place: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    tries: Mapped[int]
    next_try_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    leased_until: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    problem: Mapped[str | None] = mapped_column(String(300), nullable=True)
    pages: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), nullable=True)
    content: Mapped[Sealed | None] = personal(
        PersonalField("printed_name", *_PRINTED),
        PersonalField("printed_address", *_PRINTED),
        PersonalField("printed_goods", *_PRINTED),
    )


class Printing(Base):
    """One time that an order's papers were printed: by whom, which, by which version of the brand. Names nobody."""

    __tablename__ = "printings"
    __table_args__ = (
        Index("ix_printings_order", "order_id", "id"),
        Index("ix_printings_brand", "brand_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand_profiles.id"))
    version: Mapped[int]
    papers: Mapped[list[str]] = mapped_column(JSON())
    paper: Mapped[str] = mapped_column(String(12))
    parcels: Mapped[int]
    pages: Mapped[int]
    staff: Mapped[str] = mapped_column(String(32))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("print_runs.id"), nullable=True)
    printed_at: Mapped[datetime] = mapped_column(Moment())


class GiftSource(Base):
    """Where a shop's orders carry the gift message; a shop without a row has the usual attribute."""

    __tablename__ = "gift_sources"

    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"), primary_key=True, autoincrement=False)
    attribute: Mapped[str] = mapped_column(String(60))
    takes_note: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(Moment())
