"""Chromium, and a merchant who uses it. Whatever the browser complains of in its console fails the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.merchant import Merchant
from tests.product import Product


@pytest.fixture(scope="module")
def product_kind() -> str:
    """SQLite alone: what a page shows does not depend on the database, and the flows run on both."""
    return "sqlite"


@pytest.fixture
def merchant(browser: Browser, product: Product, shop: str) -> Iterator[Merchant]:
    """A merchant of a new shop, at a desk."""
    at_desk = Merchant(browser, product, shop)
    yield at_desk
    at_desk.leave()
