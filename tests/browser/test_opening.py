"""Opening the app from the admin: it needs no form, no cookie and no window of its own."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Request, expect
from sqlalchemy import select

from shopify_app.shops.models import Installation, Shop
from tests.browser.merchant import Merchant
from tests.conftest import API_KEY
from tests.product import Product

MENU = ["Orders", "Traders", "Brands", "Printing", "Shipments", "Checkout", "Minimums", "Decisions", "noon"]
MENU += ["Privacy", "Deliveries"]


@pytest.fixture
def newcomer(browser: Browser, product: Product) -> Iterator[Merchant]:
    """A merchant who has just added the app and never opened it."""
    shop = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(shop, currency="SAR")
    at_desk = Merchant(browser, product, shop)
    yield at_desk
    at_desk.leave()


def installations(merchant: Merchant) -> int:
    """How many access tokens we have for the merchant's shop."""
    with merchant.product.runtime.snapshot() as tx:
        chosen = select(Installation).join(Shop, Shop.id == Installation.shop_id).where(Shop.domain == merchant.shop)
        return len(tx.session.scalars(chosen).all())


def test_the_first_visit_installs_the_app_and_shows_today(newcomer: Merchant) -> None:
    assert installations(newcomer) == 0
    newcomer.open()
    newcomer.expect_heading("Today")
    assert installations(newcomer) == 1
    expect(newcomer.page).to_have_url(f"{newcomer.store}/apps/{API_KEY}")
    expect(newcomer.page.locator("#app-title")).to_have_text("Today")
    expect(newcomer.app.get_by_text("No orders yet.")).to_be_visible()
    expect(newcomer.page.locator("#app-nav a")).to_have_text(MENU)


def test_every_page_is_asked_for_with_a_token_of_its_own_and_without_a_cookie(merchant: Merchant) -> None:
    asked: list[Request] = []
    # Playwright leaves a mark on the handler, which a built-in method does not take.
    merchant.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108
    merchant.open()
    for label in MENU:
        merchant.visit(label)
    pages = [one for one in asked if one.resource_type == "document" and one.url.startswith(merchant.product.url)]
    tokens = [re.findall(r"[?&]id_token=([^&]+)", one.url) for one in pages]
    assert len(pages) == len(tokens) == len(MENU) + 1
    assert len({token for (token,) in tokens}) == len(MENU) + 1
    assert [one.url for one in asked if "cookie" in one.all_headers()] == []


def test_opened_outside_the_admin_it_goes_into_the_admin(merchant: Merchant) -> None:
    merchant.page.goto(f"{merchant.product.url}/orders?shop={merchant.shop}")
    merchant.expect_heading("Orders")
    expect(merchant.page).to_have_url(f"{merchant.store}/apps/{API_KEY}/orders")


def test_a_page_whose_token_is_too_old_comes_back_with_a_fresh_one(merchant: Merchant) -> None:
    merchant.open()
    old = merchant.product.sandbox.id_token(merchant.shop, life=-3600)
    query = f"embedded=1&shop={merchant.shop}&id_token={old}"
    merchant.frame.evaluate("address => window.location.assign(address)", f"/privacy?{query}")
    merchant.expect_heading("Privacy")


def test_an_order_that_is_not_there_says_so_inside_the_admin(merchant: Merchant) -> None:
    merchant.open("/orders/999999")
    merchant.expect_heading("Not found")
    merchant.app.get_by_role("link", name="Go to Today").click()
    merchant.expect_heading("Today")
    merchant.forgive("404")


def test_uninstalled_the_app_asks_to_be_installed_again(merchant: Merchant) -> None:
    merchant.open()
    merchant.play("Uninstall app")
    assert merchant.product.sandbox.shop(merchant.shop)["installed"] is False
    merchant.page.goto(f"{merchant.store}/apps/{API_KEY}")
    merchant.page.get_by_role("main").get_by_role("button", name="Install app").click()
    merchant.open()
    merchant.expect_heading("Today")
