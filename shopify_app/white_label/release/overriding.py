"""A person lets an order go without its trader's brand, with a reason; taken back while nothing has left."""

from __future__ import annotations

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.orders import holds
from shopify_app.orders.actions import get_order, tell
from shopify_app.orders.models import Order
from shopify_app.white_label.due import look_again_at
from shopify_app.white_label.release import recording
from shopify_app.white_label.release.models import HANDLE, OVERRIDDEN, WAITING, BrandedOrder
from shopify_app.white_label.release.rules import Code, Readiness, Reason

NOTHING_LEFT = (None, "restocked")


class NotWaitingError(ConflictError):
    """The order does not wait for a brand, so there is nothing to let go."""


class NotOverriddenError(ConflictError):
    """Nobody let the order go, or parts of it have left already."""


def row_of(tx: Transaction, shop_id: int, order_id: int) -> BrandedOrder | None:
    """How the order stands with its trader's brand; None where it never needed one."""
    row = tx.session.get(BrandedOrder, order_id, populate_existing=True)
    return row if row is not None and row.shop_id == shop_id else None


def override(tx: Transaction, shop_id: int, order_id: int, why: str, *, actor: str) -> None:
    """Let a waiting order leave without the trader's name.

    Raises:
        UnknownOrderError: The shop has no such order.
        NotWaitingError: It does not wait for its brand.
    """
    lock_shop(tx, shop_id)
    get_order(tx, shop_id, order_id)
    row = row_of(tx, shop_id, order_id)
    if row is None or row.state != WAITING:
        raise NotWaitingError("This order does not wait for a brand. Look at its page again.")
    missing = [code for code, _ in row.reasons]
    recording.let_go_unready(tx, row, actor, why)
    holds.drop_hold(tx, shop_id, order_id, HANDLE, f"Let go without the trader's brand: {why}")
    tell(tx, shop_id, order_id, "brand_overridden", reason=why)
    subject = f"order {order_id}"
    audit.record(tx, shop_id, events.ORDER_BRAND_OVERRIDDEN, subject, actor=actor, reason=why, missing=missing)


def take_back(tx: Transaction, shop_id: int, order_id: int, *, actor: str) -> None:
    """Have the order wait for its brand again, whoever let it go.

    Raises:
        UnknownOrderError: The shop has no such order.
        NotOverriddenError: Nobody did, or goods have left already.
    """
    lock_shop(tx, shop_id)
    order, row = get_order(tx, shop_id, order_id), row_of(tx, shop_id, order_id)
    if row is None or row.state != OVERRIDDEN:
        raise NotOverriddenError("Nobody let this order go without its brand. Look at its page again.")
    if not may_take_back(order):
        raise NotOverriddenError("Goods of this order have left already, so it cannot be held for its brand any more.")
    holds.forget_override(tx, order_id, HANDLE)
    row.inputs = None
    # Held at once; what it waits for is looked up afterwards.
    recording.record(tx, order, None, Readiness((Reason(Code.UNCHECKED),)))
    tell(tx, shop_id, order_id, "brand_override_ended")
    audit.record(tx, shop_id, events.ORDER_BRAND_OVERRIDE_ENDED, f"order {order_id}", actor=actor)
    look_again_at(tx, shop_id, [order_id])


def may_take_back(order: Order) -> bool:
    """Whether nothing of the order has left."""
    return order.cancelled_at is None and order.fulfillment_status in NOTHING_LEFT
