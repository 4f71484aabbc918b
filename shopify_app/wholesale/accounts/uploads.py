"""Uploaded lines about one person: told on a data request, emptied when the person is erased.

Lines lie under the shop's key, for of most we know nobody yet, so no person's key destroys them. They are opened and
compared: what is uploaded is a list of a few thousand, and gone within a week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from typing import Any

import msgspec
from sqlalchemy import select, update

from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.wholesale.accounts import imports
from shopify_app.wholesale.accounts.imports import BAD, CHECKED, GOOD, READING, get_import
from shopify_app.wholesale.accounts.lines import Trader
from shopify_app.wholesale.accounts.models import ImportLine, TraderImport

_ERASED = "This trader was erased since."
_INTERRUPTED = "A person was erased meanwhile, who may stand in it. Begin it again."
_MANY = 500


def held_about(tx: Transaction, shop_id: int, names: Set[bytes]) -> list[dict[str, Any]]:
    """What lines tell of who has these fingerprints. As with orders, a line's strongest name says whose it is."""
    return [
        {"import": line.import_id, "line": line.line, "told": msgspec.to_builtins(trader)}
        for line, trader, known_by in _lines(tx, shop_id)
        if known_by[:1] and known_by[0] in names
    ]


def empty_person(tx: Transaction, shop_id: int, names: Set[bytes]) -> int:
    """Empty every line with one of these fingerprints; returns how many. The caller holds the shop's lock.

    An import that is being read is stopped: of the lines it still holds in memory nobody could tell. Whoever is erased
    by mistake with another's line is uploaded again; what is left of an erased person is not made good.
    """
    about = [(line.id, line.import_id) for line, _, known_by in _lines(tx, shop_id) if not names.isdisjoint(known_by)]
    reading = select(TraderImport.id).where(TraderImport.shop_id == shop_id, TraderImport.state == READING)
    for import_id in tx.session.scalars(reading).all():
        imports.stop(tx, shop_id, import_id, _INTERRUPTED)
    gone = update(ImportLine).where(one_of(tx.session, ImportLine.id, [number for number, _ in about]))
    emptied = gone.values(state=BAD, problem=_ERASED, content=None)
    tx.session.execute(emptied, execution_options={"synchronize_session": False})
    for import_id, many in Counter(import_id for _, import_id in about).items():
        _count_again(get_import(tx, shop_id, import_id), many)
    tx.session.flush()
    return len(about)


def _lines(tx: Transaction, shop_id: int) -> Iterator[tuple[ImportLine, Trader, list[bytes]]]:
    """Each line that still tells something, with the fingerprints of its trader, the strongest first."""
    keys = tx.keys(shop_id)
    chosen = select(ImportLine).where(ImportLine.shop_id == shop_id, ImportLine.content.is_not(None))
    chosen = chosen.order_by(ImportLine.import_id, ImportLine.line).execution_options(yield_per=_MANY)
    for line in tx.session.scalars(chosen):
        trader = imports.open_line(keys.sealing, line)
        yield line, trader, people.fingerprints(keys, Identity(trader.customer_id, trader.email))


def _count_again(imported: TraderImport, emptied: int) -> None:
    """The report's counts: what was good is left out now."""
    counts = imported.counts
    if imported.state == CHECKED:
        counts = counts | {GOOD: counts[GOOD] - emptied}
    if BAD in counts:
        imported.counts = counts | {BAD: counts[BAD] + emptied}
