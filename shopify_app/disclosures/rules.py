"""What may leave and what may not, and for what works the system opens a person's data. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shopify_app.disclosures.recipients import RECIPIENTS, Recipient, Where, is_marketing

# For what the system opens a person's data by itself; what staff may state is in `access/rules.py`. Each is part of
# fulfilling what was bought, or of telling the person of it. A new one is a new line: the whole list can be read here.
WORKS: Mapping[str, str] = {
    "papers": "Drawing a parcel's papers and searching them before they leave",
    "parcel": "Telling the carrier or the marketplace where a parcel goes",
    "message": "Writing to the person about what they bought or asked",
    "payment": "Asking for, or matching, a payment of this person",
    "demand": "Answering a court's or authority's demand that two people have seen to",
    "upkeep": "Keeping what another system knows of this person right",
}
MARKETING = "marketing"
# A subject is a word of ours and a number, so that it can hold nobody's name.
_SUBJECT = re.compile(r"[a-z]+(?: [a-z]+){0,2} [0-9]{1,19}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who would give what to whom; of the fields only their names, as on the data map."""

    shop_id: int
    recipient: str
    purpose: str
    subject: str
    fields: frozenset[str]
    actor: str
    exception: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may leave: in one word of ours, and in a sentence that names the field, never what it says."""

    why: str
    told: str


def refusal_of(attempt: Attempt) -> Refusal | None:
    """Why this may not leave; None when it may."""
    if is_marketing(attempt.purpose):
        return Refusal(MARKETING, "Personal data are never given away for marketing. Nothing left, and it is recorded.")
    to = RECIPIENTS.get(attempt.recipient)
    if to is None:
        return Refusal("recipient", "Nobody of this name may be given personal data.")
    wrong = (why for why, holds in _conditions(attempt, to) if not holds)
    return next(wrong, None)


def _conditions(attempt: Attempt, to: Recipient) -> Iterator[tuple[Refusal, bool]]:
    """What must hold, each with the refusal where it does not."""
    yield Refusal("purpose", f"{to.told} may not be given personal data for this."), attempt.purpose in to.purposes
    yield Refusal("exception", _about_exception(to)), attempt.exception == to.exception
    for name in sorted(attempt.fields):
        yield Refusal("field", f"{to.told} may not be given the field «{name}»."), name in to.fields
    unknown = f"{to.told} is given nothing before it is known to which country the data go."
    yield Refusal("country", unknown), to.where is not Where.STATED or is_country(attempt.country)


def is_subject(text: str) -> bool:
    """Whether it is a subject such as `order 5`."""
    return _SUBJECT.fullmatch(text) is not None


def is_country(text: str | None) -> bool:
    """Whether it is written as ISO 3166's two letters."""
    return text is not None and _COUNTRY.fullmatch(text) is not None


def _about_exception(to: Recipient) -> str:
    if to.exception is None:
        return f"{to.told} is no lawful exception to the promise that nobody is told who works together."
    return f"Giving data to {to.told} is a lawful exception («{to.exception}») and must be called that."
