"""Opening trade accounts and changing their state, each change with its history, its trail and its call to Shopify."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.crypto import blind_index
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.people import actions as people
from shopify_app.people.actions import KeyedPerson
from shopify_app.people.rules import Identity
from shopify_app.wholesale.accounts.applications import Application, Details
from shopify_app.wholesale.accounts.models import AccountChange, TradeAccount
from shopify_app.wholesale.accounts.prints import print_of_mail, print_of_registration
from shopify_app.wholesale.accounts.rules import (
    APPLIED,
    APPROVED,
    LIVING,
    STOREFRONT,
    SUSPENDED,
    check_change,
    check_reason,
)

DETAILS = "trade-account/details"
SYNC_ACCOUNT, MAKE_COMPANY = "wholesale.sync_account", "wholesale.make_company"
APPLICANT = "applicant"


class UnknownAccountError(NotFoundError):
    """The shop has no such trade account."""


class AccountExistsError(ConflictError):
    """The person, e-mail address or registration has an account that stands."""


@dataclass(frozen=True, slots=True)
class _Prints:
    """Keyed fingerprints by which a second application is known."""

    mail: bytes | None
    registration: bytes | None


def apply(tx: Transaction, shop_id: int, application: Application, customer_id: int | None) -> int | None:
    """Open an application; None, and nothing changed, when there is an account that stands.

    Of a signed-in customer Shopify proves the number, so that alone says who it is: a typed address may be anybody's,
    and linking it would let one customer be told of another's orders. Who is not signed in is known by that address.
    """
    identity = Identity(customer_id) if customer_id else Identity(email=application.details.email)
    try:
        return open_account(tx, shop_id, identity, application, state=APPLIED, source=STOREFRONT, actor=APPLICANT)
    except AccountExistsError:
        return None


def open_account(
    tx: Transaction, shop_id: int, identity: Identity, application: Application, *, state: str, source: str, actor: str
) -> int:
    """A new account; returns its number.

    Raises:
        AccountExistsError: One stands already, known by the person, the address or the registration.
    """
    lock_shop(tx, shop_id)
    prints = _prints(tx, shop_id, application)
    known = people.find_all(tx, shop_id, identity)
    if _standing(tx, shop_id, known, prints):
        raise AccountExistsError("There is a trade account for this customer, e-mail address or registration.")
    (person,) = people.find_or_make(tx, shop_id, [identity])
    if person is None:
        raise AccountExistsError("Neither a customer number nor an e-mail address is known.")
    remember_customer(tx, person, identity.shopify_customer_id)
    account = TradeAccount(
        shop_id=shop_id,
        person_id=person.id,
        state=state,
        version=0,
        source=source,
        country=application.country,
        registration_kind=application.registration.kind if application.registration else None,
        details=person.seal(DETAILS, msgspec.json.encode(application.details)),
        mail_print=prints.mail,
        registration_print=prints.registration,
        applied_at=tx.now,
        since=tx.now,
    )
    tx.session.add(account)
    tx.session.flush()
    _write_down(tx, account, actor, None)
    if state == APPROVED:
        _tell_shopify(tx, account)
    return account.id


def change(
    tx: Transaction, shop_id: int, account_id: int, wanted: str, *, actor: str, reason: str | None = None
) -> TradeAccount:
    """Bring an account into another state; Shopify is told where a trader's tag comes or goes.

    Raises:
        UnknownAccountError: The shop has none of this number.
        WrongStateError: It cannot come from its present state into that one.
        NoReasonError: A decision against the trader needs a reason of the list.
    """
    lock_shop(tx, shop_id)
    account = get_account(tx, shop_id, account_id)
    check_change(account.state, wanted)
    was_trader = account.state in {APPROVED, SUSPENDED}
    told = check_reason(wanted, reason)
    account.state = wanted
    _write_down(tx, account, actor, told)
    if was_trader or wanted == APPROVED:
        _tell_shopify(tx, account)
    return account


def want_company(tx: Transaction, account: TradeAccount) -> None:
    """Have the company made in Shopify, once."""
    outbox.put(tx, account.shop_id, MAKE_COMPANY, f"account/{account.id}/company", account_id=account.id)


def get_account(tx: Transaction, shop_id: int, account_id: int) -> TradeAccount:
    """One of the shop's accounts, as it is now.

    Raises:
        UnknownAccountError: It has none of this number.
    """
    account = tx.session.get(TradeAccount, account_id, populate_existing=True)
    if account is None or account.shop_id != shop_id:
        raise UnknownAccountError("There is no such trade account in this shop.")
    return account


def open_details(person: KeyedPerson, account: TradeAccount) -> Details:
    """What is sealed of the trader. For a person's eyes callers pass the disclosure gate first."""
    if account.details is None:
        return Details()
    return msgspec.json.decode(person.open(DETAILS, account.details), type=Details)


def accounts_of(tx: Transaction, shop_id: int, person_id: int) -> list[TradeAccount]:
    """Every account of a person, the oldest first."""
    chosen = select(TradeAccount).where(TradeAccount.shop_id == shop_id, TradeAccount.person_id == person_id)
    return list(tx.session.scalars(chosen.order_by(TradeAccount.id)))


def standing_among(
    tx: Transaction, shop_id: int, asked: Sequence[tuple[Identity, Application]]
) -> list[tuple[bool, frozenset[bytes]]]:
    """For each: whether an account stands for them, and the fingerprints they are known by. Many at once."""
    persons = people.find_each(tx, shop_id, [identity for identity, _ in asked])
    prints = [_prints(tx, shop_id, application) for _, application in asked]
    living = select(TradeAccount.person_id, TradeAccount.mail_print, TradeAccount.registration_print)
    living = living.where(TradeAccount.shop_id == shop_id, TradeAccount.state.in_(LIVING))
    found: set[int | bytes | None] = set()
    for column, values in (
        (TradeAccount.person_id, persons),
        (TradeAccount.mail_print, [one.mail for one in prints]),
        (TradeAccount.registration_print, [one.registration for one in prints]),
    ):
        wanted = one_of(tx.session, column, {value for value in values if value is not None})
        found.update(value for row in tx.session.execute(living.where(wanted)) for value in row)
    found.discard(None)
    index = tx.keys(shop_id).index
    answers = []
    for (identity, _), person, one in zip(asked, persons, prints, strict=True):
        marks = {mark for mark in (one.mail, one.registration) if mark}
        stands = person in found or bool(marks & found)
        names = {blind_index(index, kind, value) for kind, value in identity.aliases()}
        answers.append((stands, frozenset(marks | names)))
    return answers


def remember_customer(tx: Transaction, person: KeyedPerson, customer_id: int | None) -> None:
    """Keep the customer's number with the person, and leave what orders told of them."""
    contact = people.open_contact(tx, person)
    if customer_id and contact.shopify_customer_id is None:
        people.keep_contacts(tx, [(person, msgspec.structs.replace(contact, shopify_customer_id=customer_id))])


def _prints(tx: Transaction, shop_id: int, application: Application) -> _Prints:
    index_key, mail, registration = tx.keys(shop_id).index, application.details.email, application.registration
    return _Prints(
        print_of_mail(index_key, mail) if mail else None,
        print_of_registration(index_key, registration.country, registration.number) if registration else None,
    )


def _standing(tx: Transaction, shop_id: int, person_ids: Sequence[int], prints: _Prints) -> bool:
    """Asked one by one: each question is one look into one index."""
    living = select(TradeAccount.id).where(TradeAccount.shop_id == shop_id, TradeAccount.state.in_(LIVING)).limit(1)
    asked: list[ColumnElement[bool]] = [TradeAccount.person_id.in_(person_ids)] if person_ids else []
    asked += [TradeAccount.mail_print == prints.mail] if prints.mail else []
    asked += [TradeAccount.registration_print == prints.registration] if prints.registration else []
    return any(tx.session.scalar(living.where(one)) is not None for one in asked)


def _write_down(tx: Transaction, account: TradeAccount, actor: str, reason: str | None) -> None:
    account.version += 1
    account.since = tx.now
    row = AccountChange(
        shop_id=account.shop_id,
        account_id=account.id,
        number=account.version,
        at=tx.now,
        state=account.state,
        actor=actor,
        reason=reason,
    )
    tx.session.add(row)
    tx.session.flush()
    subject, told = f"trade account {account.id}", {"reason": reason} if reason else {}
    audit.record(tx, account.shop_id, events.ACCOUNT_CHANGED, subject, actor=actor, state=account.state, **told)


def _tell_shopify(tx: Transaction, account: TradeAccount) -> None:
    key = f"account/{account.id}/{account.version}"
    outbox.put(tx, account.shop_id, SYNC_ACCOUNT, key, account_id=account.id)
