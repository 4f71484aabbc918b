"""Calls to other systems, written in the same transaction as the decision that needs them.

The key is derived from the decision, so deciding twice is one call; the call itself must be safe to repeat, because a
crash between its effect and its `done` mark repeats it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, delete, func, literal, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from shopify_app.core.backoff import delay_after
from shopify_app.core.columns import BigId, Moment
from shopify_app.core.db import Base
from shopify_app.core.errors import NotFoundError
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring, one_of

DUE, DONE, DEAD = 0, 1, 2
MAX_TRIES = 12
# Written into the statement, not bound: only so may a database use the partial index.
_DUE, _DEAD = literal(DUE, literal_execute=True), literal(DEAD, literal_execute=True)
# As long as a call with its tries usually takes. Should one take longer and be made twice, that does no harm; a worker
# that died leaves its call lying for this long.
_LEASE = timedelta(seconds=30)
_UNSYNCED = {"synchronize_session": False}
SEND_JOB, SEND_QUEUE = "jobs.outbox.send", "outbox"


class Call(Base):
    """One call that is to be made. `arguments` are ids and short words: never personal data."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("shop_id", "key"),
        Index("ix_outbox_due", "shop_id", "id", sqlite_where=text("state = 0"), postgresql_where=text("state = 0")),
        Index("ix_outbox_dead", "shop_id", "id", sqlite_where=text("state = 2"), postgresql_where=text("state = 2")),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    kind: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(128))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON())
    made_at: Mapped[datetime] = mapped_column(Moment())
    state: Mapped[int] = mapped_column(default=DUE)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    leased_until: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    done_at: Mapped[datetime | None] = mapped_column(Moment(), nullable=True)
    problem: Mapped[str | None] = mapped_column(String(300), nullable=True)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A call that this worker, and no other, makes now."""

    id: int
    kind: str
    arguments: Mapping[str, Any]


def put(
    tx: Transaction, shop_id: int, kind: str, key: str, *, after: timedelta | None = None, **arguments: Any
) -> None:
    """See that the call is made once this is committed, or that time `after`. A second with the same key is none."""
    row = {"shop_id": shop_id, "kind": kind, "key": key, "arguments": arguments, "made_at": tx.now}
    later = {"next_try_at": tx.now + after} if after else {}
    insert_ignoring(tx.session, Call, [{**row, **later, "state": DUE, "tries": 0}], ("shop_id", "key"))
    tx.nudge(SEND_JOB, SEND_QUEUE, shop_id)


def claim(tx: Transaction, shop_id: int) -> Claimed | None:
    """The shop's oldest due call, leased to the caller: should the caller die, another may take it after the lease."""
    chosen = _ready(tx).where(Call.shop_id == shop_id).order_by(Call.id).limit(1).with_for_update(skip_locked=True)
    row = tx.session.scalars(chosen).one_or_none()
    if row is None:
        return None
    row.leased_until = tx.now + _LEASE
    return Claimed(row.id, row.kind, row.arguments)


def mark_done(tx: Transaction, call_id: int) -> None:
    """The call was made."""
    done = {"state": DONE, "done_at": tx.now, "leased_until": None, "problem": None}
    tx.session.execute(update(Call).where(Call.id == call_id).values(done))


def mark_failed(
    tx: Transaction, call_id: int, problem: str, *, final: bool = False, retry_after: float | None = None
) -> None:
    """Try again later, not before the other system's own wish; or keep it visible when it can never succeed.

    What another worker has done meanwhile stays done.
    """
    row = tx.session.get_one(Call, call_id)
    if row.state != DUE:
        return
    row.tries += 1
    row.problem, row.leased_until = problem[:300], None
    if final or row.tries >= MAX_TRIES:
        row.state = DEAD
    else:
        row.next_try_at = tx.now + max(delay_after(row.tries), timedelta(seconds=retry_after or 0))


def replay(tx: Transaction, shop_id: int, call_id: int) -> None:
    """Give a dead call its tries again.

    Raises:
        NotFoundError: The shop has no dead call of this number.
    """
    row = tx.session.get(Call, call_id)
    if row is None or row.shop_id != shop_id or row.state != DEAD:
        raise NotFoundError("There is no failed call of this number. It may have been replayed already.")
    row.state, row.tries, row.next_try_at = DUE, 0, None
    tx.nudge(SEND_JOB, SEND_QUEUE, shop_id)


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops for which calls are waiting: what the sweeper nudges."""
    return list(tx.session.scalars(_ready(tx).with_only_columns(Call.shop_id).distinct()))


def counts(tx: Transaction, shop_id: int | None = None) -> dict[int, int]:
    """How many calls wait and how many are dead, over one shop or all."""
    found = {}
    for state, written in ((DUE, _DUE), (DEAD, _DEAD)):
        chosen = select(func.count()).select_from(Call).where(Call.state == written)
        if shop_id is not None:
            chosen = chosen.where(Call.shop_id == shop_id)
        found[state] = tx.session.scalar(chosen) or 0
    return found


def oldest_due_at(tx: Transaction, shop_id: int) -> datetime | None:
    """Since when the call that waits longest has waited. One that is meant for later does not wait."""
    is_late = (Call.next_try_at.is_(None)) | (Call.tries > 0)
    chosen = select(Call.made_at).where(Call.state == _DUE, Call.shop_id == shop_id, is_late)
    return tx.session.scalar(chosen.order_by(Call.id).limit(1))


def forget_before(tx: Transaction, age: timedelta) -> int:
    """Delete some of the calls that were made longer ago than `age`; returns how many."""
    old = select(Call.id).where(Call.state == DONE, Call.done_at < tx.now - age).limit(5000)
    ids = list(tx.session.scalars(old))
    if ids:
        tx.session.execute(delete(Call).where(one_of(tx.session, Call.id, ids)), execution_options=_UNSYNCED)
    return len(ids)


def _ready(tx: Transaction) -> Any:
    return select(Call).where(
        Call.state == _DUE,
        (Call.next_try_at.is_(None)) | (Call.next_try_at <= tx.now),
        (Call.leased_until.is_(None)) | (Call.leased_until <= tx.now),
    )
