"""Who else has an account's e-mail address or registration: what keeps an application out, and what staff are shown.

Both are typed, and a registration is public. So an application that waits keeps nobody out: else a stranger could apply
with a competitor's number, and the competitor would never be seen. Only an account that was granted does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from shopify_app.core.crypto import BlindIndex, blind_index
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity, normal_email
from shopify_app.wholesale.accounts.applications import Application, Details
from shopify_app.wholesale.accounts.models import TradeAccount
from shopify_app.wholesale.accounts.prints import Prints, prints_of, prints_of_mail
from shopify_app.wholesale.accounts.rules import LIVING


@dataclass(frozen=True, slots=True)
class Clash:
    """Another account that stands, and what of it is the same."""

    account_id: int
    state: str
    same: str


def prints_for(tx: Transaction, shop_id: int, application: Application) -> Prints:
    """Every fingerprint the application could have."""
    told, registration = application.details, application.registration
    country, number = (registration.country, registration.number) if registration else (None, None)
    return prints_of(tx.keys(shop_id).index, told.email, country, number)


def stands(tx: Transaction, shop_id: int, person_ids: Sequence[int], prints: Prints, states: Sequence[str]) -> bool:
    """Whether an account in one of the states is known by a person, the address or the registration.

    Asked one by one: each question is one look into one index.
    """
    found = select(TradeAccount.id).where(TradeAccount.shop_id == shop_id, TradeAccount.state.in_(states)).limit(1)
    asked: list[ColumnElement[bool]] = [TradeAccount.person_id.in_(person_ids)] if person_ids else []
    asked += [one_of(tx.session, TradeAccount.mail_print, prints.mail)] if prints.mail else []
    asked += [one_of(tx.session, TradeAccount.registration_print, prints.registration)] if prints.registration else []
    return any(tx.session.scalar(found.where(one)) is not None for one in asked)


def free_places(tx: Transaction, shop_id: int, prints: Prints) -> tuple[BlindIndex | None, BlindIndex | None] | None:
    """The first fingerprints, of address and registration, that no account that stands has; None when all are taken."""
    living = (TradeAccount.shop_id == shop_id, TradeAccount.state.in_(LIVING))
    free: list[BlindIndex | None] = []
    for column, places in (
        (TradeAccount.mail_print, prints.mail),
        (TradeAccount.registration_print, prints.registration),
    ):
        taken = (
            set(tx.session.scalars(select(column).where(*living, one_of(tx.session, column, places)))) if places else ()
        )
        free.append(next((place for place in places if place not in taken), None))
        if places and free[-1] is None:
            return None
    return free[0], free[1]


def alike(tx: Transaction, account: TradeAccount, details: Details) -> list[Clash]:
    """The other accounts that stand with this one's address or registration, the oldest first."""
    prints = prints_of(tx.keys(account.shop_id).index, details.email, account.country, details.registration)
    living = (TradeAccount.shop_id == account.shop_id, TradeAccount.state.in_(LIVING), TradeAccount.id != account.id)
    found: dict[tuple[int, str], list[str]] = {}
    for column, places, words in (
        (TradeAccount.registration_print, prints.registration, "registration number"),
        (TradeAccount.mail_print, prints.mail, "e-mail address"),
    ):
        chosen = select(TradeAccount.id, TradeAccount.state).where(*living, one_of(tx.session, column, places))
        for row in tx.session.execute(chosen) if places else ():
            found.setdefault((row.id, row.state), []).append(words)
    return [Clash(number, state, " and ".join(same)) for (number, state), same in sorted(found.items())]


def applicants_at(tx: Transaction, shop_id: int, email: str | None) -> list[int]:
    """Whose account was applied for with this address. Strangers can type it: it proves nothing about a customer."""
    address = normal_email(email)
    if address is None:
        return []
    prints = prints_of_mail(tx.keys(shop_id).index, address)
    chosen = select(TradeAccount.person_id).where(TradeAccount.shop_id == shop_id)
    return list(tx.session.scalars(chosen.where(one_of(tx.session, TradeAccount.mail_print, prints)).distinct()))


def standing_among(
    tx: Transaction, shop_id: int, asked: Sequence[tuple[Identity, Application]]
) -> list[tuple[bool, frozenset[bytes]]]:
    """For each: whether an account stands for them, and the fingerprints they are known by. Many at once."""
    persons = people.find_each(tx, shop_id, [identity for identity, _ in asked])
    prints = [prints_for(tx, shop_id, application) for _, application in asked]
    living = select(TradeAccount.person_id, TradeAccount.mail_print, TradeAccount.registration_print)
    living = living.where(TradeAccount.shop_id == shop_id, TradeAccount.state.in_(LIVING))
    found: set[int | bytes | None] = set()
    for column, values in (
        (TradeAccount.person_id, persons),
        (TradeAccount.mail_print, [place for one in prints for place in one.mail]),
        (TradeAccount.registration_print, [place for one in prints for place in one.registration]),
    ):
        wanted = one_of(tx.session, column, {value for value in values if value is not None})
        found.update(value for row in tx.session.execute(living.where(wanted)) for value in row)
    found.discard(None)
    index = tx.keys(shop_id).index
    answers: list[tuple[bool, frozenset[bytes]]] = []
    for (identity, _), person, one in zip(asked, persons, prints, strict=True):
        exists = person in found or not found.isdisjoint((*one.mail, *one.registration))
        names = {blind_index(index, kind, value) for kind, value in identity.aliases()}
        answers.append((exists, frozenset(names.union(one.mail[:1], one.registration[:1]))))
    return answers
