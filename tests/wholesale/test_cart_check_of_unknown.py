"""The storefront's question: what a trader, a retail customer and somebody unknown are told."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest
from sqlalchemy import func, select

from shopify_app.core.runtime import Runtime
from shopify_app.orders.client import OrdersClient
from shopify_app.people.models import Person
from shopify_app.wholesale.asking import ASK_QUEUE, read_tags
from tests.builders import an_app, an_installed_shop
from tests.conftest import SECRET, SHOP


def ask(runtime: Runtime, customer: str, subtotal: str = "100.00") -> dict[str, Any]:
    """What Shopify's proxy gets."""
    given = {
        "shop": SHOP,
        "path_prefix": "/apps/tajir",
        "timestamp": str(int(runtime.clock.now().timestamp())),
        "logged_in_customer_id": customer,
        "subtotal": subtotal,
        "currency": "SAR",
    }
    text = "".join(f"{name}={given[name]}" for name in sorted(given))
    query = given | {"signature": hmac.digest(SECRET.encode(), text.encode(), hashlib.sha256).hex()}
    answer = an_app(runtime).test_client().get("/proxy/cart-check", query_string=query)
    assert answer.status_code == 200
    return dict(answer.get_json())


class Tags:
    """An answer of Shopify's about tags."""

    def __init__(self, *tags: str) -> None:
        self.tags = list(tags)

    def customers_tags(self, shop_id: int, customer_ids: list[int]) -> dict[int, list[str]]:
        """The same for everybody."""
        return dict.fromkeys(customer_ids, self.tags)


def tell_tags(runtime: Runtime, shop_id: int, *tags: str) -> None:
    runtime._clients[OrdersClient] = Tags(*tags)
    (flag,) = runtime.redis.scan_iter(f"tags:{shop_id}:*")
    read_tags(runtime, shop_id, flag.decode())


def test_neither_redis_nor_the_job_tells_whose_tags_are_asked_for(runtime: Runtime):
    shop_id, customer = an_installed_shop(runtime, SHOP), "700000000077"
    ask(runtime, customer)
    flags = {key: runtime.redis.get(key) for key in runtime.redis.scan_iter("tags:*")}
    (job,) = (job for queue in runtime.jobs.queues() if queue.name == ASK_QUEUE for job in queue.jobs)

    assert len(flags) == 1
    assert customer not in repr(flags) + repr((job.args, job.kwargs, job.description))
    assert job.kwargs["shop_id"] == shop_id


def people_known(runtime: Runtime) -> int:
    with runtime.snapshot() as tx:
        return tx.session.scalar(select(func.count()).select_from(Person)) or 0


def test_of_somebody_unknown_nothing_is_claimed_and_the_tags_are_asked_for_once(runtime: Runtime):
    an_installed_shop(runtime, SHOP)
    before = runtime.jobs.depth()[ASK_QUEUE]
    answers = [ask(runtime, "7"), ask(runtime, "7")]

    assert [(answer["allowed"], answer["rule"]) for answer in answers] == [(None, "unknown")] * 2
    assert answers[0]["minimums"] == {"first": "5000", "following": "2000"}
    assert runtime.jobs.depth()[ASK_QUEUE] == before + 1
    assert people_known(runtime) == 0


def test_a_trader_who_never_ordered_is_known_by_the_next_question(runtime: Runtime):
    shop_id = an_installed_shop(runtime, SHOP)
    ask(runtime, "7")
    tell_tags(runtime, shop_id, "Trade")
    answer = ask(runtime, "7")

    assert (answer["allowed"], answer["rule"], answer["missing"]) == (False, "first", "4900.00")


def test_of_one_who_is_no_trader_nothing_is_kept(runtime: Runtime):
    shop_id = an_installed_shop(runtime, SHOP)
    ask(runtime, "7")
    tell_tags(runtime, shop_id, "vip")
    answer = ask(runtime, "7")

    assert (answer["allowed"], answer["rule"]) == (True, "retail")
    assert people_known(runtime) == 0


@pytest.mark.parametrize("customer", ["", "0", "9" * 40])
def test_a_guest_buys_as_anybody(runtime: Runtime, customer: str):
    an_installed_shop(runtime, SHOP)

    assert ask(runtime, customer)["rule"] == "retail"
