"""Stopping an order's fulfilment and letting it go: wanted here, done in Shopify, and a person's override respected.

A hold's row says what we want. `sync_hold` makes Shopify agree; it reads first, so repeating it, or doing it late or
twice, ends in the same state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring
from shopify_app.orders.actions import get_order, tell
from shopify_app.orders.client import OrderGoneError, OrdersClient
from shopify_app.orders.lifting import Lifting, is_repaired, who_lifted
from shopify_app.orders.models import OVERRIDDEN, PLACED, RELEASED, WANTED, FulfillmentOrder, Hold, Order
from shopify_app.orders.notices import tell_shop_later
from shopify_app.orders.repairs import Past, read_past, tell_override, tell_repair

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

SYNC_HOLD = "orders.sync_hold"
HOLD_TAG = "tajir-held"
STOPPED = (WANTED, PLACED)
_MANY = 300


@dataclass(slots=True)
class _Outcome:
    """What Shopify shows after a comparison: gids of fulfilment orders."""

    held: list[str] = field(default_factory=list)
    lifted: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    lifting: Lifting = field(default_factory=Lifting)
    gone: bool = False


def want_hold(tx: Transaction, shop_id: int, order_id: int, handle: str, reason: str) -> None:
    """Stop the order under `handle`. One a person has overridden stays overridden."""
    hold = _find(tx, order_id, handle)
    if hold is None:
        hold = Hold(shop_id=shop_id, order_id=order_id, handle=handle, version=0, fulfillment_orders=[])
        tx.session.add(hold)
    elif hold.state in {WANTED, PLACED, OVERRIDDEN}:
        hold.reason = reason
        return
    hold.state, hold.reason, hold.wanted_at, hold.ended_at = WANTED, reason, tx.now, None
    # What we released ourselves was let go by nobody else: it may be held anew.
    hold.fulfillment_orders = []
    _changed(tx, hold)
    tell(tx, shop_id, order_id, "hold_wanted", reason=reason, handle=handle)


def drop_hold(tx: Transaction, shop_id: int, order_id: int, handle: str, why: str) -> None:
    """Let the order go, as far as `handle` stops it."""
    hold = _find(tx, order_id, handle)
    if hold is None or hold.state not in {WANTED, PLACED}:
        return
    hold.state, hold.ended_at = RELEASED, tx.now
    _changed(tx, hold)
    tell(tx, shop_id, order_id, "released", why=why, handle=handle)
    audit.record(tx, shop_id, events.ORDER_RELEASED, f"order {order_id}", handle=handle, why=why)


def sync_hold(runtime: Runtime, shop_id: int, hold_id: int) -> None:
    """Make Shopify agree with the hold's row: place it on every open fulfilment order, or release what we placed."""
    with runtime.snapshot() as tx:
        hold = tx.session.get_one(Hold, hold_id)
        order = get_order(tx, shop_id, hold.order_id)
        past = read_past(tx, hold)
    client = runtime.client(OrdersClient)
    outcome = _Outcome()
    try:
        if hold.state in {WANTED, PLACED}:
            outcome = _place(client, shop_id, order, hold, past)
        else:
            _release(client, shop_id, order, hold)
    except OrderGoneError:
        outcome = _Outcome(gone=True)
    with runtime.transaction() as tx:
        _record(tx, hold, outcome)


def note_fulfillment_orders(tx: Transaction, shop_id: int, fulfillment_order_ids: Sequence[int]) -> None:
    """Webhooks named these fulfilment orders. They matter only where a hold waits for one or may have been lifted."""
    rows = [
        {"shop_id": shop_id, "shopify_fulfillment_order_id": number, "shopify_order_id": None, "seen_at": tx.now}
        for number in dict.fromkeys(fulfillment_order_ids)
    ]
    insert_ignoring(tx.session, FulfillmentOrder, rows, ("shop_id", "shopify_fulfillment_order_id"))
    chosen = update(FulfillmentOrder).where(
        FulfillmentOrder.shop_id == shop_id, FulfillmentOrder.shopify_fulfillment_order_id.in_(fulfillment_order_ids)
    )
    tx.session.execute(chosen.values(seen_at=tx.now))
    tx.nudge("jobs.orders.follow_fulfillment_orders", "outbox", shop_id)


def sync_again(tx: Transaction, shop_id: int, shopify_order_ids: Sequence[int]) -> None:
    """Something happened to these orders' fulfilment: compare their holds with Shopify once more."""
    chosen = select(Hold).join(Order, Order.id == Hold.order_id)
    chosen = chosen.where(Order.shop_id == shop_id, Order.shopify_order_id.in_(shopify_order_ids))
    for hold in tx.session.scalars(chosen.where(Hold.state.in_(STOPPED))):
        _changed(tx, hold)


def compare_standing(runtime: Runtime, shop_id: int) -> None:
    """Compare every hold that should stand with Shopify, some hundred a transaction. The net under lost webhooks."""
    last = 0
    while True:
        chosen = select(Hold).join(Order, Order.id == Hold.order_id).order_by(Hold.id).limit(_MANY)
        chosen = chosen.where(Hold.shop_id == shop_id, Hold.state.in_(STOPPED), Order.cancelled_at.is_(None))
        with runtime.transaction() as tx:
            holds = tx.session.scalars(chosen.where(Hold.id > last)).all()
            for hold in holds:
                _changed(tx, hold)
        if not holds:
            return
        last = holds[-1].id


def _find(tx: Transaction, order_id: int, handle: str) -> Hold | None:
    return tx.session.scalars(select(Hold).where(Hold.order_id == order_id, Hold.handle == handle)).one_or_none()


def _changed(tx: Transaction, hold: Hold) -> None:
    """One call per version of the wish: deciding the same twice asks once."""
    hold.version += 1
    tx.session.flush()
    outbox.put(tx, hold.shop_id, SYNC_HOLD, f"{SYNC_HOLD}/{hold.id}/{hold.version}", hold_id=hold.id)


def _place(client: OrdersClient, shop_id: int, order: Order, hold: Hold, past: Past) -> _Outcome:
    """Hold what is not held yet. What was held and is no longer, somebody lifted: again only if an app did it."""
    outcome = _Outcome()
    for fulfillment_order in client.open_fulfillment_orders(shop_id, order.shopify_order_id):
        missing = hold.handle not in fulfillment_order.own_holds
        if missing and fulfillment_order.gid in hold.fulfillment_orders:
            outcome.lifted.append(fulfillment_order.gid)
            continue
        if missing:
            client.hold(shop_id, fulfillment_order.gid, hold.handle, hold.reason)
        outcome.held.append(fulfillment_order.gid)
    if not past.let_go.issuperset(outcome.lifted):
        _repair(client, shop_id, order, hold, past, outcome)
    if outcome.held:
        client.add_tag(shop_id, order.shopify_order_id, HOLD_TAG)
        client.tell_reason(shop_id, order.shopify_order_id, hold.reason)
    elif outcome.lifted:
        _unmark(client, shop_id, order)
    return outcome


def _repair(client: OrdersClient, shop_id: int, order: Order, hold: Hold, past: Past, outcome: _Outcome) -> None:
    """Place again what an app removed, unless it has been too often."""
    found = client.hold_events(shop_id, order.shopify_order_id)
    outcome.lifting = who_lifted(found, hold.wanted_at, past.answered)
    if not is_repaired(outcome.lifting, past.repairs):
        return
    for gid in [gid for gid in outcome.lifted if gid not in past.let_go]:
        client.hold(shop_id, gid, hold.handle, hold.reason)
        outcome.lifted.remove(gid)
        outcome.repaired.append(gid)
        outcome.held.append(gid)


def _release(client: OrdersClient, shop_id: int, order: Order, hold: Hold) -> None:
    others = False
    for fulfillment_order in client.open_fulfillment_orders(shop_id, order.shopify_order_id):
        if hold.handle in fulfillment_order.own_holds:
            client.release(shop_id, fulfillment_order.gid, fulfillment_order.own_holds[hold.handle])
        others = others or bool(set(fulfillment_order.own_holds) - {hold.handle})
    if not others:
        _unmark(client, shop_id, order)


def _unmark(client: OrdersClient, shop_id: int, order: Order) -> None:
    client.remove_tag(shop_id, order.shopify_order_id, HOLD_TAG)
    client.untell_reason(shop_id, order.shopify_order_id)


def _record(tx: Transaction, seen: Hold, outcome: _Outcome) -> None:
    """Write down what was done, unless the wish changed meanwhile: then a call for the newer wish is waiting."""
    hold = tx.session.get_one(Hold, seen.id, with_for_update=True)
    if hold.state not in STOPPED or seen.state not in STOPPED or hold.wanted_at != seen.wanted_at:
        return
    past = read_past(tx, hold)
    if outcome.repaired and past.answered != outcome.lifting.event:
        tell_repair(tx, hold, outcome.lifting)
    hold.fulfillment_orders = sorted({*hold.fulfillment_orders, *outcome.held})
    if outcome.gone:
        hold.state, hold.ended_at = RELEASED, tx.now
    elif outcome.lifted and not outcome.held:
        hold.state, hold.ended_at = OVERRIDDEN, tx.now
        tell_override(tx, hold, outcome.lifting)
    elif let_go := [gid for gid in outcome.lifted if gid not in past.let_go]:
        tell_override(tx, hold, outcome.lifting, part=let_go)
    elif outcome.held and hold.state == WANTED:
        hold.state, hold.placed_at = PLACED, tx.now
        tell(tx, hold.shop_id, hold.order_id, "held", reason=hold.reason, handle=hold.handle)
        audit.record(tx, hold.shop_id, events.ORDER_HELD, f"order {hold.order_id}", handle=hold.handle)
        tell_shop_later(tx, hold)
