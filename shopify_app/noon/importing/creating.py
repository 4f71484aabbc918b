"""Making the orders in Shopify: each once, whatever is lost on the way.

`orderCreate` makes a second order when it is asked twice, and knows no idempotency key. So an attempt is written down
and on disk before it is made (`asked`), and an order is asked for again only after this much is certain:

1. Shopify shows no order with noon's number. It is looked up by an own id (a metafield of type `id`), which Shopify
   keeps unique and looks up in its records, and besides by `source_identifier` in its search, which lags behind.
2. The attempt is long over: `settle_minutes` (at least 5) have passed, where our own request gives up after one, so
   that a request which was still on its way has been carried out, or has been lost.

Should both ever fail, the unique id is a third lock, at Shopify itself. The first attempt too begins with the look-up:
a database that was restored from a backup has forgotten what was made since.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.backoff import delay_after
from shopify_app.core.errors import RemoteError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.noon.importing.answers import Made
from shopify_app.noon.importing.claiming import Claimed, claim
from shopify_app.noon.importing.client import ImportingClient
from shopify_app.noon.importing.models import ASKED, DUE, MADE, REFUSED, NoonImport
from shopify_app.noon.importing.placing import PLACE
from shopify_app.noon.importing.terms import find_terms
from shopify_app.noon.stock_due import mark_orders
from shopify_app.shops.client import UserErrorsError

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

MOST_TRIES = 5
_TURN_SECONDS = 20.0
# A worker that stood still for longer between writing its attempt down and making it does not make it.
_FRESH = timedelta(seconds=60)
_MINUTE, _SOON = timedelta(minutes=1), timedelta(seconds=30)
# So long Shopify usually takes to give an order to a location.
_ROUTED = timedelta(seconds=10)
_TOO_MANY = 429
# How Shopify words its limit on orders made by apps; the wording is not documented.
_SLOWER = ("rate limit", "too many", "try again in")
_TAKEN = ("unique", "taken")
_TWO = "Shopify has more than one order with this noon number. Cancel the newer ones there."


def import_due(runtime: Runtime, shop_id: int) -> bool:
    """Make the shop's due orders, oldest first, as fast as Shopify lets it; True when more are due now.

    Raises:
        RemoteError: Shopify cannot be prepared; they stay due.
    """
    if not _prepare(runtime, shop_id):
        return False
    deadline = time.monotonic() + _TURN_SECONDS
    while time.monotonic() < deadline:
        with runtime.transaction() as tx:
            claimed = claim(tx, shop_id)
        if claimed is None:
            return False
        _work(runtime, shop_id, claimed)
    return True


def record_made(tx: Transaction, shop_id: int, import_id: int, found: list[Made]) -> None:
    """Shopify has the order, and holds its units: our reservation goes once it is settled at which location."""
    lock_shop(tx, shop_id)
    row = tx.session.get_one(NoonImport, import_id, populate_existing=True)
    if row.state == MADE:
        return
    row.state, row.made_at, row.leased_until, row.next_try_at = MADE, tx.now, None, None
    row.shopify_order_id, row.shopify_name = found[0].shopify_order_id, found[0].name[:64]
    row.problem = _TWO if len(found) > 1 else None
    audit.record(
        tx, shop_id, events.NOON_ORDER_IMPORTED, f"noon order {row.order_id}", shopify_order=found[0].shopify_order_id
    )
    outbox.put(tx, shop_id, PLACE, f"{PLACE}/{row.id}", after=_ROUTED, import_id=row.id)
    mark_orders(tx, shop_id, [row.order_id])


def _prepare(runtime: Runtime, shop_id: int) -> bool:
    """See that Shopify keeps noon's number as a unique id before the first order bears one."""
    with runtime.snapshot() as tx:
        terms = find_terms(tx, shop_id)
    if terms is None or terms.marked_at is not None:
        return terms is not None
    runtime.client(ImportingClient).prepare(shop_id)
    with runtime.transaction() as tx:
        kept = find_terms(tx, shop_id)
        if kept is not None:
            kept.marked_at = tx.now
    return True


def _work(runtime: Runtime, shop_id: int, claimed: Claimed) -> None:
    client = runtime.client(ImportingClient)
    try:
        found = client.find(shop_id, claimed.noon_order_nr)
    except RemoteError as error:
        _later(runtime, shop_id, claimed, error, is_made=None if claimed.body is None else False)
        return
    if not found and claimed.body is None:
        _not_found(runtime, shop_id, claimed)
        return
    if not found and claimed.body is not None:
        if runtime.clock.now() - claimed.attempted_at > _FRESH:
            return
        try:
            found = [client.create(shop_id, claimed.body)]
        except RemoteError as error:
            _later(runtime, shop_id, claimed, error, is_made=False if _is_refusal(error) else None)
            return
    with runtime.transaction() as tx:
        record_made(tx, shop_id, claimed.id, found)


def _later(runtime: Runtime, shop_id: int, claimed: Claimed, error: RemoteError, *, is_made: bool | None) -> None:
    """It failed; `is_made` False: Shopify has made nothing, None: nobody knows."""
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        row = tx.session.get_one(NoonImport, claimed.id, populate_existing=True)
        if row.state != ASKED or row.attempted_at != claimed.attempted_at:
            return
        row.leased_until, row.problem = None, str(error)[:300]
        if is_made is None:
            row.next_try_at = tx.now + _SOON
            mark_orders(tx, shop_id, [row.order_id])
            return
        row.state, row.attempted_at = DUE, None
        if _is_too_fast(error):
            row.tries, row.problem = row.tries - 1, None
            terms = find_terms(tx, shop_id)
            if terms is not None:
                terms.paused_until = tx.now + max(_MINUTE, timedelta(seconds=error.retry_after or 0))
        elif error.temporary:
            row.next_try_at = tx.now + delay_after(row.tries)
        else:
            row.state = REFUSED
        mark_orders(tx, shop_id, [row.order_id])


def _not_found(runtime: Runtime, shop_id: int, claimed: Claimed) -> None:
    """Shopify does not show it: it may still appear, until nothing can be on its way any more."""
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        row = tx.session.get_one(NoonImport, claimed.id, populate_existing=True)
        terms = find_terms(tx, shop_id)
        if row.state != ASKED or row.attempted_at != claimed.attempted_at or terms is None:
            return
        settled_at = claimed.attempted_at + timedelta(minutes=terms.settle_minutes)
        row.leased_until = None
        if tx.now < settled_at:
            row.next_try_at = min(settled_at, tx.now + _MINUTE)
            return
        row.state, row.attempted_at, row.next_try_at = DUE, None, None
        if row.tries >= MOST_TRIES:
            row.state = REFUSED
        mark_orders(tx, shop_id, [row.order_id])


def _is_refusal(error: RemoteError) -> bool:
    """Whether Shopify certainly made nothing: it said what it will not do, or did not look at it at all."""
    if isinstance(error, UserErrorsError):
        # That the number is taken already means the opposite: one has appeared since we looked.
        return not any(words in str(error).casefold() for words in _TAKEN)
    return error.status == _TOO_MANY


def _is_too_fast(error: RemoteError) -> bool:
    return error.status == _TOO_MANY or any(words in str(error).casefold() for words in _SLOWER)
