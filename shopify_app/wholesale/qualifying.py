"""How many of an account's orders qualify: whether the next one is a first order or a following one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, or_, select

from shopify_app.core.runtime import Transaction
from shopify_app.orders import holds
from shopify_app.orders.models import OVERRIDDEN, TRADE, Hold, Order
from shopify_app.orders.rules import NOON
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.wholesale.accounts import standing
from shopify_app.wholesale.decisions import let_go_by_verdict
from shopify_app.wholesale.models import HANDLE
from shopify_app.wholesale.rules import qualifies
from shopify_app.wholesale.terms.agreed import gifts

_LOOK_BACK = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """What the minimum of a customer's next order depends on."""

    is_trade: bool
    qualifying_orders: int
    person_id: int


def standing_of(tx: Transaction, shop_id: int, shopify_customer_id: int) -> Standing | None:
    """How the customer stands; None for one we have not seen order or be tagged."""
    person_ids = people.find_all(tx, shop_id, Identity(shopify_customer_id))
    is_trade = standing.is_trader(tx, shop_id, person_ids[0]) if person_ids else None
    if is_trade is None:
        return None
    return Standing(is_trade, qualifying_orders_of(tx, shop_id, person_ids[0]), person_ids[0])


def qualifying_orders_of(tx: Transaction, shop_id: int, person_id: int, company_id: int | None = None) -> int:
    """How many of the account's orders qualify, up to a few: of the company where there is one, else of the person."""
    of_company = company_id is not None
    return _count(tx, _orders_of(of_company=of_company), shop_id, company_id if company_id is not None else person_id)


def same_account(order: Order) -> tuple[Any, ...]:
    """For a query: orders of the same trader, of the company where there is one, else of the person."""
    if order.company_id is not None:
        return (Order.shop_id == order.shop_id, Order.company_id == order.company_id)
    return (Order.shop_id == order.shop_id, Order.person_id == order.person_id, Order.company_id.is_(None))


def qualifying_orders_before(tx: Transaction, order: Order) -> int:
    """How many of the account's earlier orders qualify; counted up to a few, for one alone decides."""
    before = or_(Order.placed_at < order.placed_at, (Order.placed_at == order.placed_at) & (Order.id < order.id))
    chosen, whose = _orders_of(of_company=order.company_id is not None), order.company_id or order.person_id
    return _count(tx, chosen.where(before), order.shop_id, whose)


@cache
def _orders_of(*, of_company: bool) -> Select[str | None, bool, str | None, bool]:
    """A query for the orders of one account (`:account`) in one shop (`:shop`); made once, for the storefront waits.

    Only a trader's orders count, and of them those that were let go: by their verdict, or by a person. What somebody
    bought as a retail customer, before the tag, is no trader's first order, whatever it cost. A trader's order from
    before the installation counts: it was let go with the rule `earlier`, and asking a customer of years for a first
    order's minimum would be wrong.
    """
    shop, account = bindparam("shop", type_=BigInteger()), bindparam("account", type_=BigInteger())
    whose = (Order.company_id == account,) if of_company else (Order.person_id == account, Order.company_id.is_(None))
    let_go = or_(let_go_by_verdict(), and_(Hold.id.is_not(None), Hold.state == OVERRIDDEN))
    stopped = Hold.state.in_(holds.STOPPED)
    chosen = select(Order.financial_status, Order.has_terms, Order.source_name, stopped.label("is_held"))
    chosen = chosen.add_columns(Order.id.in_(gifts(shop)).label("is_gift"))
    chosen = chosen.outerjoin(Hold, and_(Hold.order_id == Order.id, Hold.handle == HANDLE))
    chosen = chosen.where(Order.shop_id == shop, *whose, Order.kind == TRADE, let_go)
    chosen = chosen.where(Order.cancelled_at.is_(None), ~Order.is_test)
    return chosen.order_by(Order.placed_at.desc()).limit(_LOOK_BACK)


def _count(
    tx: Transaction, chosen: Select[str | None, bool, str | None, bool], shop_id: int, account: int | None
) -> int:
    return sum(
        qualifies(
            financial_status=row.financial_status,
            has_terms=row.has_terms,
            is_cancelled=False,
            is_test=False,
            is_imported=row.source_name == NOON,
            is_held=bool(row.is_held),
            is_gift=row.is_gift,
        )
        for row in tx.session.execute(chosen, {"shop": shop_id, "account": account})
    )
