"""Reading a file of traders: its columns, and each line as a trader or as what is wrong with it. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from shopify_app.core.errors import InvalidInputError
from shopify_app.people.rules import Identity, normal_email
from shopify_app.wholesale.accounts.applications import Application, Details, is_email
from shopify_app.wholesale.accounts.registration import RegistrationError, read_registration
from shopify_app.wholesale.accounts.words import COUNTRIES, words_in

MOST_LINES = 20_000
_LONGEST, _LONGEST_NUMBER = 200, 18
# Each column by the names people give it.
_COLUMNS = {
    "email": "email",
    "e-mail": "email",
    "customer id": "customer_id",
    "customer_id": "customer_id",
    "company": "company",
    "country": "country",
    "registration": "registration",
    "registration number": "registration",
}
_BY_NAME = {name.casefold(): code for code, names in COUNTRIES.items() for name in names}


class UnreadableFileError(InvalidInputError):
    """The file cannot be read as a list of traders."""


class Trader(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line: whose account is to be opened, with what."""

    email: str | None = None
    customer_id: int | None = None
    company: str | None = None
    country: str | None = None
    registration: str | None = None

    def identity(self) -> Identity:
        """By what the customer is known: the number is enough, and proves more than an address."""
        return Identity(self.customer_id) if self.customer_id else Identity(email=self.email)

    def application(self) -> Application:
        """The same as an application."""
        registration = None
        if self.registration and self.country:
            registration = read_registration(self.country, self.registration)
        return Application(Details(self.company, self.registration, None, self.email), registration, self.country)


@dataclass(frozen=True, slots=True)
class Line:
    """A line by its number in the file, and either its trader or what is wrong."""

    number: int
    trader: Trader | None
    problem: str | None = None


def read_lines(content: bytes) -> Iterator[Line]:
    """Every line after the first, one at a time.

    Raises:
        UnreadableFileError: Not a CSV file in UTF-8, without the columns, or too long.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError("The file is not in UTF-8. Save it as «CSV UTF-8» and choose it again.") from error
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        columns = _columns(next(rows, []))
        for row in rows:
            if rows.line_num > MOST_LINES:
                raise UnreadableFileError(f"The file has more than {MOST_LINES} lines. Split it.")
            if any(value.strip() for value in row):
                yield _read(rows.line_num, {name: row[at].strip() for name, at in columns.items() if at < len(row)})
    except csv.Error as error:
        raise UnreadableFileError(f"Line {rows.line_num} is not CSV. Check its quotation marks.") from error


def _columns(header: Sequence[str]) -> Mapping[str, int]:
    names = [_COLUMNS.get(name.strip().casefold()) for name in header]
    found = {name: at for at, name in enumerate(names) if name}
    if not {"email", "customer_id"} & found.keys():
        raise UnreadableFileError(
            "The first line must name the columns: email or customer_id, and if you have them company, country and "
            "registration."
        )
    return found


def _read(number: int, given: Mapping[str, str]) -> Line:
    problem = _problem(given)
    if problem:
        return Line(number, None, problem)
    customer = given.get("customer_id", "")
    country = _country(given.get("country", ""))
    registration = given.get("registration")
    if registration and country:
        try:
            registration = read_registration(country, registration).number
        except RegistrationError as error:
            return Line(number, None, words_in("en")[error.problem])
    trader = Trader(
        normal_email(given.get("email")),
        int(customer.rpartition("/")[2]) if customer else None,
        given.get("company") or None,
        country,
        registration or None,
    )
    return Line(number, trader)


def _problem(given: Mapping[str, str]) -> str | None:
    email, customer, country = given.get("email", ""), given.get("customer_id", ""), given.get("country", "")
    digits = customer.removeprefix("gid://shopify/Customer/")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER
    faults = (
        (not email and not customer, "Neither an e-mail address nor a customer id."),
        (email and not is_email(email), "The e-mail address is not one."),
        (customer and not is_number, "The customer id is not a number."),
        (any(len(value) > _LONGEST for value in given.values()), "A value is longer than 200 characters."),
        (country and not _country(country), "The country is not known. Write its two-letter code, such as SA."),
        (given.get("registration") and not country, "A registration number needs its country."),
    )
    return next((told for is_wrong, told in faults if is_wrong), None)


def _country(text: str) -> str | None:
    """By code, or by name in one of our languages. A code we have no name for is taken too."""
    code = text.upper()
    if len(code) == 2 and code.isascii() and code.isalpha():  # noqa: PLR2004
        return code
    return _BY_NAME.get(text.casefold())
