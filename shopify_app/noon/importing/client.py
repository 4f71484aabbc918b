"""Orders that we make in Shopify: made, found by noon's number, looked at, made smaller, cancelled."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import msgspec

from shopify_app.core.errors import RemoteError
from shopify_app.noon.importing.answers import (
    Held,
    Made,
    Parcel,
    Places,
    State,
    number,
    read_held,
    read_made,
    read_parcel,
    read_part,
)
from shopify_app.noon.importing.rules import MARK
from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import load_document

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

IMPORT_ORDER = load_document(__file__, "import_order", repeatable=False)
MARK_DEFINITION = load_document(__file__, "mark_definition")
IMPORTED_ORDER = load_document(__file__, "imported_order")
IMPORT_STATE = load_document(__file__, "import_state")
IMPORT_PARTS = load_document(__file__, "import_parts")
IMPORT_PARCEL = load_document(__file__, "import_parcel")
MOVE_IMPORT = load_document(__file__, "move_import")
CANCEL_IMPORT = load_document(__file__, "cancel_import", repeatable=False)
SHRINK_IMPORT = load_document(__file__, "shrink_import")
# The reservation is ours already, so the goods are there even where Shopify counts none left to sell.
_OPTIONS = {"inventoryBehaviour": "DECREMENT_IGNORING_POLICY", "sendReceipt": False, "sendFulfillmentReceipt": False}
_NOTE = "Cancelled at noon."


class TooLargeError(RemoteError):
    """The order has more lines than are read at once."""


class ImportingClient:
    """Shopify, as far as noon's orders become orders there."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient))

    def prepare(self, shop_id: int) -> None:
        """Have Shopify keep noon's number as a unique id of orders. May be repeated.

        Raises:
            RemoteError: Shopify did not answer or refused.
        """
        definition = {
            "name": "noon order",
            "description": "The number of the noon order that this order was imported from.",
            "namespace": "$app",
            "key": MARK,
            "ownerType": "ORDER",
            "type": "id",
        }
        self._admin.mutate(shop_id, MARK_DEFINITION, accept=frozenset({"TAKEN"}), definition=definition)

    def find(self, shop_id: int, noon_order_nr: str) -> list[Made]:
        """Every order in Shopify that bears noon's number, the oldest first."""
        mark = {"namespace": "$app", "key": MARK, "value": noon_order_nr}
        search = f"source_identifier:{_quoted(noon_order_nr)}"
        found = self._admin.run(shop_id, IMPORTED_ORDER, mark=mark, search=search)
        # A term that the search does not know is passed over in silence, and every order comes back.
        nodes = [one for one in found["orders"]["nodes"] if one["sourceIdentifier"] == noon_order_nr]
        known = {made.shopify_order_id: made for made in map(read_made, [*nodes, found["orderByIdentifier"]]) if made}
        return [known[one] for one in sorted(known)]

    def create(self, shop_id: int, order: Mapping[str, Any]) -> Made:
        """Make the order. Never repeated here: every answer but a refusal leaves it open whether it was made.

        Raises:
            UserErrorsError: Shopify refused it: it was not made.
            RemoteError: It is not known whether it was made.
        """
        payload = self._admin.mutate(shop_id, IMPORT_ORDER, order=order, options=_OPTIONS)
        made = read_made(payload["order"])
        if made is None:
            raise RemoteError("Shopify does not say which order it made.", temporary=True)
        return made

    def state(self, shop_id: int, shopify_order_id: int) -> State | None:
        """What the order is now; None when it was deleted.

        Raises:
            TooLargeError: It has more lines than are read at once.
        """
        node = self._admin.run(shop_id, IMPORT_STATE, id=_gid(shopify_order_id))["order"]
        if node is None:
            return None
        if node["lineItems"]["pageInfo"]["hasNextPage"]:
            raise TooLargeError("The order has more than 100 lines. Take the units out by hand.", temporary=False)
        places = {
            part["lineItem"]["id"]: (own["assignedLocation"]["location"] or {}).get("id")
            for own in node["fulfillmentOrders"]["nodes"]
            for part in own["lineItems"]["nodes"]
            if part["remainingQuantity"]
        }
        lines = (read_held(one, places) for one in node["lineItems"]["nodes"] if one["variant"])
        return State(node["cancelledAt"] is not None, tuple(lines))

    def places(self, shop_id: int, shopify_order_id: int) -> Places | None:
        """Where the order is shipped from; no part before Shopify has decided, None when the order was deleted."""
        node = self._admin.run(shop_id, IMPORT_PARTS, id=_gid(shopify_order_id))["order"]
        if node is None:
            return None
        parts = tuple(read_part(one) for one in node["fulfillmentOrders"]["nodes"])
        return Places(parts, tuple(number(one["id"]) for one in node["fulfillments"]))

    def parcel(self, shop_id: int, shopify_fulfillment_id: int) -> Parcel | None:
        """What a fulfilment holds; None when it was cancelled or failed."""
        gid = f"gid://shopify/Fulfillment/{shopify_fulfillment_id}"
        node = self._admin.run(shop_id, IMPORT_PARCEL, id=gid)["fulfillment"]
        return read_parcel(node)

    def move(self, shop_id: int, fulfillment_order: str, shopify_location_id: int) -> None:
        """Have it shipped from this location.

        Raises:
            UserErrorsError: Shopify refuses, for instance because the goods are not kept there.
            RemoteError: Shopify did not answer.
        """
        location = f"gid://shopify/Location/{shopify_location_id}"
        self._admin.mutate(shop_id, MOVE_IMPORT, id=fulfillment_order, location=location)

    def cancel(self, shop_id: int, shopify_order_id: int) -> None:
        """Cancel it: back on the shelf, nobody told, no money moved.

        Raises:
            RemoteError: Shopify did not answer or refused.
        """
        self._admin.mutate(shop_id, CANCEL_IMPORT, id=_gid(shopify_order_id), staffNote=_NOTE)

    def shrink(self, shop_id: int, shopify_order_id: int, fewer: Sequence[tuple[Held, int]]) -> None:
        """Take so many unsent pieces out of these lines. The same again within a day is once.

        Raises:
            RemoteError: Shopify did not answer or refused.
        """
        items = [
            {"lineItemId": line.gid, "quantity": count, "restockType": "CANCEL", "locationId": line.location}
            if line.location
            else {"lineItemId": line.gid, "quantity": count, "restockType": "NO_RESTOCK"}
            for line, count in fewer
        ]
        asked = {"orderId": _gid(shopify_order_id), "note": _NOTE, "notify": False, "refundLineItems": items}
        # What the lines hold now is part of the key: the same number taken out later is another change.
        told = msgspec.json.encode([asked, [line.quantity for line, _ in fewer]])
        key = f"tajir-noon-import-{hashlib.sha256(told).hexdigest()[:40]}"
        self._admin.mutate(shop_id, SHRINK_IMPORT, input=asked, key=key)


def _gid(number: int) -> str:
    return f"gid://shopify/Order/{number}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
