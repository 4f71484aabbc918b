"""One cost bucket for all workers: Shopify counts points per app and shop, so we do too, in Redis.

Source: shopify.dev, API rate limits: points come back at a steady rate up to a maximum.
"""

from __future__ import annotations

import time
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

# What a shop on the smallest plan has; the first answer tells the true figures.
_MAXIMUM, _RATE = 1000.0, 100.0
_FORGET_SECONDS = 600

# KEYS[1] bucket; ARGV: now, cost, maximum and rate to begin with. Returns the seconds to wait, as text; 0 = taken.
_TAKE = """
local b = redis.call('HMGET', KEYS[1], 'left', 'at', 'max', 'rate')
local max, rate = tonumber(b[3] or ARGV[3]), tonumber(b[4] or ARGV[4])
local now, cost = tonumber(ARGV[1]), math.min(tonumber(ARGV[2]), max)
local left = math.min(max, tonumber(b[1] or max) + rate * math.max(0, now - tonumber(b[2] or now)))
if left < cost then return tostring((cost - left) / rate) end
redis.call('HSET', KEYS[1], 'left', tostring(left - cost), 'at', tostring(now))
redis.call('HSET', KEYS[1], 'max', tostring(max), 'rate', tostring(rate))
redis.call('EXPIRE', KEYS[1], ARGV[5])
return '0'
"""


class CostBucket:
    """Points of one app in each shop."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._take = redis.register_script(_TAKE)

    def take(self, shop: str, cost: float) -> float:
        """Take points; 0 when taken, else the seconds to wait. Without Redis, Shopify alone paces."""
        try:
            wait = self._take(keys=[_key(shop)], args=[time.time(), cost, _MAXIMUM, _RATE, _FORGET_SECONDS])
        except RedisError as error:
            log.warning("pacing_without_redis", error=type(error).__name__)
            return 0.0
        return float(wait)

    def learn(self, shop: str, status: dict[str, Any]) -> None:
        """Take over what Shopify said of its bucket in `extensions.cost.throttleStatus`."""
        left, maximum, rate = (
            float(status[name]) for name in ("currentlyAvailable", "maximumAvailable", "restoreRate")
        )
        state: dict[Any, Any] = {"left": str(left), "at": str(time.time()), "max": str(maximum), "rate": str(rate)}
        try:
            pipeline = self._redis.pipeline()
            pipeline.hset(_key(shop), mapping=state)
            pipeline.expire(_key(shop), _FORGET_SECONDS)
            pipeline.execute()
        except RedisError as error:
            log.warning("pacing_without_redis", error=type(error).__name__)


def _key(shop: str) -> str:
    return f"shopify:bucket:{shop}"
