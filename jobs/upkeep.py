"""Finding work that nobody was told of, and forgetting what is no longer needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog
from sqlalchemy import select

from jobs.inbox import DRAIN_JOB, DRAIN_QUEUE, EARLY_TOPICS
from jobs.orders import FOLLOW_JOB
from jobs.runner import job
from shopify_app.core import db, inbox, outbox
from shopify_app.core.runtime import Runtime, Transaction
from shopify_app.noon import actions as noon
from shopify_app.noon import mirroring
from shopify_app.noon.backfilling import actions as backfilling
from shopify_app.noon.importing import claiming as noon_imports
from shopify_app.noon.importing.planning import IMPORT_JOB as NOON_IMPORT_JOB
from shopify_app.noon.importing.planning import IMPORT_QUEUE as NOON_IMPORT_QUEUE
from shopify_app.noon.mapping import actions as noon_mapping
from shopify_app.noon.offering import actions as offering
from shopify_app.noon.reconciling import actions as noon_days
from shopify_app.noon.reserving import actions as reserving
from shopify_app.noon.stock_due import RESERVE_JOB, RESERVE_QUEUE, TELL_JOB, TELL_QUEUE
from shopify_app.orders.following import shops_to_follow
from shopify_app.orders.keeping import BRAND_JOB, BRAND_QUEUE, CHECK_JOB, CHECK_QUEUE
from shopify_app.privacy import actions as privacy
from shopify_app.shops.models import Installation, Shop
from shopify_app.white_label import due as branding
from shopify_app.white_label.printing import claims, runs
from shopify_app.wholesale import actions as wholesale
from shopify_app.wholesale.accounts import imports
from shopify_app.wholesale.terms import actions as terms

log = structlog.get_logger(__name__)
# No sender repeats a delivery after days; until then its id must be recognised. A call that was made answers for
# longer what happened and when.
_REMEMBER_DELIVERIES, _REMEMBER_CALLS = timedelta(days=14), timedelta(days=30)
# What was not handled in a week is a dead letter that nobody replayed: it is no reason to keep personal data.
_KEEP_INBOX_KEYS = timedelta(days=8)


def _living(tx: Transaction) -> list[Installation]:
    return list(tx.session.scalars(select(Installation).where(Installation.ended_at.is_(None))))


def _shops_to_drain(tx: Transaction) -> list[int]:
    """Shops with due deliveries. Where the app is not installed, most wait for that, and only few topics count."""
    installed = {row.shop_id for row in _living(tx)}
    return [
        shop_id
        for shop_id in inbox.shops_with_due(tx)
        if shop_id in installed or inbox.due(tx, shop_id, 1, only=EARLY_TOPICS)
    ]


# Where work may wait: which shops, and the job that does it.
_WAITING: tuple[tuple[Callable[[Transaction], Iterable[int]], str, str], ...] = (
    (_shops_to_drain, DRAIN_JOB, DRAIN_QUEUE),
    (outbox.shops_with_due, outbox.SEND_JOB, outbox.SEND_QUEUE),
    (wholesale.shops_with_due, CHECK_JOB, CHECK_QUEUE),
    (branding.shops_with_due, BRAND_JOB, BRAND_QUEUE),
    (imports.shops_with_due, imports.IMPORT_JOB, imports.IMPORT_QUEUE),
    (mirroring.shops_with_due, mirroring.READ_JOB, mirroring.READ_QUEUE),
    (noon_mapping.shops_with_due, noon_mapping.MATCH_JOB, noon_mapping.MATCH_QUEUE),
    (reserving.shops_with_due, RESERVE_JOB, RESERVE_QUEUE),
    (noon_imports.shops_with_due, NOON_IMPORT_JOB, NOON_IMPORT_QUEUE),
    (backfilling.shops_with_due, backfilling.BACKFILL_JOB, backfilling.BACKFILL_QUEUE),
    (offering.shops_with_due, TELL_JOB, TELL_QUEUE),
    (noon_days.shops_with_due, noon_days.COMPARE_JOB, noon_days.COMPARE_QUEUE),
    (shops_to_follow, FOLLOW_JOB, "outbox"),
    (claims.shops_with_due, runs.DRAW_JOB, runs.DRAW_QUEUE),
    (terms.shops_without_statement, terms.REFRESH_JOB, terms.REFRESH_QUEUE),
)


@job
def sweep(runtime: Runtime) -> None:
    """Nudge for everything that waits: what a crash, or a Redis that forgot, left lying."""
    with runtime.snapshot() as tx:
        waiting = [(name, queue, list(find(tx))) for find, name, queue in _WAITING]
        # Without a refresh token nothing can be read until the staff come by again.
        unread = [row.shop_id for row in _living(tx) if row.history_read_at is None and row.refresh_token is not None]
        unknown = [shop.id for shop in tx.session.scalars(select(Shop).where(Shop.described_at.is_(None)))]
        erasures = {request.shop_id for request in privacy.unfinished_shop_redactions(tx)}
        installed = {row.shop_id for row in _living(tx)}
    for name, queue, shop_ids in waiting:
        for shop_id in shop_ids:
            runtime.jobs.nudge(name, queue, shop_id)
    for shop_id in unread:
        runtime.jobs.nudge("jobs.orders.read_history", "sync", shop_id)
    for shop_id in installed.intersection(unknown):
        runtime.jobs.nudge("jobs.shops.describe", "sync", shop_id)
    for shop_id in erasures:
        runtime.jobs.nudge(privacy.ERASE_SHOP_JOB, privacy.ERASE_SHOP_QUEUE, shop_id)


@job
def poll_noon(runtime: Runtime) -> None:
    """Look at noon for every connected shop."""
    with runtime.snapshot() as tx:
        shop_ids = noon.connected_shops(tx)
    for shop_id in shop_ids:
        runtime.jobs.nudge("jobs.noon.poll", "sync", shop_id)


@job
def catch_up(runtime: Runtime) -> None:
    """Look at Shopify for every installed shop: webhooks may be lost."""
    _for_installed(runtime, "jobs.orders.catch_up")


@job
def refresh_checkouts(runtime: Runtime) -> None:
    """See that every shop's checkout has the minimums as they are now: a nudge for a change may be lost."""
    _for_installed(runtime, "jobs.checkout.refresh")


@job
def look_at_stale_papers(runtime: Runtime) -> None:
    """Once an hour: what papers must not show may have changed since they were searched."""
    _for_installed(runtime, "jobs.white_label.look_at_stale")


@job
def look_after_shops(runtime: Runtime) -> None:
    """Once a day: who the shop is, and access that must not run out."""
    _for_installed(runtime, "jobs.shops.describe")
    _for_installed(runtime, "jobs.shops.keep_alive")


@job
def forget(runtime: Runtime) -> None:
    """Delete handled deliveries and calls, and destroy the inbox keys of past days, as the data map promises."""
    _forget_all(runtime, inbox.forget_before, _REMEMBER_DELIVERIES)
    _forget_all(runtime, outbox.forget_before, _REMEMBER_CALLS)
    with runtime.snapshot() as tx:
        shop_ids = list(tx.session.scalars(select(Shop.id)))
    for shop_id in shop_ids:
        with runtime.transaction() as tx:
            day = (tx.now - _KEEP_INBOX_KEYS).date().isoformat()
            tx.keyring.destroy_inbox_before(tx.session, shop_id, day, tx.now)
        runtime.jobs.nudge("jobs.privacy.apply_retention", "upkeep", shop_id)


@job
def shorten_log(runtime: Runtime) -> None:
    """Nothing that was erased may wait in the database's log. Asked for after each erasure, and each minute."""
    if not db.shorten_log(runtime.engine):
        log.warning("log_not_shortened")


def _forget_all(runtime: Runtime, forget_some: Callable[[Transaction, timedelta], int], age: timedelta) -> None:
    while True:
        with runtime.transaction() as tx:
            if not forget_some(tx, age):
                return


def _for_installed(runtime: Runtime, name: str) -> None:
    with runtime.snapshot() as tx:
        shop_ids = [row.shop_id for row in _living(tx)]
    for shop_id in shop_ids:
        runtime.jobs.nudge(name, "upkeep", shop_id)
