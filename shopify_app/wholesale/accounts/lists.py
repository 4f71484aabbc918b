"""Trade accounts as lists: applications, and traders with what they bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import Order
from shopify_app.wholesale.accounts.models import AccountChange, TradeAccount
from shopify_app.wholesale.accounts.rules import APPLIED, APPROVED, CLOSED, REFUSED, STATES, STOREFRONT, SUSPENDED

APPLICATIONS, TRADERS = (APPLIED, APPROVED, REFUSED, "all"), ("all", APPROVED, SUSPENDED, CLOSED)
SORTS = ("since", "orders", "spent", "last", "number")
_FEW_ORDERS = 50
_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a list is wanted. Unknown words fall back to the default, so that an old link still works."""

    show: str
    search: str = ""
    sort: str = "since"
    rising: bool = False
    page: int = 1


@dataclass(slots=True)
class Bought:
    """What an account ordered, without cancelled and test orders: how many, for how much goods, and when last."""

    orders: int = 0
    spent: list[tuple[Decimal, str]] = field(default_factory=list)
    last_at: datetime | None = None


def list_applications(tx: Transaction, shop_id: int, wish: Wish) -> Page[TradeAccount]:
    """Applications from the storefront, the newest first."""
    chosen = select(TradeAccount).where(TradeAccount.shop_id == shop_id, TradeAccount.source == STOREFRONT)
    chosen = _searched(chosen, wish).order_by(TradeAccount.id.desc())
    return page_of(tx.session.scalars(cut(chosen, wish.page)).all(), wish.page)


def list_traders(tx: Transaction, shop_id: int, wish: Wish) -> Page[TradeAccount]:
    """Accounts that were approved once, as wished."""
    chosen = select(TradeAccount).where(TradeAccount.shop_id == shop_id, _was_approved())
    column = _sorted_by(wish.sort)
    ordered = column.asc().nulls_first() if wish.rising else column.desc().nulls_last()
    chosen = _searched(chosen, wish).order_by(ordered, TradeAccount.id.desc())
    return page_of(tx.session.scalars(cut(chosen, wish.page)).all(), wish.page)


def count_applications(tx: Transaction, shop_id: int) -> int:
    """How many wait to be decided."""
    chosen = select(func.count()).where(TradeAccount.shop_id == shop_id, TradeAccount.state == APPLIED)
    return tx.session.scalar(chosen) or 0


def bought_by(tx: Transaction, shop_id: int, account_ids: Sequence[int]) -> dict[int, Bought]:
    """What each of these accounts bought."""
    found = {account_id: Bought() for account_id in account_ids}
    chosen = select(
        TradeAccount.id, Order.currency, func.count(Order.id), func.sum(Order.goods), func.max(Order.placed_at)
    ).join(Order, _theirs())
    chosen = chosen.where(TradeAccount.shop_id == shop_id, TradeAccount.id.in_(account_ids), _real())
    rows = tx.session.execute(chosen.group_by(TradeAccount.id, Order.currency).order_by(Order.currency))
    for account_id, currency, count, goods, last_at in rows:
        bought = found[account_id]
        bought.orders += count
        bought.spent.append((goods, currency))
        bought.last_at = max(bought.last_at, last_at) if bought.last_at else last_at
    return found


def orders_of(tx: Transaction, account: TradeAccount) -> list[Order]:
    """The account's newest orders."""
    chosen = select(Order).join(TradeAccount, _theirs()).where(TradeAccount.id == account.id)
    return list(tx.session.scalars(chosen.order_by(Order.placed_at.desc(), Order.id.desc()).limit(_FEW_ORDERS)))


def history_of(tx: Transaction, account: TradeAccount) -> list[AccountChange]:
    """The states the account came into, the newest first."""
    chosen = select(AccountChange).where(AccountChange.account_id == account.id)
    return list(tx.session.scalars(chosen.order_by(AccountChange.number.desc())))


def _theirs() -> Any:
    """Orders of the account's person, or of its company; a NULL company is nobody's."""
    mine = or_(Order.person_id == TradeAccount.person_id, Order.company_id == TradeAccount.shopify_company_id)
    return and_(Order.shop_id == TradeAccount.shop_id, mine)


def _real() -> Any:
    return and_(Order.cancelled_at.is_(None), ~Order.is_test)


def _was_approved() -> Any:
    earlier = select(AccountChange.id).where(
        AccountChange.account_id == TradeAccount.id, AccountChange.state == APPROVED
    )
    return and_(TradeAccount.state.in_((APPROVED, SUSPENDED, CLOSED)), earlier.exists())


def _sorted_by(sort: str) -> Any:
    figures: dict[str, Any] = {
        "orders": func.count(Order.id),
        "spent": func.sum(Order.goods),
        "last": func.max(Order.placed_at),
    }
    if sort in figures:
        return select(figures[sort]).where(_theirs(), _real()).correlate(TradeAccount).scalar_subquery()
    return TradeAccount.id if sort == "number" else TradeAccount.since


def _searched(chosen: Select[Any], wish: Wish) -> Select[Any]:
    if wish.show in STATES:
        chosen = chosen.where(TradeAccount.state == wish.show)
    if wish.search:
        number = wish.search.lstrip("#")
        is_number = number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER
        chosen = chosen.where(TradeAccount.id == (int(number) if is_number else -1))
    return chosen
