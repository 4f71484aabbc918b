"""What the shop is told by mail of a parcel that left with a name on it. No customer is named, nor the name itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopify_app.core import outbox
from shopify_app.core.runtime import Transaction
from shopify_app.orders.actions import get_order
from shopify_app.orders.notices import write_to_shop
from shopify_app.white_label.parcels.models import Parcel

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

TELL_LEAK = "parcels.tell_leak"
# Said on the order's page too.
WHAT_TO_DO = (
    "It has left already. In Shopify open the order, edit the tracking of this fulfilment, and take out or replace "
    "what tells the name: links in later notices then lead elsewhere. If the name stands on the label or on the "
    "carrier's own page, ask the carrier to change the sender before the parcel is delivered."
)


def tell_leak_later(tx: Transaction, parcel: Parcel) -> None:
    """See that the shop hears of it, once for each state of the parcel."""
    key = f"{TELL_LEAK}/{parcel.id}/{parcel.changed_at:%Y%m%d%H%M%S}"
    outbox.put(tx, parcel.shop_id, TELL_LEAK, key, parcel_id=parcel.id, order_id=parcel.order_id)


def tell_leak(runtime: Runtime, shop_id: int, parcel_id: int, order_id: int) -> None:
    """Mail the shop's contact, if the name still stands there.

    Raises:
        RemoteError: The mail server did not take it.
    """
    with runtime.snapshot() as tx:
        parcel, order = tx.session.get_one(Parcel, parcel_id), get_order(tx, shop_id, order_id)
    if not parcel.has_leaks:
        return
    where = "; ".join(f"{whose} ({place})" for whose, place in parcel.leaks)
    told = f"A parcel of order {order.name} left in its trader's name, but shows {where}.\n\n{WHAT_TO_DO}"
    key = f"parcel-leaks-{parcel.id}-{parcel.changed_at:%Y%m%d%H%M%S}"
    write_to_shop(runtime, shop_id, order, f"A parcel of order {order.name} shows a name it must not", told, key)
