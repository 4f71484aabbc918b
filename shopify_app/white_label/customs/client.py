"""What we ask of Shopify for customs papers: an order's goods with codes, origins and weights, and the freight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, Self

from shopify_app.core.money import Money, parse_money
from shopify_app.orders.client import OrderGoneError
from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import load_document
from shopify_app.white_label.customs.rules import Facts, Ordered, read_code, to_grams

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

CUSTOMS_LINES = load_document(__file__, "customs_lines")


@dataclass(frozen=True, slots=True)
class Consignment:
    """The goods that are still part of the order and are carried, and what carrying them costs before taxes."""

    lines: tuple[Ordered, ...]
    freight: Money | None


class CustomsClient:
    """Customs' questions in the Admin API."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient))

    def consignment_of(self, shop_id: int, shopify_order_id: int) -> Consignment:
        """Every line that is carried, in the order's order.

        Raises:
            OrderGoneError: Shopify does not know the order.
        """
        lines: list[Ordered] = []
        after, gid = None, f"gid://shopify/Order/{shopify_order_id}"
        while True:
            order = self._admin.run(shop_id, CUSTOMS_LINES, id=gid, after=after)["order"]
            if order is None:
                raise OrderGoneError("Shopify does not know this order any more.", temporary=False)
            page = order["lineItems"]
            lines += [_line(node) for node in page["nodes"] if node["currentQuantity"] > 0 and node["requiresShipping"]]
            if not page["pageInfo"]["hasNextPage"]:
                return Consignment(tuple(lines), _freight(order))
            after = page["pageInfo"]["endCursor"]


def _line(node: Mapping[str, Any]) -> Ordered:
    title = " · ".join(part for part in (node["title"], node["variantTitle"]) if part)
    total = _money(node["priceAfterAllDiscountsBeforeTaxesSet"])
    return Ordered(title, node["sku"] or "", node["currentQuantity"], total, _told(node["variant"]))


def _told(variant: Mapping[str, Any] | None) -> Facts:
    """A product that was deleted, or that the app may not see, tells nothing."""
    item = variant and variant["inventoryItem"]
    if not item:
        return Facts()
    weight = item["measurement"] and item["measurement"]["weight"]
    grams = to_grams(Decimal(str(weight["value"])), weight["unit"]) if weight else None
    return Facts(read_code(item["harmonizedSystemCode"] or ""), item["countryCodeOfOrigin"], grams)


def _freight(order: Mapping[str, Any]) -> Money | None:
    lines = order["shippingLines"]["nodes"]
    parts = [_money(line["currentDiscountedPriceSet"]) for line in lines]
    if order["taxesIncluded"]:
        taxes = [_money(tax["priceSet"]) for line in lines for tax in line["taxLines"]]
        parts += [Money(-tax.amount, tax.currency) for tax in taxes]
    total = reduce(add, parts) if parts else None
    return total if total is not None and total.amount > 0 else None


def _money(bag: Mapping[str, Any]) -> Money:
    return parse_money(bag["shopMoney"]["amount"], bag["shopMoney"]["currencyCode"])
