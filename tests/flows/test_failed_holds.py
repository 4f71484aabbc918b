"""What waits for a person is said where it is looked for: a hold that failed for good, an application."""

from __future__ import annotations

from sqlalchemy import select, update

from shopify_app.core.outbox import DEAD, Call
from shopify_app.orders.models import WANTED, Hold
from shopify_app.shops.actions import get_shop
from shopify_app.wholesale.accounts import actions
from shopify_app.wholesale.accounts.applications import read_form
from tests.flows.test_staff_cures import a_trader, page, place
from tests.product import Product


def test_the_order_and_the_failure_lead_to_each_other(product: Product, shop: str) -> None:
    _, order_id = place(product, shop, "3000", a_trader(product, shop))
    assert "could not be asked to hold it" not in page(product, shop, order_id)
    with product.runtime.transaction() as tx:
        shop_id = get_shop(tx, shop).id
        hold = tx.session.scalars(select(Hold).where(Hold.order_id == order_id)).one()
        hold.state = WANTED
        newest = select(Call.id).where(Call.shop_id == shop_id, Call.kind == "orders.sync_hold")
        failed = update(Call).where(Call.id.in_(newest.order_by(Call.id.desc()).limit(1)))
        key = f"orders.sync_hold/{hold.id}/{hold.version}"
        tx.session.execute(failed.values(state=DEAD, key=key, problem="Shopify did not answer."))

    text = page(product, shop, order_id)
    assert 'heading="Shopify could not be asked to hold it"' in text
    assert "The hold is being placed" not in text
    deliveries = product.call("GET", "/deliveries", shop).text
    assert f'href="/orders/{order_id}"' in deliveries


def test_waiting_applications_are_told_of_on_the_first_page(product: Product, shop: str) -> None:
    assert "for your decision" not in product.call("GET", "/", shop).text
    form = {"company": "Example Trading", "country": "SA", "registration": "1010123456", "contact_name": "Nadia"}
    application, _ = read_form({**form, "email": "nadia@example.com", "phone": "+966500000123"})
    assert application is not None
    with product.runtime.transaction() as tx:
        assert actions.apply(tx, get_shop(tx, shop).id, application, None) is not None

    assert "1 application waits for your decision" in product.call("GET", "/", shop).text
