"""What staff typed of recipients and demands, read strictly: a sentence says what is wrong, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from shopify_app.core.errors import InvalidInputError
from shopify_app.disclosures.recipients import AUTHORITY, RECIPIENTS
from shopify_app.disclosures.rules import is_country

# Each has one purpose. The person themselves, a court and a trader are known otherwise; an artisan is a private person.
KINDS = ("carrier", "customs authority", "noon", "shopify", "stripe", "mail provider")
LONGEST_NAME, LONGEST_TEXT = 120, 300


class BadDisclosureError(InvalidInputError):
    """What was typed cannot be kept; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Company:
    """A company that the shop works with, and how it is bound."""

    kind: str
    name: str
    country: str
    purpose: str
    obligation: str


class Words(msgspec.Struct, frozen=True):
    """Of a demand: who asked, on which law, under which reference, and how it was decided. It may name people."""

    authority: str
    law: str
    reference: str
    decision: str = ""


def read_company(form: Mapping[str, str]) -> Company:
    """The company from the form.

    Raises:
        BadDisclosureError: Says which field is wrong.
    """
    kind = form.get("kind", "")
    if kind not in KINDS:
        raise _wrong("kind", "Choose what kind of recipient the company is.")
    purpose = form.get("purpose") or min(RECIPIENTS[kind].purposes)
    if purpose not in RECIPIENTS[kind].purposes:
        raise _wrong("purpose", "This kind of recipient is given personal data for nothing else than its own purpose.")
    return Company(
        kind,
        _read_text(form, "name", "The company's name", LONGEST_NAME),
        read_country(form),
        purpose,
        _read_text(form, "obligation", "How the company is bound", LONGEST_TEXT),
    )


def read_demand(form: Mapping[str, str]) -> Words:
    """What the demand says of itself.

    Raises:
        BadDisclosureError: Says what is missing.
    """
    return Words(
        _read_text(form, "authority", "Who asks", LONGEST_NAME),
        _read_text(form, "law", "The law it rests on", LONGEST_TEXT),
        _read_text(form, "reference", "The demand's own reference", LONGEST_NAME),
    )


def read_demanded(fields: Sequence[str]) -> list[str]:
    """The data it asks for, as the data map names them.

    Raises:
        BadDisclosureError: None, or what no authority may be given.
    """
    if not fields or not AUTHORITY.fields.issuperset(fields):
        raise BadDisclosureError("Choose which data the demand asks for.")
    return sorted(set(fields))


def read_decision(form: Mapping[str, str]) -> str:
    """Why it is decided so.

    Raises:
        BadDisclosureError: Nothing is said, or too much.
    """
    return _read_text(form, "decision", "The reason", LONGEST_TEXT)


def read_country(form: Mapping[str, str]) -> str:
    """A country's two letters.

    Raises:
        BadDisclosureError: It is none.
    """
    country = form.get("country", "").strip().upper()
    if not is_country(country):
        raise _wrong("country", "A country is two letters, such as SA.")
    return country


def _read_text(form: Mapping[str, str], name: str, label: str, longest: int) -> str:
    text = " ".join(form.get(name, "").split())
    if not text:
        raise _wrong(name, f"{label} is missing.")
    if len(text) > longest:
        raise _wrong(name, f"{label} is too long: {longest} characters at most.")
    if not text.isprintable():
        raise _wrong(name, f"{label} holds characters that cannot be printed.")
    return text


def _wrong(name: str, told: str) -> BadDisclosureError:
    return BadDisclosureError(told, {name: told})
