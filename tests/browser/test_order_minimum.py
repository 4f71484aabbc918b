"""An order placed in the admin is judged, and its page says how and why."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.merchant import Merchant

TRADER = {"first_name": "Nadia", "last_name": "Example", "email": "nadia@example.com", "tags": ["trade"]}


@pytest.fixture
def trader(merchant: Merchant) -> int:
    """A customer of the shop who buys as a trader."""
    return int(merchant.product.sandbox.make_customer(merchant.shop, **TRADER)["id"])


@pytest.mark.usefixtures("trader")
def test_a_wholesale_order_of_4000_is_held_and_its_page_says_why(merchant: Merchant) -> None:
    merchant.page.goto(merchant.store)
    merchant.play("Place a wholesale order of 4,000 SAR")
    merchant.open("/orders")
    row = merchant.row("#1001")
    for words in ("4,000.00 SAR", "Trade", "Held"):
        expect(row).to_contain_text(words)
    row.get_by_role("link", name="#1001").click()
    merchant.expect_heading("Order #1001")
    minimum = merchant.app.get_by_role("region", name="Order minimum")
    expect(minimum).to_contain_text("Below")
    expect(minimum).to_contain_text("4,000.00 SAR is 1,000.00 SAR below the minimum of 5,000.00 SAR for a first order.")
    expect(minimum).to_contain_text("Counted: goods after discounts, without tax and shipping.")
    expect(merchant.app.locator("s-banner[heading='Fulfilment is held']")).to_be_visible()
    expect(merchant.app.get_by_role("region", name="What happened")).to_contain_text("Fulfilment held in Shopify.")


@pytest.mark.usefixtures("trader")
def test_shopifys_own_page_of_a_held_order_shows_our_hold(merchant: Merchant) -> None:
    merchant.page.goto(merchant.store)
    merchant.play("Place a wholesale order of 4,000 SAR")
    merchant.open("/orders")
    merchant.row("#1001").get_by_role("link").click()
    merchant.app.get_by_role("link", name="Open in Shopify").click()
    expect(merchant.page.get_by_role("region", name="Fulfilment order")).to_contain_text("order-minimum")


@pytest.mark.usefixtures("trader")
def test_an_order_above_the_minimum_passes(merchant: Merchant) -> None:
    merchant.page.goto(merchant.store)
    merchant.play("Place one of 6,500 SAR")
    merchant.open("/orders")
    expect(merchant.row("#1001")).to_contain_text("Passed")
    merchant.row("#1001").get_by_role("link").click()
    minimum = merchant.app.get_by_role("region", name="Order minimum")
    expect(minimum).to_contain_text("6,500.00 SAR reaches the minimum of 5,000.00 SAR for a first order.")
    expect(merchant.app.locator("s-banner")).to_have_count(0)


@pytest.mark.usefixtures("trader")
def test_an_order_edited_up_to_its_minimum_is_shown_as_released(merchant: Merchant) -> None:
    merchant.page.goto(merchant.store)
    merchant.play("Place a wholesale order of 4,000 SAR")
    merchant.play("Edit order up to the minimum (5,000)")
    merchant.open("/orders")
    expect(merchant.row("#1001")).to_contain_text("Passed")
    merchant.row("#1001").get_by_role("link").click()
    happened = merchant.app.get_by_role("region", name="What happened")
    expect(happened).to_contain_text("Hold released.")
    expect(happened).to_contain_text("Goods: 4,000.00 SAR → 5,000.00 SAR")
