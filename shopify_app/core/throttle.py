"""How often something may be asked for: by one client, and in one shop. Counted in Redis."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from redis import Redis
from redis.exceptions import RedisError

from shopify_app.core.crypto import blind_index

# KEYS: the client's counter, the shop's; ARGV: the most of each, and the seconds. Returns milliseconds to wait, or 0.
# A counter is made with its end, so that none is left that never ends. They count one after the other: who is above the
# own measure takes nothing from the shop's, else one client could close the door to all.
_COUNT = """
for place, key in ipairs(KEYS) do
  redis.call('SET', key, 0, 'EX', ARGV[#ARGV], 'NX')
  if redis.call('INCR', key) > tonumber(ARGV[place]) then return math.max(1, redis.call('PTTL', key)) end
end
return 0
"""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Measure:
    """How many times in so many seconds. `name` tells its counters from those of others."""

    name: str
    per_client: int
    per_shop: int
    seconds: int


def seconds_to_wait(redis: Redis, measure: Measure, shop: int | str, client: str, index_key: bytes) -> int:
    """Count one try: 0 when it is within the measure, else after how many seconds to come again.

    The client is kept as a keyed fingerprint only. Without Redis everybody is within: no shop must stand still for it.
    """
    who = blind_index(index_key, f"{measure.name}-client", client).hex()
    keys = [f"{measure.name}:{shop}:{one}" for one in (who, "all")]
    most = [str(number) for number in (measure.per_client, measure.per_shop, measure.seconds)]
    try:
        milliseconds = redis.eval(_COUNT, len(keys), *keys, *most)
    except RedisError as error:
        log.warning("not_counted", measure=measure.name, error=type(error).__name__)
        return 0
    return -(-int(milliseconds) // 1000)
