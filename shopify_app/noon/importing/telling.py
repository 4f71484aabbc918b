"""What staff fulfil in Shopify of an imported order is told to noon as a shipment, once for each fulfilment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shopify_app.core import outbox
from shopify_app.core.runtime import Transaction
from shopify_app.noon.importing.client import ImportingClient
from shopify_app.noon.importing.models import MADE, NoonImport
from shopify_app.noon.models import NoonItem, NoonOrder
from shopify_app.noon.shipping import lists
from shopify_app.noon.shipping.fulfilments import Fulfilled, ship_fulfilment

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

TELL = "noon.tell_fulfilment"
ACTOR = "tajir"


def ask_to_tell(tx: Transaction, row: NoonImport, shopify_fulfillment_ids: Sequence[int]) -> None:
    """See that noon hears of these fulfilments."""
    for number in shopify_fulfillment_ids:
        key = f"{TELL}/{row.id}/{number}"
        outbox.put(tx, row.shop_id, TELL, key, import_id=row.id, shopify_fulfillment_id=number)


def tell(runtime: Runtime, shop_id: int, import_id: int, shopify_fulfillment_id: int) -> None:
    """Read the fulfilment and have what it holds shipped at noon.

    Raises:
        RemoteError: Shopify did not answer.
    """
    with runtime.snapshot() as tx:
        row = tx.session.get_one(NoonImport, import_id)
    if row.shop_id != shop_id or row.state != MADE:
        return
    sent = runtime.client(ImportingClient).parcel(shop_id, shopify_fulfillment_id)
    if sent is None:
        # Taken back already, or never carried out.
        return
    with runtime.transaction() as tx:
        order = tx.session.get_one(NoonOrder, row.order_id)
        lines = by_sku(row.lines, sent.variants, lists.free_items(tx, order))
        told = Fulfilled(shopify_fulfillment_id, lines, sent.courier, sent.awb_nr)
        ship_fulfilment(tx, shop_id, row.order_id, told, actor=ACTOR)


def by_sku(lines: Sequence[Mapping[str, Any]], variants: Mapping[int, int], free: Sequence[NoonItem]) -> dict[str, int]:
    """How many of each of noon's SKUs left. Several of noon's may be one variant: its open units say which."""
    found: Counter[str] = Counter()
    for variant, count in variants.items():
        own = [line for line in lines if line["variant"] == variant]
        units = {number for line in own for number in line["units"]}
        chosen = [item.sku for item in free if item.noon_item_nr in units][:count]
        found.update(chosen)
        if own and count > len(chosen):
            # More left than noon still expects: it is told as missing.
            found[str(own[0]["sku"])] += count - len(chosen)
    return dict(found)
