"""Reading the past page by page. A page's orders and how far that leads are committed together: whoever is killed at
any moment goes on with the page that was not committed, and a page that is read twice changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import or_, select, update

from shopify_app.core.backoff import delay_after
from shopify_app.core.errors import TajirError
from shopify_app.core.runtime import Transaction
from shopify_app.noon import mirroring
from shopify_app.noon.actions import account_of, find_connection
from shopify_app.noon.backfilling.models import NoonBackfill, NoonBackfillWindow
from shopify_app.noon.backfilling.rules import FINISHED, RUNNING, halves
from shopify_app.noon.calling.refusals import NoonRefusedError
from shopify_app.noon.calling.sessions import Account
from shopify_app.noon.client import NoonClient
from shopify_app.noon.payload import OrderPage

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

# Less than a job may take. What is left then is read in the next turn.
TURN_SECONDS = 60.0
_LEASE = timedelta(minutes=3)
_BAD_TOKEN = frozenset({400, 404, 410})
_MOST_PAGES = 2_000
log = structlog.get_logger(__name__)


def read_on(
    runtime: Runtime, shop_id: int, *, seconds: float = TURN_SECONDS, tell: Callable[[], object] | None = None
) -> bool:
    """Read for so long; True when more is waiting and may be read now. `tell` is called after each page.

    Where noon cannot be read, why is kept on the row, and it is tried again later.
    """
    with runtime.transaction() as tx:
        if find_connection(tx, shop_id) is None:
            return False
        backfill_id = _take_lease(tx, shop_id)
        if backfill_id is None:
            return False
        account = account_of(tx, shop_id, patient=True)
    deadline = time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            if not _read_page(runtime, account, backfill_id):
                return False
            if tell is not None:
                tell()
    except TajirError as error:
        with runtime.transaction() as tx:
            _put_off(tx, backfill_id, str(error))
        return False
    finally:
        with runtime.transaction() as tx:
            chosen = update(NoonBackfill).where(NoonBackfill.id == backfill_id)
            tx.session.execute(chosen.values(reading_until=None))
    return True


def _read_page(runtime: Runtime, account: Account, backfill_id: int) -> bool:
    """One page of the newest window that is not read; False when there is none, or it is not to go on."""
    began = runtime.clock.now()
    with runtime.transaction() as tx:
        row = tx.session.get_one(NoonBackfill, backfill_id)
        window = _next_window(tx, backfill_id)
        if row.state != RUNNING:
            return False
        if window is None:
            row.state, row.ended_at, row.due_at, row.problem = FINISHED, tx.now, None, None
            return False
        asked = (window.warehouse_code, window.first, window.last, window.token)
    try:
        page = runtime.client(NoonClient).list_page(account, *asked)
    except NoonRefusedError as error:
        if error.status not in _BAD_TOKEN or not asked[-1]:
            raise
        with runtime.transaction() as tx:
            _begin_anew(tx, window.id)
        return True
    with runtime.transaction() as tx:
        _keep(tx, backfill_id, window.id, page, asked[-1], began)
    return True


def _keep(tx: Transaction, backfill_id: int, window_id: int, page: OrderPage, token: str, began: datetime) -> None:
    row = tx.session.get_one(NoonBackfill, backfill_id, with_for_update=True)
    window = tx.session.get_one(NoonBackfillWindow, window_id, populate_existing=True)
    mirroring.mirror_past(tx, row.shop_id, page.orders, began)
    row.orders, window.orders = row.orders + len(page.orders), window.orders + len(page.orders)
    row.tries, row.problem, row.due_at, row.reading_until = 0, None, tx.now, tx.now + _LEASE
    window.pages, after = window.pages + 1, page.next_token or ""
    # noon does not say how a list ends: a token that comes back, or pages without end, would go round for ever.
    if not after or after == token or window.pages >= _MOST_PAGES:
        window.is_done, window.token = True, ""
    else:
        window.token = after


def _begin_anew(tx: Transaction, window_id: int) -> None:
    """noon has forgotten the token: the window is read from its beginning, in two halves that end sooner."""
    window = tx.session.get_one(NoonBackfillWindow, window_id, populate_existing=True)
    log.info("noon_token_forgotten", warehouse_code=window.warehouse_code, pages=window.pages)
    window.token, window.pages = "", 0
    parts = halves(window.first, window.last)
    if parts is None:
        return
    (early_first, early_last), (window.first, window.last) = parts
    tx.session.add(
        NoonBackfillWindow(
            shop_id=window.shop_id,
            backfill_id=window.backfill_id,
            warehouse_code=window.warehouse_code,
            first=early_first,
            last=early_last,
            token="",
            pages=0,
            orders=0,
            is_done=False,
        )
    )


def _next_window(tx: Transaction, backfill_id: int) -> NoonBackfillWindow | None:
    chosen = select(NoonBackfillWindow).where(
        NoonBackfillWindow.backfill_id == backfill_id, NoonBackfillWindow.is_done.is_(False)
    )
    newest = (NoonBackfillWindow.first.desc(), NoonBackfillWindow.id)
    return tx.session.scalars(chosen.order_by(*newest).limit(1)).one_or_none()


def _take_lease(tx: Transaction, shop_id: int) -> int | None:
    free = or_(NoonBackfill.reading_until.is_(None), NoonBackfill.reading_until < tx.now)
    ours = (NoonBackfill.shop_id == shop_id, NoonBackfill.state == RUNNING, NoonBackfill.due_at <= tx.now, free)
    row_id = tx.session.scalar(select(NoonBackfill.id).where(*ours).limit(1))
    if row_id is None:
        return None
    taking = update(NoonBackfill).where(NoonBackfill.id == row_id, free)
    taken = tx.session.execute(taking.values(reading_until=tx.now + _LEASE))
    return row_id if taken.rowcount else None  # type: ignore[attr-defined]


def _put_off(tx: Transaction, backfill_id: int, why: str) -> None:
    row = tx.session.get_one(NoonBackfill, backfill_id, with_for_update=True)
    if row.state == RUNNING:
        row.tries, row.problem = row.tries + 1, why[:300]
        row.due_at = tx.now + delay_after(row.tries)
