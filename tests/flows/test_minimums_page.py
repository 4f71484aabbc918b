"""Minimums in the admin: seen, changed, asked about, exempted from; nobody else's, and nothing changes by a mistake."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.orders.models import Order
from shopify_app.shops.actions import get_shop
from tests.product import Product

TERMS = {"first": "5000", "following": "2000", "rounding": "5", "max_rate_age_days": "7", "derive": "on"}
PATH = "/wholesale/minimums"


def page(product: Product, shop: str, path: str = PATH) -> str:
    """A page's text without its tags."""
    answer = product.call("GET", path, shop)
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


def post(product: Product, shop: str, path: str, **form: str) -> tuple[int, dict[str, Any]]:
    answer = product.call("POST", path, shop, data=form)
    product.settle()
    return answer.status_code, answer.json()


def place(product: Product, shop: str, amount: str) -> tuple[int, str]:
    """A trader's paid order; returns its number at Shopify and the path of its page."""
    customer = product.sandbox.make_customer(
        shop, first_name="Nadia", email=f"{uuid.uuid4().hex}@example.com", tags=["trade"]
    )
    how = {"customer_id": int(customer["id"]), "financial_status": "paid"}
    number = int(product.sandbox.place_order(shop, amount, **how)["id"])
    product.settle()
    with product.runtime.snapshot() as tx:
        order_id = tx.session.scalar(select(Order.id).where(Order.shopify_order_id == number))
    return number, f"/orders/{order_id}"


def own_holds(product: Product, shop: str, number: int) -> list[str]:
    order = product.sandbox.order(shop, number)
    return [hold["handle"] for part in order["fulfillment_orders"] for hold in part["holds"] if hold["handle"]]


def test_a_new_shop_has_todays_rates_by_itself(product: Product, shop: str) -> None:
    text = page(product, shop)

    assert "5,000.00 SAR" in text
    assert "EUR 1,250.00 EUR 495.00 EUR ECB: 1 USD = 0.922084 EUR" in text
    assert "KWD — — Needs your own amount Orders wait" in text
    assert "MAD — — Needs your own amount Orders wait" in text
    assert "Too old" not in text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("amount=4800&currency=EUR", "Passes 4,800.00 EUR reaches the minimum of 1,250.00 EUR for a first order."),
        ("amount=1249.99&currency=eur", "Held 1,249.99 EUR is 0.01 EUR below the minimum of 1,250.00 EUR"),
        ("amount=500&currency=EUR&account=known", "reaches the minimum of 495.00 EUR for a following order"),
        ("amount=4,800&currency=SAR", "Held 4,800.00 SAR is 200.00 SAR below"),
        ("amount=1&currency=MAD", "There is no minimum in MAD yet"),
        ("amount=lots&currency=EUR", "The amount must be an amount such as 5,000.00 EUR."),
        ("amount=1&currency=<b>", "A currency is three letters"),
        ("on=yesterday", "Write the day as year, month and day"),
        ("on=9999-12-31", "That day has not come"),
        ("on=2020-03-31", "at the end of 31 Mar 2020 this was asked for"),
    ],
)
def test_a_cart_and_a_day_can_be_asked_about(product: Product, shop: str, asked: str, told: str) -> None:
    assert told in page(product, shop, f"{PATH}?{asked}")


def test_new_terms_hold_from_now_on_and_are_on_the_page_and_the_trail(product: Product, shop: str) -> None:
    before, _ = place(product, shop, "4500")
    status, told = post(product, shop, PATH, **{**TERMS, "first": "4,000"})
    assert (status, told["message"]) == (200, "Saved. Orders placed from now on are judged by it.")
    text = page(product, shop)
    assert "Of a first order 4,000.00 SAR are asked for, below the published minimum of 5,000.00 SAR." in text
    assert "Staff " in text
    assert "1,100.00 USD" in text
    with product.runtime.snapshot() as tx:
        chosen = select(AuditEntry).where(AuditEntry.shop_id == get_shop(tx, shop).id)
        (entry,) = tx.session.scalars(chosen.where(AuditEntry.event == "minimum:changed"))
    assert entry.actor.startswith("staff ")
    assert entry.details["first"] == "4000"
    # Shopify tells whole seconds: the next one is after the change for certain.
    product.until(lambda: product.runtime.clock.now().microsecond < 100_000)
    after, _ = place(product, shop, "4500")
    assert (own_holds(product, shop, before), own_holds(product, shop, after)) == (["order-minimum"], [])


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (PATH, {**TERMS, "first": "cheap"}),
        (PATH, {**TERMS, "first": "1000"}),
        (PATH, {}),
        (f"{PATH}/own", {"currency": "SAR", "first": "1", "following": "1"}),
        (f"{PATH}/own", {"currency": "KWD", "first": "1.0001", "following": "1"}),
        (f"{PATH}/own/sar/end", {}),
    ],
)
def test_a_mistake_is_said_and_changes_nothing(product: Product, shop: str, path: str, form: dict[str, str]) -> None:
    before = page(product, shop)
    status, told = post(product, shop, path, **form)

    assert status == 400
    assert told["error"].endswith(".")
    assert page(product, shop) == before


def test_own_amounts_come_and_go(product: Product, shop: str) -> None:
    form = {"currency": "kwd", "first": "410.500", "following": "165"}
    assert post(product, shop, f"{PATH}/own", **form)[0] == 200
    assert "410.500 KWD 165.000 KWD Your own amount" in page(product, shop)
    assert post(product, shop, f"{PATH}/own", **form)[1]["message"] == "Nothing was changed: it is so already."
    assert post(product, shop, f"{PATH}/own/KWD/end")[0] == 200
    assert "410.500" not in page(product, shop)


def test_an_exempted_order_goes_and_a_withdrawn_exemption_holds_it_again(product: Product, shop: str) -> None:
    number, path = place(product, shop, "12")
    form = {"kind": "sample", "reason": "For the fair in Dammam"}
    at = f"/wholesale{path}/exemption"
    assert post(product, shop, at, **form)[0] == 400
    assert post(product, shop, at, **form, sure="yes")[0] == 200
    assert own_holds(product, shop, number) == []
    assert "Sample: For the fair in Dammam" in page(product, shop, path)
    assert post(product, shop, at, **form, sure="yes")[0] == 409
    assert post(product, shop, f"{at}/end")[0] == 200
    assert own_holds(product, shop, number) == ["order-minimum"]


def test_minimums_are_agreed_on_with_the_account_of_an_order(product: Product, shop: str) -> None:
    number, path = place(product, shop, "3000")
    at, form = f"/wholesale{path}/agreement", {"first": "3000", "following": "1000", "reason": "A small gallery"}
    assert post(product, shop, at, **{**form, "until": "2020-01-01"})[0] == 400
    assert own_holds(product, shop, number) == ["order-minimum"]
    assert post(product, shop, at, **{**form, "until": "9999-12-31"})[0] == 200
    assert own_holds(product, shop, number) == []
    assert "Agreed with this account" in page(product, shop, path)
    text = page(product, shop)
    assert "A small gallery" in text
    found = re.search(r"agreements/(\d+)/end", product.call("GET", PATH, shop).text)
    assert found is not None
    assert post(product, shop, f"{PATH}/agreements/{found[1]}/end")[0] == 200
    assert "A small gallery" not in page(product, shop)


def test_decisions_are_listed_with_their_why(product: Product, shop: str) -> None:
    place(product, shop, "4000")
    place(product, shop, "6000")
    every, below = (page(product, shop, f"/wholesale/decisions{asked}") for asked in ("", "?show=below&rule=first"))

    assert "6,000.00 SAR reaches the minimum" in every
    assert "4,000.00 SAR is 1,000.00 SAR below the minimum" in every
    assert "6,000.00 SAR" not in below
    assert "4,000.00 SAR" in below
    assert "No such decision" in page(product, shop, "/wholesale/decisions?rule=no_rate")
    assert "6,000.00 SAR" in page(product, shop, "/wholesale/decisions?show=x&rule=y&page=z")
    assert "The latest 2 trade orders" in page(product, shop)


def test_another_shop_sees_and_changes_nothing(product: Product, shop: str) -> None:
    _, path = place(product, shop, "12")
    post(product, shop, PATH, **{**TERMS, "first": "7777"})
    other = shop.replace("shop-", "other-")
    product.sandbox.make_shop(other, currency="SAR")
    product.install(other)
    product.settle()

    assert "7,777" not in page(product, other)
    assert "12.00" not in page(product, other, "/wholesale/decisions")
    form = {"kind": "sample", "reason": "x", "sure": "yes"}
    assert post(product, other, f"/wholesale{path}/exemption", **form)[0] == 404
    assert post(product, other, f"/wholesale{path}/agreement", first="2", following="1", reason="x")[0] == 404
