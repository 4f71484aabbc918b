"""Who a customer is stands on no page until a second factor and a purpose were given, and each look is on the trail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.shops.actions import get_shop
from tests.browser.merchant import Merchant

NAME, MAIL, PHONE, STREET = "Zubayda Karim", "zubayda.karim@example.com", "+966500000123", "Bab Agnaou 17"
# The one who orders is not the one who receives.
RECIPIENT, THEIR_PHONE = "Idris Example", "+966500000456"
WORDS = (NAME, MAIL, PHONE, RECIPIENT, THEIR_PHONE, STREET, "Tabuk")


@pytest.fixture
def named(merchant: Merchant) -> Merchant:
    """The shop has one order, of somebody with a name and an address."""
    sandbox, shop = merchant.product.sandbox, merchant.shop
    customer = sandbox.make_customer(shop, first_name="Zubayda", last_name="Karim", email=MAIL, phone=PHONE)["id"]
    recipient = {"first_name": "Idris", "last_name": "Example", "phone": THEIR_PHONE}
    address = {**recipient, "address1": STREET, "city": "Tabuk", "country_code": "SA"}
    sandbox.place_order(shop, "120", customer_id=customer, financial_status="paid", shipping_address=address)
    merchant.product.settle()
    return merchant


def open_order(merchant: Merchant) -> None:
    merchant.open("/orders")
    merchant.row("#1001").get_by_role("link").click()
    merchant.expect_heading("Order #1001")


def reveal(merchant: Merchant, purpose: str) -> None:
    merchant.app.get_by_label("Why do you need to see them?").select_option(label=purpose)
    merchant.app.get_by_role("button", name="Show personal data").click()


def lock(merchant: Merchant) -> None:
    merchant.open("/second-factor")
    merchant.app.get_by_role("button", name="Lock now").click()
    expect(merchant.app.get_by_role("button", name="Unlock")).to_be_visible()


def trail(merchant: Merchant) -> list[AuditEntry]:
    with merchant.product.runtime.snapshot() as tx:
        ours = AuditEntry.shop_id == get_shop(tx, merchant.shop).id
        return list(tx.session.scalars(select(AuditEntry).where(ours).order_by(AuditEntry.id)))


def named_words(merchant: Merchant) -> list[str]:
    """Which of the customer's words the page holds, shown or not."""
    content = merchant.frame.content()
    return [word for word in WORDS if word in content]


def test_no_page_names_the_customer(named: Merchant) -> None:
    open_order(named)
    words = {"the order": named_words(named)}
    for label in ("Orders", "Traders", "Decisions", "noon", "Privacy", "Deliveries"):
        named.visit(label)
        words[label] = named_words(named)
    assert {page: found for page, found in words.items() if found} == {}


def test_a_look_needs_the_second_factor_and_a_purpose_and_is_on_the_trail(named: Merchant) -> None:
    open_order(named)
    reveal(named, "An order of this person")
    codes = named.enrol()
    assert len(set(codes)) == 10
    # Back where it was asked for, and nothing is shown yet.
    named.expect_heading("Order #1001")
    assert named_words(named) == []
    assert [entry.event for entry in trail(named) if entry.event == "person:seen"] == []
    reveal(named, "A question this person asked")
    facts = named.app.locator("[data-facts]")
    expect(facts).to_be_visible()
    assert set(WORDS) <= set(facts.locator("dd").all_inner_texts())
    look = trail(named)[-1]
    assert (look.event, look.details) == ("person:seen", {"purpose": "inquiry"})
    assert look.actor.startswith("staff ")
    named.forgive("403")


def test_what_was_revealed_is_gone_when_the_page_is_left(named: Merchant) -> None:
    named.open("/second-factor")
    named.enrol()
    open_order(named)
    reveal(named, "An order of this person")
    expect(named.app.get_by_text(STREET)).to_be_visible()
    named.visit("Orders")
    named.row("#1001").get_by_role("link").click()
    named.expect_heading("Order #1001")
    assert named_words(named) == []


def test_a_wrong_first_code_is_refused_in_clear_words(named: Merchant) -> None:
    named.open("/second-factor")
    named.begin_enrolment()
    named.app.get_by_label("Code", exact=True).fill("000000")
    named.app.get_by_role("button", name="Finish").click()
    alert = named.app.get_by_role("alert").filter(visible=True)
    expect(alert).to_have_text("This code does not fit. Type the newest one your app shows.")
    assert "staff:enrolled" not in {entry.event for entry in trail(named)}
    named.forgive("403")


def test_a_wrong_code_opens_nothing_and_a_recovery_code_does_once(named: Merchant) -> None:
    named.open("/second-factor")
    code, *_ = named.enrol()
    lock(named)
    named.app.get_by_label("Code", exact=True).fill("000000")
    named.app.get_by_role("button", name="Unlock").click()
    alert = named.app.get_by_role("alert").filter(visible=True)
    expect(alert).to_have_text("This code is wrong or was used before. Type the newest one your app shows.")
    open_order(named)
    reveal(named, "An order of this person")
    named.expect_heading("Second factor")
    named.app.get_by_label("Code", exact=True).fill(code)
    named.app.get_by_role("button", name="Unlock").click()
    named.expect_heading("Order #1001")
    reveal(named, "An order of this person")
    expect(named.app.get_by_text(STREET)).to_be_visible()
    lock(named)
    named.app.get_by_label("Code", exact=True).fill(code)
    named.app.get_by_role("button", name="Unlock").click()
    expect(named.app.get_by_role("alert").filter(visible=True)).to_contain_text("was used before")
    named.forgive("403")


def test_another_member_of_staff_has_to_prove_themselves(named: Merchant) -> None:
    named.open("/second-factor")
    named.enrol()
    open_order(named)
    colleague = named.product.sandbox.shop(named.shop)["staff"][1]["name"]
    with named.page.expect_navigation():
        named.page.get_by_label("Signed in as").select_option(label=colleague)
    open_order(named)
    reveal(named, "An order of this person")
    named.expect_heading("Second factor")
    assert named_words(named) == []
    # The sandbox's own, which remembers who is signed in to the admin.
    named.context.clear_cookies()
    named.forgive("403")


def test_an_erasure_asked_for_in_shopify_ends_with_a_receipt_and_nothing_to_reveal(named: Merchant) -> None:
    named.open("/second-factor")
    named.enrol()
    open_order(named)
    reveal(named, "An order of this person")
    expect(named.app.get_by_text(STREET)).to_be_visible()
    named.page.goto(f"{named.store}/customers")
    named.play("Customer asks for erasure")
    named.open("/privacy")
    row = named.row("Request")
    for words in ("Wants data erased", "Erased"):
        expect(row).to_contain_text(words)
    row.get_by_role("link").click()
    receipt = named.app.get_by_role("region", name="Receipt")
    for words in ("Destroyed encryption keys", "Destroyed delivery addresses", "tax law"):
        expect(receipt).to_contain_text(words)
    open_order(named)
    expect(named.app.get_by_role("region", name="Personal data")).to_contain_text("The person's key was destroyed")
    expect(named.app.get_by_role("button", name="Show personal data")).to_have_count(0)
    assert named_words(named) == []
    assert {"person:erased", "request:finished"} <= {entry.event for entry in trail(named)}


def test_a_report_asked_for_in_shopify_is_a_file_behind_the_second_factor(named: Merchant, tmp_path: Path) -> None:
    named.page.goto(f"{named.store}/customers")
    named.play("Customer asks for data")
    named.open("/privacy")
    row = named.row("Request")
    expect(row).to_contain_text("Report ready")
    row.get_by_role("link").click()
    expect(named.app.get_by_text("Not taken yet.")).to_be_visible()
    named.app.get_by_role("button", name="Download the report").click()
    named.enrol()
    with named.page.expect_download() as taken:
        named.app.get_by_role("button", name="Download the report").click()
    taken.value.save_as(tmp_path / "report.json")
    (held,) = json.loads((tmp_path / "report.json").read_text("utf-8"))["what_is_held"]
    assert (held["contact"]["email"], held["orders"][0]["delivery_address"]["address1"]) == (MAIL, STREET)
    named.visit("Privacy")
    named.row("Request").get_by_role("link").click()
    expect(named.app.get_by_text("Last taken")).to_be_visible()
    named.forgive("403")
