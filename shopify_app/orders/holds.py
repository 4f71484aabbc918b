"""Stopping an order's fulfilment and letting it go: wanted here, done in Shopify, and a person's override respected.

A hold's row says what we want. `sync_hold` makes Shopify agree; it reads first, so repeating it, or doing it late or
twice, ends in the same state.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_ignoring
from shopify_app.orders.actions import get_order, tell
from shopify_app.orders.client import OrderGoneError, OrdersClient
from shopify_app.orders.keeping import look_at_brand
from shopify_app.orders.models import OVERRIDDEN, PLACED, RELEASED, WANTED, FulfillmentOrder, Hold, Order
from shopify_app.orders.notices import tell_shop_later
from shopify_app.orders.placing import Outcome, place, release
from shopify_app.orders.repairs import read_past, tell_override, tell_refusal, tell_repair

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

SYNC_HOLD = "orders.sync_hold"
STOPPED = (WANTED, PLACED)
_MANY = 300
# A call that hangs ends within minutes; this is for workers that stood still over night.
_LATELY = timedelta(hours=26)


def want_hold(
    tx: Transaction, shop_id: int, order_id: int, handle: str, reason: str, *, is_mailed: bool = True
) -> None:
    """Stop the order under `handle`. One a person has overridden stays overridden.

    `is_mailed`: the shop gets a mail once it is held; without it the caller tells the shop.
    """
    hold = _find(tx, order_id, handle)
    if hold is None:
        hold = Hold(shop_id=shop_id, order_id=order_id, handle=handle, version=0, fulfillment_orders=[])
        tx.session.add(hold)
    elif hold.state in {WANTED, PLACED, OVERRIDDEN}:
        is_told_anew = hold.state != OVERRIDDEN and hold.reason != reason
        hold.reason, hold.is_mailed = reason, is_mailed
        if is_told_anew:
            _changed(tx, hold)
        return
    hold.state, hold.reason, hold.wanted_at, hold.ended_at = WANTED, reason, tx.now, None
    # What we released ourselves was let go by nobody else: it may be held anew.
    hold.fulfillment_orders, hold.is_mailed = [], is_mailed
    _changed(tx, hold)
    tell(tx, shop_id, order_id, "hold_wanted", reason=reason, handle=handle)


def drop_hold(tx: Transaction, shop_id: int, order_id: int, handle: str, why: str) -> None:
    """Let the order go, as far as `handle` stops it."""
    hold = _find(tx, order_id, handle)
    if hold is None or hold.state not in {WANTED, PLACED}:
        return
    hold.state, hold.ended_at = RELEASED, tx.now
    _changed(tx, hold)
    _tell_others(tx, hold)
    tell(tx, shop_id, order_id, "released", why=why, handle=handle)
    audit.record(tx, shop_id, events.ORDER_RELEASED, f"order {order_id}", handle=handle, why=why)


def state_of(tx: Transaction, order_id: int, handle: str) -> str | None:
    """How the hold under `handle` stands; None where the order never had one."""
    hold = _find(tx, order_id, handle)
    return hold.state if hold else None


def forget_override(tx: Transaction, order_id: int, handle: str) -> None:
    """A person takes back that they let the order go: it may be held under `handle` again."""
    hold = _find(tx, order_id, handle)
    if hold is not None and hold.state == OVERRIDDEN:
        hold.state = RELEASED


def sync_hold(runtime: Runtime, shop_id: int, hold_id: int) -> None:
    """Make Shopify agree with the hold's row: place it on every open fulfilment order, or release what we placed.

    Raises:
        RemoteError: It could not be done, or not on every fulfilment order; what could be is done and written down.
    """
    with runtime.snapshot() as tx:
        hold = tx.session.get_one(Hold, hold_id)
        order = get_order(tx, shop_id, hold.order_id)
        past, reasons = read_past(tx, hold), _reasons(tx, hold)
    client, told = runtime.client(OrdersClient), list(reasons.values())
    try:
        if hold.state in STOPPED:
            outcome = place(client, order, hold, past, told)
        else:
            outcome = release(client, order, hold, told)
    except OrderGoneError:
        outcome = Outcome(gone=True)
    with runtime.transaction() as tx:
        still_wanted = _record(tx, hold, outcome)
        if _others(hold, _reasons(tx, hold)) != _others(hold, reasons):
            # What was written on the order in Shopify is past, and may stand over what another worker wrote since.
            _tell_others(tx, hold, itself=True)
    if still_wanted and outcome.problem:
        raise outcome.problem


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
    """Compare every hold that should stand, or ended of late, with Shopify, some hundred a transaction.

    The net under lost webhooks, and under a worker that placed a hold late and died before it could say so.
    """
    last, since = 0, runtime.clock.now() - _LATELY
    while True:
        chosen = select(Hold).join(Order, Order.id == Hold.order_id).order_by(Hold.id).limit(_MANY)
        chosen = chosen.where(Hold.shop_id == shop_id, Order.cancelled_at.is_(None))
        chosen = chosen.where(Hold.state.in_(STOPPED) | (Hold.ended_at >= since))
        with runtime.transaction() as tx:
            holds = tx.session.scalars(chosen.where(Hold.id > last)).all()
            for hold in holds:
                _changed(tx, hold)
        if not holds:
            return
        last = holds[-1].id


def _find(tx: Transaction, order_id: int, handle: str) -> Hold | None:
    return tx.session.scalars(select(Hold).where(Hold.order_id == order_id, Hold.handle == handle)).one_or_none()


def _standing(tx: Transaction, order_id: int) -> Sequence[Hold]:
    chosen = select(Hold).where(Hold.order_id == order_id, Hold.state.in_(STOPPED)).order_by(Hold.id)
    return tx.session.scalars(chosen, execution_options={"populate_existing": True}).all()


def _reasons(tx: Transaction, hold: Hold) -> dict[int, str]:
    """Why the order is stopped, by each of our holds on it."""
    return {one.id: one.reason for one in _standing(tx, hold.order_id)}


def _others(hold: Hold, reasons: dict[int, str]) -> dict[int, str]:
    return {number: reason for number, reason in reasons.items() if number != hold.id}


def _tell_others(tx: Transaction, hold: Hold, *, itself: bool = False) -> None:
    """Have the order's other holds write their reasons on it: a sync does so."""
    tx.session.flush()
    for other in _standing(tx, hold.order_id):
        if itself or other.id != hold.id:
            _changed(tx, other)


def _changed(tx: Transaction, hold: Hold) -> None:
    """One call per version of the wish: deciding the same twice asks once."""
    hold.version += 1
    tx.session.flush()
    outbox.put(tx, hold.shop_id, SYNC_HOLD, f"{SYNC_HOLD}/{hold.id}/{hold.version}", hold_id=hold.id)


def _record(tx: Transaction, seen: Hold, outcome: Outcome) -> bool:
    """Write down what was done; whether that is still what is wanted."""
    hold = tx.session.get_one(Hold, seen.id, with_for_update=True)
    if _wish(hold) != _wish(seen):
        _set_right_later(tx, hold, outcome)
        return False
    if hold.state in STOPPED:
        _record_standing(tx, hold, outcome)
    return True


def _wish(hold: Hold) -> tuple[bool, datetime]:
    return hold.state in STOPPED, hold.wanted_at


def _set_right_later(tx: Transaction, hold: Hold, outcome: Outcome) -> None:
    """We acted on a wish that is past, and the call for the present one may be done already: one more follows.

    Two syncs of one hold are not kept apart by a lock: its holder may hang or die, so the lock would have to end by
    itself, and the same would happen behind it. Instead the slower one says what it did:

    - A late hold, or a late mark, on an order that was let go: the next sync takes it away.
    - A late release over a hold that is wanted anew: that lifting was ours. Forgotten here, as `want_hold` forgets what
      we released before it, the next sync holds those fulfilment orders without asking who lifted them, and no repair
      is spent. Only where the webhook about it is quicker than this line is it taken for an app's and spends one. (A
      lifting that no event explains is no proof that it was ours: a person's event may come late.)
    """
    hold.fulfillment_orders = [gid for gid in hold.fulfillment_orders if gid not in outcome.released]
    if hold.state in STOPPED or outcome.held or outcome.failed:
        _changed(tx, hold)


def _record_standing(tx: Transaction, hold: Hold, outcome: Outcome) -> None:
    past = read_past(tx, hold)
    if outcome.repaired and past.answered != outcome.lifting.event:
        tell_repair(tx, hold, outcome.lifting)
    refused = [gid for gid in outcome.refused if gid not in past.refused]
    if refused:
        tell_refusal(tx, hold, refused, in_part=bool(outcome.held))
    # What we could not hold, nobody lifted: it is tried again without asking who did.
    hold.fulfillment_orders = sorted({*hold.fulfillment_orders, *outcome.held} - {*outcome.failed})
    if outcome.gone:
        hold.state, hold.ended_at = RELEASED, tx.now
    elif outcome.lifted and not outcome.held and not outcome.failed:
        hold.state, hold.ended_at = OVERRIDDEN, tx.now
        tell_override(tx, hold, outcome.lifting)
        _tell_others(tx, hold)
        look_at_brand(tx, hold.shop_id, hold.order_id)
    elif let_go := [gid for gid in outcome.lifted if gid not in past.let_go]:
        tell_override(tx, hold, outcome.lifting, part=let_go)
    elif outcome.held and hold.state == WANTED:
        hold.state, hold.placed_at = PLACED, tx.now
        tell(tx, hold.shop_id, hold.order_id, "held", reason=hold.reason, handle=hold.handle)
        audit.record(tx, hold.shop_id, events.ORDER_HELD, f"order {hold.order_id}", handle=hold.handle)
        if hold.is_mailed:
            tell_shop_later(tx, hold, in_part=bool(outcome.refused))
