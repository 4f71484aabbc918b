"""Who buys as a trader: whoever's account says so; without a decided account, whoever carries the shop's trade tag."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select, union_all

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
    chosen = select(TradeAccount.state).where(TradeAccount.shop_id == shop_id, TradeAccount.person_id == person_id)
    decided = chosen.where(TradeAccount.state != APPLIED).order_by(TradeAccount.id.desc()).limit(1)
    state = tx.session.scalars(decided).one_or_none()
    if state is not None:
        return state == APPROVED
    mark = tx.session.get(TradeMark, person_id)
    return None if mark is None else mark.is_trade


def _newest(shop_id: int, by: Any = TradeAccount.person_id) -> Select[Any]:
    chosen = select(func.max(TradeAccount.id)).where(TradeAccount.shop_id == shop_id, TradeAccount.state != APPLIED)
    return chosen.where(by.is_not(None)).group_by(by)


def _says(trade: bool) -> Any:
    return TradeAccount.state == APPROVED if trade else TradeAccount.state != APPROVED
