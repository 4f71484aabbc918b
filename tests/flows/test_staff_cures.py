"""What staff and the clock do with held orders, through the admin's pages and in Shopify: joined, parted, cancelled."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import select

from shopify_app.core.errors import RemoteError
from shopify_app.orders.models import Hold, Order
from shopify_app.shops.actions import get_shop
from shopify_app.shops.models import Installation
from shopify_app.wholesale.cancelling import actions as cancelling
from shopify_app.wholesale.cancelling.models import Cancellation
from shopify_app.wholesale.terms.models import MinimumTerms
from tests.product import Product

TERMS = {"first": "5000", "following": "2000", "rounding": "5", "max_rate_age_days": "7", "derive": "on"}


def post(product: Product, shop: str, path: str, **form: Any) -> tuple[int, str]:
    """What a form of the page answers, and everything that follows from it."""
    answer = product.call("POST", path, shop, data=form)
    product.settle()
    told = answer.json()
    return answer.status_code, told.get("error") or told["message"]


def page(product: Product, shop: str, order_id: int) -> str:
    """The order's page. Headings stand in attributes."""
    answer = product.call("GET", f"/orders/{order_id}", shop)
    assert answer.status_code == 200, answer.text
    return answer.text


def a_trader(product: Product, shop: str) -> int:
    made = product.sandbox.make_customer(
        shop, first_name="Nadia", email=f"{uuid.uuid4().hex}@example.com", tags=["trade"]
    )
    return int(made["id"])


def place(product: Product, shop: str, amount: str, customer: int, financial_status: str = "paid") -> tuple[int, int]:
    """An order; returns its number at Shopify, and ours."""
    how = {"customer_id": customer, "financial_status": financial_status}
    number = int(product.sandbox.place_order(shop, amount, **how)["id"])
    product.settle()
    with product.runtime.snapshot() as tx:
        order_id = tx.session.scalars(select(Order.id).where(Order.shopify_order_id == number)).one()
    return number, order_id


def is_held(product: Product, shop: str, number: int) -> bool:
    parts = product.sandbox.order(shop, number)["fulfillment_orders"]
    return any(hold["handle"] == "order-minimum" for part in parts for hold in part["holds"])


def letters(product: Product, shop: str) -> list[str]:
    """The subjects of the letters about the shop's orders, in the order in which they came."""
    box = f"{product.server.url}/mail/api/messages"
    all_of_them = [
        requests.get(f"{box}/{brief['id']}", timeout=60).json() for brief in requests.get(box, timeout=60).json()
    ]
    name = f"/store/{shop.removesuffix('.myshopify.com')}/"
    return sorted(re.sub("#[0-9]+", "#", one["subject"]) for one in all_of_them if name in one["text"])


def test_two_held_orders_are_counted_together_and_apart_again(product: Product, shop: str) -> None:
    trader = a_trader(product, shop)
    (first, one), (second, other) = (place(product, shop, amount, trader) for amount in ("3000", "2500"))
    assert "Count it together with others" in page(product, shop, one)

    status, told = post(product, shop, f"/wholesale/orders/{one}/together", orders=[str(other)], reason="One container")
    assert (status, "Counted together with 1 other order, 5,500.00 SAR reaches" in told) == (200, True)
    assert [is_held(product, shop, number) for number in (first, second)] == [False, False]
    text = page(product, shop, other)
    assert 'heading="Counted together"' in text
    assert "One container" in text

    status, told = post(product, shop, f"/wholesale/orders/{other}/together/end")
    assert status == 200
    assert [is_held(product, shop, number) for number in (first, second)] == [True, True]


@pytest.mark.parametrize(
    ("form", "status", "why"),
    [
        ({"reason": "One container"}, 400, "at least one other order"),
        ({"reason": "", "orders": ["1"]}, 400, "Say why"),
        ({"reason": "x", "orders": ["one"]}, 400, "no order of this list"),
        ({"reason": "x", "orders": ["9" * 40]}, 400, "no order of this list"),
        ({"reason": "x", "orders": ["999999999999999999"]}, 404, "no such order"),
    ],
)
def test_what_cannot_be_counted_together_gets_a_sentence(
    product: Product, shop: str, form: dict[str, Any], status: int, why: str
) -> None:
    _, order_id = place(product, shop, "3000", a_trader(product, shop))
    answered = post(product, shop, f"/wholesale/orders/{order_id}/together", **form)

    assert (answered[0], why in answered[1]) == (status, True), answered


def days_pass(product: Product, shop: str, days: float) -> int:
    """As if everything about the shop's holds had happened so much earlier; returns our id of the shop."""
    ago = timedelta(days=days)
    with product.runtime.transaction() as tx:
        shop_id = get_shop(tx, shop).id
        for model, column in (
            *((Hold, "placed_at"), (MinimumTerms, "since"), (Installation, "installed_at")),
            *((Cancellation, "announced_at"), (Cancellation, "cancel_at"), (Cancellation, "asked_at")),
        ):
            for row in tx.session.scalars(select(model).where(model.shop_id == shop_id)).all():
                setattr(row, column, getattr(row, column) and getattr(row, column) - ago)
    return shop_id


def look(product: Product, shop: str, after_days: float) -> None:
    """Days pass, and the clock takes its hourly look."""
    shop_id = days_pass(product, shop, after_days)
    product.runtime.jobs.nudge("jobs.wholesale.plan_cancellations_of", "upkeep", shop_id)
    product.settle()


def test_an_unpaid_order_is_announced_and_then_cancelled_in_shopify(product: Product, shop: str) -> None:
    assert post(product, shop, "/wholesale/minimums", **TERMS, cancel_after_days="3")[0] == 200
    number, order_id = place(product, shop, "3000", a_trader(product, shop), "pending")
    look(product, shop, 2.5)
    assert "It will be cancelled" in page(product, shop, order_id)
    assert product.sandbox.order(shop, number)["cancelled_at"] is None

    look(product, shop, 1.5)
    assert product.sandbox.order(shop, number)["cancelled_at"] is not None
    assert letters(product, shop) == ["Order # is held", "Order # was cancelled", "Order # will be cancelled"]
    text = page(product, shop, order_id)
    assert "Cancelled in Shopify, because it stayed below its minimum." in text
    assert "It will be cancelled" not in text
    look(product, shop, 30)
    assert len(product.sandbox.calls(shop=shop, field="orderCancel")) == 1


def test_a_payment_we_were_not_told_of_saves_the_order(product: Product, shop: str) -> None:
    """Money that came a moment ago is seen, for Shopify is asked right before."""
    post(product, shop, "/wholesale/minimums", **TERMS, cancel_after_days="3")
    number, order_id = place(product, shop, "3000", a_trader(product, shop), "pending")
    look(product, shop, 2.5)
    shop_id = days_pass(product, shop, 1.5)
    product.sandbox.pay(shop, number)
    cancelling.cancel_order(product.runtime, shop_id, order_id)
    product.settle()

    assert product.sandbox.calls(shop=shop, field="orderCancel") == []
    assert product.sandbox.order(shop, number)["cancelled_at"] is None


def test_a_cancellation_whose_answer_was_lost_is_not_a_failure(product: Product, shop: str) -> None:
    post(product, shop, "/wholesale/minimums", **TERMS, cancel_after_days="3")
    number, order_id = place(product, shop, "3000", a_trader(product, shop), "pending")
    look(product, shop, 2.5)
    product.sandbox.fault("OrderCancel", "drop_after_commit")
    look(product, shop, 1.5)
    product.settle()

    assert product.sandbox.order(shop, number)["cancelled_at"] is not None
    assert "Cancelled in Shopify, because it stayed below its minimum." in page(product, shop, order_id)


def test_what_is_exempted_before_a_second_try_is_not_cancelled(product: Product, shop: str) -> None:
    """Shopify did not answer the first time, and nothing was done there."""
    post(product, shop, "/wholesale/minimums", **TERMS, cancel_after_days="3")
    number, order_id = place(product, shop, "3000", a_trader(product, shop), "pending")
    look(product, shop, 2.5)
    shop_id = days_pass(product, shop, 1.5)
    product.sandbox.fault("OrderCancel", "drop")
    with pytest.raises(RemoteError):
        cancelling.cancel_order(product.runtime, shop_id, order_id)
    assert post(product, shop, f"/wholesale/orders/{order_id}/cancellation/stop")[0] == 409
    form = {"kind": "sample", "reason": "Shown at a fair", "sure": "yes"}
    assert post(product, shop, f"/wholesale/orders/{order_id}/exemption", **form)[0] == 409
    days_pass(product, shop, 0.01)
    assert post(product, shop, f"/wholesale/orders/{order_id}/exemption", **form)[0] == 200
    cancelling.cancel_order(product.runtime, shop_id, order_id)

    assert product.sandbox.order(shop, number)["cancelled_at"] is None


def test_what_a_person_let_go_in_shopify_is_not_cancelled(product: Product, shop: str) -> None:
    """Although nobody told us of it yet."""
    post(product, shop, "/wholesale/minimums", **TERMS, cancel_after_days="3")
    number, order_id = place(product, shop, "3000", a_trader(product, shop), "pending")
    look(product, shop, 2.5)
    shop_id = days_pass(product, shop, 1.5)
    product.sandbox.release(shop, number)
    cancelling.cancel_order(product.runtime, shop_id, order_id)
    product.settle()

    assert product.sandbox.calls(shop=shop, field="orderCancel") == []


def test_what_was_edited_up_to_its_minimum_is_not_cancelled(product: Product, shop: str) -> None:
    """Although the message of it still waits."""
    post(product, shop, "/wholesale/minimums", **TERMS, cancel_after_days="3")
    number, order_id = place(product, shop, "3000", a_trader(product, shop), "pending")
    look(product, shop, 2.5)
    shop_id = days_pass(product, shop, 1.5)
    product.sandbox.edit_order(shop, number, to_amount="9000")
    cancelling.cancel_order(product.runtime, shop_id, order_id)
    product.settle()

    assert product.sandbox.calls(shop=shop, field="orderCancel") == []
    assert not is_held(product, shop, number)


def test_staff_stop_a_cancellation(product: Product, shop: str) -> None:
    post(product, shop, "/wholesale/minimums", **TERMS, cancel_after_days="3")
    number, order_id = place(product, shop, "3000", a_trader(product, shop), "pending")
    assert post(product, shop, f"/wholesale/orders/{order_id}/cancellation/stop")[0] == 409
    look(product, shop, 2.5)
    assert post(product, shop, f"/wholesale/orders/{order_id}/cancellation/stop")[0] == 200
    assert "Its cancellation was stopped" in page(product, shop, order_id)
    look(product, shop, 9)

    assert product.sandbox.order(shop, number)["cancelled_at"] is None
    assert is_held(product, shop, number)


def test_another_shop_stops_and_joins_nothing_here(product: Product, shop: str) -> None:
    """The owner's orders are nothing to another shop's staff."""
    other = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(other, currency="SAR")
    product.install(other)
    _, order_id = place(product, shop, "3000", a_trader(product, shop))

    for path in ("together", "together/end", "cancellation/stop"):
        status, told = post(product, other, f"/wholesale/orders/{order_id}/{path}", reason="x", orders=["1"])
        assert (status, told) == (404, "There is no such order in this shop.")
