"""The gate: personal data are opened only here, for a stated purpose or a named work, and each time is written down."""

from __future__ import annotations

from dataclasses import dataclass

from shopify_app.access.rules import PURPOSES
from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import InvalidInputError, NotFoundError
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.rules import WORKS
from shopify_app.people import actions as people
from shopify_app.people.actions import Contact, KeyedPerson


class PurposeMissingError(InvalidInputError):
    """Nobody looks at personal data without saying why."""


class ErasedPersonError(NotFoundError):
    """The person's key was destroyed."""


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


def _living(tx: Transaction, shop_id: int, person_id: int) -> KeyedPerson:
    person = people.load(tx, shop_id, [person_id]).get(person_id)
    if person is None:
        raise ErasedPersonError("This person's data were erased. They cannot be read any more.")
    return person
