"""Reading the application form: what was typed, what is wrong with it, and whether a person typed it. Pure."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from shopify_app.core.crypto import blind_index
from shopify_app.people.rules import normal_email, normal_phone
from shopify_app.wholesale.accounts.registration import Registration, RegistrationError, read_registration
from shopify_app.wholesale.accounts.words import COUNTRIES

# Fields of the form, in their order. `website` is the trap: people do not see it, programs fill it in.
FIELDS = ("company", "country", "registration", "contact_name", "email", "phone")
TRAP = "website"
FASTEST_SECONDS, OLDEST_SECONDS = 3, 24 * 3600
LONGEST = 200
_EMAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']{2,}")
_PHONE_DIGITS = range(7, 16)


class Details(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed of a trader."""

    company: str | None = None
    registration: str | None = None
    contact_name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """A good application."""

    details: Details
    registration: Registration | None
    country: str | None


def read_form(given: Mapping[str, str]) -> tuple[Application | None, dict[str, str]]:
    """The application, or the problem of each field that has one, in words of `words.py`."""
    values = {name: one_line(given.get(name, "")) for name in FIELDS}
    problems = {name: "missing" for name in FIELDS if not values[name]}
    problems |= {name: "long" for name in FIELDS if len(values[name]) > LONGEST}
    if values["country"] and values["country"] not in COUNTRIES:
        problems["country"] = "missing"
    if "email" not in problems and not is_email(values["email"]):
        problems["email"] = "email"
    if "phone" not in problems and len(normal_phone(values["phone"]) or "") not in _PHONE_DIGITS:
        problems["phone"] = "phone"
    registration = None
    if not {"country", "registration"} & problems.keys():
        try:
            registration = read_registration(values["country"], values["registration"])
        except RegistrationError as error:
            problems["registration"] = error.problem
    if problems or registration is None:
        return None, problems
    details = Details(
        values["company"], registration.number, values["contact_name"], normal_email(values["email"]), values["phone"]
    )
    return Application(details, registration, values["country"]), {}


def is_email(text: str) -> bool:
    """Whether mail could be sent there."""
    return len(text) <= LONGEST and _EMAIL.fullmatch(text) is not None


def one_line(text: str) -> str:
    """One line, without what cannot be seen."""
    kept = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in unicodedata.normalize("NFC", text))
    return " ".join(kept.split())


def stamp(index_key: bytes, now: float) -> str:
    """When the form was shown, signed with the shop's key."""
    at = str(int(now))
    return f"{at}.{blind_index(index_key, 'application-form', at).hex()}"


def age_of(index_key: bytes, given: str, now: float) -> float | None:
    """How many seconds ago the form was shown; None when the stamp is not ours."""
    at, _, _ = given.partition(".")
    if not (at.isascii() and at.isdigit() and len(at) <= 12):  # noqa: PLR2004
        return None
    return now - int(at) if hmac.compare_digest(stamp(index_key, int(at)).encode(), given.encode()) else None
