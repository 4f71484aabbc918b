"""Finding a trade account by an e-mail address or a registration number, whole: neither can be read without its key.

What is typed goes nowhere but into fingerprints: not on the trail, not into a log, not into an address.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import InvalidInputError
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity, normal_email
from shopify_app.wholesale.accounts.applications import LONGEST, is_email, one_line
from shopify_app.wholesale.accounts.models import TradeAccount
from shopify_app.wholesale.accounts.prints import prints_of_mail, prints_of_registration
from shopify_app.wholesale.accounts.registration import written_alike
from shopify_app.wholesale.accounts.rules import LIVING


class UnsearchableError(InvalidInputError):
    """What was typed can be neither an e-mail address nor a registration number."""


def find_account(tx: Transaction, shop_id: int, typed: str, *, actor: str) -> int | None:
    """The number of the account with this e-mail address or registration number; None when there is none.

    Of several, one that stands, then the newest. That somebody searched is on the trail, found or not.

    Raises:
        UnsearchableError: Nothing, too much, or a part of an address was typed.
    """
    sought = one_line(typed)
    _check(sought)
    alike = _with_mail(tx, shop_id, sought) if "@" in sought else _with_registration(tx, shop_id, sought)
    account_id = _best(tx, shop_id, alike)
    subject = f"trade account {account_id}" if account_id else "trade accounts"
    audit.record(tx, shop_id, events.ACCOUNT_SEARCHED, subject, actor=actor, found=account_id is not None)
    return account_id


def _check(sought: str) -> None:
    """What was typed is not repeated to anybody."""
    if not sought:
        raise UnsearchableError("Type an e-mail address or a registration number.")
    if len(sought) > LONGEST:
        raise UnsearchableError(f"That is too long. An address or number has at most {LONGEST} characters.")
    if "@" in sought and not is_email(sought):
        raise UnsearchableError("This is not an e-mail address. Type all of it: a part finds nothing.")


def _with_mail(tx: Transaction, shop_id: int, sought: str) -> list[ColumnElement[bool]]:
    """The account's own address, or one by which its person is known."""
    email = normal_email(sought) or ""
    persons = people.find_all(tx, shop_id, Identity(email=email))
    own = one_of(tx.session, TradeAccount.mail_print, prints_of_mail(tx.keys(shop_id).index, email))
    return [own, one_of(tx.session, TradeAccount.person_id, persons)]


def _with_registration(tx: Transaction, shop_id: int, sought: str) -> list[ColumnElement[bool]]:
    """Its country need not be typed: it is one of the few that the shop's accounts have."""
    index_key, number = tx.keys(shop_id).index, written_alike(sought)
    chosen = select(TradeAccount.country).where(TradeAccount.shop_id == shop_id).distinct()
    countries = [country for country in tx.session.scalars(chosen) if country]
    prints = [one for country in countries for one in prints_of_registration(index_key, country, number)]
    return [one_of(tx.session, TradeAccount.registration_print, prints)]


def _best(tx: Transaction, shop_id: int, alike: Sequence[ColumnElement[bool]]) -> int | None:
    """One that stands before one that has ended, the first likeness before the next, the newest before the others."""
    order = [likeness.desc().nulls_last() for likeness in (TradeAccount.state.in_(LIVING), *alike)]
    chosen = select(TradeAccount.id).where(TradeAccount.shop_id == shop_id, or_(*alike))
    return tx.session.scalar(chosen.order_by(*order, TradeAccount.id.desc()).limit(1))
