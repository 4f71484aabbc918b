"""The storefront's question is answered so often and no oftener, by client and by shop; without Redis always."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shopify_app.core.config import Settings, load_settings
from shopify_app.core.runtime import Runtime
from shopify_app.shops.storefront import client_of
from shopify_app.wholesale.proxy import QUESTIONS
from tests.builders import an_app, an_installed_shop
from tests.conftest import OTHER_SHOP, SHOP, SettableClock, environment
from tests.wholesale.test_cart_check import put

HERE, THERE = "192.0.2.7", "192.0.2.8"
# The machine that connects.
NEAREST = "203.0.113.1"
# What a visitor's browser may send of its own: another address each time.
INVENTED = itertools.cycle(range(1, 250))


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop whose storefront asks."""
    return an_installed_shop(runtime, SHOP)


@pytest.fixture
def client(runtime: Runtime, shop_id: int) -> FlaskClient:
    """The storefront, by way of Shopify's proxy."""
    assert shop_id
    return an_app(runtime).test_client()


def ask(client: FlaskClient, runtime: Runtime, customer: str = "", address: str = HERE, **more: str) -> TestResponse:
    before = f"198.51.100.{next(INVENTED)}"
    return put(client, runtime, {"customer": customer, **more}, {"X-Forwarded-For": f"{before}, {address}"})


def use_up(client: FlaskClient, runtime: Runtime, customer: str = "", address: str = HERE) -> None:
    """Everything that one client may ask in a minute."""
    assert {ask(client, runtime, customer, address).status_code for _ in range(QUESTIONS.per_client)} == {200}


def test_the_sixty_first_question_of_a_minute_is_told_when_to_come_again(client: FlaskClient, runtime: Runtime):
    use_up(client, runtime)
    refused = ask(client, runtime)

    assert QUESTIONS.per_client == 60
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.is_json
    assert refused.get_json() == {
        "error": "That was asked too often. Wait as many seconds as Retry-After says, then ask again."
    }


def test_a_guest_is_known_by_the_address_and_a_customer_by_the_number(client: FlaskClient, runtime: Runtime):
    use_up(client, runtime)
    assert ask(client, runtime, address=THERE).status_code == 200
    assert ask(client, runtime, "42").status_code == 200
    use_up(client, runtime, "43", THERE)
    assert ask(client, runtime, "43", "192.0.2.99").status_code == 429


def test_a_flood_of_strangers_shuts_no_customer_out(client: FlaskClient, runtime: Runtime):
    runtime.redis.set(f"questions:{SHOP}:all", QUESTIONS.per_shop, ex=30)

    assert ask(client, runtime).status_code == 429
    assert ask(client, runtime, "42").status_code == 200


def test_customers_take_nothing_from_what_strangers_may_ask(client: FlaskClient, runtime: Runtime):
    use_up(client, runtime, "42")

    assert list(runtime.redis.scan_iter("questions:*:all")) == []


@pytest.mark.parametrize(
    ("trusted", "header", "counted"),
    [
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "invented, 192.0.2.7", "192.0.2.7"),
        (1, "192.0.2.7,", NEAREST),
        (2, "invented, 192.0.2.7, 198.51.100.1", "192.0.2.7"),
        (2, "192.0.2.7 , 198.51.100.1", "192.0.2.7"),
        (2, "invented", NEAREST),
        (3, "invented, 198.51.100.1", NEAREST),
        (0, "invented, 192.0.2.7", NEAREST),
        (1, "", NEAREST),
        (1, None, NEAREST),
    ],
)
def test_of_the_addresses_passed_on_only_what_a_trusted_machine_added_counts(
    settings: Settings, trusted: int, header: str | None, counted: str
):
    """From the end: Shopify adds the visitor's, a proxy of ours Shopify's. What is before them anybody can invent."""
    runtime = Runtime(replace(settings, trusted_proxies=trusted))
    headers = {} if header is None else {"X-Forwarded-For": header}
    connected = {"REMOTE_ADDR": NEAREST}
    with an_app(runtime).test_request_context("/proxy/cart-check", headers=headers, environ_base=connected):
        assert client_of(None) == counted
        assert client_of(42) == "customer 42"
    runtime.close()


def test_a_shop_is_asked_three_thousand_times_a_minute_and_no_more(client: FlaskClient, runtime: Runtime):
    an_installed_shop(runtime, OTHER_SHOP)
    runtime.redis.set(f"questions:{SHOP}:all", 2999, ex=30)

    assert [ask(client, runtime, address=address).status_code for address in (HERE, THERE)] == [200, 429]
    assert ask(client, runtime, shop=OTHER_SHOP).status_code == 200


def test_what_nobody_signed_is_not_counted(client: FlaskClient, runtime: Runtime):
    """Else a stranger could use a shop's measure up."""
    for _ in range(QUESTIONS.per_client + 1):
        assert client.get(f"/proxy/cart-check?shop={SHOP}&subtotal=1&currency=SAR").status_code == 403

    assert list(runtime.redis.scan_iter("questions:*")) == []


def test_whoever_asks_is_kept_as_a_fingerprint_and_for_a_minute(client: FlaskClient, runtime: Runtime):
    ask(client, runtime)
    keys = list(runtime.redis.scan_iter("questions:*"))

    assert len(keys) == 2
    assert HERE not in repr(list(runtime.redis.scan_iter("*")))
    assert all(0 < int(runtime.redis.ttl(key)) <= 60 for key in keys)


def test_without_redis_the_question_is_answered(settings: Settings, clock: SettableClock):
    elsewhere = environment(settings.database_url, settings.data_dir, REDIS_URL="unix:///nowhere/redis.sock")
    alone = Runtime(load_settings(elsewhere), clock=clock)
    an_installed_shop(alone, SHOP)
    answer = ask(an_app(alone).test_client(), alone)
    alone.close()

    assert (answer.status_code, answer.get_json()["rule"]) == (200, "retail")
