"""Units that noon has cancelled leave the order in Shopify: all of it is cancelled, or a part taken out of it.

What Shopify holds is read first, and only what it has too many of is taken out: repeating it, or doing it late, ends in
the same state.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.noon.importing.answers import Held
from shopify_app.noon.importing.client import ImportingClient
from shopify_app.noon.importing.models import MADE, NoonImport
from shopify_app.noon.importing.rules import left
from shopify_app.noon.stock_due import mark_orders

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be taken out of which lines, how many pieces have left already, and whether nothing remains."""

    fewer: tuple[tuple[Held, int], ...]
    sent: int
    is_all: bool


def let_go(runtime: Runtime, shop_id: int, import_id: int, version: int) -> None:
    """Take out what noon has cancelled.

    Raises:
        RemoteError: Shopify did not answer or refused.
    """
    with runtime.snapshot() as tx:
        row = tx.session.get_one(NoonImport, import_id)
    if row.shop_id != shop_id or row.state != MADE or row.version != version or row.shopify_order_id is None:
        return
    client = runtime.client(ImportingClient)
    state = client.state(shop_id, row.shopify_order_id)
    change, ended = Change((), 0, is_all=False), state is None or state.is_cancelled
    if state is not None and not ended:
        change = change_of(state.lines, row.lines, row.let_go)
        if change.is_all:
            client.cancel(shop_id, row.shopify_order_id)
        elif change.fewer:
            client.shrink(shop_id, row.shopify_order_id, change.fewer)
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        _record(tx, import_id, change, ended=ended or change.is_all)


def change_of(held: Sequence[Held], lines: Sequence[Mapping[str, Any]], let_go: Collection[str]) -> Change:
    """What Shopify's order has too many of. Lines that staff have added are left alone."""
    wanted = left(lines, let_go)
    fewer, sent, stays = [], 0, 0
    for line in held:
        key = (line.variant, Decimal(line.price))
        if key not in wanted:
            stays += line.quantity
            continue
        kept = min(line.quantity, wanted[key])
        wanted[key] -= kept
        over = line.quantity - kept
        taken = min(over, line.unsent)
        stays += line.quantity - taken
        sent += over - taken
        if taken:
            fewer.append((line, taken))
    return Change(tuple(fewer), sent, is_all=bool(fewer) and not stays)


def _record(tx: Transaction, import_id: int, change: Change, *, ended: bool) -> None:
    row = tx.session.get_one(NoonImport, import_id, populate_existing=True)
    if ended and row.ended_at is None:
        row.ended_at = tx.now
    if change.sent:
        row.problem = f"noon cancelled {change.sent} of the units after they were shipped in Shopify. Get them back."
    mark_orders(tx, row.shop_id, [row.order_id])
    taken = sum(count for _, count in change.fewer)
    audit.record(
        tx, row.shop_id, events.NOON_IMPORT_LET_GO, f"noon order {row.order_id}", units=taken, all=change.is_all
    )
