"""How many applications may come in an hour: from one client, and in one shop. Counted in Redis."""

from __future__ import annotations

import structlog
from redis import Redis
from redis.exceptions import RedisError

from shopify_app.core.crypto import blind_index

PER_CLIENT, PER_SHOP = 10, 200
_HOUR = 3600
log = structlog.get_logger(__name__)


def may_apply(redis: Redis, shop_id: int, client: str, index_key: bytes) -> bool:
    """Count one try, and say whether it is within the hour's measure.

    Without Redis everybody may: the database still takes no second application, and a shop's form must not stand still.
    """
    name = blind_index(index_key, "application-client", client).hex()
    try:
        return all(
            _count(redis, f"applications:{shop_id}:{who}") <= most
            for who, most in ((name, PER_CLIENT), ("all", PER_SHOP))
        )
    except RedisError as error:
        log.warning("applications_not_counted", error=type(error).__name__)
        return True


def _count(redis: Redis, key: str) -> int:
    with redis.pipeline() as steps:
        # The key is made with its end, so that no crash in between leaves one that never ends.
        steps.set(key, 0, ex=_HOUR, nx=True)
        steps.incr(key)
        return int(steps.execute()[1])
