"""How often something may be asked for: by one client, and in one shop. Counted in Redis."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from redis import Redis
from redis.exceptions import RedisError

from shopify_app.core.crypto import blind_index

# KEYS: the client's counter, perhaps the shop's; ARGV: the seconds, then of each counter the most and by how much this
# try counts, 0 to be looked at only. Returns milliseconds to wait, or 0.
# A counter is made with its end, so that none is left that never ends. They count one after the other: who is above the
# own measure takes nothing from the shop's, else one client could close the door to all.
_COUNT = """
for place, key in ipairs(KEYS) do
  local most, step = tonumber(ARGV[2 * place]), tonumber(ARGV[2 * place + 1])
  if step > 0 then redis.call('SET', key, 0, 'EX', ARGV[1], 'NX') redis.call('INCRBY', key, step) end
  local counted = tonumber(redis.call('GET', key) or 0)
  if counted > most or (step == 0 and counted == most) then return math.max(1, redis.call('PTTL', key)) end
end
return 0
"""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Measure:
    """How many times in so many seconds. `name` tells its counters from those of others.

    Of the shop's measure every try takes something, or only what came to a result: `count_result` tells then.
    """

    name: str
    per_client: int
    per_shop: int
    seconds: int
    shop_counts_results: bool = False


def seconds_to_wait(
    redis: Redis, measure: Measure, shop: int | str, client: str, index_key: bytes, *, alone: bool = False
) -> int:
    """Count one try: 0 when it is within the measure, else after how many seconds to come again.

    Who is `alone` is held to the own measure only. The client is kept as a keyed fingerprint only. Without Redis
    everybody is within: no shop must stand still for it.
    """
    who = blind_index(index_key, f"{measure.name}-client", client).hex()
    counters = {f"{measure.name}:{shop}:{who}": (measure.per_client, 1)}
    if not alone:
        counters[_of_shop(measure, shop)] = (measure.per_shop, 0 if measure.shop_counts_results else 1)
    return _count(redis, measure, counters)


def count_result(redis: Redis, measure: Measure, shop: int | str) -> None:
    """Take one from the shop's measure, when what was tried came to a result."""
    _count(redis, measure, {_of_shop(measure, shop): (measure.per_shop, 1)})


def _of_shop(measure: Measure, shop: int | str) -> str:
    return f"{measure.name}:{shop}:all"


def _count(redis: Redis, measure: Measure, counters: dict[str, tuple[int, int]]) -> int:
    numbers = [measure.seconds, *(number for pair in counters.values() for number in pair)]
    try:
        milliseconds = redis.eval(_COUNT, len(counters), *counters, *(str(number) for number in numbers))
    except RedisError as error:
        log.warning("not_counted", measure=measure.name, error=type(error).__name__)
        return 0
    return -(-int(milliseconds) // 1000)
