"""Taking over traders the shop had before: looked through first, then run, a few at a time, from where it stopped.

A line is deleted with the account it became, in one transaction: what is left is what there is to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Select, delete, func, select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.crypto import Key
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_many
from shopify_app.shops.models import Installation
from shopify_app.wholesale.accounts.actions import AccountExistsError, open_account
from shopify_app.wholesale.accounts.clashing import standing_among
from shopify_app.wholesale.accounts.lines import Line, Trader
from shopify_app.wholesale.accounts.models import ImportLine, TraderImport
from shopify_app.wholesale.accounts.rules import APPROVED, TAG

READING, CHECKED, RUNNING, DONE, STOPPED = "reading", "checked", "running", "done", "stopped"
GOOD, BAD = "good", "bad"
IMPORT_JOB, IMPORT_QUEUE = "jobs.wholesale.import_traders", "sync"
_EXISTS = "This trader has an account already."
_TWICE = "This trader stands in an earlier line already."
_MOST_SHOWN = 200


class UnknownImportError(NotFoundError):
    """The shop has no such import."""


class ImportStateError(ConflictError):
    """The import is not in a state for this."""


def begin(tx: Transaction, shop_id: int, source: str, actor: str) -> TraderImport:
    """A new import, to be filled; one from the tag is read by a job.

    Raises:
        ImportStateError: Another one of the shop is being read or run.
    """
    lock_shop(tx, shop_id)
    chosen = select(TraderImport.id).where(TraderImport.shop_id == shop_id, TraderImport.state.in_((READING, RUNNING)))
    if tx.session.scalar(chosen.limit(1)) is not None:
        raise ImportStateError("Another import is under way. Wait until it has ended, or stop it.")
    made = TraderImport(shop_id=shop_id, source=source, state=READING, actor=actor, made_at=tx.now, counts={})
    tx.session.add(made)
    tx.session.flush()
    if source == TAG:
        tx.nudge(IMPORT_JOB, IMPORT_QUEUE, shop_id)
    return made


def add_lines(tx: Transaction, imported: TraderImport, lines: Sequence[Line], seen: set[bytes] | None = None) -> None:
    """Keep lines, sealed, those of traders who have an account or stood before marked as such.

    `seen` remembers who stood in the file's earlier lines, by fingerprint. The caller holds the shop's lock.

    Raises:
        ImportStateError: The import was stopped while it was read: by staff, or because a person was erased.
    """
    _check_reading(imported)
    shop_id, key = imported.shop_id, tx.keys(imported.shop_id).sealing
    traders = [line.trader for line in lines if line.trader]
    marks = standing_among(tx, shop_id, [(one.identity(), one.application()) for one in traders])
    found = iter(marks)
    rows = []
    for line in lines:
        problem = line.problem
        if line.trader:
            stands, prints = next(found)
            problem = _EXISTS if stands else _TWICE if seen is not None and seen & prints else None
            if seen is not None and problem is None:
                seen |= prints
        content = None
        if line.trader and problem is None:
            content = key.seal(msgspec.json.encode(line.trader), _context(imported.id, line.number))
        row = {"shop_id": shop_id, "import_id": imported.id, "line": line.number, "content": content}
        rows.append(row | {"state": BAD if problem else GOOD, "problem": problem})
    insert_many(tx.session, ImportLine, rows)


def finish_reading(tx: Transaction, imported: TraderImport) -> None:
    """All lines are there: the report can be looked at. The caller holds the shop's lock.

    Raises:
        ImportStateError: The import was stopped while it was read.
    """
    _check_reading(imported)
    counted = count_lines(tx, imported)
    imported.state, imported.counts = CHECKED, {"good": counted[GOOD], "bad": counted[BAD], "made": 0}
    tx.session.flush()


def start(tx: Transaction, shop_id: int, import_id: int, actor: str) -> None:
    """Let the good lines become accounts.

    Raises:
        UnknownImportError: The shop has none of this number.
        ImportStateError: It was not looked through, or was started already.
    """
    lock_shop(tx, shop_id)
    imported = get_import(tx, shop_id, import_id)
    if imported.state != CHECKED:
        raise ImportStateError("This import cannot be started: it is not read yet, or was started before.")
    imported.state = RUNNING
    subject = f"trader import {import_id}"
    audit.record(tx, shop_id, events.TRADERS_IMPORTED, subject, actor=actor, source=imported.source, **imported.counts)
    tx.nudge(IMPORT_JOB, IMPORT_QUEUE, shop_id)


def stop(tx: Transaction, shop_id: int, import_id: int, problem: str | None = None) -> None:
    """End an import before its end, and delete what was uploaded; accounts already made stay."""
    lock_shop(tx, shop_id)
    imported = get_import(tx, shop_id, import_id)
    if imported.state in {DONE, STOPPED}:
        return
    tx.session.execute(delete(ImportLine).where(ImportLine.import_id == import_id, ImportLine.state == GOOD))
    imported.state, imported.finished_at = STOPPED, tx.now
    imported.counts = {**imported.counts, "problem": problem} if problem else imported.counts
    tx.session.flush()


def run_some(tx: Transaction, shop_id: int, import_id: int, many: int) -> bool:
    """Make accounts of the next good lines; True while some are left."""
    lock_shop(tx, shop_id)
    imported = get_import(tx, shop_id, import_id)
    if imported.state != RUNNING:
        return False
    chosen = select(ImportLine).where(ImportLine.import_id == import_id, ImportLine.state == GOOD)
    lines = tx.session.scalars(chosen.order_by(ImportLine.line).limit(many)).all()
    key, made = tx.keys(shop_id).sealing, 0
    for line in lines:
        problem = _take_over(tx, imported, open_line(key, line))
        if problem is None:
            tx.session.delete(line)
            made += 1
        else:
            line.state, line.problem, line.content = BAD, problem, None
    counts = imported.counts
    skipped = len(lines) - made
    imported.counts = {**counts, "made": counts["made"] + made, "bad": counts["bad"] + skipped}
    if len(lines) < many:
        imported.state, imported.finished_at = DONE, tx.now
    tx.session.flush()
    return imported.state == RUNNING


def get_import(tx: Transaction, shop_id: int, import_id: int) -> TraderImport:
    """One of the shop's imports, as it is now.

    Raises:
        UnknownImportError: It has none of this number.
    """
    imported = tx.session.get(TraderImport, import_id, populate_existing=True)
    if imported is None or imported.shop_id != shop_id:
        raise UnknownImportError("There is no such import in this shop.")
    return imported


def under_way(tx: Transaction, shop_id: int) -> TraderImport | None:
    """The import that a job goes on with: read from the tag, or being run."""
    chosen = _waiting().where(TraderImport.shop_id == shop_id).order_by(TraderImport.id).limit(1)
    return tx.session.scalars(chosen).one_or_none()


def shops_with_due(tx: Transaction) -> list[int]:
    """Shops whose import waits for a job, where the app is installed: what the sweeper nudges."""
    installed = select(Installation.shop_id).where(Installation.ended_at.is_(None))
    chosen = _waiting().with_only_columns(TraderImport.shop_id).where(TraderImport.shop_id.in_(installed))
    return list(tx.session.scalars(chosen.distinct()))


def list_imports(tx: Transaction, shop_id: int, number: int) -> Page[TraderImport]:
    """The newest first."""
    chosen = select(TraderImport).where(TraderImport.shop_id == shop_id).order_by(TraderImport.id.desc())
    return page_of(tx.session.scalars(cut(chosen, number)).all(), number)


def problems_of(tx: Transaction, imported: TraderImport) -> list[ImportLine]:
    """The first lines that are no good, with why."""
    chosen = select(ImportLine).where(ImportLine.import_id == imported.id, ImportLine.state == BAD)
    return list(tx.session.scalars(chosen.order_by(ImportLine.line).limit(_MOST_SHOWN)))


def count_lines(tx: Transaction, imported: TraderImport) -> dict[str, int]:
    """How many lines are good and bad."""
    chosen = select(ImportLine.state, func.count()).where(ImportLine.import_id == imported.id)
    counted = tx.session.execute(chosen.group_by(ImportLine.state))
    return {GOOD: 0, BAD: 0} | {row.state: row[1] for row in counted}


def forget_uploads(tx: Transaction, shop_id: int, before: datetime) -> None:
    """Delete the lines of imports begun before that moment, and stop those that never ended."""
    old = select(TraderImport.id).where(TraderImport.shop_id == shop_id, TraderImport.made_at < before)
    tx.session.execute(delete(ImportLine).where(ImportLine.shop_id == shop_id, ImportLine.import_id.in_(old)))
    left = update(TraderImport).where(TraderImport.id.in_(old), TraderImport.state.not_in((DONE, STOPPED)))
    tx.session.execute(left.values(state=STOPPED, finished_at=tx.now), execution_options={"synchronize_session": False})


def open_line(key: Key, line: ImportLine) -> Trader:
    """What a line that was not taken over yet tells."""
    return msgspec.json.decode(key.open(line.content or b"", _context(line.import_id, line.line)), type=Trader)


def _check_reading(imported: TraderImport) -> None:
    if imported.state != READING:
        why = imported.counts.get("problem") or "Begin it again if you want it."
        raise ImportStateError(f"The import was stopped while it was read. {why}")


def _waiting() -> Select[TraderImport]:
    reading = (TraderImport.state == READING) & (TraderImport.source == TAG)
    return select(TraderImport).where(reading | (TraderImport.state == RUNNING))


def _take_over(tx: Transaction, imported: TraderImport, trader: Trader) -> str | None:
    try:
        open_account(
            tx,
            imported.shop_id,
            trader.identity(),
            trader.application(),
            state=APPROVED,
            source=imported.source,
            actor=imported.actor,
        )
    except AccountExistsError:
        return _EXISTS
    return None


def _context(import_id: int, line: int) -> bytes:
    return f"trader-import/{import_id}/{line}".encode()
