"""Deliveries in the inbox, put there by the receiver's own code but without HTTP, and without a nudge."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime

from bench.durability.load import delivery, headers, retail_order
from bench.durability.machine import SECRET
from bench.product import SHOP
from shopify_app.core.runtime import Runtime
from webhooks.doors import Doors
from webhooks.from_shopify import read_shopify
from webhooks.receive import make_commit
from webhooks.rows import Row

_AT_ONCE = 100


def fill(runtime: Runtime, first: int, count: int) -> None:
    """`count` orders/create, each of another order and another person."""
    doors = Doors(runtime)
    asyncio.run(_store(runtime, [_row(doors, number) for number in range(first, first + count)]))


def _row(doors: Doors, number: int) -> Row:
    sent = delivery(SHOP, retail_order(number))
    given = {name.lower(): value for name, value in headers(sent).items()}
    return read_shopify(given.get, sent.body, doors, (SECRET.encode(),), datetime.now(UTC))


async def _store(runtime: Runtime, rows: Sequence[Row]) -> None:
    with closing(make_commit(runtime, lambda _rows: None)) as commit:
        for start in range(0, len(rows), _AT_ONCE):
            await asyncio.gather(*map(commit.store, rows[start : start + _AT_ONCE]))
