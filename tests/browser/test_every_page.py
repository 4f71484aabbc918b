"""What holds of every page: readable, named, reachable, on a telephone too, and when Shopify's scripts do not come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser import looking
from tests.browser.filled_shop import PAGES, FilledShop
from tests.browser.merchant import PHONE, Merchant
from tests.product import Product

each_page = pytest.mark.parametrize("page", PAGES)
_MOST_TABS = 150


@pytest.fixture(scope="module")
def filled(running_product: Product) -> FilledShop:
    """A shop with something on every page."""
    return FilledShop(running_product)


@pytest.fixture(scope="module")
def desk(browser: Browser, running_product: Product, filled: FilledShop) -> Iterator[Merchant]:
    """A merchant at a desk."""
    merchant = Merchant(browser, running_product, filled.domain)
    yield merchant
    merchant.leave()


@pytest.fixture(scope="module")
def telephone(browser: Browser, running_product: Product, filled: FilledShop) -> Iterator[Merchant]:
    """A merchant with a telephone."""
    merchant = Merchant(browser, running_product, filled.domain, PHONE)
    yield merchant
    merchant.leave()


@pytest.fixture(scope="module")
def cut_off(browser: Browser, running_product: Product, filled: FilledShop) -> Iterator[Merchant]:
    """A merchant whose browser does not reach Shopify's scripts."""
    merchant = Merchant(browser, running_product, filled.domain)
    merchant.context.route("**/cdn/shopifycloud/**", _cut)
    yield merchant
    merchant.leave()


def _cut(route: Route) -> None:
    route.abort()


def look_at(merchant: Merchant, filled: FilledShop, page: str) -> None:
    merchant.open(filled.paths[page])
    if page == "not found":
        merchant.forgive("404")


@each_page
def test_the_browser_has_nothing_to_complain_of(desk: Merchant, filled: FilledShop, page: str) -> None:
    """Neither an error nor anything that the page's own policy had to stop."""
    look_at(desk, filled, page)
    expect(desk.app.get_by_role("heading", level=1)).to_be_visible()
    assert desk.complaints == []


def test_a_script_that_is_not_ours_would_be_stopped_and_complained_of(desk: Merchant, filled: FilledShop) -> None:
    """Else the test above would prove nothing."""
    look_at(desk, filled, "today")
    desk.frame.evaluate(
        "() => { const made = document.createElement('script'); made.textContent = 'window.ran = 1';"
        " document.body.append(made); }"
    )
    assert desk.frame.evaluate("window.ran") is None
    desk.forgive("Content Security Policy")


@each_page
def test_the_page_has_a_language_a_title_landmarks_and_headings_in_order(
    desk: Merchant, filled: FilledShop, page: str
) -> None:
    look_at(desk, filled, page)
    root = desk.frame.evaluate("[document.documentElement.lang, document.documentElement.dir, document.title]")
    assert root[:2] == ["en", "ltr"]
    assert root[2].endswith("tajir")
    seen = desk.app.locator("html").aria_snapshot()
    assert len(re.findall(r"- main\b", seen)) == 1
    levels = [int(level) for level in re.findall(r"heading .*\[level=(\d)\]", seen)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@each_page
def test_whatever_can_be_used_or_seen_has_a_name(desk: Merchant, filled: FilledShop, page: str) -> None:
    look_at(desk, filled, page)
    seen = desk.app.locator("html").aria_snapshot()
    roles = "button|link|textbox|searchbox|combobox|checkbox|img|heading|navigation|region|columnheader"
    assert re.findall(rf"- (?:{roles})\b(?! \").*", seen) == []
    assert re.findall(r"- (?:button|link) \"", seen) or page == "erasure"


@each_page
def test_the_keyboard_reaches_everything_and_the_focus_is_seen(desk: Merchant, filled: FilledShop, page: str) -> None:
    look_at(desk, filled, page)
    wanted = looking.controls(desk.frame)
    desk.frame.evaluate("document.body.tabIndex = -1; document.body.focus()")
    reached = []
    for _ in range(_MOST_TABS):
        desk.page.keyboard.press("Tab")
        found = looking.focus(desk.frame)
        if found is None or len(reached) > len(wanted):
            break
        if found["isSame"]:
            continue
        reached.append(found["name"])
        assert found["isSeen"], found["name"]
    assert sorted(reached) == sorted(wanted)


@each_page
def test_text_stands_out_from_its_ground(desk: Merchant, filled: FilledShop, page: str) -> None:
    look_at(desk, filled, page)
    found = looking.contrast(desk.frame)
    assert found["seen"] > 3
    assert found["faults"] == []


@each_page
def test_a_telephone_needs_no_scrolling_sideways(telephone: Merchant, filled: FilledShop, page: str) -> None:
    look_at(telephone, filled, page)
    assert looking.sticking_out(telephone.frame) == []
    assert telephone.frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert telephone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    "page",
    [
        *("today", "orders", "held orders", "noon", "privacy", "failed deliveries", "handled deliveries"),
        *("traders", "applications"),
    ],
)
def test_on_a_telephone_rows_are_cards_with_labels(telephone: Merchant, filled: FilledShop, page: str) -> None:
    look_at(telephone, filled, page)
    cells = looking.cells(telephone.frame)
    assert len(cells) > 4
    assert all(cell["isLine"] for cell in cells)
    assert [cell for cell in cells if cell["label"] != ("" if cell["isFirst"] else cell["header"])] == []


@each_page
def test_without_shopifys_scripts_the_page_is_still_read(cut_off: Merchant, filled: FilledShop, page: str) -> None:
    look_at(cut_off, filled, page)
    cut_off.forgive("net::ERR_FAILED")
    read = looking.plain(cut_off.frame)
    assert len(read["heading"]) > 3
    assert read["cells"] == read["inColumns"]
    assert read["flat"] == []
    assert looking.contrast(cut_off.frame)["faults"] == []
    assert cut_off.frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert cut_off.complaints == []


def test_without_shopifys_scripts_links_still_lead_on(cut_off: Merchant, filled: FilledShop) -> None:
    look_at(cut_off, filled, "today")
    cut_off.app.locator("s-app-nav s-link", has_text="Orders").click()
    expect(cut_off.app.locator("s-page[heading='Orders']")).to_be_visible()
    cut_off.app.get_by_role("link", name="Goods").click()
    expect(cut_off.app.get_by_role("link", name="Goods, sorted falling")).to_be_visible()
    cut_off.row("#1001").locator("s-link").click()
    expect(cut_off.app.locator("s-page[heading='Order #1001']")).to_contain_text("below the minimum")
    cut_off.forgive("net::ERR_FAILED")


def test_a_page_that_cannot_come_back_without_shopifys_scripts_says_so(cut_off: Merchant, filled: FilledShop) -> None:
    look_at(cut_off, filled, "today")
    query = f"embedded=1&shop={filled.domain}"
    cut_off.frame.evaluate("address => window.location.assign(address)", f"/privacy?{query}")
    expect(cut_off.app.get_by_text("Shopify's scripts did not load")).to_be_visible()
    cut_off.forgive("net::ERR_FAILED")
