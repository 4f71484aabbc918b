"""The orders from before the installation: Shopify writes them to a file, and we read it in constant memory.

A run is a row, so it goes on after a crash where it was: started once, asked after, read from the next line.
"""

from __future__ import annotations

import time
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from shopify_app.core.errors import RemoteError
from shopify_app.core.remote import Remote
from shopify_app.core.upsert import insert_ignoring
from shopify_app.orders.client import OrdersClient
from shopify_app.orders.keeping import keep_nodes
from shopify_app.orders.models import HistoryRun
from shopify_app.shops import actions as shops

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

# Without the scope read_all_orders Shopify shows 60 days.
_SPAN = timedelta(days=60)
_BATCH = 200
# Less than a job may take. What is left then is read in the next turn.
_TURN_SECONDS = 120.0
_UNFINISHED = frozenset({"CREATED", "RUNNING", "CANCELING"})


def read_history(runtime: Runtime, shop_id: int) -> None:
    """Take the next step: start the bulk operation, look whether it is ready, or read what it wrote.

    Raises:
        RemoteError: Shopify did not answer, or the operation failed: the next call starts another.
    """
    with runtime.snapshot() as tx:
        run = tx.session.get(HistoryRun, shop_id)
    if run is None:
        _start(runtime, shop_id)
        return
    state = runtime.client(OrdersClient).bulk_state(shop_id, run.bulk_gid)
    if state.status in _UNFINISHED:
        return
    if state.status != "COMPLETED":
        _forget(runtime, shop_id)
        raise RemoteError(f"Shopify could not list the past orders ({state.status}).", temporary=True)
    if state.url is not None and not _read(runtime, run, state.url):
        return
    with runtime.transaction() as tx:
        shops.mark_history_read(tx, shop_id)
    _forget(runtime, shop_id)


def _start(runtime: Runtime, shop_id: int) -> None:
    gid = runtime.client(OrdersClient).start_bulk(shop_id, runtime.clock.now() - _SPAN)
    with runtime.transaction() as tx:
        row = {"shop_id": shop_id, "bulk_gid": gid, "started_at": tx.now, "lines_read": 0}
        insert_ignoring(tx.session, HistoryRun, [row], ("shop_id",))


def _read(runtime: Runtime, run: HistoryRun, url: str) -> bool:
    """Record the lines that are new to us, many at once, and then how far we are; True at the end."""
    deadline = time.monotonic() + _TURN_SECONDS
    remote = Remote(allow_loopback_http=runtime.settings.allow_loopback_http, clock=runtime.clock)
    lines = islice(remote.lines(url), run.lines_read, None)
    done = run.lines_read
    while batch := list(islice(lines, _BATCH)):
        keep_nodes(runtime, run.shop_id, [msgspec.json.decode(line) for line in batch], run.started_at)
        done += len(batch)
        # Apart from the keeping: a line that is read twice after a crash changes nothing.
        with runtime.transaction() as tx:
            tx.session.get_one(HistoryRun, run.shop_id).lines_read = done
        if time.monotonic() > deadline:
            return False
    return True


def _forget(runtime: Runtime, shop_id: int) -> None:
    with runtime.transaction() as tx:
        run = tx.session.get(HistoryRun, shop_id)
        if run is not None:
            tx.session.delete(run)
