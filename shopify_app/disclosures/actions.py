"""The gate: personal data are opened only here, and leave only by `disclose`; each time is written down.

Staff open for a stated purpose, the system for a named work. What leaves is cut to what its recipient may have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shopify_app.access.rules import PURPOSES
from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import InvalidInputError, NotFoundError, RememberedError
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.models import Disclosure
from shopify_app.disclosures.recipients import RECIPIENTS
from shopify_app.disclosures.rules import MARKETING, WORKS, Attempt, Refusal, is_subject, refusal_of
from shopify_app.people import actions as people
from shopify_app.people.actions import Contact, KeyedPerson


class PurposeMissingError(InvalidInputError):
    """Nobody looks at personal data without saying why."""


class ErasedPersonError(NotFoundError):
    """The person's key was destroyed."""


class DisclosureRefusedError(RememberedError):
    """The recipient may not have this, or not for that. The attempt is on the trail; what would have left is not."""

    def __init__(self, attempt: Attempt, refusal: Refusal) -> None:
        super().__init__(refusal.told)
        self._attempt, self._why = attempt, refusal.why

    def remember(self, tx: Transaction) -> None:
        """Put the attempt on the trail, in words of ours alone."""
        one = self._attempt
        told = {"why": self._why, "fields": sorted(filter(_OUR_WORD.fullmatch, one.fields))}
        told |= {"recipient": one.recipient} if one.recipient in RECIPIENTS else {}
        audit.record(tx, one.shop_id, events.DISCLOSURE_REFUSED, one.subject, actor=one.actor, **told)


class MarketingRefusedError(DisclosureRefusedError):
    """Personal data are never given for marketing (promises AL-3.1 and MA-6.1)."""


_OUR_WORD = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class Looker:
    """The staff member who looks, and for what purpose."""

    staff: str
    purpose: str


def open_person(tx: Transaction, shop_id: int, person_id: int, looker: Looker) -> tuple[KeyedPerson, Contact]:
    """The person's data for this staff member; the look is on the trail when this is committed (promise MA-2.2).

    Raises:
        PurposeMissingError: The purpose is none of those that may be stated.
        ErasedPersonError: There is nothing left to see.
    """
    check_purpose(looker.purpose)
    person = _living(tx, shop_id, person_id)
    note_look(tx, shop_id, person_id, looker)
    return person, people.open_contact(tx, person)


def open_for_work(tx: Transaction, shop_id: int, person_id: int, work: str) -> tuple[KeyedPerson, Contact]:
    """The person's data for work that the system does by itself, while nobody looks; the opening is on the trail.

    `work` is one of `disclosures.rules.WORKS`. What leaves because of it passes `disclose` besides.

    Raises:
        ErasedPersonError: There is nothing left to open.
        ValueError: No such work is known.
    """
    if work not in WORKS:
        raise ValueError(f"unknown work {work!r}: name it in disclosures/rules.py")
    person = _living(tx, shop_id, person_id)
    audit.record(tx, shop_id, events.PERSON_OPENED, f"person {person_id}", work=work)
    return person, people.open_contact(tx, person)


# Each argument is one fact of the register; a value made of them would be unpacked here and nowhere else.
def disclose(  # noqa: PLR0913
    tx: Transaction,
    shop_id: int,
    *,
    recipient: str,
    purpose: str,
    person_id: int | None,
    subject: str,
    fields: Mapping[str, Any],
    actor: str,
    exception: str | None = None,
    basis: str | None = None,
    country: str | None = None,
    named: str | None = None,
    is_secret: bool = False,
) -> dict[str, Any]:
    """What of these fields may leave, all of them or none; once committed, the register tells that it left.

    `recipient` and `purpose` are words of `recipients.py`; `exception` must be named where the recipient is one.
    `fields` are named as on the data map; what is empty is no disclosure. `subject` is a word and a number: `order 5`.
    `country` is where the data go, as ISO 3166's two letters, and `named` the company, as far as it is known. It is
    secret where a law forbids to tell the person.

    Raises:
        DisclosureRefusedError: The recipient may not have a field, or not for this, or not so. It is recorded.
        MarketingRefusedError: The purpose is marketing. It is recorded.
        NotFoundError: The person is none of this shop's.
        ValueError: The subject could hold a name.
    """
    if not is_subject(subject):
        raise ValueError("a subject is a word of ours and a number, such as `order 5`")
    given = {name: value for name, value in fields.items() if value}
    attempt = Attempt(shop_id, recipient, purpose, subject, frozenset(given), actor, exception, country)
    if refusal := refusal_of(attempt):
        raise (MarketingRefusedError if refusal.why == MARKETING else DisclosureRefusedError)(attempt, refusal)
    if person_id is not None and people.status(tx, shop_id, person_id) is None:
        raise NotFoundError("There is no such person in this shop.")
    if given:
        told = {"basis": basis or RECIPIENTS[recipient].basis, "named": named, "is_secret": is_secret}
        _register(tx, attempt, person_id, told)
    return given


def note_look(tx: Transaction, shop_id: int, person_id: int, looker: Looker) -> None:
    """Write down who looked at whom, and why."""
    actor = f"staff {looker.staff}"
    audit.record(tx, shop_id, events.PERSON_SEEN, f"person {person_id}", actor=actor, purpose=looker.purpose)


def check_purpose(purpose: str) -> None:
    """Refuse a purpose that may not be stated.

    Raises:
        PurposeMissingError: It is none of those in `access/rules.py`.
    """
    if purpose not in PURPOSES:
        raise PurposeMissingError("Say why you need to see this: choose a purpose.")


def _register(tx: Transaction, attempt: Attempt, person_id: int | None, more: Mapping[str, Any]) -> None:
    names = sorted(attempt.fields)
    known = {"recipient": attempt.recipient, "purpose": attempt.purpose, "exception": attempt.exception}
    where = {"shop_id": attempt.shop_id, "subject": attempt.subject, "country": attempt.country, "actor": attempt.actor}
    row = Disclosure(at=tx.now, **known, **where, **more, person_id=person_id, fields=names)
    tx.session.add(row)
    tx.session.flush()
    told = {name: value for name, value in known.items() if value} | {"fields": names, "number": row.id}
    audit.record(tx, attempt.shop_id, events.DISCLOSURE_MADE, attempt.subject, actor=attempt.actor, **told)


def _living(tx: Transaction, shop_id: int, person_id: int) -> KeyedPerson:
    person = people.load(tx, shop_id, [person_id]).get(person_id)
    if person is None:
        raise ErasedPersonError("This person's data were erased. They cannot be read any more.")
    return person
