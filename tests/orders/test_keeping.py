"""Reading many orders at once: one that cannot be kept stops no other."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DataError

from shopify_app.core.runtime import Runtime
from shopify_app.orders import actions
from shopify_app.orders.keeping import NOT_KEPT, keep_nodes
from shopify_app.orders.models import Order
from tests.builders import a_shop
from tests.orders.test_orders_rules import NODE, TRIGGERED


def node(number: int, **changes: Any) -> dict[str, Any]:
    return {**NODE, "legacyResourceId": str(number), **changes}


def kept(runtime: Runtime, shop_id: int) -> list[int]:
    with runtime.snapshot() as tx:
        chosen = select(Order.shopify_order_id).where(Order.shop_id == shop_id).order_by(Order.shopify_order_id)
        return list(tx.session.scalars(chosen))


def not_kept() -> float:
    return NOT_KEPT._value.get()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "changes",
    [
        {"currentTotalPriceSet": {"shopMoney": {"amount": "99999999999999", "currencyCode": "SAR"}}},
        {"createdAt": "yesterday"},
        {"customer": {**NODE["customer"], "id": f"gid://shopify/Customer/{2**63}"}},  # type: ignore[dict-item]
    ],
)
def test_one_that_cannot_be_read_is_counted_and_its_neighbours_are_kept(runtime: Runtime, changes: dict[str, Any]):
    shop_id, before = a_shop(runtime), not_kept()
    keep_nodes(runtime, shop_id, [node(1), node(2, **changes), node(3)], TRIGGERED)

    assert kept(runtime, shop_id) == [1, 3]
    assert not_kept() == before + 1


def test_one_that_the_database_refuses_is_counted_and_its_neighbours_are_kept(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
):
    """Whatever we failed to think of: the database has the last word."""
    shop_id, before, record = a_shop(runtime), not_kept(), actions.record_orders

    def refusing(tx: Any, shop_id: int, seen: Any) -> Any:
        if any(order.shopify_order_id == 2 for order in seen):
            raise DataError("INSERT", {}, ValueError("value too long"))
        return record(tx, shop_id, seen)

    monkeypatch.setattr(actions, "record_orders", refusing)
    keep_nodes(runtime, shop_id, [node(1), node(2), node(3)], TRIGGERED)

    assert kept(runtime, shop_id) == [1, 3]
    assert not_kept() == before + 1


@pytest.mark.parametrize("changes", [{"sourceName": "x" * 65}, {"name": "#\0" + "9" * 70}, {"tags": ["a\0"]}])
def test_what_is_too_long_or_has_a_nul_is_kept_all_the_same(runtime: Runtime, changes: dict[str, Any]):
    shop_id = a_shop(runtime)
    keep_nodes(runtime, shop_id, [node(1, **changes)], TRIGGERED)

    assert kept(runtime, shop_id) == [1]
