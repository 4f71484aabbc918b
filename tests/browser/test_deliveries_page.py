"""What failed for good is shown with its reason, and handled when somebody tries it again."""

from __future__ import annotations

from playwright.sync_api import expect
from sqlalchemy import select, update

from shopify_app.core.inbox import DUE, Delivery
from shopify_app.shops.actions import get_shop
from tests.browser.merchant import Merchant


def damage_what_waits(merchant: Merchant) -> list[Delivery]:
    """Lose the payload of each delivery that waits, as a broken disk would; returns the rows as they were."""
    with merchant.product.runtime.transaction() as tx:
        ours = (Delivery.shop_id == get_shop(tx, merchant.shop).id, Delivery.state == DUE)
        rows = list(tx.session.scalars(select(Delivery).where(*ours)))
        tx.session.expunge_all()
        tx.session.execute(update(Delivery).where(*ours).values(payload=None))
    return rows


def repair(merchant: Merchant, rows: list[Delivery]) -> None:
    with merchant.product.runtime.transaction() as tx:
        for row in rows:
            tx.session.execute(update(Delivery).where(Delivery.id == row.id).values(payload=row.payload))


def test_a_dead_letter_is_shown_with_its_reason_and_handled_when_tried_again(merchant: Merchant) -> None:
    product = merchant.product
    product.sandbox.place_order(merchant.shop, "310")
    assert product.sandbox.settle()
    product.until(lambda: bool(product.runtime.jobs.depth()["inbox"]))
    damaged = damage_what_waits(merchant)
    product.settle()
    merchant.open()
    expect(merchant.app.get_by_text("No orders yet.")).to_be_visible()
    merchant.app.get_by_role("link", name="Show them").click()
    merchant.expect_heading("Deliveries")
    placed = merchant.row("Order placed")
    for words in ("Shopify", "The payload cannot be opened"):
        expect(placed).to_contain_text(words)
    repair(merchant, damaged)
    for left in reversed(range(len(damaged))):
        merchant.app.get_by_role("button", name="Try delivery").first.click()
        merchant.expect_toast("The delivery is being handled again.")
        expect(merchant.app.get_by_role("button", name="Try delivery")).to_have_count(left)
    expect(merchant.app.get_by_text("No delivery failed.")).to_be_visible()
    product.settle()
    merchant.app.get_by_role("link", name="Handled").click()
    expect(merchant.row("Order placed")).to_be_visible()
    merchant.visit("Orders")
    merchant.expect_rows("#1001")


def test_a_call_that_failed_for_good_is_made_when_tried_again(merchant: Merchant) -> None:
    product, shop = merchant.product, merchant.shop
    trader = product.sandbox.make_customer(shop, email="trader@example.com", tags=["trade"])["id"]
    product.sandbox.fault("Hold", "status", status=400, times=None)
    product.sandbox.place_order(shop, "4000", customer_id=trader)
    product.settle()
    product.sandbox.clear_faults()
    merchant.open("/deliveries")
    call = merchant.row("Hold or release an order in Shopify")
    expect(call).to_contain_text("answered with status 400")
    buttons = merchant.app.get_by_role("button", name="Make call")
    for left in reversed(range(buttons.count())):
        buttons.first.click()
        merchant.expect_toast("The call is being made again.")
        expect(buttons).to_have_count(left)
    product.settle()
    merchant.open("/orders")
    expect(merchant.row("#1001").get_by_text("Held", exact=True)).to_be_visible()


def test_what_waits_is_listed_and_counted_today(merchant: Merchant) -> None:
    product = merchant.product
    product.sandbox.place_order(merchant.shop, "90")
    assert product.sandbox.settle()
    product.until(lambda: bool(product.runtime.jobs.depth()["inbox"]))
    merchant.open()
    merchant.app.get_by_role("link", name="Sync lag").click()
    merchant.expect_heading("Deliveries")
    expect(merchant.row("Order placed")).to_be_visible()
    product.settle()
    merchant.app.get_by_role("link", name="Waiting").click()
    expect(merchant.app.get_by_text("No delivery waits")).to_be_visible()
