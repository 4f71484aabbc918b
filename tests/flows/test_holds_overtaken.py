"""Two workers at one hold: the slower acts on a wish that is past, and Shopify ends in what is wanted all the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import select

from shopify_app.orders import holds
from shopify_app.orders.client import OrdersClient
from shopify_app.orders.models import Hold, Order
from shopify_app.shops.actions import get_shop
from tests.flows.test_hold_repairs import HELD, a_held_order, hold_ids, release, timeline
from tests.flows.test_minimum_holds import a_trader, hold_states, own_holds, place
from tests.product import Product

HANDLE = HELD[0]


def ids_of(product: Product, shop: str, number: int) -> tuple[int, int]:
    """Our ids of the shop and of the order."""
    with product.runtime.snapshot() as tx:
        shop_id = get_shop(tx, shop).id
        return shop_id, tx.session.scalars(select(Order.id).where(Order.shopify_order_id == number)).one()


def want(product: Product, shop: str, number: int) -> None:
    """The order is to be held."""
    shop_id, order_id = ids_of(product, shop, number)
    with product.runtime.transaction() as tx:
        holds.want_hold(tx, shop_id, order_id, HANDLE, "Below its minimum.")


def drop(product: Product, shop: str, number: int) -> None:
    """The order is to be let go."""
    shop_id, order_id = ids_of(product, shop, number)
    with product.runtime.transaction() as tx:
        holds.drop_hold(tx, shop_id, order_id, HANDLE, "Cured.")


@contextmanager
def a_slow_worker(product: Product, shop: str, operation: str) -> Iterator[None]:
    """One that has read what is wanted now, and whose call reaches Shopify only after the block."""
    with product.runtime.snapshot() as tx:
        hold = tx.session.scalars(select(Hold).where(Hold.shop_id == get_shop(tx, shop).id)).one()
    product.sandbox.fault(f"^{operation}$", "slow", seconds=3)
    read = len(product.sandbox.calls(shop=shop, operation="FulfillmentOrders"))
    with ThreadPoolExecutor(1) as worker:
        done = worker.submit(holds.sync_hold, product.runtime, hold.shop_id, hold.id)
        product.until(lambda: len(product.sandbox.calls(shop=shop, operation="FulfillmentOrders")) > read)
        yield
        assert not done.done(), "the block took too long"
        done.result()


def an_order_above(product: Product, shop: str) -> int:
    """An order that reaches its minimum."""
    return place(product, shop, "6000", customer_id=a_trader(product, shop))


def test_a_late_hold_does_not_outlive_the_release_that_overtook_it(product: Product, shop: str) -> None:
    number = an_order_above(product, shop)
    want(product, shop, number)
    with a_slow_worker(product, shop, "Hold"):
        drop(product, shop, number)
        product.settle()
        assert own_holds(product, shop, number) == []
    product.settle()

    assert len(product.sandbox.calls(shop=shop, operation="Hold")) == 1
    assert own_holds(product, shop, number) == []
    assert "tajir-held" not in product.sandbox.order(shop, number)["tags"]
    assert hold_states(product, shop) == ["released"]


def test_a_late_release_over_a_hold_that_is_wanted_anew_spends_no_repair(product: Product, shop: str) -> None:
    number = a_held_order(product, shop)
    (first,) = hold_ids(product, shop, number)
    drop(product, shop, number)
    with a_slow_worker(product, shop, "Release"):
        product.sandbox.pause_webhooks()
        want(product, shop, number)
        product.work()
        assert hold_states(product, shop) == ["placed"]
    product.work()
    product.sandbox.resume_webhooks()
    product.settle()

    assert own_holds(product, shop, number) == HELD
    assert hold_ids(product, shop, number) != [first]
    assert "tajir-held" in product.sandbox.order(shop, number)["tags"]
    assert hold_states(product, shop) == ["placed"]
    assert "hold_repaired" not in timeline(product, number)
    release(product, shop, number, by="other app")
    assert own_holds(product, shop, number) == HELD


def test_a_late_hold_does_not_outlive_a_persons_release(product: Product, shop: str) -> None:
    number = an_order_above(product, shop)
    want(product, shop, number)
    with a_slow_worker(product, shop, "Hold"):
        product.work()
        product.sandbox.release(shop, number)
        product.settle()
        assert hold_states(product, shop) == ["overridden"]
    product.settle()

    assert own_holds(product, shop, number) == []
    assert hold_states(product, shop) == ["overridden"]


def test_a_late_hold_whose_worker_died_is_found_by_the_hourly_look(product: Product, shop: str) -> None:
    number = a_held_order(product, shop)
    product.sandbox.edit_order(shop, number, to_amount="5000")
    product.settle()
    (part,) = product.sandbox.order(shop, number)["fulfillment_orders"]
    shop_id, _ = ids_of(product, shop, number)
    gid = f"gid://shopify/FulfillmentOrder/{part['id']}"
    product.runtime.client(OrdersClient).hold(shop_id, gid, HANDLE, "Below its minimum.")
    product.settle()
    assert own_holds(product, shop, number) == HELD

    product.runtime.jobs.enqueue("jobs.upkeep.catch_up", "upkeep")
    product.settle()
    assert own_holds(product, shop, number) == []
    assert hold_states(product, shop) == ["released"]


def test_two_workers_that_release_one_hold_leave_no_failed_call(product: Product, shop: str) -> None:
    number = a_held_order(product, shop)
    drop(product, shop, number)
    with a_slow_worker(product, shop, "Release"):
        shop_id, _ = ids_of(product, shop, number)
        with product.runtime.snapshot() as tx:
            hold = tx.session.scalars(select(Hold).where(Hold.shop_id == shop_id)).one()
        holds.sync_hold(product.runtime, shop_id, hold.id)
        assert own_holds(product, shop, number) == []

    assert len(product.sandbox.calls(shop=shop, operation="Release")) == 2
