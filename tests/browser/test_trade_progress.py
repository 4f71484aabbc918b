"""The theme's block in Chromium, in a page of a theme: it follows the cart, is read aloud, and reads from the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import looking
from tests.extensions.theme import FOLDER, a_trader, draw

SHOP = "https://theme.example"
Open = Callable[..., "Theme"]
WAYS = {
    "fetch": "fetch(address, {method: 'POST'}).then(() => {})",
    "xhr": "new Promise(done => {const asked = new XMLHttpRequest(); asked.onload = () => done(); "
    "asked.open('POST', address); asked.send()})",
}


class Theme:
    """A storefront with a cart: Shopify draws its section, the theme's own script changes the cart."""

    def __init__(self, page: Page, **drawn: Any) -> None:
        self.page, self._drawn, self.asked = page, {"customer": a_trader(), "total": 420_000, **drawn}, 0
        page.route("**/*", self._answer)
        page.goto(f"{SHOP}/cart")

    @property
    def bar(self) -> Any:
        """The bar."""
        return self.page.get_by_role("progressbar")

    def change(self, total: int, how: str = "fetch", **drawn: Any) -> None:
        """As a theme does it when the buyer changes a quantity."""
        self._drawn |= {"total": total, **drawn}
        self.page.evaluate(f"address => {WAYS[how]}", "/cart/change.js")

    def _answer(self, route: Route) -> None:
        address = route.request.url.removeprefix(SHOP)
        if address.startswith("/assets/"):
            route.fulfill(path=FOLDER / address.lstrip("/"))
        elif address.startswith("/cart/"):
            route.fulfill(json={})
        elif "section_id=cart-items" in address:
            self.asked += 1
            route.fulfill(body=draw(**self._drawn), content_type="text/html; charset=utf-8")
        else:
            route.fulfill(body=self._page(), content_type="text/html; charset=utf-8")

    def _page(self) -> str:
        language = self._drawn.get("language", "en")
        direction = "rtl" if language == "ar" else "ltr"
        return f"""<!doctype html><html lang="{language}" dir="{direction}"><head>
            <title>Cart</title><meta charset="utf-8">
            <link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/trade-progress.css">
            <script src="/assets/trade-progress.js" defer></script></head>
            <body style="font-family: sans-serif; margin: 24px">
            <main><h1>Cart</h1>{draw(**self._drawn)}</main></body></html>"""


@pytest.fixture
def open_theme(browser: Browser) -> Iterator[Open]:
    """Opens the cart's page; whatever the browser complains of fails the test."""
    context = browser.new_context(viewport={"width": 480, "height": 260})
    complaints: list[str] = []

    def opened(**drawn: Any) -> Theme:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        return Theme(page, **drawn)

    yield opened
    context.close()
    assert complaints == []


@pytest.mark.parametrize("how", ["fetch", "xhr"])
def test_it_follows_the_cart_however_the_theme_changes_it(open_theme: Open, how: str) -> None:
    theme = open_theme()
    expect(theme.bar).to_have_attribute("aria-valuenow", "84")
    theme.change(450_000, how)
    expect(theme.bar).to_have_attribute("aria-valuenow", "90")
    expect(theme.page.get_by_role("status")).to_contain_text("500.00 SAR to go")
    theme.change(500_000, how)
    expect(theme.page.get_by_role("status")).to_have_text("Your order reaches the trade minimum of 5,000.00 SAR.")
    assert theme.page.evaluate("getComputedStyle(document.querySelector('.trade-progress__bar')).overflow") == "hidden"


def test_it_comes_to_rest(open_theme: Open) -> None:
    """Asking for the section anew is no change of the cart."""
    theme = open_theme()
    theme.change(450_000)
    expect(theme.bar).to_have_attribute("aria-valuenow", "90")
    theme.page.wait_for_timeout(600)
    assert theme.asked == 1


def test_the_elements_stay_so_that_a_screen_reader_hears_the_change(open_theme: Open) -> None:
    theme = open_theme()
    theme.page.evaluate("document.querySelector('[role=status]').mark = 1")
    theme.change(450_000)
    expect(theme.bar).to_have_attribute("aria-valuenow", "90")
    assert theme.page.evaluate("document.querySelector('[role=status]').mark") == 1


def test_another_currency_takes_the_bar_away_and_brings_it_back(open_theme: Open) -> None:
    theme = open_theme()
    theme.change(420_000, currency="USD")
    expect(theme.bar).to_have_count(0)
    expect(theme.page.get_by_role("status")).to_contain_text("cannot be placed in USD")
    theme.change(420_000, currency="SAR")
    expect(theme.bar).to_have_attribute("aria-valuenow", "84")


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("ar", "right")])
def test_the_bar_grows_from_where_reading_starts(open_theme: Open, language: str, side: str) -> None:
    theme = open_theme(language=language, total=100_000)
    box, done = (theme.page.locator(f".trade-progress__{part}").bounding_box() for part in ("bar", "done"))
    assert box is not None
    assert done is not None
    gaps = {"left": done["x"] - box["x"], "right": box["x"] + box["width"] - done["x"] - done["width"]}
    assert gaps[side] < 3
    assert done["width"] == pytest.approx(box["width"] * 0.2, abs=2)


def test_it_is_readable_and_has_names(open_theme: Open) -> None:
    theme = open_theme()
    assert looking.contrast(theme.page.main_frame)["faults"] == []
    assert 'progressbar "Progress to the trade minimum"' in theme.page.locator("main").aria_snapshot()
