"""What we ask of Shopify about orders, holds and tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from shopify_app.core.clock import parse_time
from shopify_app.core.errors import RemoteError
from shopify_app.orders.fit import fit_text
from shopify_app.orders.lifting import OrderEvent
from shopify_app.orders.rules import number_of, payload_of_node
from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import load_document

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime
    from shopify_app.orders.payload import OrderPayload

BULK_START = load_document(__file__, "bulk_start", repeatable=False)
BULK_STATE = load_document(__file__, "bulk_state")
CUSTOMERS_TAGS = load_document(__file__, "customers_tags")
FULFILLMENT_ORDERS = load_document(__file__, "fulfillment_orders")
FULFILLMENT_ORDERS_BY_ID = load_document(__file__, "fulfillment_orders_by_id")
HOLD = load_document(__file__, "hold")
HOLD_EVENTS = load_document(__file__, "hold_events")
ORDERS_BULK = load_document(__file__, "orders_bulk", "order_facts")
ORDERS_BY_ID = load_document(__file__, "orders_by_id", "order_facts")
ORDERS_SINCE = load_document(__file__, "orders_since", "order_facts")
REASON_DELETE = load_document(__file__, "reason_delete")
REASON_SET = load_document(__file__, "reason_set")
RELEASE = load_document(__file__, "release")
TAGS_ADD = load_document(__file__, "tags_add")
TAGS_REMOVE = load_document(__file__, "tags_remove")

# Fulfilment orders that goods can still leave by.
_OPEN = frozenset({"OPEN", "SCHEDULED", "IN_PROGRESS", "ON_HOLD"})
_HELD_ALREADY = frozenset({"DUPLICATE_FULFILLMENT_HOLD_HANDLE"})
_MANY_ORDERS, _MANY_IDS = 20, 200
_REASON = {"namespace": "$app", "key": "held_because"}


class OrderGoneError(RemoteError):
    """Shopify does not know the order (any more)."""


class NotHeldError(RemoteError):
    """Shopify answered a hold with null, as it does for what the app may not see: nothing was held."""


@dataclass(frozen=True, slots=True)
class OpenFulfillmentOrder:
    """A fulfilment order that could ship, and our holds on it: {handle: hold id}."""

    gid: str
    own_holds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BulkState:
    """A bulk operation's status in Shopify's word, and where its file is once it is complete and not empty."""

    status: str
    url: str | None


def bulk_query(since: datetime) -> str:
    """The bulk operation's own query. Shopify takes neither variables nor fragments in it, so both are written out."""
    query, _, fragment = ORDERS_BULK.text.partition("# What we keep of an order")
    fields = fragment[fragment.index("{") + 1 : fragment.rindex("}")]
    body = query[query.index("{", query.index(")")) :].replace("...OrderFacts", fields)
    return body.replace("$query", f'"{_changed_since(since, "created_at")}"')


class OrdersClient:
    """Orders, fulfilment orders, holds and tags in the Admin API."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient))

    def customers_tags(self, shop_id: int, customer_ids: Sequence[int]) -> dict[int, list[str]]:
        """Each customer's tags; a customer Shopify no longer knows has none."""
        found: dict[int, list[str]] = {number: [] for number in customer_ids}
        for node in self._nodes(shop_id, CUSTOMERS_TAGS, "Customer", customer_ids, _MANY_IDS):
            found[number_of(node["id"])] = node["tags"]
        return found

    def orders_by_id(self, shop_id: int, shopify_order_ids: Sequence[int]) -> list[OrderPayload]:
        """The orders as Shopify shows them now."""
        nodes = self._nodes(shop_id, ORDERS_BY_ID, "Order", shopify_order_ids, _MANY_ORDERS)
        return [payload_of_node(node) for node in nodes]

    def orders_since(self, shop_id: int, since: datetime) -> Iterator[list[dict[str, Any]]]:
        """Pages of orders changed since then, oldest change first, as the Admin API shows them."""
        query, after = _changed_since(since, "updated_at"), None
        while True:
            page = self._admin.run(shop_id, ORDERS_SINCE, query=query, after=after)["orders"]
            yield page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    def owners_of(self, shop_id: int, fulfillment_order_ids: Sequence[int]) -> dict[int, int]:
        """Which order each fulfilment order belongs to: {fulfilment order id: order id}."""
        nodes = self._nodes(shop_id, FULFILLMENT_ORDERS_BY_ID, "FulfillmentOrder", fulfillment_order_ids, _MANY_IDS)
        return {number_of(node["id"]): number_of(node["orderId"]) for node in nodes}

    def open_fulfillment_orders(self, shop_id: int, shopify_order_id: int) -> list[OpenFulfillmentOrder]:
        """Every fulfilment order by which goods of the order can still leave.

        Raises:
            OrderGoneError: Shopify does not know the order.
        """
        found, after, gid = [], None, _gid("Order", shopify_order_id)
        while True:
            order = self._admin.run(shop_id, FULFILLMENT_ORDERS, id=gid, after=after)["order"]
            if order is None:
                raise OrderGoneError("Shopify does not know this order any more.", temporary=False)
            page = order["fulfillmentOrders"]
            found += [_open(node) for node in page["nodes"] if node["status"] in _OPEN]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]

    def hold_events(self, shop_id: int, shopify_order_id: int) -> list[OrderEvent]:
        """The last things that happened to the order, newest first. An order that is gone has none."""
        order = self._admin.run(shop_id, HOLD_EVENTS, id=_gid("Order", shopify_order_id))["order"]
        return [_event(node) for node in order["events"]["nodes"]] if order else []

    def hold(self, shop_id: int, fulfillment_order_gid: str, handle: str, notes: str) -> None:
        """Hold under our handle. Held under it already is success: the handle makes repeating safe.

        Raises:
            UserErrorsError: Shopify refuses it for this fulfilment order.
            NotHeldError: It does so without a word, as where the app may not touch another service's location.
        """
        hold = {"reason": "OTHER", "reasonNotes": notes, "handle": handle, "notifyMerchant": False}
        if self._admin.mutate(shop_id, HOLD, accept=_HELD_ALREADY, id=fulfillment_order_gid, hold=hold) is None:
            raise NotHeldError("Shopify does not let the app hold a part of this order.", temporary=False)

    def release(self, shop_id: int, fulfillment_order_gid: str, hold_id: str) -> None:
        """Release this one hold of ours, and no other."""
        self._admin.mutate(shop_id, RELEASE, id=fulfillment_order_gid, holdIds=[hold_id])

    def add_tag(self, shop_id: int, shopify_order_id: int, tag: str) -> None:
        """Tag the order, beside the tags it has."""
        self._admin.mutate(shop_id, TAGS_ADD, id=_gid("Order", shopify_order_id), tags=[tag])

    def remove_tag(self, shop_id: int, shopify_order_id: int, tag: str) -> None:
        """Take this tag off the order."""
        self._admin.mutate(shop_id, TAGS_REMOVE, id=_gid("Order", shopify_order_id), tags=[tag])

    def tell_reason(self, shop_id: int, shopify_order_id: int, reason: str) -> None:
        """Write on the order, in Shopify, why it is held: staff need not open this app to know."""
        metafield = {"ownerId": _gid("Order", shopify_order_id), **_REASON, "value": reason}
        self._admin.mutate(shop_id, REASON_SET, metafields=[metafield | {"type": "single_line_text_field"}])

    def untell_reason(self, shop_id: int, shopify_order_id: int) -> None:
        """Take the reason off the order."""
        metafield = {"ownerId": _gid("Order", shopify_order_id), **_REASON}
        self._admin.mutate(shop_id, REASON_DELETE, metafields=[metafield])

    def start_bulk(self, shop_id: int, since: datetime) -> str:
        """Let Shopify write every order since then to a file; returns the bulk operation's gid.

        Raises:
            UserErrorsError: Too many such operations are running in this shop.
        """
        payload = self._admin.mutate(shop_id, BULK_START, query=bulk_query(since))
        return str(payload["bulkOperation"]["id"])

    def bulk_state(self, shop_id: int, gid: str) -> BulkState:
        """How far the bulk operation is."""
        found = self._admin.run(shop_id, BULK_STATE, id=gid)["bulkOperation"]
        return BulkState(found["status"], found["url"]) if found else BulkState("EXPIRED", None)

    def _nodes(
        self, shop_id: int, document: Any, kind: str, numbers: Sequence[int], many: int
    ) -> Iterator[dict[str, Any]]:
        for some in _batched(numbers, many):
            nodes = self._admin.run(shop_id, document, ids=[_gid(kind, number) for number in some])["nodes"]
            yield from (node for node in nodes if node)


def _open(node: Mapping[str, Any]) -> OpenFulfillmentOrder:
    own = {hold["handle"]: hold["id"] for hold in node["fulfillmentHolds"] if hold["heldByRequestingApp"]}
    return OpenFulfillmentOrder(node["id"], own)


def _event(node: Mapping[str, Any]) -> OrderEvent:
    return OrderEvent(
        gid=node["id"],
        action=node["action"],
        by_user=node["attributeToUser"],
        by_app=node["attributeToApp"],
        app=fit_text(node["appTitle"], 100),
        at=parse_time(node["createdAt"]),
    )


def _changed_since(since: datetime, field: str) -> str:
    return f"{field}:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"


def _gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def _batched(numbers: Sequence[int], many: int) -> Iterator[Sequence[int]]:
    return (numbers[start : start + many] for start in range(0, len(numbers), many))
