"""Customers the storefront asks about before they ever ordered: their tags are read once, away from the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError

from shopify_app.core.locks import lock_shop
from shopify_app.orders.client import OrdersClient
from shopify_app.people import actions as people
from shopify_app.people.actions import Contact
from shopify_app.people.rules import Identity
from shopify_app.wholesale.marks import is_trade_tag, keep_marks

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

ASK_JOB, ASK_QUEUE = "jobs.wholesale.read_tags", "urgent"
# How long an answer «no trader» holds, and how long nobody asks again while one is awaited.
_REMEMBERED_SECONDS = 600
_AWAITED, _RETAIL = b"awaited", b"retail"
log = structlog.get_logger(__name__)


def is_known_retail(runtime: Runtime, shop_id: int, shopify_customer_id: int) -> bool:
    """Whether Shopify lately showed no trade tag for the customer. If nobody knows, the tags are read soon."""
    flag = _flag(shop_id, shopify_customer_id)
    try:
        if runtime.redis.set(flag, _AWAITED, nx=True, ex=_REMEMBERED_SECONDS):
            runtime.jobs.enqueue(ASK_JOB, ASK_QUEUE, shop_id=shop_id, shopify_customer_id=shopify_customer_id)
            return False
        return bool(runtime.redis.get(flag) == _RETAIL)
    except RedisError as error:
        log.warning("tags_not_asked_for", shop_id=shop_id, error=type(error).__name__)
        return False


def read_tags(runtime: Runtime, shop_id: int, shopify_customer_id: int) -> None:
    """Learn whether the customer is a trader. A person is made only for one who is; of others nothing is kept.

    Raises:
        RemoteError: Shopify would not tell now.
    """
    asked_at = runtime.clock.now()
    tags = runtime.client(OrdersClient).customers_tags(shop_id, [shopify_customer_id])[shopify_customer_id]
    if not is_trade_tag(tags):
        runtime.redis.set(_flag(shop_id, shopify_customer_id), _RETAIL, ex=_REMEMBERED_SECONDS)
        return
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        (person,) = people.find_or_make(tx, shop_id, [Identity(shopify_customer_id)])
        if person is not None:
            if people.open_contact(tx, person) == Contact():
                people.keep_contacts(tx, [(person, Contact(shopify_customer_id))])
            keep_marks(tx, shop_id, {person.id: True}, asked_at)
    runtime.redis.delete(_flag(shop_id, shopify_customer_id))


def _flag(shop_id: int, shopify_customer_id: int) -> str:
    return f"tags:{shop_id}:{shopify_customer_id}"
