"""A wholesale order below its minimum is held in Shopify; above it, cured, or let go by a person, it goes."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from sqlalchemy import select

from shopify_app.audit.actions import first_broken
from shopify_app.audit.models import AuditEntry
from shopify_app.orders.models import Hold, Order
from shopify_app.shops.actions import get_shop
from shopify_app.wholesale.models import Decision
from tests.product import Product

TRADER = {"first_name": "Nadia", "last_name": "Example", "email": "nadia@example.com", "tags": ["trade"]}


def a_trader(product: Product, shop: str) -> int:
    """A customer tagged as a trader."""
    return int(product.sandbox.make_customer(shop, **TRADER)["id"])


def place(product: Product, shop: str, amount: str, **how: Any) -> int:
    """A paid order of this amount, and everything that follows from it; returns its number at Shopify."""
    number = int(product.sandbox.place_order(shop, amount, **{"financial_status": "paid", **how})["id"])
    product.settle()
    return number


def own_holds(product: Product, shop: str, number: int) -> list[str]:
    """The handles of the app's holds on the order, as Shopify shows them."""
    order = product.sandbox.order(shop, number)
    return [hold["handle"] for part in order["fulfillment_orders"] for hold in part["holds"] if hold["handle"]]


def decision(product: Product, number: int) -> Decision:
    """The newest decision on the order."""
    with product.runtime.snapshot() as tx:
        chosen = select(Decision).join(Order, Order.id == Decision.order_id).where(Order.shopify_order_id == number)
        return tx.session.scalars(chosen.order_by(Decision.id.desc())).first()  # type: ignore[return-value]


def hold_states(product: Product, shop: str) -> list[str]:
    """The state of every hold we know of in the shop."""
    with product.runtime.snapshot() as tx:
        chosen = select(Hold.state).where(Hold.shop_id == get_shop(tx, shop).id)
        return list(tx.session.scalars(chosen.order_by(Hold.id)))


def letters_about(product: Product, shop: str) -> list[dict[str, Any]]:
    """The letters that lead to the shop's pages."""
    box = f"{product.server.url}/mail/api/messages"
    letters = [
        requests.get(f"{box}/{brief['id']}", timeout=60).json() for brief in requests.get(box, timeout=60).json()
    ]
    return [letter for letter in letters if f"/store/{shop.removesuffix('.myshopify.com')}/" in letter["text"]]


@pytest.mark.parametrize(("amount", "held"), [("4999.99", True), ("5000.00", False)])
def test_a_traders_first_order_needs_5000(product: Product, shop: str, amount: str, held: bool) -> None:
    number = place(product, shop, amount, customer_id=a_trader(product, shop))
    assert bool(own_holds(product, shop, number)) is held
    assert ("tajir-held" in product.sandbox.order(shop, number)["tags"]) is held
    assert decision(product, number).rule == "first"


def test_the_shop_is_told_by_mail_once_and_no_customer_is_named(product: Product, shop: str) -> None:
    trader = a_trader(product, shop)
    number = place(product, shop, "4000", customer_id=trader)
    name = product.sandbox.order(shop, number)["name"]
    (letter,) = letters_about(product, shop)
    assert letter["subject"] == f"Order {name} is held"
    assert "5,000.00 SAR" in letter["text"]
    assert "/orders/" in letter["text"]
    assert "Nadia" not in str(letter)
    place(product, shop, "6000", customer_id=trader)
    assert letters_about(product, shop) == [letter]


@pytest.mark.parametrize(("amount", "held"), [("1999.99", True), ("2000.00", False)])
def test_a_traders_following_order_needs_2000(product: Product, shop: str, amount: str, held: bool) -> None:
    trader = a_trader(product, shop)
    place(product, shop, "6000", customer_id=trader)
    number = place(product, shop, amount, customer_id=trader)
    assert bool(own_holds(product, shop, number)) is held
    assert decision(product, number).rule == "following"


def test_a_retail_order_of_any_size_goes(product: Product, shop: str) -> None:
    shopper = int(product.sandbox.make_customer(shop, first_name="Omar", email="omar@example.com", tags=["vip"])["id"])
    for how in ({"customer_id": shopper}, {}):
        assert own_holds(product, shop, place(product, shop, "40", **how)) == []
    assert hold_states(product, shop) == []


def test_a_company_buys_as_a_trader_without_a_tag(product: Product, shop: str) -> None:
    buyer = int(product.sandbox.make_customer(shop, first_name="Lina", email="lina@example.com")["id"])
    company = product.sandbox.make_company(shop, "Example Trading", customer_id=buyer)
    location = company["locations"][0]["id"]
    number = place(product, shop, "1500", customer_id=buyer, company_location_id=location)
    assert own_holds(product, shop, number) == ["order-minimum"]


def test_an_edit_up_to_the_minimum_releases_the_order(product: Product, shop: str) -> None:
    number = place(product, shop, "4000", customer_id=a_trader(product, shop))
    assert own_holds(product, shop, number) == ["order-minimum"]
    product.sandbox.edit_order(shop, number, to_amount="5000")
    product.settle()
    assert own_holds(product, shop, number) == []
    assert "tajir-held" not in product.sandbox.order(shop, number)["tags"]
    assert hold_states(product, shop) == ["released"]


def test_an_edit_below_the_minimum_holds_an_order_that_had_passed(product: Product, shop: str) -> None:
    lines = [{"title": "Zellige tiles", "price": "4100"}, {"title": "Argan oil", "price": "1100"}]
    number = place(product, shop, "", lines=lines, customer_id=a_trader(product, shop))
    assert own_holds(product, shop, number) == []
    oil = product.sandbox.order(shop, number)["line_items"][1]["id"]
    product.sandbox.edit_order(shop, number, quantities={oil: 0})
    product.settle()
    assert own_holds(product, shop, number) == ["order-minimum"]


def test_an_order_that_was_cured_is_held_again_when_it_is_edited_below_the_minimum(product: Product, shop: str) -> None:
    lines = [{"title": "Zellige tiles", "price": "4000"}]
    number = place(product, shop, "", lines=lines, customer_id=a_trader(product, shop))
    product.sandbox.edit_order(shop, number, to_amount="5000")
    product.settle()
    assert own_holds(product, shop, number) == []
    added = product.sandbox.order(shop, number)["line_items"][-1]["id"]
    product.sandbox.edit_order(shop, number, quantities={added: 0})
    product.settle()
    assert own_holds(product, shop, number) == ["order-minimum"]
    assert hold_states(product, shop) == ["placed"]


def test_a_refund_after_it_passed_does_not_hold_it(product: Product, shop: str) -> None:
    number = place(product, shop, "5200", customer_id=a_trader(product, shop))
    line = product.sandbox.order(shop, number)["line_items"][0]
    product.sandbox.refund(shop, number, [{"line_item_id": line["id"], "quantity": 1, "restock_type": "no_restock"}])
    product.settle()
    assert hold_states(product, shop) == []


def test_a_cancelled_order_is_let_go_and_opens_no_door(product: Product, shop: str) -> None:
    trader = a_trader(product, shop)
    first = place(product, shop, "6000", customer_id=trader)
    product.sandbox.cancel_order(shop, first)
    product.settle()
    second = place(product, shop, "2500", customer_id=trader)
    assert decision(product, second).rule == "first"
    assert own_holds(product, shop, second) == ["order-minimum"]
    product.sandbox.cancel_order(shop, second)
    product.settle()
    assert hold_states(product, shop) == ["released"]


def test_a_held_first_order_opens_no_door_for_the_next(product: Product, shop: str) -> None:
    trader = a_trader(product, shop)
    place(product, shop, "2500", customer_id=trader)
    second = place(product, shop, "2500", customer_id=trader)
    assert decision(product, second).rule == "first"
    assert own_holds(product, shop, second) == ["order-minimum"]


def test_curing_the_first_order_lets_a_later_one_follow(product: Product, shop: str) -> None:
    trader = a_trader(product, shop)
    first = place(product, shop, "2500", customer_id=trader)
    second = place(product, shop, "2500", customer_id=trader)
    product.sandbox.edit_order(shop, first, to_amount="5000")
    product.settle()
    # An edit leaves the difference to be paid; paid, the order counts.
    product.sandbox.pay(shop, first)
    product.settle()
    assert decision(product, second).rule == "following"
    assert own_holds(product, shop, second) == []


def test_a_test_order_is_not_held(product: Product, shop: str) -> None:
    assert own_holds(product, shop, place(product, shop, "10", customer_id=a_trader(product, shop), test=True)) == []


def test_an_amount_without_a_known_equivalent_waits(product: Product, shop: str) -> None:
    other = shop.replace("shop-", "kuwait-")
    product.sandbox.make_shop(other, currency="KWD")
    product.install(other)
    product.settle()
    trader = int(product.sandbox.make_customer(other, **TRADER)["id"])
    number = place(product, other, "90000", customer_id=trader)
    assert decision(product, number).rule == "no_rate"
    assert own_holds(product, other, number) == ["order-minimum"]


def test_a_merchants_release_is_respected_and_recorded(product: Product, shop: str) -> None:
    number = place(product, shop, "4000", customer_id=a_trader(product, shop))
    product.sandbox.release(shop, number)
    product.settle()
    assert hold_states(product, shop) == ["overridden"]
    product.sandbox.update_order(shop, number, note="Agreed by telephone")
    product.settle()
    assert own_holds(product, shop, number) == []
    with product.runtime.snapshot() as tx:
        told = select(AuditEntry.event).where(AuditEntry.shop_id == get_shop(tx, shop).id)
        assert "order:hold_overridden" in set(tx.session.scalars(told))


def test_only_our_own_hold_is_released(product: Product, shop: str) -> None:
    number = place(product, shop, "4000", customer_id=a_trader(product, shop))
    product.sandbox.hold(shop, number, by="other app", handle="fraud-check")
    product.sandbox.hold(shop, number, by="merchant")
    product.sandbox.edit_order(shop, number, to_amount="5000")
    product.settle()
    order = product.sandbox.order(shop, number)
    assert len([hold for part in order["fulfillment_orders"] for hold in part["holds"]]) == 2
    assert "order-minimum" not in own_holds(product, shop, number)


def test_a_tag_given_later_makes_the_next_order_a_traders(product: Product, shop: str) -> None:
    customer = int(product.sandbox.make_customer(shop, first_name="Huda", email="huda@example.com")["id"])
    assert own_holds(product, shop, place(product, shop, "100", customer_id=customer)) == []
    product.sandbox.tag_customer(shop, customer, add=["Trade"])
    product.settle()
    assert own_holds(product, shop, place(product, shop, "100", customer_id=customer)) == ["order-minimum"]


def test_one_mutation_holds_however_often_the_webhooks_come(product: Product, shop: str) -> None:
    trader = a_trader(product, shop)
    product.sandbox.webhooks(duplicate_every=1, reorder=3)
    number = place(product, shop, "4000", customer_id=trader)
    assert own_holds(product, shop, number) == ["order-minimum"]
    assert len(product.sandbox.calls(operation="Hold")) == 1


@pytest.mark.parametrize("kind", ["drop", "drop_after_commit", "status"])
def test_a_failing_shopify_delays_the_hold_and_loses_nothing(product: Product, shop: str, kind: str) -> None:
    for operation in ("Hold", "FulfillmentOrders", "TagsAdd", "CustomersTags"):
        product.sandbox.fault(operation, kind, status=503, times=2)
    number = place(product, shop, "4000", customer_id=a_trader(product, shop))
    assert own_holds(product, shop, number) == ["order-minimum"]


def test_the_trail_stays_whole(product: Product, shop: str) -> None:
    trader = a_trader(product, shop)
    number = place(product, shop, "4000", customer_id=trader)
    product.sandbox.edit_order(shop, number, to_amount="5000")
    product.settle()
    with product.runtime.snapshot() as tx:
        shop_id = get_shop(tx, shop).id
        told = tx.session.scalars(select(AuditEntry.event).where(AuditEntry.shop_id == shop_id).order_by(AuditEntry.id))
        assert first_broken(tx, shop_id) is None
    assert [event for event in told if event.startswith("order:")] == ["order:held", "order:released"]
