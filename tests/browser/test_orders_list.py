"""The orders list is searched, filtered and sorted, with the mouse or with nothing but the keyboard."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.merchant import KEYBOARD, MOUSE, Merchant
from tests.product import Product

by_hand = pytest.mark.parametrize("hand", [MOUSE, KEYBOARD])


@pytest.fixture(scope="module")
def shop_with_orders(running_product: Product) -> str:
    """#1001 of a trader, too small; #1002 retail; #1003 of another trader, large enough."""
    shop, sandbox = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com", running_product.sandbox
    sandbox.make_shop(shop, currency="SAR")
    running_product.install(shop)
    running_product.settle()
    traders = [sandbox.make_customer(shop, email=f"{name}@example.com", tags=["trade"])["id"] for name in ("a", "b")]
    sandbox.place_order(shop, "4000", customer_id=traders[0], financial_status="paid")
    sandbox.place_order(shop, "75.5", financial_status="paid")
    sandbox.place_order(shop, "6500", customer_id=traders[1], financial_status="paid")
    running_product.settle()
    return shop


@pytest.fixture
def three_orders(browser: Browser, product: Product, shop_with_orders: str) -> Iterator[Merchant]:
    """A merchant before the list of three orders."""
    at_desk = Merchant(browser, product, shop_with_orders)
    at_desk.open("/orders")
    at_desk.expect_rows("#1003", "#1002", "#1001")
    yield at_desk
    at_desk.leave()


def test_today_shows_what_is_held_and_what_came_last(three_orders: Merchant) -> None:
    three_orders.open()
    expect(three_orders.app.get_by_role("link", name="Held orders 1 below their minimum")).to_be_visible()
    held = three_orders.app.get_by_role("region", name="Held orders")
    expect(held.locator("s-table-cell:first-child")).to_have_text(["#1001"])
    latest = three_orders.app.get_by_role("region", name="Latest orders")
    expect(latest.locator("s-table-cell:first-child")).to_have_text(["#1003", "#1002", "#1001"])


@by_hand
def test_the_list_is_searched_by_number(three_orders: Merchant, hand: str) -> None:
    field = three_orders.app.get_by_role("searchbox", name="Search by order number")
    if hand == MOUSE:
        field.click()
    else:
        three_orders.reach(field)
    three_orders.page.keyboard.type("1002")
    three_orders.use(three_orders.app.get_by_role("button", name="Search"), hand)
    three_orders.expect_rows("#1002")
    expect(three_orders.app.get_by_role("searchbox")).to_have_value("1002")


def test_enter_in_the_field_searches_too(three_orders: Merchant) -> None:
    three_orders.app.get_by_role("searchbox").fill("#1003")
    three_orders.page.keyboard.press("Enter")
    three_orders.expect_rows("#1003")


@by_hand
def test_a_search_without_result_says_so_and_leads_back(three_orders: Merchant, hand: str) -> None:
    three_orders.app.get_by_role("searchbox").fill("4711")
    three_orders.page.keyboard.press("Enter")
    expect(three_orders.app.get_by_text("No order 4711 here.")).to_be_visible()
    expect(three_orders.app.locator("s-table")).to_have_count(0)
    three_orders.use(three_orders.app.get_by_role("link", name="Show all orders"), hand)
    three_orders.expect_rows("#1003", "#1002", "#1001")


@by_hand
@pytest.mark.parametrize(
    ("label", "rows"),
    [("Held", ["#1001"]), ("Trade", ["#1003", "#1001"]), ("Retail", ["#1002"])],
)
def test_the_list_is_filtered(three_orders: Merchant, label: str, rows: list[str], hand: str) -> None:
    three_orders.use(three_orders.app.get_by_role("link", name=label, exact=True), hand)
    three_orders.expect_rows(*rows)
    expect(three_orders.app.get_by_role("link", name=f"{label}, shown now")).to_be_visible()


def test_a_filter_without_result_says_so(three_orders: Merchant) -> None:
    three_orders.app.get_by_role("link", name="Released in Shopify").click()
    expect(three_orders.app.get_by_role("link", name="Show all orders")).to_be_visible()
    expect(three_orders.app.locator("s-table")).to_have_count(0)


@by_hand
def test_the_list_is_sorted_both_ways(three_orders: Merchant, hand: str) -> None:
    three_orders.use(three_orders.app.get_by_role("link", name="Goods"), hand)
    three_orders.expect_rows("#1003", "#1001", "#1002")
    three_orders.use(three_orders.app.get_by_role("link", name="Goods, sorted falling"), hand)
    three_orders.expect_rows("#1002", "#1001", "#1003")
    expect(three_orders.app.get_by_role("link", name="Goods, sorted rising")).to_be_visible()


def test_a_filter_stays_while_the_list_is_sorted(three_orders: Merchant) -> None:
    three_orders.app.get_by_role("link", name="Trade", exact=True).click()
    three_orders.expect_rows("#1003", "#1001")
    three_orders.app.get_by_role("link", name="Goods").click()
    three_orders.expect_rows("#1003", "#1001")
    three_orders.app.get_by_role("link", name="Goods, sorted falling").click()
    three_orders.expect_rows("#1001", "#1003")
