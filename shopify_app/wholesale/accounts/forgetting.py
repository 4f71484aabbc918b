"""What becomes of accounts when a person is erased, or a decision against them is long past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select, update

from shopify_app.core.runtime import Transaction
from shopify_app.orders.models import Order
from shopify_app.people import actions as people
from shopify_app.people.models import Person
from shopify_app.wholesale.accounts.models import AccountChange, TradeAccount
from shopify_app.wholesale.accounts.rules import CLOSED, ERASED, LIVING, REFUSED

_EMPTY = {"details": None, "mail_print": None, "registration_print": None}
_MANY = 500


def empty_person(tx: Transaction, shop_id: int, person_ids: Sequence[int]) -> int:
    """Remove what accounts hold about these people and close those that stand; returns from how many.

    The account's number, country and history stay: they name nobody.
    """
    chosen = select(TradeAccount).where(TradeAccount.shop_id == shop_id, TradeAccount.person_id.in_(person_ids))
    accounts = tx.session.scalars(chosen, execution_options={"populate_existing": True}).all()
    emptied = 0
    for account in accounts:
        emptied += account.details is not None
        account.details = account.mail_print = account.registration_print = None
        if account.state in LIVING:
            _close(tx, account)
    tx.session.flush()
    return emptied


def forget_ended(tx: Transaction, shop_id: int, before: datetime) -> int:
    """Empty accounts refused or closed before that moment; returns of how many.

    A person known by nothing but such an application is erased with it.
    """
    ended = (TradeAccount.shop_id == shop_id, TradeAccount.state.in_((REFUSED, CLOSED)), TradeAccount.since < before)
    chosen = select(TradeAccount.id, TradeAccount.person_id).where(*ended, TradeAccount.details.is_not(None))
    rows = tx.session.execute(chosen.limit(_MANY)).all()
    if rows:
        old = update(TradeAccount).where(TradeAccount.id.in_([row.id for row in rows])).values(_EMPTY)
        tx.session.execute(old, execution_options={"synchronize_session": False})
        forget_strangers(tx, shop_id, [row.person_id for row in rows])
    return len(rows)


def forget_strangers(tx: Transaction, shop_id: int, person_ids: Sequence[int]) -> None:
    """Erase those of these people about whom no order and no account holds anything."""
    has_order = exists().where(Order.person_id == Person.id)
    has_account = exists().where(TradeAccount.person_id == Person.id, TradeAccount.details.is_not(None))
    alone = select(Person.id).where(Person.shop_id == shop_id, Person.id.in_(person_ids), ~has_order, ~has_account)
    people.erase(tx, shop_id, list(tx.session.scalars(alone)))


def _close(tx: Transaction, account: TradeAccount) -> None:
    account.state, account.since, account.version = CLOSED, tx.now, account.version + 1
    row = {"shop_id": account.shop_id, "account_id": account.id, "number": account.version, "at": tx.now}
    tx.session.add(AccountChange(**row, state=CLOSED, actor="tajir", reason=ERASED))
