"""Staff find a trader by e-mail address, on both lists, with the mouse or with nothing but the keyboard."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from shopify_app.wholesale.accounts import actions
from shopify_app.wholesale.accounts.applications import read_form
from tests.browser.merchant import KEYBOARD, MOUSE, Merchant
from tests.product import Product

FORM = {"company": "Example Trading", "country": "SA", "registration": "1010123456", "contact_name": "Nadia"}
ADDRESS = "nadia@example.com"
OPENS, FIELD = "Find by e-mail or registration…", "E-mail address or registration number"


@pytest.fixture
def seeker(browser: Browser, product: Product) -> Iterator[Merchant]:
    """A merchant whose shop has one application."""
    shop = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(shop, currency="SAR")
    shop_id = product.install(shop)
    product.settle()
    application, _ = read_form({**FORM, "email": ADDRESS, "phone": "+966500000123"})
    assert application is not None
    with product.runtime.transaction() as tx:
        actions.apply(tx, shop_id, application, None)
    merchant = Merchant(browser, product, shop)
    yield merchant
    merchant.leave()


@pytest.mark.parametrize(("path", "hand"), [("/wholesale/traders", MOUSE), ("/wholesale/applications", KEYBOARD)])
def test_a_whole_address_leads_to_the_account_and_stands_in_no_address(seeker: Merchant, path: str, hand: str) -> None:
    asked: list[str] = []
    seeker.page.on("request", lambda request: asked.append(request.url))
    seeker.open(path)
    seeker.use(seeker.app.get_by_role("button", name=OPENS), hand)
    expect(seeker.app.get_by_label(FIELD)).to_be_visible()
    seeker.app.get_by_label(FIELD).fill(f" {ADDRESS.upper()}")
    seeker.page.keyboard.press("Enter")
    expect(seeker.app.locator("s-page[heading^='Account ']")).to_be_attached()
    assert any(url.endswith("/wholesale/traders/find") for url in asked)
    assert [url for url in asked if "nadia" in url.lower()] == []


def test_what_is_not_found_is_said_in_the_form_and_can_be_put_right(seeker: Merchant) -> None:
    seeker.open("/wholesale/traders")
    seeker.app.get_by_role("button", name=OPENS).click()
    seeker.app.get_by_label(FIELD).fill("nobody@example.com")
    seeker.app.get_by_role("button", name="Find", exact=True).click()
    told = seeker.app.get_by_role("alert")
    expect(told).to_have_text("No trade account has this e-mail address or registration number.")
    seeker.forgive("404")
    seeker.app.get_by_label(FIELD).fill("1010123456")
    seeker.app.get_by_role("button", name="Find", exact=True).click()
    expect(seeker.app.locator("s-page[heading^='Account ']")).to_be_attached()
