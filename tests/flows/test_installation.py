"""Installing, leaving, coming back; and an access that is renewed by one worker, whoever asks."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
import requests
from sqlalchemy import select, update

from shopify_app.core.errors import ForbiddenError, RemoteError
from shopify_app.core.inbox import DONE, DUE, Delivery
from shopify_app.core.runtime import Runtime
from shopify_app.orders.models import Order
from shopify_app.shops.actions import NotInstalledError, get_installation, get_shop
from shopify_app.shops.client import AdminClient, GraphqlError, ShopClosedError
from shopify_app.shops.describing import SHOP
from shopify_app.shops.models import Installation, Shop
from shopify_app.shops.tokens import access_to
from tests.product import Product


def shop_id_of(product: Product, shop: str) -> int:
    """Our id of the shop."""
    with product.runtime.snapshot() as tx:
        return get_shop(tx, shop).id


def test_the_first_visit_installs_and_describes_the_shop(product: Product, shop: str) -> None:
    with product.runtime.snapshot() as tx:
        row = get_shop(tx, shop)
        installation = get_installation(tx, row.id)
        assert (row.currency, row.described_at is not None) == ("SAR", True)
        assert "write_orders" in installation.scopes
        assert installation.history_read_at is not None


def test_tokens_are_not_readable_in_the_database(product: Product, shop: str) -> None:
    token = access_to(product.runtime, shop_id_of(product, shop)).token
    with product.runtime.snapshot() as tx:
        rows = tx.session.scalars(select(Installation)).all()
        assert rows
        assert all(token.encode() not in bytes(row.access_token or b"") for row in rows)


def test_an_expired_token_is_renewed_once_for_many_workers(product: Product, shop: str) -> None:
    shop_id = shop_id_of(product, shop)
    before = access_to(product.runtime, shop_id)
    with product.runtime.transaction() as tx:
        soon = datetime.now(UTC) + timedelta(seconds=20)
        tx.session.execute(update(Installation).where(Installation.shop_id == shop_id).values(access_expires_at=soon))
    product.sandbox.forget_calls()
    workers = [Runtime(product.runtime.settings, pool_size=2) for _ in range(6)]
    found: list[str] = []
    threads = [threading.Thread(target=lambda w=w: found.append(access_to(w, shop_id).token)) for w in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers:
        worker.close()
    assert len(found) == 6
    assert set(found) == {access_to(product.runtime, shop_id).token} != {before.token}
    assert len(product.sandbox.calls(operation="token")) == 1


def test_a_refused_token_is_renewed_and_the_call_repeated(product: Product, shop: str) -> None:
    product.sandbox.expire_tokens(shop)
    answer = product.runtime.client(AdminClient).run(shop_id_of(product, shop), SHOP)
    assert answer["shop"]["myshopifyDomain"] == shop


def test_a_lost_answer_to_a_refresh_costs_nothing(product: Product, shop: str) -> None:
    shop_id = shop_id_of(product, shop)
    product.sandbox.expire_tokens(shop)
    product.sandbox.fault("token", "drop_after_commit", times=1)
    answer = product.runtime.client(AdminClient).run(shop_id, SHOP)
    assert answer["shop"]["myshopifyDomain"] == shop


def test_a_dead_refresh_token_asks_for_a_visit_and_the_visit_heals(product: Product, shop: str) -> None:
    shop_id = shop_id_of(product, shop)
    product.sandbox.expire_tokens(shop, refresh_too=True)
    with pytest.raises(ForbiddenError, match="Open the app"):
        product.runtime.client(AdminClient).run(shop_id, SHOP)
    with pytest.raises(NotInstalledError, match="Open the app"):
        access_to(product.runtime, shop_id)
    product.install(shop)
    assert product.runtime.client(AdminClient).run(shop_id, SHOP)["shop"]["name"]


def test_leaving_ends_the_access_and_coming_back_begins_a_new_installation(product: Product, shop: str) -> None:
    shop_id = shop_id_of(product, shop)
    product.sandbox.uninstall(shop)
    product.settle()
    with product.runtime.snapshot() as tx, pytest.raises(NotInstalledError):
        get_installation(tx, shop_id)
    product.sandbox.reinstall(shop)
    product.install(shop)
    with product.runtime.snapshot() as tx:
        numbers = tx.session.scalars(select(Installation.number).where(Installation.shop_id == shop_id)).all()
        assert sorted(numbers) == [1, 2]
        assert get_installation(tx, shop_id).number == 2


def test_a_late_goodbye_does_not_end_the_new_installation(product: Product, shop: str) -> None:
    product.sandbox.pause_webhooks()
    product.sandbox.uninstall(shop)
    product.sandbox.reinstall(shop)
    with product.runtime.transaction() as tx:
        # The app noticed by itself that its access is over, and the merchant opened it again.
        installation = get_installation(tx, get_shop(tx, shop).id)
        installation.ended_at = tx.now
    product.install(shop)
    product.sandbox.resume_webhooks()
    product.settle()
    with product.runtime.snapshot() as tx:
        assert get_installation(tx, get_shop(tx, shop).id).number == 2


def test_changed_scopes_are_known(product: Product, shop: str) -> None:
    product.sandbox.set_scopes(shop, ["read_customers"])
    product.settle()
    with product.runtime.snapshot() as tx:
        assert get_installation(tx, get_shop(tx, shop).id).scopes == "read_customers"


def test_deliveries_from_before_the_first_visit_wait_for_it(product: Product) -> None:
    shop = "early-bird.myshopify.com"
    product.sandbox.make_shop(shop, currency="SAR")
    product.sandbox.place_order(shop, "10", financial_status="paid")
    product.settle()
    with product.runtime.snapshot() as tx:
        shop_id = get_shop(tx, shop).id
        states = set(tx.session.scalars(select(Delivery.state).where(Delivery.shop_id == shop_id)))
        assert states == {DUE}
    product.install(shop)
    product.settle()
    with product.runtime.snapshot() as tx:
        assert set(tx.session.scalars(select(Delivery.state).where(Delivery.shop_id == shop_id))) == {DONE}
        assert tx.session.scalar(select(Order.id).where(Order.shop_id == shop_id))


def test_orders_from_before_the_installation_are_read(product: Product) -> None:
    shop = "old-hand.myshopify.com"
    product.sandbox.make_shop(shop, currency="SAR")
    product.sandbox.pause_webhooks()
    for _ in range(25):
        product.sandbox.place_order(shop, "10", financial_status="paid")
    product.sandbox.forget_deliveries()
    product.sandbox.resume_webhooks()
    shop_id = product.install(shop)
    product.settle()
    with product.runtime.snapshot() as tx:
        assert len(tx.session.scalars(select(Order.id).where(Order.shop_id == shop_id)).all()) == 25


def test_a_webhook_that_never_came_is_made_good(product: Product, shop: str) -> None:
    product.sandbox.pause_webhooks()
    product.sandbox.place_order(shop, "10", financial_status="paid")
    product.sandbox.forget_deliveries()
    product.sandbox.resume_webhooks()
    product.runtime.jobs.enqueue("jobs.upkeep.catch_up", "upkeep")
    product.work()
    with product.runtime.snapshot() as tx:
        assert tx.session.scalar(select(Order.name).where(Order.shop_id == get_shop(tx, shop).id))


def test_throttled_calls_wait_and_succeed(product: Product, shop: str) -> None:
    product.sandbox.set_bucket(shop, 0)
    answer = product.runtime.client(AdminClient).run(shop_id_of(product, shop), SHOP)
    assert answer["shop"]["name"]


@pytest.mark.parametrize(("status", "word"), [("frozen", "frozen"), ("locked", "locked")])
def test_a_closed_shop_is_named_as_such(product: Product, shop: str, status: str, word: str) -> None:
    product.sandbox.close_shop(shop, status)
    with pytest.raises(ShopClosedError, match=word) as caught:
        product.runtime.client(AdminClient).run(shop_id_of(product, shop), SHOP)
    assert not caught.value.temporary


def test_an_internal_error_of_shopify_is_temporary(product: Product, shop: str) -> None:
    body = '{"errors":[{"message":"Internal error","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}'
    product.sandbox.fault("Shop", "status", status=200, body=body, times=9)
    with pytest.raises(GraphqlError) as caught:
        product.runtime.client(AdminClient).run(shop_id_of(product, shop), SHOP)
    assert caught.value.temporary


def test_a_refused_field_leaves_the_rest(product: Product, shop: str) -> None:
    body = (
        '{"data":{"shop":{"name":"A","plan":null},"currentAppInstallation":null},'
        '"errors":[{"message":"Access denied","path":["shop","plan"],"extensions":{"code":"ACCESS_DENIED"}}]}'
    )
    product.sandbox.fault("Shop", "status", status=200, body=body, times=1)
    answer = product.runtime.client(AdminClient).run(shop_id_of(product, shop), SHOP)
    assert answer["shop"] == {"name": "A", "plan": None}


def test_a_shop_away_for_long_is_a_temporary_failure(product: Product, shop: str) -> None:
    product.sandbox.fault("Shop", "status", status=503, times=50)
    with pytest.raises(RemoteError) as caught:
        product.runtime.client(AdminClient).run(shop_id_of(product, shop), SHOP)
    assert caught.value.temporary


def test_a_page_without_a_session_bounces_and_keeps_its_way_back(product: Product, shop: str) -> None:
    wanted = {"shop": shop, "host": "aG9zdA", "embedded": "1", "id_token": "stale.to.ken"}
    answer = requests.get(f"{product.url}/orders", params=wanted, allow_redirects=False, timeout=60)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/bounce?")
    assert "stale.to.ken" not in answer.headers["Location"]
    page = requests.get(product.url + answer.headers["Location"], timeout=60)
    assert page.status_code == 200
    assert "app-bridge.js" in page.text
    assert f"frame-ancestors {product.server.url}" in page.headers["Content-Security-Policy"]


def test_a_page_outside_the_admin_leads_into_it(product: Product, shop: str) -> None:
    answer = requests.get(f"{product.url}/orders", params={"shop": shop}, allow_redirects=False, timeout=60)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{product.server.url}/store/{shop.removesuffix('.myshopify.com')}/")


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_bounce_page_goes_nowhere_else(product: Product, shop: str, back: str) -> None:
    answer = requests.get(f"{product.url}/bounce", params={"shop": shop, "shopify-reload": back}, timeout=60)
    assert answer.status_code == 400


@pytest.mark.parametrize("shop_given", ["evil.example", "*; script-src *", "x.myshopify.com.evil.example", ""])
def test_the_bounce_page_lets_nobody_else_frame_it(product: Product, shop_given: str) -> None:
    wanted = {"shop": shop_given, "shopify-reload": product.url + "/"}
    answer = requests.get(f"{product.url}/bounce", params=wanted, timeout=60)
    assert answer.status_code == 403
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_call_with_a_stale_session_is_asked_to_come_again(product: Product, shop: str) -> None:
    stale = product.sandbox.id_token(shop, life=-60)
    answer = requests.get(f"{product.url}/orders", headers={"Authorization": f"Bearer {stale}"}, timeout=60)
    assert answer.status_code == 401
    assert answer.headers["X-Shopify-Retry-Invalid-Session-Request"] == "1"


def test_two_shops_see_only_their_own(product: Product, shop: str) -> None:
    product.sandbox.place_order(shop, "10", financial_status="paid")
    product.settle()
    with product.runtime.snapshot() as tx:
        chosen = select(Order).join(Shop, Shop.id == Order.shop_id).where(Shop.domain == shop)
        order = tx.session.scalars(chosen).one()
    stranger = shop.replace("shop-", "stranger-")
    product.sandbox.make_shop(stranger, currency="SAR")
    product.install(stranger)
    own = product.call("GET", f"/orders/{order.id}", shop)
    other = product.call("GET", f"/orders/{order.id}", stranger)
    assert (own.status_code, other.status_code) == (200, 404)
    assert order.name not in product.call("GET", "/orders", stranger).text
