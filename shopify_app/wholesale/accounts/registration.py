"""What a business is registered under, country by country; and never the number of a person's identity card. Pure.

Lenient on purpose: a form refuses what cannot be right, and a person looks at the rest.

- Saudi Arabia: commercial registration of ten digits (issued by city, such as 1010 Riyadh, 2050 Dammam, 4030 Jeddah;
  the unified national number begins with 7), or VAT number of fifteen digits that begins and ends with 3 (ZATCA).
- An identity number there has ten digits too, begins with 1 (citizens) or 2 (residents), and its last digit is a Luhn
  check. So a number beginning with 1 or 2 counts as an identity number when the check digit fits and it does not begin
  with a city code of the commercial register. One in ten registrations passes the check by chance; those of the
  register's known city codes are taken all the same, and who approves sees the number.
- Morocco: ICE, fifteen digits. United Arab Emirates: TRN, fifteen digits, or a trade licence; fifteen digits that
  begin with 784 are an Emirates ID.
- Norway: organisation number, nine digits, with or without MVA; eleven digits are a person's identity number.
- Elsewhere: a company registration number, as the register there writes it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from shopify_app.core.errors import InvalidInputError

CR, VAT, ICE, TRN, LICENCE, OTHER = "cr", "vat", "ice", "trn", "licence", "other"
# Which of them are also the number under which taxes are paid.
TAX_NUMBERS = frozenset({VAT, TRN})
_SAUDI, _MOROCCO, _EMIRATES, _NORWAY = "SA", "MA", "AE", "NO"
_SHORT, _LONG = 10, 15
_NORWEGIAN, _NORWEGIAN_PERSON = 9, 11
# The first four digits of registrations that begin like an identity number, by city.
_REGISTER_CITIES = re.compile(r"(101[01]|11[0-9]{2}|20(?:5[0-9]|6[0-9])|225[0-9]|2511)")
_FREE = re.compile(r"(?=.*[0-9])[0-9A-Z][0-9A-Z./-]{2,29}")


class RegistrationError(InvalidInputError):
    """The number cannot be a registration of a business there. `problem` is its word in `words.py`."""

    def __init__(self, problem: str) -> None:
        super().__init__("This is not a registration number of a business in that country.")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Registration:
    """A business' registration, written one way."""

    country: str
    kind: str
    number: str


def read_registration(country: str, text: str) -> Registration:
    """The registration, its kind known by its form.

    Raises:
        RegistrationError: It cannot be one; `problem` says why.
    """
    number = written_alike(text)
    kind = {_SAUDI: _saudi, _MOROCCO: _moroccan, _EMIRATES: _emirati, _NORWAY: _norwegian}.get(country, _elsewhere)(
        number
    )
    return Registration(country, kind, number)


def written_alike(text: str) -> str:
    """Upper case, European digits, no spaces: the same number is the same text however it was typed."""
    plain = unicodedata.normalize("NFKC", text).upper()
    digits = (str(unicodedata.digit(char)) if unicodedata.digit(char, None) is not None else char for char in plain)
    kept = re.sub(r"[\s\u200e\u200f_]", "", "".join(digits))
    return kept.replace("-", "") if kept.replace("-", "").isdigit() else kept


def is_saudi_identity(number: str) -> bool:
    """Whether ten digits are a Saudi citizen's or resident's identity number rather than a registration."""
    fits = len(number) == _SHORT and number.isdigit() and number[0] in "12" and _passes_luhn(number)
    return fits and not _REGISTER_CITIES.match(number)


def _saudi(number: str) -> str:
    if is_saudi_identity(number):
        raise RegistrationError("identity")
    if len(number) == _SHORT and number.isdigit() and number[0] != "0":
        return CR
    if len(number) == _LONG and number.isdigit() and number[0] == number[-1] == "3":
        return VAT
    raise RegistrationError("saudi")


def _moroccan(number: str) -> str:
    if len(number) == _LONG and number.isdigit():
        return ICE
    # A Moroccan identity card: one or two letters and some digits.
    raise RegistrationError("identity" if re.fullmatch(r"[A-Z]{1,2}[0-9]{4,6}", number) else "morocco")


def _emirati(number: str) -> str:
    digits = re.sub(r"[./-]", "", number)
    if len(digits) == _LONG and digits.isdigit():
        if digits.startswith("784"):
            raise RegistrationError("identity")
        return TRN
    if _FREE.fullmatch(number):
        return LICENCE
    raise RegistrationError("emirates")


def _norwegian(number: str) -> str:
    digits = number.removeprefix("NO").removesuffix("MVA")
    if digits.isdigit() and len(digits) == _NORWEGIAN:
        return OTHER
    if digits.isdigit() and len(digits) == _NORWEGIAN_PERSON:
        raise RegistrationError("identity")
    raise RegistrationError("elsewhere")


def _elsewhere(number: str) -> str:
    if is_saudi_identity(number):
        raise RegistrationError("identity")
    if not _FREE.fullmatch(number):
        raise RegistrationError("elsewhere")
    return OTHER


def _passes_luhn(digits: str) -> bool:
    doubled = [int(digit) * 2 if index % 2 == 0 else int(digit) for index, digit in enumerate(digits)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004
