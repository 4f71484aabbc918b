"""Having an imported order shipped from the location of noon's warehouse.

Shopify gives an order to a location by its own rules, and while our reservation lies at the warehouse's, another may
look fuller. noon's courier comes to the warehouse. Only when it is settled where the order holds its units do we give
our own reservation back, else for a moment the warehouse's last units could be sold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shopify_app.core.errors import RemoteError
from shopify_app.core.locks import lock_shop
from shopify_app.noon.importing.answers import Part
from shopify_app.noon.importing.client import ImportingClient
from shopify_app.noon.importing.models import MADE, NoonImport
from shopify_app.noon.importing.telling import ask_to_tell
from shopify_app.noon.mapping import actions as mapping
from shopify_app.noon.mapping.models import NoonWarehouse
from shopify_app.noon.models import NoonOrder
from shopify_app.noon.stock_due import mark_orders
from shopify_app.shops.client import UserErrorsError

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

PLACE = "noon.place_imported"


class NotRoutedError(RemoteError):
    """Shopify has not given the order to a location yet."""


def place(runtime: Runtime, shop_id: int, import_id: int) -> None:
    """Move what is not sent of the order to the warehouse's location, if Shopify gave it to another.

    Raises:
        NotRoutedError: It is too early; temporary.
        RemoteError: Shopify did not answer.
    """
    with runtime.snapshot() as tx:
        row = tx.session.get_one(NoonImport, import_id)
        wanted = mapping.places(tx, shop_id).get(tx.session.get_one(NoonOrder, row.order_id).warehouse_code)
    if row.shop_id != shop_id or row.state != MADE or row.placed_at is not None or row.shopify_order_id is None:
        return
    found = runtime.client(ImportingClient).places(shop_id, row.shopify_order_id)
    problem = _move(runtime, shop_id, found.parts, wanted) if found is not None and wanted is not None else None
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        kept = tx.session.get_one(NoonImport, import_id, populate_existing=True)
        if kept.placed_at is None:
            kept.placed_at, kept.problem = tx.now, kept.problem or problem
            mark_orders(tx, shop_id, [kept.order_id])
        # What left before we knew the order: nobody has asked for noon to be told of it.
        ask_to_tell(tx, kept, found.fulfilments if found is not None else ())


def _move(runtime: Runtime, shop_id: int, parts: Sequence[Part], wanted: NoonWarehouse) -> str | None:
    """Move it; why Shopify would not, where it would not: then it is shipped from where Shopify said."""
    if not parts:
        raise NotRoutedError("Shopify has not given the order to a location yet.", temporary=True, retry_after=20)
    for part in parts:
        if part.is_open and part.location != wanted.shopify_location_id:
            try:
                runtime.client(ImportingClient).move(shop_id, part.gid, wanted.shopify_location_id)
            except UserErrorsError as error:
                return f"Shopify ships it from another location than {wanted.location_name[:80]}. {error}"[:300]
    return None
