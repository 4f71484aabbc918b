"""A trader's draft order below the minimum carries a tag and the reason, and loses both when it is cured."""

from __future__ import annotations

from typing import Any

import pytest

from shopify_app.shops.actions import get_shop
from shopify_app.wholesale.drafts.actions import check_draft
from shopify_app.wholesale.drafts.client import TAG
from tests.product import Product

WRITES = ("tagsAdd", "tagsRemove", "metafieldsSet", "metafieldsDelete")


def a_customer(product: Product, shop: str, *tags: str) -> int:
    made = product.sandbox.make_customer(shop, first_name="Nadia", email="nadia@example.com", tags=list(tags))
    return int(made["id"])


def a_draft(product: Product, shop: str, amount: str, customer: int | None, **how: Any) -> int:
    """A draft that staff made, and everything that follows from it."""
    made = product.sandbox.make_draft(
        shop, lines=[{"title": "Goods", "price": amount}], **({"customer_id": customer} if customer else {}), **how
    )
    product.settle()
    return int(made["id"])


def mark_of(product: Product, shop: str, draft: int) -> tuple[bool, str | None]:
    """Whether the draft is tagged, and the reason on it."""
    found = product.sandbox.metafields(shop, f"gid://shopify/DraftOrder/{draft}")
    tagged = TAG in product.sandbox.record(shop, "drafts", draft)["tags"]
    return tagged, next((one["value"] for one in found if one["key"] == "below_minimum"), None)


def writes(product: Product, shop: str, draft: int) -> int:
    calls = [call for field in WRITES for call in product.sandbox.calls(shop=shop, field=field)]
    return sum(f"DraftOrder/{draft}" in str(call) for call in calls)


@pytest.mark.parametrize(("amount", "below"), [("4999.99", True), ("5000.00", False)])
def test_a_traders_first_draft_needs_5000(product: Product, shop: str, amount: str, below: bool) -> None:
    draft = a_draft(product, shop, amount, a_customer(product, shop, "Trade"))
    reason = "4,999.99 SAR is 0.01 SAR below the minimum of 5,000.00 SAR for a first order."
    assert mark_of(product, shop, draft) == ((True, reason) if below else (False, None))


def test_a_following_draft_needs_2000(product: Product, shop: str) -> None:
    customer = a_customer(product, shop, "trade")
    product.sandbox.place_order(shop, "6000", customer_id=customer, financial_status="paid")
    product.settle()
    assert mark_of(product, shop, a_draft(product, shop, "2000", customer)) == (False, None)
    tagged, reason = mark_of(product, shop, a_draft(product, shop, "1999", customer))
    assert tagged
    assert "for a following order" in str(reason)


def test_a_company_is_judged_by_its_own_orders(product: Product, shop: str) -> None:
    customer = a_customer(product, shop)
    company = product.sandbox.make_company(shop, "Najd Trading", customer_id=customer)
    location = {"company_location_id": company["locations"][0]["id"]}
    assert mark_of(product, shop, a_draft(product, shop, "2500", customer, **location))[0]
    product.sandbox.place_order(shop, "6000", customer_id=customer, financial_status="paid", **location)
    product.settle()
    assert not mark_of(product, shop, a_draft(product, shop, "2500", customer, **location))[0]


def test_retail_and_nobodys_drafts_are_left_alone(product: Product, shop: str) -> None:
    for customer in (a_customer(product, shop), None):
        draft = a_draft(product, shop, "10", customer)
        assert mark_of(product, shop, draft) == (False, None)
        assert writes(product, shop, draft) == 0


def test_tax_within_prices_does_not_count(product: Product, shop: str) -> None:
    product.sandbox.change_shop(shop, taxes_included=True)
    draft = a_draft(product, shop, "5000", a_customer(product, shop, "trade"))
    assert mark_of(product, shop, draft)[0]


def test_our_own_change_of_the_draft_asks_for_no_other(product: Product, shop: str) -> None:
    """The tag makes Shopify send draft_orders/update, which is judged again and finds nothing to do."""
    draft = a_draft(product, shop, "100", a_customer(product, shop, "trade"))
    assert len(product.sandbox.deliveries(topic="draft_orders/update", shop=shop)) == 1
    assert writes(product, shop, draft) == 2


def test_a_repeated_delivery_changes_nothing(product: Product, shop: str) -> None:
    draft = a_draft(product, shop, "100", a_customer(product, shop, "trade"))
    for delivery in product.sandbox.deliveries(topic="draft_orders/create", shop=shop):
        product.sandbox.resend(delivery["id"])
    product.settle()
    assert writes(product, shop, draft) == 2


def test_a_cured_draft_loses_its_mark_and_keeps_its_other_tags(product: Product, shop: str) -> None:
    draft = a_draft(product, shop, "100", a_customer(product, shop, "trade"), tags=["summer"])
    assert mark_of(product, shop, draft)[0]
    product.sandbox.change_draft(shop, draft, lines=[{"title": "Goods", "price": "5000"}])
    product.settle()
    assert mark_of(product, shop, draft) == (False, None)
    assert product.sandbox.record(shop, "drafts", draft)["tags"] == ["summer"]


def test_a_completed_draft_is_left_and_its_order_is_held(product: Product, shop: str) -> None:
    draft = a_draft(product, shop, "100", a_customer(product, shop, "trade"))
    order = product.sandbox.complete_draft(shop, draft)
    product.settle()
    holds = [hold for part in product.sandbox.order(shop, order["id"])["fulfillment_orders"] for hold in part["holds"]]
    assert [hold["handle"] for hold in holds] == ["order-minimum"]
    assert writes(product, shop, draft) == 2


def test_a_deleted_draft_is_passed_over(product: Product, shop: str) -> None:
    with product.runtime.snapshot() as tx:
        shop_id = get_shop(tx, shop).id
    check_draft(product.runtime, shop_id, 4711)
    assert writes(product, shop, 4711) == 0
