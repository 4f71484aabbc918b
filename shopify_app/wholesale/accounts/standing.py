"""Who buys as a trader: whoever's account says so; without a decided account, whoever carries the shop's trade tag."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union_all

from shopify_app.core.runtime import Transaction
from shopify_app.wholesale.accounts.models import TradeAccount
from shopify_app.wholesale.accounts.rules import APPLIED, APPROVED
from shopify_app.wholesale.models import TradeMark


def people_who(shop_id: int, *, trade: bool) -> Any:
    """A query for the people who are traders, or of whom it is known that they are not.

    The newest decided account counts: a suspended, refused or closed one is no trader's, whatever the tag says. An
    application that waits decides nothing.
    """
    by_account = select(TradeAccount.person_id).where(TradeAccount.id.in_(_newest(shop_id)), _says(trade))
    decided = select(TradeAccount.person_id).where(TradeAccount.shop_id == shop_id, TradeAccount.state != APPLIED)
    by_tag = select(TradeMark.person_id).where(TradeMark.shop_id == shop_id, TradeMark.is_trade == trade)
    return union_all(by_account, by_tag.where(TradeMark.person_id.not_in(decided)))


def companies_with_account(shop_id: int, *, trade: bool) -> Select[Any]:
    """A query for the companies (Shopify's numbers) whose account makes them traders, or takes it from them."""
    newest = _newest(shop_id, by=TradeAccount.shopify_company_id)
    return select(TradeAccount.shopify_company_id).where(TradeAccount.id.in_(newest), _says(trade))


def is_trader(tx: Transaction, shop_id: int, person_id: int) -> bool | None:
    """Whether the person is a trader; None when neither an account nor a look at the tags has told."""
    decided = account_says(tx, shop_id, person_id)
    if decided is not None:
        return decided
    mark = tx.session.get(TradeMark, person_id)
    return None if mark is None else mark.is_trade


def account_says(tx: Transaction, shop_id: int, person_id: int) -> bool | None:
    """What the person's newest decided account says; None without one."""
    return _decided(tx, shop_id, TradeAccount.person_id == person_id)


def is_trading_company(tx: Transaction, shop_id: int, company_id: int) -> bool:
    """Whether the company (Shopify's number) buys as a trader: it does, unless its account was taken from it."""
    return _decided(tx, shop_id, TradeAccount.shopify_company_id == company_id) is not False


def _decided(tx: Transaction, shop_id: int, whose: ColumnElement[bool]) -> bool | None:
    chosen = select(TradeAccount.state).where(TradeAccount.shop_id == shop_id, whose, TradeAccount.state != APPLIED)
    state = tx.session.scalars(chosen.order_by(TradeAccount.id.desc()).limit(1)).one_or_none()
    return None if state is None else state == APPROVED


def _newest(shop_id: int, by: Any = TradeAccount.person_id) -> Select[Any]:
    chosen = select(func.max(TradeAccount.id)).where(TradeAccount.shop_id == shop_id, TradeAccount.state != APPLIED)
    return chosen.where(by.is_not(None)).group_by(by)


def _says(trade: bool) -> Any:
    return TradeAccount.state == APPROVED if trade else TradeAccount.state != APPROVED
