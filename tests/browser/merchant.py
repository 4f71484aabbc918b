"""A member of staff at a browser: the Shopify admin, with the app in its frame."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pyotp
from playwright.sync_api import Browser, ConsoleMessage, Frame, FrameLocator, Locator, Page, ViewportSize, expect

from tests.chromium import PATIENCE_MS
from tests.conftest import API_KEY
from tests.product import Product

DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
MOUSE, KEYBOARD = "mouse", "keyboard"
_MOST_TABS = 120


class Merchant:
    """Clicks and types in one shop's admin, and keeps whatever the browser complains about."""

    def __init__(self, browser: Browser, product: Product, shop: str, viewport: ViewportSize = DESK) -> None:
        self.product, self.shop = product, shop
        self.context = browser.new_context(viewport=viewport)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def store(self) -> str:
        """The shop's admin."""
        return f"{self.product.server.url}/store/{self.shop.removesuffix('.myshopify.com')}"

    @property
    def app(self) -> FrameLocator:
        """The app, inside the admin's frame."""
        return self.page.frame_locator("#app")

    @property
    def frame(self) -> Frame:
        """The same, for scripts."""
        handle = self.page.locator("#app").element_handle()
        frame = handle.content_frame() if handle else None
        assert frame is not None
        return frame

    @property
    def text(self) -> str:
        """All that the page says."""
        return self.app.locator("body").inner_text()

    def open(self, path: str = "/") -> None:
        """Open a page of the app through the admin, as a bookmark does."""
        self.page.goto(f"{self.store}/apps/{API_KEY}{path.rstrip('/')}")
        expect(self.app.locator("s-page")).to_be_attached()

    def visit(self, label: str) -> None:
        """Follow the app's entry in the admin's navigation."""
        self.page.locator("#app-nav").get_by_role("link", name=label, exact=True).click()
        self.expect_heading(label)

    def use(self, control: Locator, hand: str) -> None:
        """Press a control, with the mouse or with nothing but the keyboard."""
        expect(control).to_be_visible()
        if hand == MOUSE:
            control.click()
        else:
            self.reach(control)
            self.page.keyboard.press("Enter")

    def reach(self, control: Locator) -> None:
        """Tab until the control has the focus."""
        for _ in range(_MOST_TABS):
            self.page.keyboard.press("Tab")
            if control.evaluate("element => element.matches(':focus')"):
                return
        raise AssertionError(f"the keyboard does not reach {control}")

    def play(self, button: str) -> None:
        """Press one of the sandbox's own buttons, and let everything that follows from it happen."""
        self.page.get_by_role("button", name=button).first.click()
        self.page.wait_for_load_state()
        self.product.settle()

    def expect_heading(self, name: str | re.Pattern[str]) -> None:
        """The page of this name is shown."""
        expect(self.app.get_by_role("heading", name=name, level=1)).to_be_visible()

    def expect_rows(self, *first_cells: str) -> None:
        """The first table has these rows, known by their first cells."""
        rows = self.app.locator("s-table").first.locator("s-table-row")
        expect(rows.locator("s-table-cell:first-child")).to_have_text(list(first_cells))

    def expect_toast(self, words: str) -> None:
        """The admin tells this."""
        expect(self.page.locator("#toasts")).to_contain_text(words)

    def row(self, first_cell: str) -> Locator:
        """The row that begins with this."""
        return self.app.locator("s-table-row").filter(has_text=first_cell).first

    def enrol(self) -> list[str]:
        """Set up the second factor on its page, with an authenticator app; returns the recovery codes."""
        secret = self.begin_enrolment()
        self.app.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
        self.app.get_by_role("button", name="Finish").click()
        kept = self.app.get_by_role("link", name="I have kept them")
        expect(kept).to_be_visible()
        codes = self.app.locator("[data-enrol-codes] li").all_inner_texts()
        kept.click()
        return codes

    def begin_enrolment(self) -> str:
        """Ask for the QR code; returns the key that is written below it."""
        self.expect_heading("Second factor")
        self.app.get_by_role("button", name="Show the QR code").click()
        expect(self.app.get_by_role("img", name="QR code")).to_be_visible()
        return self.app.locator("[data-enrol-secret]").inner_text()

    def forgive(self, words: str) -> None:
        """A complaint that belongs to what the test does: one at least is there, and no longer counts."""
        forgiven = [complaint for complaint in self.complaints if words in complaint]
        assert forgiven, f"nobody complained of {words!r}"
        self.complaints = [complaint for complaint in self.complaints if complaint not in forgiven]

    def leave(self) -> None:
        """Close the browser; nothing may have been wrong, and no cookie was needed."""
        cookies = self.context.cookies()
        self.context.close()
        assert self.complaints == []
        assert cookies == []

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.text} ({urlsplit(message.location['url']).path})")
