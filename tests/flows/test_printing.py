"""An order's papers, and many orders' papers, printed through the admin: the whole product against the sandbox."""

from __future__ import annotations

import io
import uuid
from typing import Any

import requests
from pypdf import PdfReader
from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.orders.models import Order
from shopify_app.shops.actions import get_shop
from tests.flows.test_privacy_requests import unlock
from tests.flows.test_white_label import ADDRESS, a_brand, place, post
from tests.product import Product

PAPERS = {"papers": "packing-slip", "paper": "A4"}


def pages_of(answer: requests.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.content)).pages]


def a_trader(product: Product, shop: str) -> int:
    made = product.sandbox.make_customer(shop, email=f"{uuid.uuid4().hex}@example.com", tags=["trade"])
    return int(made["id"])


def place_for(product: Product, shop: str, customer: int, *lines: dict[str, Any], **order: Any) -> str:
    """An order of this trader; returns Shopify's number of it."""
    how = {"customer_id": customer, "financial_status": "paid", "shipping_address": ADDRESS, **order}
    return str(product.sandbox.place_order(shop, lines=list(lines), **how)["id"])


def ours(product: Product, *numbers: str) -> list[int]:
    with product.runtime.snapshot() as tx:
        chosen = select(Order.shopify_order_id, Order.id).where(Order.shopify_order_id.in_(map(int, numbers)))
        found = {str(row[0]): row[1] for row in tx.session.execute(chosen)}
    return [found[number] for number in numbers]


def other_location(product: Product, shop: str) -> int:
    return int(product.sandbox.records(shop, "locations")[1]["id"])


def test_each_parcel_gets_a_slip_of_what_is_left_to_leave_with_it(product: Product, shop: str) -> None:
    customer, elsewhere = a_trader(product, shop), other_location(product, shop)
    here = {"title": "Zellige tray", "price": "3000", "quantity": 2}
    there = {"title": "Argan oil", "price": "100", "quantity": 5, "location_id": elsewhere}
    written = [{"key": "_gift message", "value": "Happy birthday"}, {"key": "Dedication", "value": "With love"}]
    number = place_for(product, shop, customer, here, there, custom_attributes=written)
    product.settle()
    (order_id,) = ours(product, number)
    unlock(product, shop)
    a_brand(product, shop, order_id)

    first, second = pages_of(post(product, shop, f"/white-label/orders/{order_id}/papers", **PAPERS, by="parcel"))
    assert ("Zellige" in first, "Argan" in first, "Zellige" in second, "Argan" in second) == (True, False, False, True)
    (whole,) = pages_of(post(product, shop, f"/white-label/orders/{order_id}/papers", **PAPERS, by="order"))
    assert "Zellige" in whole
    assert "Argan" in whole

    gift = {"papers": ["packing-slip", "gift-message"], "paper": "A6"}
    path = f"/white-label/orders/{order_id}/papers"
    pages = pages_of(product.call("POST", path, shop, data=gift))
    assert ["Happy birthday" in page for page in pages] == [False, True, False]
    assert post(product, shop, "/white-label/gift-message", attribute=" ").status_code == 400
    assert post(product, shop, "/white-label/gift-message", attribute="dedication").json()["message"] == "Saved."
    pages = pages_of(product.call("POST", path, shop, data={**gift, "paper": ""}))
    assert ["With love" in page for page in pages] == [False, True, False]

    product.sandbox.cancel_order(shop, int(number))
    product.settle()
    refused = post(product, shop, f"/white-label/orders/{order_id}/papers", **PAPERS)
    assert (refused.status_code, "left to ship" in refused.json()["error"]) == (409, True)
    page = product.call("GET", f"/orders/{order_id}", shop).text
    assert page.count("Packing slip on A4") == 2
    assert "2 pages for 2 parcels, by staff" in page
    # On no paper chosen: as last for this trader.
    assert page.count("Packing slip, Gift message on A6, 3 pages for 2 parcels") == 2


def test_many_orders_are_printed_in_one_run_and_what_cannot_be_is_said(product: Product, shop: str) -> None:
    name = product.sandbox.shop(shop)["name"]
    good, tray = a_trader(product, shop), {"title": "Zellige tray", "price": "3000", "quantity": 2}
    numbers = [place_for(product, shop, good, tray) for _ in range(3)]
    numbers.append(place_for(product, shop, good, {**tray, "title": f"Gift box of {name}"}))
    numbers.append(place_for(product, shop, a_trader(product, shop), tray))
    product.settle()
    order_ids = [str(one) for one in ours(product, *numbers)]
    chosen = [("orders", one) for one in order_ids] + list(PAPERS.items())
    assert product.call("POST", "/white-label/runs", shop, data=chosen).status_code == 403
    unlock(product, shop)
    a_brand(product, shop, int(order_ids[0]))

    product.sandbox.fault("OrderLines", "status", status=503, times=1)
    path = str(product.call("POST", "/white-label/runs", shop, data=chosen).json()["go"])
    assert product.call("POST", "/white-label/runs", shop, data=chosen).json()["go"] == path
    assert 'data-progress="' in product.call("GET", path, shop).text
    product.settle()
    now = product.call("GET", f"{path}/progress", shop).json()
    assert now == {"state": "done", "total": 5, "drawn": 3, "failed": 2}
    page = product.call("GET", path, shop).text
    for said in (
        "the shop&#39;s name",
        "no brand profile yet",
        f"/white-label/orders/{order_ids[3]}/leaks",
        "3 orders",
    ):
        assert said in page
    assert name not in page.replace(shop, "")

    pages = pages_of(post(product, shop, f"{path}/parts/1"))
    assert len(pages) == 3
    assert all("Zellige tray" in page and "Omar Example" in page for page in pages)
    history = product.call("GET", f"/orders/{order_ids[0]}", shop).text
    assert f'<s-link href="{path}">print run' in history
    with product.runtime.snapshot() as tx:
        mine = AuditEntry.shop_id == get_shop(tx, shop).id
        events = list(tx.session.scalars(select(AuditEntry.event).where(mine)))
    assert (events.count("slip:printed"), events.count("slip:blocked")) == (3, 1)
    assert (events.count("print_run:started"), events.count("print_run:taken")) == (1, 1)
    assert post(product, shop, f"{path}/cancel").status_code == 409


def test_the_admins_print_action_gets_papers_or_a_page_that_says_what_to_do(product: Product, shop: str) -> None:
    name, customer = product.sandbox.shop(shop)["name"], a_trader(product, shop)
    tray = {"title": "Zellige tray", "price": "3000", "quantity": 2}
    good = [place_for(product, shop, customer, tray) for _ in range(2)]
    bad = place_for(product, shop, customer, {**tray, "title": f"Gift box of {name}"})
    product.settle()
    asked = {"papers": "packing-slip", "by": "order"}

    def fetch(*numbers: str, of: str = shop, **more: str) -> requests.Response:
        answer = product.call("GET", "/print-action", of, params={**asked, **more, "orders": ",".join(numbers)})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.status_code == 200, answer.text
        return answer

    for answer in (
        requests.options(
            f"{product.url}/print-action", headers={"Origin": "https://extensions.shopifycdn.com"}, timeout=10
        ),
        requests.get(f"{product.url}/print-action", headers={"Authorization": "Bearer x"}, timeout=10),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
        assert answer.status_code in {204, 401}
    locked = fetch(*good)
    assert "Your second factor is needed" in locked.text
    assert "/second-factor" in locked.text
    assert "Omar" not in locked.text

    unlock(product, shop)
    a_brand(product, shop, ours(product, good[0])[0])
    answer = fetch(*good)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert len(pages_of(answer)) == 2
    blocked = fetch(*good, bad, "999")
    for said in ("the shop&#39;s name", "Order 999", "tick “Leave out", "2 other orders"):
        assert said in blocked.text
    assert name not in blocked.text
    assert len(pages_of(fetch(*good, bad, leave_out="1"))) == 2
    for wrong in ({"papers": ""}, {"paper": "A5"}, {"by": "truck"}):
        assert "<h1>Not printed</h1>" in fetch(good[0], **wrong).text
    assert "Choose 1 to 50 orders" in fetch(*map(str, range(51))).text

    other = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(other, currency="SAR")
    product.install(other)
    unlock(product, other)
    assert "tajir does not know this order" in fetch(good[0], of=other).text


def test_another_shop_sees_and_prints_none_of_it(product: Product, shop: str) -> None:
    order_id = place(product, shop)
    unlock(product, shop)
    a_brand(product, shop, order_id)
    path = str(post(product, shop, "/white-label/runs", **PAPERS, orders=str(order_id)).json()["go"])
    product.settle()
    other = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(other, currency="SAR")
    product.install(other)
    unlock(product, other)

    for wanted in (path, f"{path}/progress"):
        assert product.call("GET", wanted, other).status_code == 404
    for wanted in (f"{path}/parts/1", f"{path}/cancel", f"/white-label/orders/{order_id}/papers"):
        assert post(product, other, wanted, **PAPERS).status_code == 404
    assert post(product, other, "/white-label/runs", **PAPERS, orders=str(order_id)).status_code == 400
