"""What the shop is told by mail of branding stock: an item is low, or more of it is spoken for than there is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from shopify_app.core import outbox
from shopify_app.core.runtime import Transaction
from shopify_app.orders.notices import write_of_page
from shopify_app.white_label.stock.models import BrandingItem

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

TELL_SHOP = "white_label.tell_of_stock"
LOW, SHORT = "low", "short"


def tell_shop_later(tx: Transaction, item: BrandingItem, what: str, since: datetime) -> None:
    """See that the shop hears of it, once each time it begins."""
    key = f"{TELL_SHOP}/{what}/{item.id}/{since:%Y%m%d%H%M%S%f}"
    outbox.put(tx, item.shop_id, TELL_SHOP, key, item_id=item.id, what=what, since=since.isoformat())


def tell_shop(runtime: Runtime, shop_id: int, item_id: int, what: str, since: str) -> None:
    """Mail the shop's contact, if it is still so. The letter names brand and item by number and name, and no person.

    Raises:
        RemoteError: The mail server did not take it.
    """
    with runtime.snapshot() as tx:
        item = tx.session.get_one(BrandingItem, item_id)
    begun = item.low_since if what == LOW else item.short_since
    if item.shop_id != shop_id or begun != datetime.fromisoformat(since):
        return
    subject, told = _words(item, what)
    path = f"white-label/brands/{item.brand_id}/stock/{item.id}"
    write_of_page(runtime, shop_id, path, subject, told, f"stock-{what}-{item.id}-{begun:%Y%m%d%H%M%S%f}")


def _words(item: BrandingItem, what: str) -> tuple[str, str]:
    named = f"“{item.name}” of brand {item.brand_id}"
    figures = f"On hand {item.on_hand}, reserved for orders {item.reserved}, free {item.free}."
    if what == SHORT:
        told = f"More of {named} was used, or fewer were counted, than orders have reserved. {figures}"
        return f"Branding stock: {named} is short", f"{told}\n\nCount it, and have more made before those orders leave."
    left = "Nothing of it is free." if item.free <= 0 else f"Only {item.free} are free."
    waits = "Orders that need more will wait." if item.is_required else "Orders that need more will leave without it."
    told = f"{named} is at or below the {item.threshold} at which you wanted to be told. {left} {waits}"
    return f"Branding stock: {named} is low", f"{told}\n\n{figures}"
