"""Counting held orders of one account together, and taking them apart again: both decided by a person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import ConflictError, InvalidInputError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import insert_many
from shopify_app.orders import holds
from shopify_app.orders.actions import get_order, tell
from shopify_app.orders.keeping import CHECK_JOB, CHECK_QUEUE
from shopify_app.orders.models import TRADE, Hold, Order
from shopify_app.wholesale.actions import verdict_together
from shopify_app.wholesale.decisions import latest_decision
from shopify_app.wholesale.models import HANDLE
from shopify_app.wholesale.rules import Rule, Verdict, sentence
from shopify_app.wholesale.together.counting import group_of, is_of_one_account, members_of
from shopify_app.wholesale.together.models import MinimumGroup, MinimumGroupOrder

_MOST = 50
_NOTHING_LEFT = (None, "restocked")


class NotTogetherError(ConflictError):
    """These orders cannot be counted as one."""


class NoGroupError(NotFoundError):
    """The order is counted alone."""


def count_together(tx: Transaction, shop_id: int, order_ids: Sequence[int], reason: str, *, actor: str) -> Verdict:
    """Judge these orders as one from now on; with an order of an earlier group come all of that group.

    Raises:
        InvalidInputError: Fewer than two orders, or too many.
        NotTogetherError: One is not held below its minimum, they are not of one account and currency, or they miss the
            minimum together too. Nothing was changed.
    """
    lock_shop(tx, shop_id)
    orders = _with_their_groups(tx, shop_id, order_ids)
    if not 1 < len(orders) <= _MOST:
        raise InvalidInputError(f"Choose at least one other order to count with this one, and {_MOST - 1} at most.")
    for order in orders:
        _check(tx, order, orders[0])
    verdict = verdict_together(tx, orders)
    if not verdict.allowed:
        raise NotTogetherError(f"{sentence(verdict)} Nothing was changed.")
    for order in orders:
        _end(tx, order, actor)
    group = MinimumGroup(shop_id=shop_id, reason=reason, made_at=tx.now, actor=actor)
    tx.session.add(group)
    tx.session.flush()
    rows = [{"group_id": group.id, "order_id": order.id, "shop_id": shop_id} for order in orders]
    insert_many(tx.session, MinimumGroupOrder, rows)
    for order in orders:
        others = ", ".join(one.name for one in orders if one.id != order.id)
        tell(tx, shop_id, order.id, "counted_together", others=others, reason=reason)
    numbers = [order.id for order in orders]
    audit.record(tx, shop_id, events.ORDERS_JOINED, f"group {group.id}", actor=actor, orders=numbers, reason=reason)
    _judge_again(tx, shop_id, numbers)
    return verdict


def take_apart(tx: Transaction, shop_id: int, order_id: int, *, actor: str) -> None:
    """Judge each order of the group by itself again.

    Raises:
        NoGroupError: The order stands in no group.
        NotTogetherError: Goods of one of them were sent already.
    """
    lock_shop(tx, shop_id)
    order = get_order(tx, shop_id, order_id)
    members = members_of(tx, order.id)
    if not members:
        raise NoGroupError("This order is not counted together with others.")
    sent = [one.name for one in members if one.fulfillment_status not in _NOTHING_LEFT]
    if sent:
        raise NotTogetherError(f"Goods of {', '.join(sent)} were sent already, so the orders stay counted together.")
    group = _end(tx, order, actor)
    for member in members:
        tell(tx, shop_id, member.id, "taken_apart")
    numbers = [member.id for member in members]
    audit.record(tx, shop_id, events.ORDERS_PARTED, f"group {group.id if group else ''}", actor=actor, orders=numbers)
    _judge_again(tx, shop_id, numbers)


def candidates_for(tx: Transaction, order: Order) -> list[Order]:
    """Other held orders of the same account and currency: those the order could be counted together with."""
    whose = Order.company_id == order.company_id
    if order.company_id is None:
        whose = (Order.person_id == order.person_id) & Order.company_id.is_(None)
    chosen = select(Order).where(
        Order.shop_id == order.shop_id, Order.id != order.id, Order.id.in_(_held(order.shop_id)), whose
    )
    chosen = chosen.where(Order.kind == TRADE, Order.currency == order.currency, Order.cancelled_at.is_(None))
    return list(tx.session.scalars(chosen.order_by(Order.placed_at.desc(), Order.id.desc()).limit(_MOST - 1)))


def _with_their_groups(tx: Transaction, shop_id: int, order_ids: Sequence[int]) -> list[Order]:
    found: dict[int, Order] = {}
    for order_id in order_ids[: _MOST + 1]:
        order = get_order(tx, shop_id, order_id)
        found[order.id] = order
        living = (one for one in members_of(tx, order.id) if one.cancelled_at is None)
        found.update((one.id, one) for one in living)
    return sorted(found.values(), key=lambda one: (one.placed_at, one.id))


def _check(tx: Transaction, order: Order, first: Order) -> None:
    decision = latest_decision(tx, order.id)
    held = tx.session.scalar(_held(order.shop_id).where(Hold.order_id == order.id)) is not None
    if order.kind != TRADE or decision is None or decision.allowed or not held:
        raise NotTogetherError(
            f"Order {order.name} is not held below its minimum, so it cannot be counted with others."
        )
    if decision.rule == Rule.NO_RATE:
        raise NotTogetherError(f"Order {order.name} waits for a minimum in {order.currency}, not for more goods.")
    if order.fulfillment_status not in _NOTHING_LEFT:
        raise NotTogetherError(f"Goods of order {order.name} were sent already.")
    if not is_of_one_account(order, first):
        raise NotTogetherError("Only orders of the same trader can be counted together.")
    if order.currency != first.currency:
        raise NotTogetherError("Only orders in the same currency can be counted together.")


def _held(shop_id: int) -> Select[int]:
    chosen = select(Hold.order_id).where(Hold.shop_id == shop_id, Hold.handle == HANDLE)
    return chosen.where(Hold.state.in_(holds.STOPPED))


def _end(tx: Transaction, order: Order, actor: str) -> MinimumGroup | None:
    group = group_of(tx, order.id)
    if group is not None:
        group.ended_at, group.ended_by = tx.now, actor
        tx.session.flush()
    return group


def _judge_again(tx: Transaction, shop_id: int, order_ids: Sequence[int]) -> None:
    chosen = update(Order).where(Order.shop_id == shop_id, Order.id.in_(order_ids))
    tx.session.execute(chosen.values(check_due=True), execution_options={"synchronize_session": False})
    tx.nudge(CHECK_JOB, CHECK_QUEUE, shop_id)
