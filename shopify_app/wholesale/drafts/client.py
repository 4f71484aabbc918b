"""What we ask of Shopify about draft orders: one as it is now, and the mark on one below the minimum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import msgspec

from shopify_app.core.money import Money
from shopify_app.orders.client import REASON_DELETE, REASON_SET, TAGS_ADD, TAGS_REMOVE
from shopify_app.orders.payload import OrderPayload
from shopify_app.orders.rules import number_of, read_order
from shopify_app.shops.client import AdminClient
from shopify_app.shops.documents import load_document

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

DRAFT = load_document(__file__, "draft")
TAG = "tajir-below-minimum"
_REASON = {"namespace": "$app", "key": "below_minimum"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft order as Shopify shows it now. `reason`: what we wrote on it."""

    shopify_draft_id: int
    is_open: bool
    goods: Money
    customer_id: int | None
    customer_tags: list[str]
    company_id: int | None
    is_tagged: bool
    reason: str | None


class DraftsClient:
    """Draft orders in the Admin API."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    @classmethod
    def build(cls, runtime: Runtime) -> Self:
        """On the process's Admin client."""
        return cls(runtime.client(AdminClient))

    def find(self, shop_id: int, shopify_draft_id: int) -> Draft | None:
        """The draft, or None when it was deleted."""
        node = self._admin.run(shop_id, DRAFT, id=_gid(shopify_draft_id))["draftOrder"]
        return None if node is None else _draft(node)

    def mark(self, shop_id: int, draft: Draft, reason: str) -> None:
        """Tag the draft and write the reason on it, as far as it is not there yet."""
        gid = _gid(draft.shopify_draft_id)
        if draft.reason != reason:
            metafield = {"ownerId": gid, **_REASON, "type": "single_line_text_field", "value": reason}
            self._admin.mutate(shop_id, REASON_SET, metafields=[metafield])
        if not draft.is_tagged:
            self._admin.mutate(shop_id, TAGS_ADD, id=gid, tags=[TAG])

    def unmark(self, shop_id: int, draft: Draft) -> None:
        """Take both off, where they are."""
        gid = _gid(draft.shopify_draft_id)
        if draft.reason is not None:
            self._admin.mutate(shop_id, REASON_DELETE, metafields=[{"ownerId": gid, **_REASON}])
        if draft.is_tagged:
            self._admin.mutate(shop_id, TAGS_REMOVE, id=gid, tags=[TAG])


def _draft(node: Mapping[str, Any]) -> Draft:
    customer, purchaser, reason = node["customer"], node["purchasingEntity"] or {}, node["metafield"]
    return Draft(
        shopify_draft_id=int(node["legacyResourceId"]),
        is_open=node["status"] != "COMPLETED",
        goods=_goods(node),
        customer_id=number_of(customer["id"]) if customer else None,
        customer_tags=customer["tags"] if customer else [],
        company_id=number_of(purchaser["company"]["id"]) if purchaser.get("company") else None,
        is_tagged=any(tag.casefold() == TAG for tag in node["tags"]),
        reason=reason["value"] if reason else None,
    )


def _goods(node: Mapping[str, Any]) -> Money:
    """What counts of it: a draft is priced as the order it becomes, so it is read as one."""
    line = node["shippingLine"]
    taxes = [{"price_set": _money_set(tax["priceSet"])} for tax in line["taxLines"]] if line else []
    as_order = {
        "id": node["legacyResourceId"],
        "name": node["name"],
        "created_at": node["createdAt"],
        "updated_at": node["updatedAt"],
        "current_subtotal_price_set": _money_set(node["subtotalPriceSet"]),
        "current_total_price_set": _money_set(node["subtotalPriceSet"]),
        "current_total_tax_set": _money_set(node["totalTaxSet"]),
        "taxes_included": node["taxesIncluded"],
        "shipping_lines": [{"tax_lines": taxes}],
    }
    payload = msgspec.convert(as_order, OrderPayload, strict=False)
    seen = read_order(payload, datetime.fromisoformat(node["updatedAt"]))
    return Money(seen.goods.amount, seen.goods.currency)


def _money_set(bag: Mapping[str, Any]) -> dict[str, Any]:
    pairs = (("shop_money", bag["shopMoney"]), ("presentment_money", bag["presentmentMoney"]))
    return {name: {"amount": one["amount"], "currency_code": one["currencyCode"]} for name, one in pairs}


def _gid(number: int) -> str:
    return f"gid://shopify/DraftOrder/{number}"
