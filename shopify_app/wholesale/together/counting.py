"""What an order is judged by: its own goods, or with them those of the orders that staff count together with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from shopify_app.core.money import Money
from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import TRADE, Order
from shopify_app.wholesale.terms.agreed import exemption_of
from shopify_app.wholesale.together.models import MinimumGroup, MinimumGroupOrder

REFUNDED = frozenset({"refunded", "partially_refunded"})


@dataclass(frozen=True, slots=True)
class Counted:
    """The orders that count, the earliest first; mostly it is one."""

    orders: tuple[Order, ...]

    @property
    def goods(self) -> Money:
        """All their goods; they are in one currency."""
        first, *others = (Money(order.goods, order.currency) for order in self.orders)
        return sum(others, first)

    @property
    def lead(self) -> Order:
        """The earliest: its time decides which minimum is asked for, and which orders came before."""
        return self.orders[0]

    @property
    def was_refunded(self) -> bool:
        """Whether goods may have fallen because money was given back."""
        return any(order.financial_status in REFUNDED for order in self.orders)


def counted_for(tx: Transaction, order: Order) -> Counted:
    """What counts for an order now. Who left the group's account, changed currency or was cancelled counts no more."""
    members = members_of(tx, order.id) if _counts(order) else []
    others = [one for one in members if one.id != order.id and _fits(one, order)]
    # An exempted order is let go by itself; a sample is no purchase that could fill up another's minimum.
    return together([order, *(one for one in others if exemption_of(tx, one.shop_id, one.id) is None)])


def together(orders: Sequence[Order]) -> Counted:
    """These orders as one."""
    return Counted(tuple(sorted(orders, key=lambda one: (one.placed_at, one.id))))


def group_of(tx: Transaction, order_id: int) -> MinimumGroup | None:
    """The group the order stands in."""
    chosen = select(MinimumGroup).join(MinimumGroupOrder, MinimumGroupOrder.group_id == MinimumGroup.id)
    chosen = chosen.where(MinimumGroupOrder.order_id == order_id, MinimumGroup.ended_at.is_(None))
    return tx.session.scalars(chosen).one_or_none()


def members_of(tx: Transaction, order_id: int) -> list[Order]:
    """Every order of the group this one stands in, itself too; none where it stands in no group."""
    group = group_of(tx, order_id)
    if group is None:
        return []
    chosen = select(Order).join(MinimumGroupOrder, MinimumGroupOrder.order_id == Order.id)
    return list(tx.session.scalars(chosen.where(MinimumGroupOrder.group_id == group.id).order_by(Order.placed_at)))


def is_of_one_account(one: Order, other: Order) -> bool:
    """Whether the same trader placed both: the company where there is one, else the person."""
    if one.company_id is not None or other.company_id is not None:
        return one.company_id == other.company_id
    return one.person_id is not None and one.person_id == other.person_id


def _fits(one: Order, other: Order) -> bool:
    return _counts(one) and one.currency == other.currency and is_of_one_account(one, other)


def _counts(order: Order) -> bool:
    return order.kind == TRADE and order.cancelled_at is None and not order.is_test
