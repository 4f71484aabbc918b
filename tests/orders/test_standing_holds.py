"""Once an hour holds are compared with Shopify: all that should stand or ended of late, and no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from shopify_app.core.outbox import Call
from shopify_app.core.runtime import Runtime
from shopify_app.core.upsert import insert_many
from shopify_app.orders import holds
from shopify_app.orders.models import OVERRIDDEN, PLACED, RELEASED, WANTED, Hold
from tests.builders import a_shop, record_order
from tests.conftest import OTHER_SHOP


def a_hold(
    runtime: Runtime, shop_id: int, state: str, count: int = 1, ended: float | None = None, **order: Any
) -> None:
    """Holds in this state, all of one order; `ended` so many hours ago."""
    with runtime.transaction() as tx:
        order_id = record_order(tx, shop_id, **order)
        row = {"shop_id": shop_id, "order_id": order_id, "reason": "below", "state": state, "version": 1}
        ended_at = None if ended is None else tx.now - timedelta(hours=ended)
        more = {"wanted_at": tx.now, "ended_at": ended_at, "fulfillment_orders": []}
        insert_many(tx.session, Hold, [{**row, **more, "handle": f"handle-{number}"} for number in range(count)])


def compared(runtime: Runtime, shop_id: int) -> list[int]:
    """The holds that a look compares, by the calls it leaves in any shop."""
    holds.compare_standing(runtime, shop_id)
    with runtime.snapshot() as tx:
        calls = tx.session.scalars(select(Call.arguments).where(Call.kind == holds.SYNC_HOLD))
        return [arguments["hold_id"] for arguments in calls]


@pytest.mark.parametrize(
    ("state", "ended", "looked_at"),
    [
        (WANTED, None, 1),
        (PLACED, None, 1),
        (RELEASED, 0, 1),
        (RELEASED, 25, 1),
        (RELEASED, 27, 0),
        (OVERRIDDEN, 25, 1),
        (OVERRIDDEN, 27, 0),
    ],
)
def test_what_should_stand_and_what_ended_of_late_is_compared(
    runtime: Runtime, state: str, ended: float | None, looked_at: int
):
    """What ended may stand all the same: a worker that was slow placed it after it had been released."""
    shop_id = a_shop(runtime)
    a_hold(runtime, shop_id, state, ended=ended)

    assert len(compared(runtime, shop_id)) == looked_at


@pytest.mark.parametrize(("state", "ended"), [(PLACED, None), (RELEASED, 1)])
def test_a_cancelled_order_is_not_asked_about(runtime: Runtime, state: str, ended: float | None):
    shop_id = a_shop(runtime)
    a_hold(runtime, shop_id, state, ended=ended, cancelled_at="2026-11-21T10:00:00+03:00")

    assert compared(runtime, shop_id) == []


def test_another_shops_hold_is_left_alone(runtime: Runtime):
    shop_id, other = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
    a_hold(runtime, other, PLACED)

    assert compared(runtime, shop_id) == []


def test_each_of_many_is_compared_once(runtime: Runtime):
    """More than one transaction takes, with nothing left out where one ends and the next begins."""
    shop_id = a_shop(runtime)
    a_hold(runtime, shop_id, PLACED, count=301)
    found = compared(runtime, shop_id)

    assert (len(found), len(set(found))) == (301, 301)


def test_every_look_compares_anew(runtime: Runtime):
    shop_id = a_shop(runtime)
    a_hold(runtime, shop_id, PLACED)

    assert len(compared(runtime, shop_id)) == 1
    assert len(compared(runtime, shop_id)) == 2
