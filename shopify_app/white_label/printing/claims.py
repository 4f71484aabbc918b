"""The work that print runs wait for: one order at a time, claimed by one worker, tried again, or left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select

from shopify_app.core.backoff import delay_after
from shopify_app.core.crypto import Sealed
from shopify_app.core.runtime import Transaction
from shopify_app.people.actions import KeyedPerson
from shopify_app.white_label.printing.models import PrintRun, RunOrder
from shopify_app.white_label.printing.rules import Wish
from shopify_app.white_label.printing.runs import DONE, DRAWN, FAILED, RUNNING, WAITING

_MOST_TRIES = 4
# Longer than drawing takes, with every try of Shopify's answer.
_LEASE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One order of a run that this worker, and no other, draws now."""

    id: int
    run_id: int
    order_id: int
    wish: Wish
    staff: str


def claim(tx: Transaction, shop_id: int) -> Claimed | None:
    """The next order of the shop's oldest run, leased: should the caller die, another may take it after the lease."""
    chosen = _ready(tx).where(RunOrder.shop_id == shop_id).order_by(RunOrder.run_id, RunOrder.place).limit(1)
    row = tx.session.scalars(chosen.with_for_update(of=RunOrder, skip_locked=True)).one_or_none()
    if row is None:
        return None
    row.leased_until = tx.now + _LEASE
    run = tx.session.get_one(PrintRun, row.run_id)
    return Claimed(row.id, run.id, row.order_id, Wish(tuple(run.papers), run.paper, run.by_parcel), run.staff)


def still_wanted(tx: Transaction, claimed: Claimed) -> RunOrder | None:
    """The claimed row, if its run still goes on and nobody else has drawn it."""
    run = tx.session.get_one(PrintRun, claimed.run_id, with_for_update=True, populate_existing=True)
    row = tx.session.get_one(RunOrder, claimed.id, populate_existing=True)
    return row if run.state == RUNNING and row.state == WAITING else None


def keep(tx: Transaction, row: RunOrder, person: KeyedPerson, content: bytes, pages: int) -> None:
    """Keep what was drawn of a row that is still wanted, sealed for the one it goes to."""
    row.content, row.person_id, row.pages = person.seal(_place(row), content), person.id, pages
    row.state, row.leased_until, row.problem = DRAWN, None, None
    finish_if_done(tx, row.run_id)


def opened(person: KeyedPerson, row: RunOrder) -> bytes:
    """What was kept."""
    return person.open(_place(row), Sealed(row.content or b""))


def mark_failed(tx: Transaction, claimed: Claimed, problem: str, *, final: bool, retry_after: float | None) -> None:
    """Try this order again later, or leave it out and say why."""
    row = still_wanted(tx, claimed)
    if row is None:
        return
    row.tries += 1
    row.problem, row.leased_until = problem[:300], None
    if final or row.tries >= _MOST_TRIES:
        row.state = FAILED
    else:
        row.next_try_at = tx.now + max(delay_after(row.tries), timedelta(seconds=retry_after or 0))
    finish_if_done(tx, claimed.run_id)


def finish_if_done(tx: Transaction, run_id: int) -> None:
    """End the run when no order of it waits. The caller has locked the run."""
    tx.session.flush()
    left = select(RunOrder.id).where(RunOrder.run_id == run_id, RunOrder.state == WAITING).limit(1)
    if tx.session.scalar(left) is None:
        run = tx.session.get_one(PrintRun, run_id)
        run.state, run.finished_at = DONE, tx.now


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops whose runs wait for a worker: what the sweeper nudges."""
    return list(tx.session.scalars(_ready(tx).with_only_columns(RunOrder.shop_id).distinct()))


def _ready(tx: Transaction) -> Select[RunOrder]:
    return (
        select(RunOrder)
        .join(PrintRun, PrintRun.id == RunOrder.run_id)
        .where(
            PrintRun.state == RUNNING,
            RunOrder.state == WAITING,
            (RunOrder.next_try_at.is_(None)) | (RunOrder.next_try_at <= tx.now),
            (RunOrder.leased_until.is_(None)) | (RunOrder.leased_until <= tx.now),
        )
    )


def _place(row: RunOrder) -> str:
    return f"print-run/{row.run_id}/{row.order_id}"
