"""What staff typed of a brand, read strictly: a sentence says what is wrong, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.faces import Address, Brand

LONGEST, LONGEST_MESSAGE, LONGEST_HOW = 120, 400, 300
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LABELS = {
    "name": "The brand's name",
    "name_ar": "The name in Arabic",
    "street": "The street",
    "more": "The second line",
    "zip": "The postal code",
    "city": "The city",
    "contact": "The contact",
    "message": "The message",
}


class BadBrandError(InvalidInputError):
    """What was typed cannot be a brand; nothing was changed."""


def read_brand(form: Mapping[str, str], before: Brand) -> Brand:
    """The brand from the form; the logo stays the one it had.

    Raises:
        BadBrandError: Says which field is wrong and how it should be.
    """
    given = {name: _text(form.get(name, ""), label) for name, label in _LABELS.items()}
    if not given["name"]:
        raise BadBrandError("A brand needs a name.")
    if given["name_ar"] and not _ARABIC.search(given["name_ar"]):
        raise BadBrandError("The name in Arabic has no Arabic letter. Leave it empty if there is none.")
    colour, country = form.get("colour", "").strip() or before.colour, form.get("country", "").strip().upper()
    if not _COLOUR.fullmatch(colour):
        raise BadBrandError("A colour is # and six digits, such as #7a1f3d.")
    if country and not _COUNTRY.fullmatch(country):
        raise BadBrandError("A country is two letters, such as SA.")
    where = {name: given[name] for name in ("street", "more", "zip", "city")}
    return replace(
        before,
        name=given["name"],
        name_ar=given["name_ar"],
        colour=colour.lower(),
        sender=Address(given["name"], country=country, **where),
        contact=given["contact"],
        message=given["message"],
        shows_prices=form.get("shows_prices", "") in {"on", "1", "true"},
    )


def read_how(text: str) -> str:
    """How the trader approved the proof.

    Raises:
        BadBrandError: Nothing is said, or too much.
    """
    how = " ".join(text.split())
    if not how:
        raise BadBrandError("Say how the trader approved it, such as: by e-mail on 3 November.")
    if len(how) > LONGEST_HOW:
        raise BadBrandError(f"That is too long: {LONGEST_HOW} characters at most.")
    if not how.isprintable():
        raise BadBrandError("That holds characters that cannot be printed.")
    return how


def _text(typed: str, label: str) -> str:
    longest = LONGEST_MESSAGE if label == _LABELS["message"] else LONGEST
    text = " ".join(typed.split())
    if len(text) > longest:
        raise BadBrandError(f"{label} is too long: {longest} characters at most.")
    if not text.isprintable():
        raise BadBrandError(f"{label} holds characters that cannot be printed.")
    return text
