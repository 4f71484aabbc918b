"""What staff typed for customs papers, read strictly: a sentence says what is wrong, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.customs.rules import Facts, read_code
from shopify_app.white_label.customs_faces import ExportReason

# Incoterms 2020. Of these the place is the exporter's; of all others the destination's.
FROM_HERE = frozenset({"EXW", "FCA", "FAS", "FOB"})
INCOTERMS: Mapping[str, str] = {
    "DAP": "DAP: delivered, duties paid by the receiver",
    "DDP": "DDP: delivered, duties paid by the shop",
    "DPU": "DPU: delivered and unloaded",
    "CPT": "CPT: carriage paid",
    "CIP": "CIP: carriage and insurance paid",
    "EXW": "EXW: collected at the shop",
    "FCA": "FCA: handed to the carrier",
    "FAS": "FAS: alongside ship",
    "FOB": "FOB: on board",
    "CFR": "CFR: cost and freight, by sea",
    "CIF": "CIF: cost, insurance and freight, by sea",
}
REASONS: Mapping[str, str] = {
    ExportReason.SALE.value: "Sale",
    ExportReason.SAMPLE.value: "Sample",
    ExportReason.GIFT.value: "Gift",
    ExportReason.RETURN.value: "Return",
    ExportReason.REPAIR.value: "Repair",
}
_COUNTRY = re.compile(r"[A-Z]{2}")
_EORI = re.compile(r"[A-Z]{2}[0-9A-Za-z]{1,15}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WEIGHT = re.compile(r"[0-9]{1,6}")
_KILOGRAMS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?")
LONGEST, LONGEST_SKU, LONGEST_TEXT = 120, 255, 500
MOST_GRAMS, MOST_PACKAGES = 999_999, 999


class BadCustomsError(InvalidInputError):
    """What was typed cannot stand on customs papers; nothing was changed."""


class Exporter(msgspec.Struct, frozen=True):
    """The shop as the law knows it. `signatory` is the position of who signs, not a name."""

    legal_name: str
    street: str
    city: str
    country: str
    signatory: str
    more: str = ""
    zip: str = ""
    phone: str = ""
    email: str = ""
    registration: str = ""
    vat: str = ""
    eori: str = ""
    incoterm: str = "DAP"
    reason: str = ExportReason.SALE.value
    origin_text: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """How one consignment leaves."""

    reason: ExportReason
    incoterm: str
    packages: int
    gross_kilograms: Decimal | None
    tracking: str


def read_exporter(form: Mapping[str, str]) -> Exporter:
    """The shop's legal identity from the form.

    Raises:
        BadCustomsError: Says which field is wrong and how it should be.
    """
    given = {name: _text(form, name, label) for name, label in _OPTIONAL.items()}
    given |= {name: _needed(form, name, label) for name, label in _REQUIRED.items()}
    country = read_country(form, "country")
    if not country:
        raise _wrong("country", "Choose the country.")
    if given["eori"] and not _EORI.fullmatch(given["eori"]):
        raise _wrong("eori", "An EORI number is a country's two letters and up to 15 letters or digits.")
    if given["email"] and not _MAIL.fullmatch(given["email"]):
        raise _wrong("email", "This is no e-mail address.")
    text = _text(form, "origin_text", "The text", LONGEST_TEXT)
    chosen = {"incoterm": _incoterm(form), "reason": _reason(form).value}
    return Exporter(**given, **chosen, country=country, origin_text=text)


def read_goods(form: Mapping[str, str]) -> tuple[str, Facts]:
    """What is typed of one SKU; what is left empty comes from Shopify.

    Raises:
        BadCustomsError: Says which field is wrong, or that nothing is told.
    """
    sku = _needed(form, "sku", "The SKU", LONGEST_SKU)
    code, grams = form.get("hs_code", "").strip(), form.get("grams", "").strip()
    if code and read_code(code) is None:
        raise _wrong("hs_code", "An HS code is 6 to 13 digits, such as 691200. The first two name a chapter.")
    if grams and not (_WEIGHT.fullmatch(grams) and int(grams) > 0):
        raise _wrong("grams", f"The weight is in whole grams, 1 to {MOST_GRAMS:,}.")
    description = _text(form, "description", "The description")
    if description and not re.search("[A-Za-z]", description):
        raise _wrong("description", "Customs read English: write the description in Latin letters.")
    facts = Facts(read_code(code), read_country(form, "origin"), Decimal(grams) if grams else None, description or None)
    if facts == Facts():
        raise BadCustomsError("Nothing is told of these goods. Fill in what Shopify lacks.")
    return sku, facts


def read_sending(form: Mapping[str, str], net_kilograms: Decimal) -> Sending:
    """How the consignment leaves, as typed beside the paper.

    Raises:
        BadCustomsError: Says which field is wrong.
    """
    packages, gross = form.get("packages", "").strip() or "1", form.get("gross_kilograms", "").strip()
    if not (packages.isascii() and packages.isdigit() and 1 <= int(packages[:9]) <= MOST_PACKAGES):
        raise _wrong("packages", f"The number of packages is 1 to {MOST_PACKAGES}.")
    if gross and not _KILOGRAMS.fullmatch(gross):
        raise _wrong("gross_kilograms", "The gross weight is in kilograms, such as 12.5.")
    if gross and Decimal(gross) < net_kilograms:
        raise _wrong(
            "gross_kilograms", f"The goods alone weigh {net_kilograms.normalize():f} kg, so with packing more."
        )
    return Sending(
        _reason(form),
        _incoterm(form),
        int(packages),
        Decimal(gross) if gross else None,
        _text(form, "tracking", "The tracking number"),
    )


def read_country(form: Mapping[str, str], name: str) -> str | None:
    """A country's two letters, or None where nothing was typed.

    Raises:
        BadCustomsError: It is no country.
    """
    typed = form.get(name, "").strip().upper()
    if typed and not _COUNTRY.fullmatch(typed):
        raise _wrong(name, "A country is two letters, such as MA. Choose one of the list.")
    return typed or None


def _incoterm(form: Mapping[str, str]) -> str:
    term = form.get("incoterm", "")
    if term not in INCOTERMS:
        raise _wrong("incoterm", "Choose one of the Incoterms.")
    return term


def _reason(form: Mapping[str, str]) -> ExportReason:
    reason = form.get("reason", "")
    if reason not in REASONS:
        raise _wrong("reason", "Choose why the goods leave.")
    return ExportReason(reason)


def _needed(form: Mapping[str, str], name: str, label: str, longest: int = LONGEST) -> str:
    text = _text(form, name, label, longest)
    if not text:
        raise _wrong(name, f"{label} is missing.")
    return text


def _text(form: Mapping[str, str], name: str, label: str, longest: int = LONGEST) -> str:
    text = " ".join(form.get(name, "").split())
    if len(text) > longest:
        raise _wrong(name, f"{label} is too long: {longest} characters at most.")
    if not text.isprintable():
        raise _wrong(name, f"{label} holds characters that cannot be printed.")
    return text


def _wrong(name: str, told: str) -> BadCustomsError:
    return BadCustomsError(told, {name: told})


_REQUIRED = {
    "legal_name": "The legal name",
    "street": "The street",
    "city": "The city",
    "signatory": "The signatory's position",
}
_OPTIONAL = {
    "more": "The second line",
    "zip": "The postal code",
    "phone": "The phone number",
    "email": "The e-mail address",
    "registration": "The registration number",
    "vat": "The VAT number",
    "eori": "The EORI number",
}
