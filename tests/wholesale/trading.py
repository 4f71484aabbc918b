"""A trader, her orders, and what was decided about them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shopify_app.core.runtime import Runtime
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.wholesale import actions as wholesale
from shopify_app.wholesale import marks
from shopify_app.wholesale.decisions import latest_decision
from tests.builders import record_order


def order_of(runtime: Runtime, shop_id: int, number: int, subtotal: str, **changes: Any) -> int:
    """A paid order of the trader Salma, or of who is named, told of and judged; returns our id."""
    who = {"customer": {"id": 7, "email": "salma@example.com"}, "email": None}
    with runtime.transaction() as tx:
        order_id = record_order(tx, shop_id, number, subtotal, **{"at": later(runtime, number), **who, **changes})
    check(runtime, shop_id)
    return order_id


def later(runtime: Runtime, seconds: int) -> str:
    """A moment after the installation: the higher the number, the later."""
    return (runtime.clock.now() + timedelta(hours=1, seconds=seconds)).isoformat()


def mark(runtime: Runtime, shop_id: int, *, is_trade: bool = True, customer: int = 7) -> None:
    """Shopify told of the customer's tags."""
    with runtime.transaction() as tx:
        (person,) = people.find_or_make(tx, shop_id, [Identity(customer)])
        assert person is not None
        marks.keep_marks(tx, shop_id, {person.id: is_trade}, tx.now)


def check(runtime: Runtime, shop_id: int) -> None:
    """Judge until nothing is due."""
    while wholesale.check_due_orders(runtime, shop_id):
        pass


def rule_of(runtime: Runtime, order_id: int) -> tuple[str, bool]:
    """The rule of the order's decision, and whether it may go."""
    with runtime.snapshot() as tx:
        decision = latest_decision(tx, order_id)
    assert decision is not None
    return decision.rule, decision.allowed
