"""A noon order is mirrored by a job: told by an event, or found by the periodic look when the event never came."""

from __future__ import annotations

import json
import re
import uuid

import pytest
import requests
from sqlalchemy import select

from shopify_app.core.errors import ForbiddenError
from shopify_app.core.inbox import Delivery
from shopify_app.noon.actions import find_connection, get_connection, open_event_secret, open_key_file
from shopify_app.noon.calling.refusals import NoonLoginError
from shopify_app.noon.client import NoonClient
from shopify_app.noon.models import NoonDue, NoonItem
from shopify_app.shops.actions import get_shop
from tests.flows.conftest import Connected, unlock
from tests.product import Product


@pytest.mark.parametrize("envelope", ["full", "legacy", "no_message_id"])
def test_an_event_in_any_form_mirrors_the_order(connected: Connected, envelope: str) -> None:
    connected.noon.turn(envelope=envelope)
    order = connected.noon.create_order(items=[{"partner_sku": "A", "delivered_invoice_price": 10.1}] * 3)
    connected.settle()
    (mirrored,) = connected.orders()
    assert mirrored.noon_order_nr == order["fbpi_order_nr"]
    with connected.product.runtime.snapshot() as tx:
        prices = tx.session.scalars(select(NoonItem.price).where(NoonItem.order_id == mirrored.id)).all()
    assert [str(price) for price in prices] == ["10.1", "10.1", "10.1"]


@pytest.mark.parametrize("envelope", ["full", "legacy", "no_message_id"])
def test_a_second_event_of_the_same_order_is_not_lost(connected: Connected, envelope: str) -> None:
    connected.noon.turn(envelope=envelope)
    number = connected.noon.create_order()["fbpi_order_nr"]
    connected.settle()
    assert connected.state(number) == "open"
    connected.noon.cancel(number)
    connected.settle()
    assert connected.state(number) == "cancelled"


def test_duplicates_and_disorder_change_nothing(connected: Connected) -> None:
    connected.noon.turn(duplicates=2, reorder_spread_s=0.3)
    numbers = connected.noon.create_orders(12)
    connected.settle()
    assert sorted(order.noon_order_nr for order in connected.orders()) == sorted(numbers)


def test_an_order_nobody_told_of_is_found_by_the_periodic_look(connected: Connected) -> None:
    numbers = connected.noon.create_orders(120, announced=False)
    connected.product.runtime.jobs.enqueue("jobs.upkeep.poll_noon", "sync")
    connected.product.work()
    assert sorted(order.noon_order_nr for order in connected.orders()) == sorted(numbers)


def test_an_order_placed_before_connecting_is_found(product: Product, shop: str, connected: Connected) -> None:
    assert product.call("POST", "/noon/connection/end", shop).ok
    with product.runtime.snapshot() as tx:
        assert find_connection(tx, connected.shop_id) is None
    number = connected.noon.create_order(announced=False)["fbpi_order_nr"]
    form = {"key_file": json.dumps(connected.noon.register()), "warehouses": "W00010001A W00010002A"}
    assert product.call("POST", "/noon/connection", shop, data=form).ok
    product.work()
    assert [order.noon_order_nr for order in connected.orders()] == [number]


@pytest.mark.parametrize("kind", ["status", "drop", "drop_after_commit"])
def test_a_failing_noon_delays_the_mirror_and_loses_nothing(connected: Connected, kind: str) -> None:
    connected.noon.plan_fault("fbpi.get_order", kind, status=503, times=5)
    number = connected.noon.create_order()["fbpi_order_nr"]
    connected.settle()
    with connected.product.runtime.transaction() as tx:
        for due in tx.session.scalars(select(NoonDue)):
            due.next_try_at = None
    connected.settle()
    assert [order.noon_order_nr for order in connected.orders()] == [number]


def test_an_expired_session_is_renewed(connected: Connected) -> None:
    connected.noon.create_order()
    connected.settle()
    assert connected.noon.expire_sessions() >= 1
    connected.noon.create_order()
    connected.settle()
    assert len(connected.orders()) == 2


def test_a_state_noon_has_never_named_is_kept_as_it_is(connected: Connected) -> None:
    connected.noon.turn(unknown_mp_status="MP_ITEM_STATUS_ON_THE_MOON", unknown_integration_status="X")
    connected.noon.create_order()
    connected.settle()
    assert len(connected.orders()) == 1


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_an_event_without_the_secret_is_refused(connected: Connected, secret: str) -> None:
    with connected.product.runtime.snapshot() as tx:
        key = get_shop(tx, connected.shop).key
    connected.noon.turn(retry_scale=0.0001)
    connected.noon.send_events_to(f"{connected.product.url}/webhooks/noon/{key}", {"X-Tajir-Secret": secret})
    connected.noon.create_order()
    connected.settle()
    assert connected.orders() == []


def test_a_key_without_a_role_is_explained(product: Product, connected: Connected, shop: str) -> None:
    form = {"key_file": json.dumps(connected.noon.register(has_role=False)), "warehouses": "W1"}
    answer = product.call("POST", "/noon/connection", shop, data=form)
    assert (answer.status_code, "role" in answer.json()["error"]) == (403, True)


@pytest.mark.parametrize(
    "key_file", ["", "not json", "{}", '{"key_id":"a","private_key":"b","project_code":""}', "[1]"]
)
def test_a_bad_key_file_is_explained(product: Product, connected: Connected, shop: str, key_file: str) -> None:
    answer = product.call("POST", "/noon/connection", shop, data={"key_file": key_file, "warehouses": "W1"})
    assert answer.status_code == 400
    assert "key" in answer.json()["error"]
    assert connected.orders() == []


def test_a_key_that_noon_switched_off_says_so(connected: Connected) -> None:
    with connected.product.runtime.snapshot() as tx:
        key = open_key_file(tx, get_connection(tx, connected.shop_id))
    connected.noon.deactivate(key.key_id)
    with pytest.raises(NoonLoginError) as caught:
        connected.product.runtime.client(NoonClient).whoami(key)
    assert isinstance(caught.value, ForbiddenError)


def test_the_page_shows_the_orders_and_hides_the_secret(product: Product, connected: Connected, shop: str) -> None:
    number = connected.noon.create_order()["fbpi_order_nr"]
    connected.settle()
    page = product.call("GET", "/noon", shop).text
    with product.runtime.snapshot() as tx:
        secret = open_event_secret(tx, get_connection(tx, connected.shop_id)).decode()
    assert number in page
    assert secret not in page


def test_another_shop_does_not_get_in_by_the_key_id_alone(product: Product, connected: Connected) -> None:
    """The server holds a session for that key id: it serves the shop whose key file it is, and nobody else."""
    other = f"other-{uuid.uuid4().hex[:10]}.myshopify.com"
    product.sandbox.make_shop(other, currency="SAR")
    other_id = product.install(other)
    unlock(product, other)
    with product.runtime.snapshot() as tx:
        key = open_key_file(tx, get_connection(tx, connected.shop_id))
    forged = {**connected.noon.register(key.project_code), "key_id": key.key_id}
    answer = product.call(
        "POST", "/noon/connection", other, data={"key_file": json.dumps(forged), "warehouses": "W00010001A"}
    )
    assert (answer.status_code, "key file" in answer.json()["error"]) == (403, True)
    with product.runtime.snapshot() as tx:
        assert find_connection(tx, other_id) is None


@pytest.mark.usefixtures("connected")
def test_a_key_file_nested_without_end_is_explained(product: Product, shop: str) -> None:
    deep = '{"key_id":"a","private_key":"b","project_code":"c","x":' + "[" * 100_000 + "]" * 100_000 + "}"
    answer = product.call("POST", "/noon/connection", shop, data={"key_file": deep, "warehouses": "W1"})
    assert (answer.status_code, "not a noon key file" in answer.json()["error"]) == (400, True)


@pytest.mark.parametrize("message_id", ["a\0b", "\0", "\u0645\u062a\u062c\u0631", "a\nb", "i" * 101])
def test_an_event_whose_id_cannot_be_kept_is_stored_under_one_of_ours(connected: Connected, message_id: str) -> None:
    product = connected.product
    number = connected.noon.create_order(announced=False)["fbpi_order_nr"]
    with product.runtime.snapshot() as tx:
        key = get_shop(tx, connected.shop).key
        secret = open_event_secret(tx, get_connection(tx, connected.shop_id)).decode()
    event = {"metadata": {"message_id": message_id}, "payload": {"order_nr": number}}
    address = f"{product.url}/webhooks/noon/{key}"
    assert requests.post(address, json=event, headers={"X-Tajir-Secret": secret}, timeout=60).status_code == 200
    with product.runtime.snapshot() as tx:
        chosen = select(Delivery.delivery_id).where(Delivery.shop_id == connected.shop_id, Delivery.source == "noon")
        (stored,) = tx.session.scalars(chosen)
    assert re.fullmatch("[0-9a-f]{32}", stored)
    connected.settle()
    assert [order.noon_order_nr for order in connected.orders()] == [number]
