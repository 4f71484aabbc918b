"""Sample papers with invented goods: what a proof shows. The same brand and day give the same bytes."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from PIL import Image

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import Money
from shopify_app.white_label.brands.forms import LANGUAGES
from shopify_app.white_label.documents.paperwork import Paperwork
from shopify_app.white_label.documents.slip import Paper, packing_slip, slip_sheet
from shopify_app.white_label.faces import Address, Brand, Line, Shipment
from shopify_app.white_label.leaks.blocking import LeakError
from shopify_app.white_label.leaks.portable import leaks_in_pdf
from shopify_app.white_label.leaks.watchlist import Watchlist

_LINES = (
    Line("Hand-painted bowl, 24 cm", "BOWL-24", 2, Money(Decimal("120.00"), "SAR")),
    Line("Argan oil, 100 ml", "OIL-100", 6, Money(Decimal("45.50"), "SAR")),
    Line("طبق خزفي مزخرف", "DISH-7", 1, Money(Decimal("310.00"), "SAR")),
)
_ANY_DAY = date(2026, 11, 3)
# Enough to be read on a screen; the PDF is for looking closely.
_DOTS_PER_INCH = {Paper.A4: 100, Paper.A6: 140, Paper.LABEL: 140}
_GAP, _BETWEEN, _COLOURS = 16, "#d9d9d9", 128


def sample_shipment(language: str, country: str = "SA", on: date = _ANY_DAY) -> Shipment:
    """A parcel to nobody."""
    to = Address("Sample Consignee", "1 Palm Street", "", "11564", "Riyadh", country or "SA")
    return Shipment("1001", on, to, _LINES, language)


def sample_slip(brand: Brand, paper: Paper, language: str, on: date, country: str = "") -> bytes:
    """The brand's packing slip, as a consignee in that country who reads that language would get it."""
    return packing_slip(brand.towards(country, language), sample_shipment(language, country, on), paper)


def searched_slip(brand: Brand, watchlist: Watchlist, paper: Paper, language: str, on: date) -> Paperwork:
    """The same, searched as any other.

    Raises:
        LeakError: It would name the shop or another trader.
    """
    content = sample_slip(brand, paper, language, on)
    if findings := leaks_in_pdf(content, watchlist):
        raise LeakError(findings)
    return Paperwork(f"proof-{paper.name.lower()}-{language}.pdf", content)


def sample_picture(brand: Brand, paper: Paper, language: str, on: date) -> bytes:
    """The same paper as a picture, its pages below each other."""
    sheet = slip_sheet(brand.towards("", language), sample_shipment(language, "", on), paper)
    pages = [Image.open(io.BytesIO(page)).convert("RGB") for page in sheet.pictures(dpi=_DOTS_PER_INCH[paper])]
    height = sum(page.height for page in pages) + _GAP * (len(pages) - 1)
    whole = Image.new("RGB", (max(page.width for page in pages), height), _BETWEEN)
    at = 0
    for page in pages:
        whole.paste(page, (0, at))
        at += page.height + _GAP
    out = io.BytesIO()
    whole.quantize(_COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def asked_language(language: str) -> str:
    """One of those that papers are in.

    Raises:
        InvalidInputError: It is none of them.
    """
    if language not in LANGUAGES:
        raise InvalidInputError("Choose one of the languages.", {"language": "Choose one of the list."})
    return language
