"""Reading a form field by field: what is wrong with each is kept, and told of all of them at once. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.brands.countries import is_country
from shopify_app.white_label.faces import Address

LONGEST, LONGEST_MESSAGE = 120, 400
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]{2,}")
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]*")
_WEBSITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_][\w-]+(?:/[^\s?#]*)?", re.IGNORECASE)
_FEWEST_DIGITS, _MOST_DIGITS = 5, 15
# What a form calls the parts of an address, after the prefix that says which one.
_PARTS = {"street": "The street", "more": "The second line", "zip": "The postal code", "city": "The city"}
_ALL_PARTS = (*_PARTS, "country")


class BadBrandError(InvalidInputError):
    """What was typed cannot be a brand; nothing was changed. `fields` says it of each field."""


class Reader:
    """One form. Reads what it can; `finish` refuses when anything was wrong."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.wrong: dict[str, str] = {}

    def refuse(self, field: str, why: str) -> None:
        """This field is wrong; the first reason stays."""
        self.wrong.setdefault(field, why)

    def finish(self) -> None:
        """Everything was read.

        Raises:
            BadBrandError: Something was wrong; its message says all of it.
        """
        if self.wrong:
            raise BadBrandError(" ".join(dict.fromkeys(self.wrong.values())), self.wrong)

    def text(self, field: str, label: str, longest: int = LONGEST) -> str:
        """One line of characters that can be printed."""
        text = " ".join(self._form.get(field, "").split())
        if len(text) > longest:
            self.refuse(field, f"{label} is too long: {longest} characters at most.")
        elif not text.isprintable():
            self.refuse(field, f"{label} holds characters that cannot be printed.")
        return text

    def is_ticked(self, field: str) -> bool:
        """Whether a checkbox was."""
        return self._form.get(field, "") in {"on", "1", "true"}

    def country(self, field: str) -> str:
        """Two letters of a country that exists; nothing stays nothing."""
        country = self._form.get(field, "").strip().upper()
        if country and not is_country(country):
            self.refuse(field, "A country is two letters, such as SA. Choose one of the list.")
        return country

    def email(self, field: str) -> str:
        """A mail address; nothing stays nothing."""
        email = self.text(field, "The e-mail address")
        if email and not _EMAIL.fullmatch(email):
            self.refuse(field, "An e-mail address looks like hello@example.com.")
        return email

    def phone(self, field: str) -> str:
        """A telephone number in European digits; nothing stays nothing."""
        typed = unicodedata.normalize("NFKC", self.text(field, "The phone number"))
        phone = "".join(str(unicodedata.digit(one, one)) for one in typed)
        digits = sum(one.isdigit() for one in phone)
        if phone and not (_PHONE.fullmatch(phone) and _FEWEST_DIGITS <= digits <= _MOST_DIGITS):
            self.refuse(field, "A phone number has 5 to 15 digits and may begin with +, such as +966 11 234 5678.")
        return phone

    def website(self, field: str) -> str:
        """An address in the web, as it is to be printed; nothing stays nothing."""
        website = self.text(field, "The website").rstrip("/")
        if website and not _WEBSITE.fullmatch(website):
            self.refuse(field, "A website looks like example.com, without anything after a ? or #.")
        return website

    def address(self, prefix: str, named: str, default_name: str) -> Address:
        """An address whose fields begin with the prefix, in the brand's name unless another is typed in `named`."""
        name = self.text(named, "The name") or default_name
        parts = {part: self.text(f"{prefix}{part}", label) for part, label in _PARTS.items()}
        return Address(name, country=self.country(f"{prefix}country"), **parts)

    def address_or_none(self, prefix: str, named: str, default_name: str) -> Address | None:
        """The same; None where nothing of it was typed."""
        address = self.address(prefix, named, default_name)
        typed = (self._form.get(field, "").strip() for field in (named, *(f"{prefix}{one}" for one in _ALL_PARTS)))
        return address if any(typed) else None
