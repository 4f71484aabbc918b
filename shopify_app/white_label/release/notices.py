"""Telling the shop by mail of orders that wait for a brand: one letter for what one cause stops, not one an order.

A letter is sent some minutes after the first order waits, and lists all that still wait for the same cause then. Of
what belongs to the brand it is sent once a day, of what belongs to single orders as often as some come to wait. It
names orders, and no customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from shopify_app.core import outbox
from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import Order
from shopify_app.orders.notices import write_of_page
from shopify_app.white_label.release.models import WAITING, BrandedOrder
from shopify_app.white_label.release.rules import Code, Reason
from shopify_app.white_label.release.words import SHORT, briefly, next_step

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

TELL_SHOP = "white_label.tell_of_waiting"
# One cause of these stops all of a trader's orders.
_OF_THE_BRAND = frozenset({Code.NO_BRAND, Code.NOT_APPROVED, Code.CHANGES_ASKED, Code.BRAND_ERASED, Code.NO_STOCK})
_PAUSE, _MOST = timedelta(minutes=10), 20


def tell_shop_later(tx: Transaction, row: BrandedOrder, reasons: Sequence[Reason]) -> None:
    """See that the shop hears of what the order has begun to wait for. That papers are being checked is no news."""
    for code in sorted({reason.code for reason in reasons} - {Code.UNCHECKED}):
        window = f"{tx.now:%Y%m%d}" if code in _OF_THE_BRAND else f"{_window(tx.now):%Y%m%d%H%M}"
        key = f"{TELL_SHOP}/{code}/{row.brand_id or 0}/{window}"
        after = _PAUSE if code in _OF_THE_BRAND else _window(tx.now) + _PAUSE - tx.now
        details = {"code": code.value, "brand_id": row.brand_id, "window": window}
        outbox.put(tx, row.shop_id, TELL_SHOP, key, after=after, **details)


def tell_shop(runtime: Runtime, shop_id: int, code: str, brand_id: int | None, window: str) -> None:
    """Mail the shop's contact which orders wait for this, if any still do.

    Raises:
        RemoteError: The mail server did not take it.
    """
    with runtime.snapshot() as tx:
        chosen = select(Order.name, BrandedOrder.reasons).join(BrandedOrder, BrandedOrder.order_id == Order.id)
        chosen = chosen.where(BrandedOrder.shop_id == shop_id, BrandedOrder.state == WAITING)
        chosen = chosen.where(BrandedOrder.brand_id == brand_id, BrandedOrder.codes.contains(f",{code},"))
        found = [(name, reasons) for name, reasons in tx.session.execute(chosen.order_by(BrandedOrder.since))]
    if not found:
        return
    names = [name for name, _ in found]
    exactly = next(Reason(Code(code), tuple(details)) for one, details in found[0][1] if one == code)
    reason = exactly if len(found) == 1 or code == Code.NO_STOCK else Reason(Code(code))
    which = f"Order {names[0]} waits" if len(found) == 1 else f"{len(found)} orders wait"
    listed = ", ".join(names[:_MOST]) + (f" and {len(names) - _MOST} more" if len(names) > _MOST else "")
    cause = f"{which} for the trader's brand, held in Shopify: {briefly(reason)}."
    text = f"{cause}\n\n{next_step(reason)}\n\nOrders: {listed}"
    key = f"brand-waits-{code}-{brand_id or 0}-{window}"
    write_of_page(runtime, shop_id, f"white-label/held?reason={code}", f"{which}: {SHORT[Code(code)]}", text, key)


def _window(at: datetime) -> datetime:
    """The ten minutes that hold this moment, by their beginning."""
    return at.replace(minute=at.minute - at.minute % 10, second=0, microsecond=0)
