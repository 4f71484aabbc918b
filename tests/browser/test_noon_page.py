"""noon is connected on its page, and its orders are shown there."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from sandbox.noon.control import NoonSandbox
from tests.browser.merchant import Merchant


@pytest.fixture
def noon(merchant: Merchant) -> Iterator[NoonSandbox]:
    """An empty noon."""
    stand_in = NoonSandbox(f"{merchant.product.server.url}/noon")
    stand_in.reset()
    yield stand_in
    stand_in.reset()


def connect(merchant: Merchant, key_file: str, warehouses: str) -> None:
    merchant.app.get_by_label("Key file").fill(key_file)
    merchant.app.get_by_label("Warehouse codes").fill(warehouses)
    merchant.app.get_by_role("button", name="Connect noon").click()


@pytest.fixture
def connected(merchant: Merchant, noon: NoonSandbox) -> Merchant:
    """noon is connected, and was looked at once."""
    merchant.open("/second-factor")
    merchant.enrol()
    merchant.open("/noon")
    connect(merchant, json.dumps(noon.register()), ", ".join(row["warehouse_code"] for row in noon.warehouses()))
    merchant.expect_toast("noon is connected.")
    merchant.product.settle()
    merchant.open("/noon")
    return merchant


def test_a_noon_order_is_mirrored_on_the_page_and_counted_today(connected: Merchant, noon: NoonSandbox) -> None:
    expect(connected.app.get_by_text("No noon orders in the last 30 days.")).to_be_visible()
    items = [{"partner_sku": "A", "delivered_invoice_price": 10.1}] * 3
    number = noon.create_order(announced=False, items=items)["fbpi_order_nr"]
    connected.product.runtime.jobs.enqueue("jobs.upkeep.poll_noon", "sync")
    connected.product.work()
    connected.open("/noon")
    for words in (number, "3", "30.30", "Open"):
        expect(connected.row(number)).to_contain_text(words)
    connected.open()
    expect(connected.app.get_by_role("link", name="Open noon orders 1")).to_be_visible()


def test_the_header_for_noons_events_is_shown_only_when_asked_for(connected: Merchant) -> None:
    events = connected.app.get_by_role("region", name="Events from noon")
    expect(events).to_contain_text(f"{connected.product.url}/webhooks/noon/")
    expect(events.locator("code")).to_have_count(2)
    events.get_by_role("button", name="Show the header's value").click()
    expect(events.locator("code")).to_have_count(3)
    assert len(events.locator("code").last.inner_text()) > 20


def test_noon_is_disconnected_after_a_question(connected: Merchant) -> None:
    connected.app.get_by_role("button", name="Disconnect", exact=True).click()
    question = connected.app.get_by_role("dialog", name="Disconnect noon?")
    expect(question).to_be_visible()
    connected.app.get_by_role("button", name="Cancel").click()
    expect(question).to_be_hidden()
    expect(connected.app.get_by_role("region", name="Account")).to_be_visible()
    connected.app.get_by_role("button", name="Disconnect", exact=True).click()
    connected.app.get_by_role("button", name="Disconnect noon").click()
    expect(connected.app.get_by_role("button", name="Connect noon")).to_be_visible()


@pytest.mark.usefixtures("noon")
def test_what_is_no_key_file_is_explained_beside_the_form(merchant: Merchant) -> None:
    merchant.open("/second-factor")
    merchant.enrol()
    merchant.open("/noon")
    connect(merchant, "not a key file", "W00010001A")
    expect(merchant.app.get_by_role("alert").filter(visible=True)).to_contain_text("key")
    merchant.forgive("400")


@pytest.mark.usefixtures("noon")
def test_connecting_needs_the_second_factor(merchant: Merchant) -> None:
    merchant.open("/noon")
    connect(merchant, "{}", "W00010001A")
    merchant.expect_heading("Second factor")
    merchant.enrol()
    merchant.expect_heading("noon")
    merchant.forgive("403")
