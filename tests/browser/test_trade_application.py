"""The application form as a visitor sees it: through a stand-in of Shopify's app proxy, in each language."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser import looking
from tests.browser.merchant import PHONE
from tests.conftest import SECRET
from tests.product import Product

# Chromium looks for no network for such a name; every request to it is answered by the stand-in.
FORM = "http://store.localhost/apps/tajir/trade-application"
_OWN = {"content-length", "transfer-encoding", "content-encoding", "strict-transport-security"}


@pytest.fixture
def visitor(browser: Browser, product: Product, shop: str) -> Iterator[Page]:
    """Somebody with a telephone, at the storefront of the shop."""

    def sign_and_pass_on(route: Route, asked: Request) -> None:
        url = urlsplit(asked.url)
        query = dict(parse_qsl(url.query)) | {"shop": shop, "logged_in_customer_id": "", "path_prefix": "/apps/tajir"}
        query["timestamp"] = str(int(time.time()))
        text = "".join(f"{name}={query[name]}" for name in sorted(query))
        query["signature"] = hmac.digest(SECRET.encode(), text.encode(), hashlib.sha256).hex()
        address = f"{product.url}{url.path.replace('/apps/tajir', '/proxy')}?{urlencode(query)}"
        kind = {"Content-Type": asked.headers.get("content-type", "")}
        answer = requests.request(asked.method, address, data=asked.post_data_buffer, headers=kind, timeout=60)
        headers = {name: value for name, value in answer.headers.items() if name.lower() not in _OWN}
        route.fulfill(status=answer.status_code, headers=headers, body=answer.content)

    context = browser.new_context(viewport=PHONE)
    context.route("**/apps/tajir/**", sign_and_pass_on)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "422" not in message.text else None)
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize(("locale", "direction"), [("en", "ltr"), ("ar", "rtl"), ("fr", "ltr"), ("nb", "ltr")])
def test_the_form_is_read_and_filled_in_on_a_telephone(visitor: Page, locale: str, direction: str) -> None:
    visitor.goto(f"{FORM}?locale={locale}")
    assert visitor.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [locale, direction]
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visitor.locator("button").evaluate("one => getComputedStyle(one).color") == "rgb(255, 255, 255)"
    found = looking.contrast(visitor.main_frame)
    assert (found["seen"] > 10, found["faults"]) == (True, [])
    named = [one.get_attribute("id") for one in visitor.locator("input:not([type=hidden]), select").all()]
    assert all(visitor.locator(f"label[for={name}]").count() == 1 for name in named)


def test_what_is_wrong_is_told_beside_its_field_and_set_right(visitor: Page) -> None:
    visitor.goto(f"{FORM}?locale=ar")
    visitor.fill("#company", "شركة المثال")
    visitor.select_option("#country", "SA")
    visitor.fill("#registration", "1058529940")
    visitor.fill("#email", "nadia@example.com")
    visitor.click("button")
    expect(visitor.locator("#registration-problem")).to_be_visible()
    expect(visitor.locator("#registration")).to_have_attribute("aria-invalid", "true")
    expect(visitor.locator("#company")).to_have_value("شركة المثال")
    visitor.fill("#registration", "٤٠٣٠٩٩٩٩٩٩")
    visitor.fill("#contact_name", "نادية")
    visitor.fill("#phone", "+966500000000")
    visitor.wait_for_timeout(3500)
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("status")).to_be_visible()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("شكرًا لك")
