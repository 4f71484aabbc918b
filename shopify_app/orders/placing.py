"""Holds in Shopify: placed and released there, each fulfilment order by itself, and what was found on the way.

One that refuses must not leave the others free, nor held: each is tried, and what failed is told at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shopify_app.core.errors import RemoteError
from shopify_app.orders.client import OpenFulfillmentOrder, OrdersClient
from shopify_app.orders.lifting import Lifting, is_repaired, who_lifted
from shopify_app.orders.models import Hold, Order
from shopify_app.orders.repairs import Past

HOLD_TAG = "tajir-held"


@dataclass(slots=True)
class Outcome:
    """What Shopify shows after a comparison: gids of fulfilment orders."""

    held: list[str] = field(default_factory=list)
    lifted: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    failed: dict[str, RemoteError] = field(default_factory=dict)
    lifting: Lifting = field(default_factory=Lifting)
    gone: bool = False

    @property
    def refused(self) -> list[str]:
        """What Shopify will not do, however often it is asked."""
        return [gid for gid, error in self.failed.items() if not error.temporary]

    @property
    def problem(self) -> RemoteError | None:
        """Why something failed. One that another try may mend goes first: the others are refused in that try again."""
        return min(self.failed.values(), key=lambda error: not error.temporary, default=None)


def place(client: OrdersClient, order: Order, hold: Hold, past: Past, reasons: Sequence[str]) -> Outcome:
    """Hold what is not held yet. What was held and is no longer, somebody lifted: again only if an app did it.

    `reasons` are those of all our holds on the order, this one among them: the order in Shopify tells each of them.
    """
    outcome = Outcome()
    for part in client.open_fulfillment_orders(order.shop_id, order.shopify_order_id):
        if hold.handle in part.own_holds:
            outcome.held.append(part.gid)
        elif part.gid in hold.fulfillment_orders:
            outcome.lifted.append(part.gid)
        else:
            _hold(client, hold, part.gid, outcome)
    if not past.let_go.issuperset(outcome.lifted):
        _repair(client, order, hold, past, outcome)
    if outcome.held:
        client.add_tag(order.shop_id, order.shopify_order_id, HOLD_TAG)
        client.tell_reason(order.shop_id, order.shopify_order_id, " · ".join(reasons))
    elif outcome.lifted and len(reasons) == 1:
        _unmark(client, order)
    return outcome


def release(client: OrdersClient, order: Order, hold: Hold, reasons: Sequence[str]) -> Outcome:
    """Let go what is held under this handle, and no other hold. While others of ours have reasons, the marks stay."""
    outcome = Outcome()
    parts = client.open_fulfillment_orders(order.shop_id, order.shopify_order_id)
    for part in parts:
        if hold.handle in part.own_holds:
            _release(client, hold, part, outcome)
    if outcome.failed:
        # Another worker, or a person, may have been quicker: then there was nothing left to release.
        parts = client.open_fulfillment_orders(order.shop_id, order.shopify_order_id)
        standing = {part.gid for part in parts if hold.handle in part.own_holds}
        outcome.failed = {gid: error for gid, error in outcome.failed.items() if gid in standing}
    others = any(set(part.own_holds) - {hold.handle} for part in parts)
    if not reasons and not others and not outcome.failed:
        _unmark(client, order)
    return outcome


def _hold(client: OrdersClient, hold: Hold, gid: str, outcome: Outcome) -> bool:
    try:
        client.hold(hold.shop_id, gid, hold.handle, hold.reason)
    except RemoteError as error:
        outcome.failed[gid] = error
        return False
    outcome.held.append(gid)
    return True


def _release(client: OrdersClient, hold: Hold, part: OpenFulfillmentOrder, outcome: Outcome) -> None:
    try:
        client.release(hold.shop_id, part.gid, part.own_holds[hold.handle])
    except RemoteError as error:
        outcome.failed[part.gid] = error
    else:
        outcome.released.append(part.gid)


def _repair(client: OrdersClient, order: Order, hold: Hold, past: Past, outcome: Outcome) -> None:
    """Place again what an app removed, unless it has been too often."""
    found = client.hold_events(order.shop_id, order.shopify_order_id)
    outcome.lifting = who_lifted(found, hold.wanted_at, past.answered)
    if not is_repaired(outcome.lifting, past.repairs):
        return
    for gid in [gid for gid in outcome.lifted if gid not in past.let_go]:
        outcome.lifted.remove(gid)
        if _hold(client, hold, gid, outcome):
            outcome.repaired.append(gid)


def _unmark(client: OrdersClient, order: Order) -> None:
    client.remove_tag(order.shop_id, order.shopify_order_id, HOLD_TAG)
    client.untell_reason(order.shop_id, order.shopify_order_id)
