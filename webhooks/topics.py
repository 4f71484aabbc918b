"""What may arrive, in one table: each topic's payload (all of it that is kept), its handler, and who may have it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from shopify_app.core.inbox import Message
from shopify_app.core.runtime import Transaction
from shopify_app.noon import deliveries as noon
from shopify_app.noon.importing import deliveries as noon_imports
from shopify_app.noon.offering import deliveries as offering
from shopify_app.noon.offering.payload import InventoryLevelPayload
from shopify_app.noon.payload import NoonEvent
from shopify_app.orders import deliveries as orders
from shopify_app.orders.payload import (
    BulkFinishedPayload,
    FulfillmentOrderPayload,
    OrderEditedPayload,
    OrderHint,
    OrderPayload,
    TagsPayload,
)
from shopify_app.privacy import deliveries as privacy
from shopify_app.privacy.payload import CustomerDataRequest, CustomerRedact, ShopRedact
from shopify_app.shops import deliveries as shops
from shopify_app.shops.deliveries import ScopesPayload, UninstalledPayload
from shopify_app.white_label.parcels import deliveries as parcels
from shopify_app.white_label.parcels.payload import FulfillmentPayload
from shopify_app.wholesale import deliveries as wholesale
from shopify_app.wholesale.drafts import deliveries as drafts
from shopify_app.wholesale.drafts.payload import DraftPayload

Handler = Callable[[Transaction, int, Sequence[Message[Any]]], None]
SHOPIFY, NOON = "shopify", "noon"


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of delivery.

    `hint` is what is kept when the payload does not have the form we know: enough to read the thing again.
    `before_install` topics are handled although the app is not (or no longer) installed.
    """

    payload: type[msgspec.Struct]
    handler: Handler
    hint: type[msgspec.Struct] | None = None
    before_install: bool = False


def _each(*handlers: Handler) -> Handler:
    """One after the other: features that may not know of each other hear of the same."""

    def handle(tx: Transaction, shop_id: int, messages: Sequence[Message[Any]]) -> None:
        for handler in handlers:
            handler(tx, shop_id, messages)

    return handle


_ORDER = Topic(OrderPayload, orders.orders_changed, hint=OrderHint)
_CANCELLED = Topic(OrderPayload, _each(orders.orders_changed, noon_imports.orders_cancelled), hint=OrderHint)
_DRAFT = Topic(DraftPayload, drafts.drafts_changed)
_FULFILMENT = Topic(FulfillmentOrderPayload, orders.fulfillment_orders_changed)
_PARCEL = Topic(FulfillmentPayload, _each(parcels.fulfillments_changed, noon_imports.fulfillments_changed))

TOPICS: dict[tuple[str, str], Topic] = {
    (SHOPIFY, "orders/create"): _ORDER,
    (SHOPIFY, "orders/updated"): _ORDER,
    (SHOPIFY, "orders/paid"): _ORDER,
    (SHOPIFY, "orders/cancelled"): _CANCELLED,
    (SHOPIFY, "orders/edited"): Topic(OrderEditedPayload, orders.orders_edited),
    (SHOPIFY, "draft_orders/create"): _DRAFT,
    (SHOPIFY, "draft_orders/update"): _DRAFT,
    (SHOPIFY, "fulfillment_orders/order_routing_complete"): _FULFILMENT,
    (SHOPIFY, "fulfillment_holds/released"): _FULFILMENT,
    (SHOPIFY, "fulfillments/create"): _PARCEL,
    (SHOPIFY, "fulfillments/update"): _PARCEL,
    (SHOPIFY, "inventory_levels/update"): Topic(InventoryLevelPayload, offering.levels_changed),
    (SHOPIFY, "bulk_operations/finish"): Topic(BulkFinishedPayload, orders.bulk_finished),
    (SHOPIFY, "customer.tags_added"): Topic(TagsPayload, wholesale.tags_added),
    (SHOPIFY, "customer.tags_removed"): Topic(TagsPayload, wholesale.tags_removed),
    (SHOPIFY, "app/uninstalled"): Topic(UninstalledPayload, shops.app_uninstalled, before_install=True),
    (SHOPIFY, "app/scopes_update"): Topic(ScopesPayload, shops.scopes_updated),
    (SHOPIFY, "customers/data_request"): Topic(CustomerDataRequest, privacy.data_requested, before_install=True),
    (SHOPIFY, "customers/redact"): Topic(CustomerRedact, privacy.customer_redacted, before_install=True),
    (SHOPIFY, "shop/redact"): Topic(ShopRedact, privacy.shop_redacted, before_install=True),
    (NOON, "order"): Topic(NoonEvent, noon.order_named),
}


class MalformedPayloadError(ValueError):
    """The body is not what its topic says."""


def keep_what_we_use(topic: Topic, body: bytes) -> bytes:
    """The body, stripped to the fields we use and written anew. Of a name given twice the last one counts.

    Raises:
        MalformedPayloadError: Not JSON, or without what the topic cannot do without.
    """
    try:
        return msgspec.json.encode(msgspec.json.decode(body, type=topic.payload, strict=False))
    except (msgspec.ValidationError, RecursionError) as error:
        if topic.hint is None:
            raise MalformedPayloadError(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedPayloadError(str(error)) from error
    try:
        return msgspec.json.encode(msgspec.json.decode(body, type=topic.hint, strict=False))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedPayloadError(str(error)) from error
