"""Telling the shop by mail of a hold: placed, or lifted. A letter names the order and the reason, and no customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopify_app.core import outbox
from shopify_app.core.mail import Letter, Mailer
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import get_order
from shopify_app.orders.models import PLACED, Hold, Order
from shopify_app.shops.contacts import contact_of
from shopify_app.shops.models import Shop

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

TELL_SHOP, TELL_LIFTED = "orders.tell_shop", "orders.tell_lifted"


def tell_shop_later(tx: Transaction, hold: Hold, *, in_part: bool = False) -> None:
    """See that the shop hears of this hold, once."""
    key = f"{TELL_SHOP}/{hold.id}/{hold.version}"
    outbox.put(tx, hold.shop_id, TELL_SHOP, key, hold_id=hold.id, in_part=in_part)


def tell_lifted_later(tx: Transaction, hold: Hold, *, in_part: bool) -> None:
    """See that the shop hears that this hold was lifted and is not placed again, once."""
    key = f"{TELL_LIFTED}/{hold.id}/{hold.version}/{'part' if in_part else 'all'}"
    outbox.put(tx, hold.shop_id, TELL_LIFTED, key, hold_id=hold.id, version=hold.version, in_part=in_part)


def tell_shop(runtime: Runtime, shop_id: int, hold_id: int, *, in_part: bool = False) -> None:
    """Mail the shop's contact that the order is held, if it still is. Without a mail server the admin page tells alone.

    Raises:
        RemoteError: The mail server did not take it.
    """
    with runtime.snapshot() as tx:
        hold = tx.session.get_one(Hold, hold_id)
        order = get_order(tx, shop_id, hold.order_id)
    if hold.state == PLACED:
        told = f"Order {order.name} is held and will not be fulfilled."
        if in_part:
            told = (
                f"Order {order.name} is held in part. Shopify refused to hold the rest, which can still be fulfilled."
            )
        told = f"{told}\n\n{hold.reason}"
        write_to_shop(runtime, shop_id, order, f"Order {order.name} is held", told, f"hold-{hold.id}-{hold.version}")


def tell_lifted(runtime: Runtime, shop_id: int, hold_id: int, version: int, *, in_part: bool) -> None:
    """Mail the shop's contact that the hold was lifted. Whatever became of the order since: it could leave meanwhile.

    Raises:
        RemoteError: The mail server did not take it.
    """
    with runtime.snapshot() as tx:
        hold = tx.session.get_one(Hold, hold_id)
        order = get_order(tx, shop_id, hold.order_id)
    where = f"a part of order {order.name}" if in_part else f"order {order.name}"
    told = (
        f"The hold on {where} was lifted in Shopify and is not placed again: it can be fulfilled.\n\n"
        f"Why it was held: {hold.reason}\n\nIf nobody of yours meant to let it go, hold it in Shopify yourself."
    )
    key = f"hold-lifted-{hold.id}-{version}-{'part' if in_part else 'all'}"
    write_to_shop(runtime, shop_id, order, f"The hold on {where} was lifted", told, key)


def write_to_shop(runtime: Runtime, shop_id: int, order: Order, subject: str, told: str, key: str) -> None:
    """Mail the shop's contact about an order, with the way to its page, where a mail server and a contact are known.

    Raises:
        RemoteError: The mail server did not take it.
    """
    write_of_page(runtime, shop_id, f"orders/{order.id}", subject, told, key)


def write_of_page(runtime: Runtime, shop_id: int, path: str, subject: str, told: str, key: str) -> None:
    """Mail the shop's contact about what one of our pages shows, where a mail server and a contact are known.

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
    page = f"{settings.shopify_admin_url}/store/{name}/apps/{settings.shopify_api_key}/{path}"
    mailer.send(Letter(to, subject, f"{told}\n\nLook at it: {page}\n", key))
