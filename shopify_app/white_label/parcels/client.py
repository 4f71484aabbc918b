"""What we ask of Shopify about parcels: what can be shipped, shipping it, and what was shipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from shopify_app.core.clock import parse_time
from shopify_app.core.errors import RemoteError
from shopify_app.core.money import parse_money
from shopify_app.orders.client import OrderGoneError
from shopify_app.orders.fit import fit_text
from shopify_app.orders.rules import number_of
from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import Document, load_document
from shopify_app.white_label.faces import Line
from shopify_app.white_label.parcels.contacts import OrderContacts
from shopify_app.white_label.parcels.rules import SeenParcel, ShippableLine, Tracking, Wish

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

ORDER_CONTACTS = load_document(__file__, "order_contacts")
PARCEL_CREATE = load_document(__file__, "parcel_create", "parcel_facts", repeatable=False)
PARCEL_LINES = load_document(__file__, "parcel_lines")
PARCELS_OF_ORDER = load_document(__file__, "parcels_of_order", "parcel_facts")
SHIPPABLE = load_document(__file__, "shippable")
SHIPPABLE_LINES = load_document(__file__, "shippable_lines")

READY, HELD = "ready", "held"
_STATES = {"OPEN": READY, "IN_PROGRESS": READY, "ON_HOLD": HELD}
_LONGEST_NUMBER, _LONGEST_URL = 200, 2000
_MANY_ORDERS, _MAIL_SENT = 10, "mail_sent"


class NotShippedError(RemoteError):
    """Shopify answered with null, as it does for what the app may not ship: nothing left."""


@dataclass(frozen=True, slots=True)
class Shippable:
    """A fulfilment order with goods to ship: `ready`, or `held` by whomever. `lines` are there once they were read."""

    id: int
    state: str
    location: str
    lines: tuple[ShippableLine, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderParcels:
    """All parcels of an order, and whether nothing is left to ship."""

    parcels: tuple[SeenParcel, ...]
    is_all: bool


class ParcelsClient:
    """Fulfilments in the Admin API."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient))

    def shippable(self, shop_id: int, shopify_order_id: int) -> list[Shippable]:
        """What of the order can be shipped, each with its lines.

        Raises:
            OrderGoneError: Shopify does not know the order.
        """
        order = self._order(shop_id, SHIPPABLE, shopify_order_id)
        nodes = [node for node in order["fulfillmentOrders"]["nodes"] if node["status"] in _STATES]
        return [
            Shippable(
                number_of(node["id"]),
                _STATES[node["status"]],
                fit_text(node["assignedLocation"]["name"], 100) or "",
                self._lines_left(shop_id, node["id"]),
            )
            for node in nodes
        ]

    def ship(self, shop_id: int, fulfillment_order_id: int, wish: Wish) -> SeenParcel:
        """Make the parcel, and tell the customer nothing.

        Raises:
            UserErrorsError: Shopify refuses it: held, or no longer as much left.
            NotShippedError: It does so without a word.
        """
        lines = [
            {"id": f"gid://shopify/FulfillmentOrderLineItem/{line.id}", "quantity": line.quantity}
            for line in wish.lines
        ]
        gid = f"gid://shopify/FulfillmentOrder/{fulfillment_order_id}"
        fulfillment = {
            "lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": gid, "fulfillmentOrderLineItems": lines}],
            "notifyCustomer": False,
        }
        if wish.carrier or wish.tracking.numbers:
            fulfillment["trackingInfo"] = _tracking_input(wish)
        payload = self._admin.mutate(shop_id, PARCEL_CREATE, fulfillment=fulfillment)
        if payload is None or payload["fulfillment"] is None:
            raise NotShippedError("Shopify does not let the app ship a part of this order.", temporary=False)
        return _parcel(payload["fulfillment"])

    def parcels_of(self, shop_id: int, shopify_order_id: int) -> OrderParcels:
        """Every parcel of the order, cancelled ones too.

        Raises:
            OrderGoneError: Shopify does not know the order.
        """
        order = self._order(shop_id, PARCELS_OF_ORDER, shopify_order_id)
        parcels = tuple(_parcel(node) for node in order["fulfillments"])
        return OrderParcels(parcels, order["displayFulfillmentStatus"] == "FULFILLED")

    def goods_in(self, shop_id: int, fulfillment_id: int) -> Iterator[tuple[int, Line]]:
        """What a parcel holds: each line of the order that is in it, and how many of it."""
        gid = f"gid://shopify/Fulfillment/{fulfillment_id}"
        for node in self._pages(shop_id, PARCEL_LINES, gid, "fulfillment", "fulfillmentLineItems"):
            yield number_of(node["lineItem"]["id"]), _line(node)

    def contacts_of(self, shop_id: int, shopify_order_ids: Sequence[int]) -> list[OrderContacts]:
        """Whom Shopify writes to about these orders, and when it did; an order that is gone is left out."""
        found = []
        for start in range(0, len(shopify_order_ids), _MANY_ORDERS):
            ids = [f"gid://shopify/Order/{number}" for number in shopify_order_ids[start : start + _MANY_ORDERS]]
            nodes = self._admin.run(shop_id, ORDER_CONTACTS, ids=ids)["nodes"]
            found += [_contacts(node) for node in nodes if node]
        return found

    def _lines_left(self, shop_id: int, gid: str) -> tuple[ShippableLine, ...]:
        nodes = self._pages(shop_id, SHIPPABLE_LINES, gid, "fulfillmentOrder", "lineItems")
        return tuple(_shippable_line(node) for node in nodes if node["remainingQuantity"] > 0)

    def _order(self, shop_id: int, document: Document, shopify_order_id: int) -> Mapping[str, Any]:
        order: Mapping[str, Any] | None = self._admin.run(
            shop_id, document, id=f"gid://shopify/Order/{shopify_order_id}"
        )["order"]
        if order is None:
            raise OrderGoneError("Shopify does not know this order any more.", temporary=False)
        return order

    def _pages(self, shop_id: int, document: Document, gid: str, thing: str, lines: str) -> Iterator[Mapping[str, Any]]:
        after = None
        while True:
            found = self._admin.run(shop_id, document, id=gid, after=after)[thing]
            if found is None:
                return
            yield from found[lines]["nodes"]
            if not found[lines]["pageInfo"]["hasNextPage"]:
                return
            after = found[lines]["pageInfo"]["endCursor"]


def _tracking_input(wish: Wish) -> dict[str, Any]:
    given: dict[str, Any] = {"company": wish.carrier} if wish.carrier else {}
    given |= {"numbers": list(wish.tracking.numbers)} if wish.tracking.numbers else {}
    return given | ({"urls": list(wish.tracking.urls)} if wish.tracking.urls else {})


def _shippable_line(node: Mapping[str, Any]) -> ShippableLine:
    title = _title(node["productTitle"], node["variantTitle"])
    left = node["remainingQuantity"]
    return ShippableLine(number_of(node["id"]), number_of(node["lineItem"]["id"]), title, node["sku"] or "", left)


def _line(node: Mapping[str, Any]) -> Line:
    line = node["lineItem"]
    money = line["discountedUnitPriceAfterAllDiscountsSet"]["shopMoney"]
    price = parse_money(money["amount"], money["currencyCode"])
    return Line(_title(line["title"], line["variantTitle"]), line["sku"] or "", node["quantity"], price)


def _title(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _parcel(node: Mapping[str, Any]) -> SeenParcel:
    infos: Sequence[Mapping[str, Any]] = node["trackingInfo"]
    carrier = next((info["company"] for info in infos if info["company"]), None)
    return SeenParcel(
        shopify_fulfillment_id=number_of(node["id"]),
        is_cancelled=node["status"] == "CANCELLED",
        created_at=parse_time(node["createdAt"]),
        changed_at=parse_time(node["updatedAt"]),
        units=node["totalQuantity"],
        carrier=fit_text(carrier, 100) or None,
        tracking=Tracking(_texts(infos, "number", _LONGEST_NUMBER), _texts(infos, "url", _LONGEST_URL)),
    )


def _texts(infos: Sequence[Mapping[str, Any]], name: str, longest: int) -> tuple[str, ...]:
    return tuple(fit_text(info[name], longest) or "" for info in infos if info[name])


def _contacts(node: Mapping[str, Any]) -> OrderContacts:
    contact = (node["purchasingEntity"] or {}).get("contact") or {}
    who = [one for one in (node["customer"], contact.get("customer")) if one]
    emails = [one["defaultEmailAddress"]["emailAddress"] for one in who if one["defaultEmailAddress"]]
    phones = [one["defaultPhoneNumber"]["phoneNumber"] for one in who if one["defaultPhoneNumber"]]
    events = [event for event in node["events"]["nodes"] if event and event.get("action") == _MAIL_SENT]
    return OrderContacts(
        shopify_order_id=number_of(node["id"]),
        email=node["email"],
        phone=node["phone"],
        own_emails=tuple(one for one in emails if one),
        own_phones=tuple(one for one in phones if one),
        locale=node["customerLocale"] or "",
        mailed_at=tuple(parse_time(event["createdAt"]) for event in events),
    )
