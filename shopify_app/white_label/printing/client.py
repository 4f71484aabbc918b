"""What we ask of Shopify for a parcel's papers: the goods, which leave together, and what was written beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

from shopify_app.core.money import parse_money
from shopify_app.orders.client import OrderGoneError
from shopify_app.orders.rules import number_of
from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import Document, load_document
from shopify_app.white_label.faces import Line
from shopify_app.white_label.parcels.rules import Tracking
from shopify_app.white_label.printing.rules import Goods, Lot, OnItsWay

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

ORDER_LINES = load_document(__file__, "order_lines")
ORDER_PARCELS = load_document(__file__, "order_parcels")
PARCEL_LINES = load_document(__file__, "parcel_lines")
# Fulfilment orders that goods can still leave by.
_OPEN = frozenset({"OPEN", "SCHEDULED", "IN_PROGRESS", "ON_HOLD"})


class GoodsClient:
    """Orders' goods in the Admin API."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient))

    def goods_of(self, shop_id: int, shopify_order_id: int, *, by_parcel: bool = False) -> Goods:
        """Every line that is still part of the order, in the order's order; its open parcels too, where asked for.

        Raises:
            OrderGoneError: Shopify does not know the order.
        """
        gid = f"gid://shopify/Order/{shopify_order_id}"
        pages = list(self._pages(shop_id, ORDER_LINES, gid, "lineItems"))
        order = pages[0]
        nodes = [node for page in pages for node in page["lineItems"]["nodes"] if node["currentQuantity"] > 0]
        return Goods(
            lines={number_of(node["id"]): _line(node) for node in nodes},
            locale=order["customerLocale"] or "",
            lots=tuple(self._lots(shop_id, gid)) if by_parcel else (),
            on_their_way=tuple(_on_their_way(order)),
            note=order["note"] or "",
            attributes=tuple((one["key"], one["value"] or "") for one in order["customAttributes"]),
        )

    def _lots(self, shop_id: int, gid: str) -> Iterator[Lot]:
        for order in self._pages(shop_id, ORDER_PARCELS, gid, "fulfillmentOrders"):
            for node in order["fulfillmentOrders"]["nodes"]:
                if node["status"] in _OPEN:
                    left = {
                        number_of(one["lineItem"]["id"]): one["remainingQuantity"] for one in self._all(shop_id, node)
                    }
                    yield Lot(left)

    def _all(self, shop_id: int, parcel: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        page = parcel["lineItems"]
        yield from page["nodes"]
        while page["pageInfo"]["hasNextPage"]:
            found = self._admin.run(shop_id, PARCEL_LINES, id=parcel["id"], after=page["pageInfo"]["endCursor"])
            page = found["fulfillmentOrder"]["lineItems"]
            yield from page["nodes"]

    def _pages(self, shop_id: int, document: Document, gid: str, name: str) -> Iterator[Mapping[str, Any]]:
        after = None
        while True:
            order = self._admin.run(shop_id, document, id=gid, after=after)["order"]
            if order is None:
                raise OrderGoneError("Shopify does not know this order any more.", temporary=False)
            yield order
            if not order[name]["pageInfo"]["hasNextPage"]:
                return
            after = order[name]["pageInfo"]["endCursor"]


def _line(node: Mapping[str, Any]) -> Line:
    money = node["discountedUnitPriceAfterAllDiscountsSet"]["shopMoney"]
    title = " · ".join(part for part in (node["title"], node["variantTitle"]) if part)
    price = parse_money(money["amount"], money["currencyCode"])
    return Line(title, node["sku"] or "", node["currentQuantity"], price)


def _on_their_way(order: Mapping[str, Any]) -> Iterator[OnItsWay]:
    for parcel in order["fulfillments"]:
        infos = parcel["trackingInfo"]
        numbers, urls = (tuple(info[name] for info in infos if info[name]) for name in ("number", "url"))
        yield OnItsWay(next((info["company"] for info in infos if info["company"]), ""), Tracking(numbers, urls))
