"""Opening trade accounts and changing their state, each change with its history, its trail and its call to Shopify."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.people import actions as people
from shopify_app.people.actions import KeyedPerson
from shopify_app.people.rules import Identity
from shopify_app.wholesale.accounts import clashing
from shopify_app.wholesale.accounts.applications import Application, Details
from shopify_app.wholesale.accounts.clashing import Clash
from shopify_app.wholesale.accounts.models import AccountChange, TradeAccount
from shopify_app.wholesale.accounts.prints import Prints
from shopify_app.wholesale.accounts.rules import (
    APPLIED,
    APPROVED,
    GRANTED,
    LIVING,
    STOREFRONT,
    SUSPENDED,
    check_change,
    check_reason,
)

DETAILS = "trade-account/details"
SYNC_ACCOUNT, MAKE_COMPANY = "wholesale.sync_account", "wholesale.make_company"
# Who applied: somebody who typed an address, or a customer whom Shopify told us.
APPLICANT, CUSTOMER = "applicant", "customer"


class UnknownAccountError(NotFoundError):
    """The shop has no such trade account."""


class AccountExistsError(ConflictError):
    """The person, e-mail address or registration has an account that stands."""


def apply(tx: Transaction, shop_id: int, application: Application, customer_id: int | None) -> int | None:
    """Open an application; None, and nothing changed, when there is an account, or the same waits as often as it may.

    Of a signed-in customer Shopify proves the number, so that alone says who it is: a typed address may be anybody's,
    and linking it would let one customer be told of another's orders. Who is not signed in is known by that address.
    """
    identity = Identity(customer_id) if customer_id else Identity(email=application.details.email)
    try:
        actor = CUSTOMER if customer_id else APPLICANT
        return open_account(tx, shop_id, identity, application, state=APPLIED, source=STOREFRONT, actor=actor)
    except AccountExistsError:
        return None


def open_account(
    tx: Transaction, shop_id: int, identity: Identity, application: Application, *, state: str, source: str, actor: str
) -> int:
    """A new account; returns its number.

    Raises:
        AccountExistsError: One stands already, known by the person, the address or the registration. One that only
            waits keeps another application out where it is the same, or the last of as many as are kept.
    """
    lock_shop(tx, shop_id)
    prints = clashing.prints_for(tx, shop_id, application)
    known, in_the_way = people.find_all(tx, shop_id, identity), GRANTED if state == APPLIED else LIVING
    if clashing.stands(tx, shop_id, known, prints, in_the_way):
        raise AccountExistsError("There is a trade account for this customer, e-mail address or registration.")
    free = clashing.free_places(tx, shop_id, prints)
    is_repeated = identity.shopify_customer_id is None and _is_repeated(tx, shop_id, application, prints)
    if free is None or is_repeated:
        raise AccountExistsError("As many applications wait with this e-mail address or registration as are kept.")
    person = _applicant(tx, shop_id, identity)
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
        mail_print=free[0],
        registration_print=free[1],
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
        AccountExistsError: It was to be approved, and another one was with its e-mail address or registration.
    """
    lock_shop(tx, shop_id)
    account = get_account(tx, shop_id, account_id)
    check_change(account.state, wanted)
    if wanted == APPROVED:
        _check_unclaimed(tx, account)
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


def clashes_of(tx: Transaction, account: TradeAccount) -> list[Clash]:
    """The other accounts that stand with the same e-mail address or registration. Nobody is shown what these are."""
    details = _open(tx, account)
    return clashing.alike(tx, account, details) if details else []


def hand_over(tx: Transaction, account: TradeAccount, before: KeyedPerson, after: KeyedPerson) -> None:
    """Let the account be another person's, sealed under their key."""
    details = msgspec.json.encode(open_details(before, account))
    account.person_id, account.details = after.id, after.seal(DETAILS, details)
    tx.session.flush()


def accounts_of(tx: Transaction, shop_id: int, person_id: int) -> list[TradeAccount]:
    """Every account of a person, the oldest first."""
    chosen = select(TradeAccount).where(TradeAccount.shop_id == shop_id, TradeAccount.person_id == person_id)
    return list(tx.session.scalars(chosen.order_by(TradeAccount.id)))


def remember_customer(tx: Transaction, person: KeyedPerson, customer_id: int | None) -> None:
    """Keep the customer's number with the person, and leave what orders told of them."""
    contact = people.open_contact(tx, person)
    if customer_id and contact.shopify_customer_id is None:
        people.keep_contacts(tx, [(person, msgspec.structs.replace(contact, shopify_customer_id=customer_id))])


def _check_unclaimed(tx: Transaction, account: TradeAccount) -> None:
    for other in clashes_of(tx, account):
        if other.state in GRANTED:
            told = f"Account {other.account_id} is {other.state} and has the same {other.same}."
            raise AccountExistsError(f"{told} Refuse this application, or close that account first.")


def _applicant(tx: Transaction, shop_id: int, identity: Identity) -> KeyedPerson:
    """Whose the new account is. Of one person's accounts only one stands, so a second applicant is somebody else.

    A typed address may be anybody's: who typed it again is a person of their own, known by the account alone. A proven
    customer number goes before: the application that only an address led there makes room.
    """
    (person,) = people.find_or_make(tx, shop_id, [identity])
    if person is None:
        raise AccountExistsError("Neither a customer number nor an e-mail address is known.")
    waiting = next((one for one in accounts_of(tx, shop_id, person.id) if one.state in LIVING), None)
    if waiting is None:
        return person
    if identity.shopify_customer_id is None:
        return people.make_unknown(tx, shop_id)
    if _first_actor(tx, waiting) == CUSTOMER:
        raise AccountExistsError("This customer has applied already.")
    hand_over(tx, waiting, person, people.make_unknown(tx, shop_id))
    return person


def _is_repeated(tx: Transaction, shop_id: int, application: Application, prints: Prints) -> bool:
    """Whether the very same waits: a form sent twice, which tells staff nothing new."""
    chosen = select(TradeAccount).where(TradeAccount.shop_id == shop_id, TradeAccount.state == APPLIED)
    same_mail = one_of(tx.session, TradeAccount.mail_print, prints.mail)
    waiting = tx.session.scalars(chosen.where(same_mail)).all() if prints.mail else ()
    return any(
        _first_actor(tx, one) == APPLICANT
        and _open(tx, one) == application.details
        and one.country == application.country
        for one in waiting
    )


def _first_actor(tx: Transaction, account: TradeAccount) -> str | None:
    first = (AccountChange.account_id == account.id, AccountChange.number == 1)
    return tx.session.scalar(select(AccountChange.actor).where(*first))


def _open(tx: Transaction, account: TradeAccount) -> Details | None:
    person = people.load(tx, account.shop_id, [account.person_id]).get(account.person_id)
    return open_details(person, account) if person else None


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
