"""Sample papers with invented goods: what a proof shows. The same brand and day give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from PIL import Image

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import Money
from shopify_app.white_label.brands.forms import LANGUAGES
from shopify_app.white_label.documents.gift import gift_sheet
from shopify_app.white_label.documents.labels import labels_sheet
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.documents.paperwork import Paperwork
from shopify_app.white_label.documents.returns import returns_sheet
from shopify_app.white_label.documents.sheet import Sheet
from shopify_app.white_label.documents.slip import slip_sheet
from shopify_app.white_label.faces import Address, Brand, Line, Parcel, Shipment
from shopify_app.white_label.leaks.blocking import LeakError
from shopify_app.white_label.leaks.portable import leaks_in_pdf
from shopify_app.white_label.leaks.watchlist import Watchlist

_LINES = (
    Line("Hand-painted bowl, 24 cm", "BOWL-24", 2, Money(Decimal("120.00"), "SAR")),
    Line("Argan oil, 100 ml", "OIL-100", 6, Money(Decimal("45.50"), "SAR")),
    Line("طبق خزفي مزخرف", "DISH-7", 1, Money(Decimal("310.00"), "SAR")),
)
_ANY_DAY = date(2026, 11, 3)
_GREETINGS = {
    "en": "With love from all of us",
    "ar": "مع محبتنا جميعًا",
    "fr": "Avec toute notre affection",
    "nb": "Varm hilsen fra oss alle",
}
_GAP, _BETWEEN, _COLOURS = 16, "#d9d9d9", 128


@dataclass(frozen=True, slots=True)
class Sample:
    """One kind of paper as a proof shows it: enough dots to be read on a screen; the PDF is for looking closely."""

    sheet: Callable[[Brand, Shipment], Sheet]
    dots_per_inch: int
    shape: str


def sample_shipment(language: str, on: date = _ANY_DAY) -> Shipment:
    """A parcel to nobody."""
    to = Address("Sample Consignee", "1 Palm Street", "", "11564", "Riyadh", "SA")
    return Shipment("1001", on, to, _LINES, language)


def searched_slip(brand: Brand, watchlist: Watchlist, paper: Paper, language: str, on: date) -> Paperwork:
    """The brand's packing slip, as a consignee who reads that language would get it; searched as any other.

    Raises:
        LeakError: It would name the shop or another trader.
    """
    content = slip_sheet(brand.towards("", language), sample_shipment(language, on), paper).pdf()
    if findings := leaks_in_pdf(content, watchlist):
        raise LeakError(findings)
    return Paperwork(f"proof-{paper.name.lower()}-{language}.pdf", content)


def search_samples(brand: Brand, watchlist: Watchlist, on: date) -> None:
    """Every kind of paper in every language. Smaller ones of a kind say the same in less room.

    Raises:
        LeakError: One would name the shop or another trader.
    """
    for language in LANGUAGES:
        for name in _DISTINCT:
            if findings := leaks_in_pdf(sample_pdf(brand, name, language, on), watchlist):
                raise LeakError(findings)


def sample_pdf(brand: Brand, name: str, language: str, on: date) -> bytes:
    """One of `SAMPLES`, as a consignee who reads that language would get it."""
    return _sheet(brand, name, language, on).pdf()


def sample_picture(brand: Brand, name: str, language: str, on: date) -> bytes:
    """The same as a picture, its pages below each other."""
    sheets = _sheet(brand, name, language, on).pictures(dpi=SAMPLES[name].dots_per_inch)
    pages = [Image.open(io.BytesIO(page)).convert("RGB") for page in sheets]
    height = sum(page.height for page in pages) + _GAP * (len(pages) - 1)
    whole = Image.new("RGB", (max(page.width for page in pages), height), _BETWEEN)
    at = 0
    for page in pages:
        whole.paste(page, (0, at))
        at += page.height + _GAP
    out = io.BytesIO()
    whole.quantize(_COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _sheet(brand: Brand, name: str, language: str, on: date) -> Sheet:
    return SAMPLES[name].sheet(brand.towards("", language), sample_shipment(language, on))


def _label(brand: Brand, shipment: Shipment) -> Sheet:
    parcel = Parcel(shipment.number, shipment.to, shipment.placed_on, of=2, language=shipment.language)
    return labels_sheet(brand, [parcel])


def asked_language(language: str) -> str:
    """One of those that papers are in.

    Raises:
        InvalidInputError: It is none of them.
    """
    if language not in LANGUAGES:
        raise InvalidInputError("Choose one of the languages.", {"language": "Choose one of the list."})
    return language


# What a proof shows, by the names that stand in its addresses. The shape is for the page, before the picture comes.
SAMPLES: Mapping[str, Sample] = {
    "A4": Sample(lambda brand, shipment: slip_sheet(brand, shipment, Paper.A4), 100, "a4"),
    "A6": Sample(lambda brand, shipment: slip_sheet(brand, shipment, Paper.A6), 140, "a6"),
    "LABEL": Sample(lambda brand, shipment: slip_sheet(brand, shipment, Paper.LABEL), 140, "label"),
    "SHIPPING": Sample(_label, 140, "label"),
    "RETURNS": Sample(returns_sheet, 100, "a4"),
    "GIFT": Sample(lambda brand, shipment: gift_sheet(brand, shipment, _GREETINGS[shipment.language]), 140, "a6"),
}
_DISTINCT = ("A4", "SHIPPING", "RETURNS", "GIFT")
