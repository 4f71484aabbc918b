"""Telling the shop by mail of an order that was stopped. A letter names the order and the reason, and no customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopify_app.core import outbox
from shopify_app.core.mail import Letter, Mailer
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import get_order
from shopify_app.orders.models import PLACED, Hold, Order
from shopify_app.shops.actions import contact_of
from shopify_app.shops.models import Shop

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

TELL_SHOP = "orders.tell_shop"


def tell_shop_later(tx: Transaction, hold: Hold) -> None:
    """See that the shop hears of this hold, once."""
    outbox.put(tx, hold.shop_id, TELL_SHOP, f"{TELL_SHOP}/{hold.id}/{hold.version}", hold_id=hold.id)


def tell_shop(runtime: Runtime, shop_id: int, hold_id: int) -> None:
    """Mail the shop's contact that the order is held, if it still is. Without a mail server the admin page tells alone.

    Raises:
        RemoteError: The mail server did not take it.
    """
    with runtime.snapshot() as tx:
        hold = tx.session.get_one(Hold, hold_id)
        order = get_order(tx, shop_id, hold.order_id)
    if hold.state == PLACED:
        told = f"Order {order.name} is held and will not be fulfilled.\n\n{hold.reason}"
        write_to_shop(runtime, shop_id, order, f"Order {order.name} is held", told, f"hold-{hold.id}-{hold.version}")


def write_to_shop(runtime: Runtime, shop_id: int, order: Order, subject: str, told: str, key: str) -> None:
    """Mail the shop's contact about an order, with the way to its page, where a mail server and a contact are known.

    Raises:
        RemoteError: The mail server did not take it.
    """
    mailer = runtime.client(Mailer)
    with runtime.snapshot() as tx:
        to = contact_of(tx, shop_id)
        name = tx.session.get_one(Shop, shop_id).domain.removesuffix(".myshopify.com")
    if not mailer.can_send or not to:
        return
    settings = runtime.settings
    page = f"{settings.shopify_admin_url}/store/{name}/apps/{settings.shopify_api_key}/orders/{order.id}"
    mailer.send(Letter(to, subject, f"{told}\n\nLook at it: {page}\n", key))
