"""Orders from before the installation come in through a bulk operation that survives crashes and failures."""

from __future__ import annotations

import time
import uuid

import pytest
import requests
from sqlalchemy import select

from shopify_app.core.errors import RemoteError
from shopify_app.orders.history import read_history
from shopify_app.orders.models import HistoryRun, Order
from shopify_app.shops.actions import get_installation, get_shop
from tests.product import Product

PLACED = 5


@pytest.fixture
def shop(product: Product) -> str:
    """A shop with a past, in which the app was just opened; no job has run yet."""
    domain = f"shop-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(domain, currency="SAR")
    for number in range(PLACED):
        product.sandbox.place_order(domain, str(100 + number), financial_status="paid")
    page = requests.get(product.url, params={"id_token": product.sandbox.id_token(domain)}, timeout=60)
    assert page.ok
    # What the page asked for is done here, step by step.
    product.runtime.redis.flushall()
    return domain


def shop_id_of(product: Product, shop: str) -> int:
    with product.runtime.snapshot() as tx:
        return get_shop(tx, shop).id


def start(product: Product, shop: str) -> int:
    """The first step: the operation is started at Shopify."""
    shop_id = shop_id_of(product, shop)
    read_history(product.runtime, shop_id)
    with product.runtime.snapshot() as tx:
        assert tx.session.get(HistoryRun, shop_id) is not None
    return shop_id


def finish(product: Product, shop_id: int) -> None:
    """Ask again, as the sweeper does, until the history counts as read."""
    deadline = time.monotonic() + 60
    while not is_read(product, shop_id):
        assert time.monotonic() < deadline
        read_history(product.runtime, shop_id)
        time.sleep(0.05)


def is_read(product: Product, shop_id: int) -> bool:
    with product.runtime.snapshot() as tx:
        return get_installation(tx, shop_id).history_read_at is not None


def goods(product: Product, shop_id: int) -> list[str]:
    with product.runtime.snapshot() as tx:
        chosen = select(Order.goods).where(Order.shop_id == shop_id)
        return sorted(str(amount) for amount in tx.session.scalars(chosen))


def test_the_past_is_read_once_and_the_run_is_over(product: Product, shop: str) -> None:
    shop_id = start(product, shop)
    finish(product, shop_id)

    assert goods(product, shop_id) == ["100", "101", "102", "103", "104"]
    with product.runtime.snapshot() as tx:
        assert tx.session.get(HistoryRun, shop_id) is None


def test_a_run_that_was_interrupted_goes_on_from_the_line_it_had_reached(product: Product, shop: str) -> None:
    shop_id = start(product, shop)
    with product.runtime.transaction() as tx:
        tx.session.get_one(HistoryRun, shop_id).lines_read = 3
    finish(product, shop_id)

    assert len(goods(product, shop_id)) == PLACED - 3


def test_an_operation_that_shopify_gave_up_is_started_again(product: Product, shop: str) -> None:
    shop_id = start(product, shop)
    with product.server.world.act(shop, "Shopify") as act:
        (operation,) = act.shop["bulk_operations"].values()
        operation["status"] = "FAILED"
    with pytest.raises(RemoteError, match="FAILED") as caught:
        read_history(product.runtime, shop_id)
    assert caught.value.temporary
    assert not is_read(product, shop_id)
    finish(product, shop_id)

    assert len(goods(product, shop_id)) == PLACED


def test_it_is_started_once_however_many_workers_begin(product: Product, shop: str) -> None:
    shop_id = start(product, shop)
    read_history(product.runtime, shop_id)
    finish(product, shop_id)

    with product.server.world.act(shop, "Shopify") as act:
        assert len(act.shop["bulk_operations"]) == 1
