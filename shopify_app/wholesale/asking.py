"""Customers the storefront asks about before they ever ordered: their tags are read once, away from the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import structlog
from redis.exceptions import RedisError

from shopify_app.core.crypto import blind_index
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
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
_RETAIL, _CONTEXT = b"retail", b"wholesale/tags-asked"
log = structlog.get_logger(__name__)


def is_known_retail(runtime: Runtime, shop_id: int, shopify_customer_id: int) -> bool:
    """Whether Shopify lately showed no trade tag for the customer. If nobody knows, the tags are read soon.

    Whose they are stands in Redis under a fingerprint, sealed: neither there nor in the job is a number to be read.
    """
    with runtime.snapshot() as tx:
        flag = _flag(tx, shop_id, shopify_customer_id)
        awaited = tx.keys(shop_id).sealing.seal(str(shopify_customer_id).encode(), _CONTEXT)
    try:
        if runtime.redis.set(flag, awaited, nx=True, ex=_REMEMBERED_SECONDS):
            runtime.jobs.enqueue(ASK_JOB, ASK_QUEUE, shop_id=shop_id, flag=flag)
            return False
        return bool(runtime.redis.get(flag) == _RETAIL)
    except RedisError as error:
        log.warning("tags_not_asked_for", shop_id=shop_id, error=type(error).__name__)
        return False


def read_tags(runtime: Runtime, shop_id: int, flag: str) -> None:
    """Learn whether the customer is a trader. A person is made only for one who is; of others nothing is kept.

    Raises:
        RemoteError: Shopify would not tell now.
    """
    asked_at, awaited = runtime.clock.now(), runtime.redis.get(flag)
    if awaited is None or awaited == _RETAIL:
        # Answered already, or forgotten: whoever still wants to know asks again.
        return
    with runtime.snapshot() as tx:
        shopify_customer_id = int(tx.keys(shop_id).sealing.open(cast("bytes", awaited), _CONTEXT))
    tags = runtime.client(OrdersClient).customers_tags(shop_id, [shopify_customer_id])[shopify_customer_id]
    if not is_trade_tag(tags):
        runtime.redis.set(flag, _RETAIL, ex=_REMEMBERED_SECONDS)
        return
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        (person,) = people.find_or_make(tx, shop_id, [Identity(shopify_customer_id)])
        if person is not None:
            if people.open_contact(tx, person) == Contact():
                people.keep_contacts(tx, [(person, Contact(shopify_customer_id))])
            keep_marks(tx, shop_id, {person.id: True}, asked_at)
    runtime.redis.delete(flag)


def _flag(tx: Transaction, shop_id: int, shopify_customer_id: int) -> str:
    return f"tags:{shop_id}:{blind_index(tx.keys(shop_id).index, 'tags-asked', str(shopify_customer_id)).hex()}"
