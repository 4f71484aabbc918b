"""What we ask of Shopify for a parcel's papers: the goods in it, and the buyer's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from shopify_app.core.money import parse_money
from shopify_app.orders.client import OrderGoneError
from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import load_document
from shopify_app.white_label.faces import Line

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

ORDER_LINES = load_document(__file__, "order_lines")


@dataclass(frozen=True, slots=True)
class Goods:
    """What an order holds now, and its buyer's locale, such as ar-SA."""

    lines: tuple[Line, ...]
    locale: str


class GoodsClient:
    """Orders' goods in the Admin API."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient))

    def goods_of(self, shop_id: int, shopify_order_id: int) -> Goods:
        """Every line that is still part of the order, in the order's order.

        Raises:
            OrderGoneError: Shopify does not know the order.
        """
        lines: list[Line] = []
        after, gid = None, f"gid://shopify/Order/{shopify_order_id}"
        while True:
            order = self._admin.run(shop_id, ORDER_LINES, id=gid, after=after)["order"]
            if order is None:
                raise OrderGoneError("Shopify does not know this order any more.", temporary=False)
            page = order["lineItems"]
            lines += [_line(node) for node in page["nodes"] if node["currentQuantity"] > 0]
            if not page["pageInfo"]["hasNextPage"]:
                return Goods(tuple(lines), order["customerLocale"] or "")
            after = page["pageInfo"]["endCursor"]


def _line(node: Mapping[str, Any]) -> Line:
    money = node["discountedUnitPriceAfterAllDiscountsSet"]["shopMoney"]
    title = " · ".join(part for part in (node["title"], node["variantTitle"]) if part)
    price = parse_money(money["amount"], money["currencyCode"])
    return Line(title, node["sku"] or "", node["currentQuantity"], price)
