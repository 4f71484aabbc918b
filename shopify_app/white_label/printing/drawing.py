"""A run's work: one order's papers drawn and kept, and parts of the run put together for the printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import NotFoundError
from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import Order
from shopify_app.people import actions as people
from shopify_app.white_label.documents.paperwork import Paperwork
from shopify_app.white_label.leaks.blocking import LeakError
from shopify_app.white_label.printing import claims, runs
from shopify_app.white_label.printing.claims import Claimed
from shopify_app.white_label.printing.merging import merge_neutral
from shopify_app.white_label.printing.models import PrintRun, RunOrder
from shopify_app.white_label.printing.prints import note_print
from shopify_app.white_label.printing.runs import DONE, DRAWN, RunOverError
from shopify_app.white_label.printing.sets import Watchlists, draw, gather

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

# Of so many orders one file is made: what is held at once stays the same, however many orders a run has, and the first
# file can be printed again without the others.
PART_ORDERS = 100


class UnknownPartError(NotFoundError):
    """The run has no such part."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a run's orders, as one file."""

    number: int
    first: str
    last: str
    orders: int
    pages: int


def draw_order(runtime: Runtime, shop_id: int, claimed: Claimed, known: Watchlists) -> None:
    """Draw one order's papers and keep them, unless the run was ended meanwhile.

    Raises:
        LeakError: They would name the shop or another trader. It is on the trail.
        TajirError: There is nothing to print, or nothing to print it with: see `sets.gather`.
    """
    gathered = gather(runtime, shop_id, claimed.order_id, claimed.wish, claimed.staff, known)
    drawn = draw(gathered)
    with runtime.transaction() as tx:
        row = claims.still_wanted(tx, claimed)
        if row is None:
            return
        note_print(tx, shop_id, gathered, drawn, claimed.staff, claimed.run_id)
        if not drawn.findings:
            claims.keep(tx, row, gathered.person, drawn.content, drawn.pages)
    if drawn.findings:
        raise LeakError(drawn.findings)


def parts_of(tx: Transaction, run: PrintRun) -> list[Part]:
    """The files that the run's drawn orders make."""
    chosen = select(Order.name, RunOrder.pages).join(Order, Order.id == RunOrder.order_id)
    chosen = chosen.where(RunOrder.run_id == run.id, RunOrder.state == DRAWN, RunOrder.content.is_not(None))
    rows = tx.session.execute(chosen.order_by(RunOrder.place)).all()
    parts = [rows[start : start + PART_ORDERS] for start in range(0, len(rows), PART_ORDERS)]
    return [
        Part(number, some[0].name, some[-1].name, len(some), sum(row.pages for row in some))
        for number, some in enumerate(parts, start=1)
    ]


def take_part(runtime: Runtime, shop_id: int, run_id: int, number: int, staff: str) -> Paperwork:
    """One of the run's files, for the printer. That it was taken is on the trail.

    Raises:
        UnknownRunError: The shop has no such run.
        RunOverError: The run is not done, was cancelled, or its day is over.
        UnknownPartError: The run has fewer parts.
    """
    with runtime.transaction() as tx:
        run = runs.get_run(tx, shop_id, run_id)
        _check_ready(tx, run)
        documents = _open(tx, shop_id, _rows_of(tx, run, number))
        if not documents:
            raise UnknownPartError("This run has no such part.")
        audit.record(tx, shop_id, events.PRINT_RUN_TAKEN, f"print run {run_id}", actor=f"staff {staff}", part=number)
    content = merge_neutral(documents, f"Papers of run {run_id}, part {number}")
    return Paperwork(f"papers-run-{run_id}-part-{number}.pdf", content)


def _check_ready(tx: Transaction, run: PrintRun) -> None:
    if run.state == runs.RUNNING:
        raise RunOverError("The papers are still being drawn. Wait until the run is done.")
    if run.state != DONE or run.finished_at is None or run.finished_at <= tx.now - runs.KEEP:
        raise RunOverError("The papers of this run are gone: it was cancelled, or ended more than a day ago.")


def _rows_of(tx: Transaction, run: PrintRun, number: int) -> Sequence[RunOrder]:
    chosen = select(RunOrder).where(RunOrder.run_id == run.id, RunOrder.state == DRAWN, RunOrder.content.is_not(None))
    chosen = chosen.order_by(RunOrder.place).offset((max(number, 1) - 1) * PART_ORDERS).limit(PART_ORDERS)
    return tx.session.scalars(chosen).all()


def _open(tx: Transaction, shop_id: int, rows: Sequence[RunOrder]) -> list[bytes]:
    living = people.load(tx, shop_id, [row.person_id for row in rows if row.person_id is not None])
    found = ((living.get(row.person_id or 0), row) for row in rows)
    return [claims.opened(person, row) for person, row in found if person is not None]
