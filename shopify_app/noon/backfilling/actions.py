"""Beginning to read the past, pausing, going on, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_many
from shopify_app.noon.actions import get_connection
from shopify_app.noon.backfilling.models import NoonBackfill, NoonBackfillWindow
from shopify_app.noon.backfilling.rules import PAUSED, RUNNING, STOPPED, windows
from shopify_app.noon.models import NoonConnection
from shopify_app.shops.models import Installation

BACKFILL_JOB, BACKFILL_QUEUE = "jobs.noon.backfill", "upkeep"


class UnfinishedError(ConflictError):
    """Another reading of the past is not finished."""


class NoBackfillError(NotFoundError):
    """Nothing is being read."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading is: by its span, because noon does not say how many orders there are."""

    state: str
    orders: int
    seconds_read: int
    seconds: int

    @property
    def percent(self) -> int:
        """How much of the span is read."""
        return 100 * self.seconds_read // self.seconds if self.seconds else 100


def begin(tx: Transaction, shop_id: int, since: datetime, until: datetime, *, actor: str) -> NoonBackfill:
    """Read what was placed in the span, in every warehouse of the account.

    Raises:
        NotConnectedError: There is no noon account.
        UnfinishedError: One is under way, or paused.
    """
    lock_shop(tx, shop_id)
    codes = get_connection(tx, shop_id).warehouses
    if unfinished(tx, shop_id) is not None:
        raise UnfinishedError("The past is being read already. Let it go on, or stop it first.")
    row = NoonBackfill(shop_id=shop_id, since=since, until=until, state=RUNNING, orders=0, tries=0, actor=actor)
    row.started_at, row.due_at = tx.now, tx.now
    tx.session.add(row)
    tx.session.flush()
    spans = list(windows(since, until))
    empty = {"shop_id": shop_id, "backfill_id": row.id, "token": "", "pages": 0, "orders": 0, "is_done": False}
    rows = [empty | {"warehouse_code": code, "first": first, "last": last} for first, last in spans for code in codes]
    insert_many(tx.session, NoonBackfillWindow, rows)
    told = {"since": since.date().isoformat(), "until": until.date().isoformat()}
    audit.record(tx, shop_id, events.NOON_BACKFILL_BEGUN, f"noon backfill {row.id}", actor=actor, **told)
    tx.nudge(BACKFILL_JOB, BACKFILL_QUEUE, shop_id)
    return row


def change(tx: Transaction, shop_id: int, state: str, *, actor: str) -> NoonBackfill:
    """Pause, go on, or stop for good; what was read stays.

    Raises:
        NoBackfillError: Nothing is unfinished.
    """
    row = unfinished(tx, shop_id)
    if row is None:
        raise NoBackfillError("Nothing of the past is being read. Choose the days first.")
    row.state, row.due_at, row.tries, row.problem = state, tx.now if state == RUNNING else None, 0, None
    if state == STOPPED:
        row.ended_at = tx.now
    audit.record(tx, shop_id, events.NOON_BACKFILL_CHANGED, f"noon backfill {row.id}", actor=actor, state=state)
    if state == RUNNING:
        tx.nudge(BACKFILL_JOB, BACKFILL_QUEUE, shop_id)
    return row


def unfinished(tx: Transaction, shop_id: int) -> NoonBackfill | None:
    """The reading that is under way or paused."""
    chosen = select(NoonBackfill).where(NoonBackfill.shop_id == shop_id, NoonBackfill.state.in_((RUNNING, PAUSED)))
    return tx.session.scalars(chosen.order_by(NoonBackfill.id.desc()).limit(1)).one_or_none()


def newest(tx: Transaction, shop_id: int, most: int) -> list[NoonBackfill]:
    """The last readings."""
    chosen = select(NoonBackfill).where(NoonBackfill.shop_id == shop_id).order_by(NoonBackfill.id.desc())
    return list(tx.session.scalars(chosen.limit(most)))


def progress_of(tx: Transaction, row: NoonBackfill) -> Progress:
    """How far it is."""
    windows_of = select(NoonBackfillWindow.first, NoonBackfillWindow.last, NoonBackfillWindow.is_done).where(
        NoonBackfillWindow.backfill_id == row.id
    )
    spans = [
        (int((last - first).total_seconds()) + 1, is_done) for first, last, is_done in tx.session.execute(windows_of)
    ]
    return Progress(
        row.state, row.orders, sum(span for span, is_done in spans if is_done), sum(span for span, _ in spans)
    )


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops whose past is to be read on: what the sweeper nudges."""
    free = or_(NoonBackfill.reading_until.is_(None), NoonBackfill.reading_until < tx.now)
    chosen = (
        select(NoonBackfill.shop_id)
        .join(NoonConnection, NoonConnection.shop_id == NoonBackfill.shop_id)
        .join(Installation, Installation.shop_id == NoonBackfill.shop_id)
        .where(NoonBackfill.state == RUNNING, NoonBackfill.due_at <= tx.now, free, Installation.ended_at.is_(None))
    )
    return list(tx.session.scalars(chosen.distinct()))
