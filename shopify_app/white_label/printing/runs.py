"""Print runs: many orders' papers, drawn one by one by a worker, kept for a day, from where it stopped.

What is to do is a row's state, so a worker that died, or a Redis that forgot, costs time and nothing else. What was
drawn is sealed with the key of the one it goes to: it is gone with them, and a day after the run ended for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError, InvalidInputError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_many
from shopify_app.orders.models import Order
from shopify_app.white_label.printing.models import PrintRun, RunOrder
from shopify_app.white_label.printing.rules import Wish

RUNNING, DONE, CANCELLED, EXPIRED = "running", "done", "cancelled", "expired"
WAITING, DRAWN, FAILED = "waiting", "drawn", "failed"
DRAW_JOB, DRAW_QUEUE = "jobs.printing.draw", "sync"
MOST_ORDERS = 1000
KEEP = timedelta(hours=24)
_AGAIN = timedelta(seconds=60)
_UNSYNCED = {"synchronize_session": False}
_ERASED = "The recipient's data were erased."


class UnknownRunError(NotFoundError):
    """The shop has no such run."""


class RunOverError(ConflictError):
    """The run has ended, or its papers are gone."""


class BadSelectionError(InvalidInputError):
    """What was chosen cannot be printed together."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    state: str
    total: int
    drawn: int
    failed: int


def begin(tx: Transaction, shop_id: int, order_ids: Sequence[int], wish: Wish, staff: str) -> PrintRun:
    """A run for these orders, in this order. The same wish asked for twice is one run.

    Raises:
        BadSelectionError: None or too many are chosen, or one is no order of this shop.
    """
    chosen = list(dict.fromkeys(order_ids))
    if not chosen:
        raise BadSelectionError("Choose at least one order.")
    if len(chosen) > MOST_ORDERS:
        raise BadSelectionError(f"That are {len(chosen)} orders: {MOST_ORDERS} can be printed at a time.")
    lock_shop(tx, shop_id)
    if _count_of(tx, shop_id, chosen) != len(chosen):
        raise BadSelectionError("One of these orders is not in this shop. Load the list again.")
    fingerprint = wish.fingerprint(chosen)
    if again := _same(tx, shop_id, fingerprint):
        return again
    run = PrintRun(
        shop_id=shop_id,
        staff=staff,
        papers=list(wish.papers),
        paper=wish.paper,
        by_parcel=wish.by_parcel,
        fingerprint=fingerprint,
        state=RUNNING,
        total=len(chosen),
        begun_at=tx.now,
    )
    tx.session.add(run)
    tx.session.flush()
    first = {"shop_id": shop_id, "run_id": run.id, "state": WAITING, "tries": 0, "pages": 0}
    insert_many(tx.session, RunOrder, [first | {"order_id": one, "place": at} for at, one in enumerate(chosen, 1)])
    details = {"orders": len(chosen), "papers": list(wish.papers)}
    audit.record(tx, shop_id, events.PRINT_RUN_STARTED, f"print run {run.id}", actor=f"staff {staff}", **details)
    tx.nudge(DRAW_JOB, DRAW_QUEUE, shop_id)
    return run


def get_run(tx: Transaction, shop_id: int, run_id: int) -> PrintRun:
    """One of the shop's runs, as it is now.

    Raises:
        UnknownRunError: It has none of this number.
    """
    run = tx.session.get(PrintRun, run_id, populate_existing=True)
    if run is None or run.shop_id != shop_id:
        raise UnknownRunError("There is no such print run in this shop.")
    return run


def list_runs(tx: Transaction, shop_id: int, number: int) -> Page[PrintRun]:
    """The newest first."""
    chosen = select(PrintRun).where(PrintRun.shop_id == shop_id).order_by(PrintRun.id.desc())
    return page_of(tx.session.scalars(cut(chosen, number)).all(), number)


def progress_of(tx: Transaction, run: PrintRun) -> Progress:
    """How far it is."""
    chosen = select(RunOrder.state, func.count()).where(RunOrder.run_id == run.id).group_by(RunOrder.state)
    counted = {row.state: row[1] for row in tx.session.execute(chosen)}
    return Progress(run.state, run.total, counted.get(DRAWN, 0), counted.get(FAILED, 0))


def orders_of(tx: Transaction, run: PrintRun, state: str) -> list[tuple[RunOrder, str]]:
    """The run's orders in this state, each with its name, in the order they were asked for."""
    chosen = select(RunOrder, Order.name).join(Order, Order.id == RunOrder.order_id)
    chosen = chosen.where(RunOrder.run_id == run.id, RunOrder.state == state).order_by(RunOrder.place)
    return [(row, name) for row, name in tx.session.execute(chosen)]


def cancel(tx: Transaction, shop_id: int, run_id: int, staff: str) -> None:
    """End a run before its end, and delete what was drawn of it.

    Raises:
        UnknownRunError: The shop has none of this number.
        RunOverError: It has ended already.
    """
    get_run(tx, shop_id, run_id)
    run = tx.session.get_one(PrintRun, run_id, with_for_update=True, populate_existing=True)
    if run.state != RUNNING:
        raise RunOverError("This run has ended already.")
    run.state, run.finished_at = CANCELLED, tx.now
    _empty(tx, RunOrder.run_id == run_id)
    audit.record(tx, shop_id, events.PRINT_RUN_CANCELLED, f"print run {run_id}", actor=f"staff {staff}")


def forget_old(tx: Transaction) -> int:
    """Delete what runs drew that ended a day ago, and stop those that never ended; returns of how many."""
    ended = (PrintRun.state == DONE) & (PrintRun.finished_at <= tx.now - KEEP)
    stuck = (PrintRun.state == RUNNING) & (PrintRun.begun_at <= tx.now - KEEP)
    ids = list(tx.session.scalars(select(PrintRun.id).where(ended | stuck)))
    if ids:
        _empty(tx, RunOrder.run_id.in_(ids))
        gone = update(PrintRun).where(PrintRun.id.in_(ids))
        values = {"state": EXPIRED, "finished_at": func.coalesce(PrintRun.finished_at, tx.now)}
        tx.session.execute(gone.values(values), execution_options=_UNSYNCED)
    return len(ids)


def empty_person(tx: Transaction, shop_id: int, person_ids: Sequence[int]) -> int:
    """Delete what runs drew for these people; returns of how many orders."""
    chosen = (RunOrder.shop_id == shop_id) & RunOrder.person_id.in_(person_ids)
    drawn = update(RunOrder).where(chosen, RunOrder.state == DRAWN)
    tx.session.execute(drawn.values(state=FAILED, problem=_ERASED), execution_options=_UNSYNCED)
    return _empty(tx, chosen)


def held_about(tx: Transaction, shop_id: int, person_id: int) -> list[dict[str, Any]]:
    """What runs hold about a person, for the person's own report: copies of what the orders say, for a day."""
    chosen = select(RunOrder.run_id, RunOrder.pages, Order.name).join(Order, Order.id == RunOrder.order_id)
    chosen = chosen.where(RunOrder.shop_id == shop_id, RunOrder.person_id == person_id, RunOrder.content.is_not(None))
    return [
        {"run": row.run_id, "order": row.name, "pages": row.pages}
        for row in tx.session.execute(chosen.order_by(RunOrder.id))
    ]


def _empty(tx: Transaction, chosen: object) -> int:
    gone = update(RunOrder).where(chosen, RunOrder.content.is_not(None))  # type: ignore[arg-type]
    return int(tx.session.execute(gone.values(content=None), execution_options=_UNSYNCED).rowcount)  # type: ignore[attr-defined]


def _count_of(tx: Transaction, shop_id: int, order_ids: Sequence[int]) -> int:
    chosen = select(func.count()).select_from(Order).where(Order.shop_id == shop_id, Order.id.in_(order_ids))
    return tx.session.scalar(chosen) or 0


def _same(tx: Transaction, shop_id: int, fingerprint: bytes) -> PrintRun | None:
    """The run of this very wish that is under way, or was asked for a moment ago."""
    chosen = select(PrintRun).where(PrintRun.shop_id == shop_id, PrintRun.fingerprint == fingerprint)
    just_now = (PrintRun.state == DONE) & (PrintRun.begun_at > tx.now - _AGAIN)
    chosen = chosen.where((PrintRun.state == RUNNING) | just_now).order_by(PrintRun.id.desc()).limit(1)
    return tx.session.scalars(chosen).one_or_none()
