"""Deliveries that other systems made: stored once, sealed, handled in arrival order, never lost.

A row is due until its effect and its `done` mark are committed together; so a crash in between repeats the work, and a
commit ends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, delete, func, literal, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.backoff import delay_after
from shopify_app.core.columns import BigId, Moment, SealedType
from shopify_app.core.crypto import Key, Sealed, UnsealableError
from shopify_app.core.db import Base
from shopify_app.core.errors import NotFoundError
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of

DUE, DONE, DEAD = 0, 1, 2
MAX_TRIES = 8
# Written into the statement, not bound: only so may a database use the partial index.
_DUE, _DEAD = literal(DUE, literal_execute=True), literal(DEAD, literal_execute=True)


class Delivery(Base):
    """One delivery. `payload` holds only the fields we use, sealed by the day's key, and is emptied once handled."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("shop_id", "source", "delivery_id"),
        Index("ix_inbox_due", "shop_id", "id", sqlite_where=text("state = 0"), postgresql_where=text("state = 0")),
        Index("ix_inbox_dead", "shop_id", "id", sqlite_where=text("state = 2"), postgresql_where=text("state = 2")),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    source: Mapped[str] = mapped_column(String(16))
    delivery_id: Mapped[str] = mapped_column(String(200))
    topic: Mapped[str] = mapped_column(String(64))
    triggered_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    received_at: Mapped[datetime] = mapped_column(Moment())
    key_id: Mapped[int] = mapped_column(ForeignKey("keys.id"))
    payload: Mapped[Sealed | None] = mapped_column(SealedType(), nullable=True)
    state: Mapped[int] = mapped_column(default=DUE)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    handled_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    problem: Mapped[str | None] = mapped_column(String(300), nullable=True)


@dataclass(frozen=True, slots=True)
class Opened:
    """A delivery ready to be handled: its payload readable."""

    id: int
    source: str
    topic: str
    delivery_id: str
    triggered_at: datetime | None
    received_at: datetime
    payload: bytes


# The rows are not in the session: nothing there has to follow the change.
_UNSYNCED = {"synchronize_session": False}
P_co = TypeVar("P_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Message(Generic[P_co]):
    """A delivery with its payload decoded: what a topic's handler gets."""

    delivery: Opened
    payload: P_co

    @property
    def triggered_at(self) -> datetime:
        """When the change happened at the sender; without that, when we heard of it."""
        return self.delivery.triggered_at or self.delivery.received_at


def context_of(source: str, delivery_id: str) -> bytes:
    """What a sealed payload is bound to."""
    return f"inbox/{source}/{delivery_id}".encode()


def due(tx: Transaction, shop_id: int, limit: int, *, only: Iterable[str] | None = None) -> list[Delivery]:
    """The shop's oldest due deliveries; `only` restricts them to these topics."""
    chosen = (
        select(Delivery)
        .where(Delivery.shop_id == shop_id, Delivery.state == _DUE)
        .where((Delivery.next_try_at.is_(None)) | (Delivery.next_try_at <= tx.now))
        .order_by(Delivery.id)
        .limit(limit)
    )
    if only is not None:
        chosen = chosen.where(Delivery.topic.in_(list(only)))
    return list(tx.session.scalars(chosen))


def open_all(tx: Transaction, shop_id: int, rows: Sequence[Delivery]) -> list[Opened]:
    """The rows with readable payloads; one whose payload or key is gone, or that was changed, is left out."""
    keys = tx.inbox_keys(shop_id, list({row.key_id for row in rows}))
    opened = [_opened(row, keys[row.key_id]) for row in rows if row.key_id in keys]
    return [delivery for delivery in opened if delivery is not None]


def still_due(tx: Transaction, ids: Sequence[int]) -> set[int]:
    """Which of these are due at this moment, and locked from now on: asked inside the writing transaction."""
    chosen = select(Delivery.id).where(one_of(tx.session, Delivery.id, ids), Delivery.state == _DUE)
    return set(tx.session.scalars(chosen.with_for_update(skip_locked=True)))


def mark_done(tx: Transaction, ids: Sequence[int]) -> None:
    """Handled: the payload is emptied, the id stays to recognise a repetition."""
    done = {"state": DONE, "handled_at": tx.now, "payload": None, "problem": None}
    tx.session.execute(
        update(Delivery).where(one_of(tx.session, Delivery.id, ids)).values(done), execution_options=_UNSYNCED
    )


def mark_failed(tx: Transaction, delivery_id: int, problem: str, *, final: bool = False) -> None:
    """Try again later, or keep it as a dead letter when it was the last try. What another worker handled stays so."""
    row = tx.session.get_one(Delivery, delivery_id)
    if row.state != DUE:
        return
    row.tries += 1
    row.problem = problem[:300]
    if final or row.tries >= MAX_TRIES:
        row.state = DEAD
    else:
        row.next_try_at = tx.now + delay_after(row.tries)


def replay(tx: Transaction, shop_id: int, row_id: int) -> None:
    """Give a dead letter its tries again.

    Raises:
        NotFoundError: The shop has no dead letter of this number.
    """
    row = tx.session.get(Delivery, row_id)
    if row is None or row.shop_id != shop_id or row.state != DEAD:
        raise NotFoundError("There is no dead letter of this number. It may have been replayed already.")
    row.state, row.tries, row.next_try_at = DUE, 0, None


def failed(tx: Transaction, shop_id: int) -> list[Delivery]:
    """The shop's deliveries that failed at least once and still hold what they brought."""
    chosen = select(Delivery).where(Delivery.shop_id == shop_id, Delivery.payload.is_not(None))
    tried = (Delivery.state == _DEAD) | ((Delivery.state == _DUE) & (Delivery.tries > 0))
    return list(tx.session.scalars(chosen.where(tried)))


def empty(tx: Transaction, ids: Sequence[int], why: str) -> None:
    """Delete what these brought. They stay as dead letters that say why."""
    gone = {"payload": None, "state": DEAD, "problem": why}
    chosen = update(Delivery).where(one_of(tx.session, Delivery.id, ids))
    tx.session.execute(chosen.values(gone), execution_options=_UNSYNCED)


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops for which work is waiting: what the sweeper nudges."""
    chosen = select(Delivery.shop_id).where(Delivery.state == _DUE)
    chosen = chosen.where((Delivery.next_try_at.is_(None)) | (Delivery.next_try_at <= tx.now))
    return list(tx.session.scalars(chosen.distinct()))


def counts(tx: Transaction, shop_id: int | None = None) -> dict[int, int]:
    """How many deliveries wait and how many are dead, over one shop or all."""
    found = {}
    for state, written in ((DUE, _DUE), (DEAD, _DEAD)):
        chosen = select(func.count()).select_from(Delivery).where(Delivery.state == written)
        if shop_id is not None:
            chosen = chosen.where(Delivery.shop_id == shop_id)
        found[state] = tx.session.scalar(chosen) or 0
    return found


def oldest_due_at(tx: Transaction, shop_id: int | None = None) -> datetime | None:
    """When the delivery that waits longest arrived: the lag."""
    chosen = select(Delivery.received_at).where(Delivery.state == _DUE).order_by(Delivery.id).limit(1)
    if shop_id is not None:
        chosen = chosen.where(Delivery.shop_id == shop_id)
    return tx.session.scalar(chosen)


def forget_before(tx: Transaction, age: timedelta) -> int:
    """Delete handled rows older than `age`: no sender repeats a delivery after days."""
    old = select(Delivery.id).where(Delivery.state == DONE, Delivery.received_at < tx.now - age).limit(5000)
    ids = list(tx.session.scalars(old))
    if ids:
        tx.session.execute(delete(Delivery).where(one_of(tx.session, Delivery.id, ids)), execution_options=_UNSYNCED)
    return len(ids)


def _opened(row: Delivery, key: Key) -> Opened | None:
    if row.payload is None:
        return None
    try:
        payload = key.open(row.payload, context_of(row.source, row.delivery_id))
    except UnsealableError:
        return None
    return Opened(row.id, row.source, row.topic, row.delivery_id, row.triggered_at, row.received_at, payload)
