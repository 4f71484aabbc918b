"""One pace for all workers: noon counts calls per project, so we do too, in Redis.

Source: noon's reference: 1,500 calls in 60 seconds. A bucket that holds a fifth of them, and fills with the rest over
the minute, stays under that in every window of 60 seconds, wherever it begins.
"""

from __future__ import annotations

import hashlib
import time

import structlog
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

_WINDOW_SECONDS = 60.0
_BURST, _MARGIN = 0.2, 0.98
# What long work leaves to events, shipments and people who wait.
_LEFT_BY_PATIENT = 0.5
_FORGET_SECONDS = 600

# KEYS[1] bucket; ARGV: now, size, rate, how much must be left after it. Returns seconds to wait, as text; 0 = taken.
_TAKE = """
local b = redis.call('HMGET', KEYS[1], 'left', 'at')
local now, size, rate, rest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local left = math.min(size, tonumber(b[1] or size) + rate * math.max(0, now - tonumber(b[2] or now)))
if left < 1 + rest then return tostring((1 + rest - left) / rate) end
redis.call('HSET', KEYS[1], 'left', tostring(left - 1), 'at', tostring(now))
redis.call('EXPIRE', KEYS[1], ARGV[5])
return '0'
"""


class Pace:
    """The calls that one noon project still has, over all workers. `per_minute` is noon's limit for 60 seconds."""

    def __init__(self, redis: Redis, per_minute: int) -> None:
        self._redis = redis
        self._take = redis.register_script(_TAKE)
        self._size = max(1.0, per_minute * _BURST)
        self._rate = max(1 / _WINDOW_SECONDS, (per_minute * _MARGIN - self._size) / _WINDOW_SECONDS)

    def take(self, project_code: str, *, patient: bool = False) -> float:
        """Take one call; 0 when taken, else the seconds to wait. Without Redis, noon alone paces."""
        rest = self._size * _LEFT_BY_PATIENT if patient else 0.0
        try:
            wait = self._take(
                keys=[_key(project_code)], args=[time.time(), self._size, self._rate, rest, _FORGET_SECONDS]
            )
        except RedisError as error:
            log.warning("noon_pacing_without_redis", error=type(error).__name__)
            return 0.0
        return float(wait)

    def stop(self, project_code: str, seconds: float) -> None:
        """noon said that it was too much: nobody calls for so long."""
        state: dict[str | bytes, str] = {"left": str(1 - self._rate * seconds), "at": str(time.time())}
        try:
            pipeline = self._redis.pipeline()
            pipeline.hset(_key(project_code), mapping=state)  # type: ignore[arg-type]
            pipeline.expire(_key(project_code), _FORGET_SECONDS)
            pipeline.execute()
        except RedisError as error:
            log.warning("noon_pacing_without_redis", error=type(error).__name__)


def _key(project_code: str) -> str:
    return f"noon:pace:{hashlib.sha256(project_code.encode()).hexdigest()[:24]}"
