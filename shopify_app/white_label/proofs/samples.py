"""Sample papers with invented goods: what a proof shows. The same brand and day give the same bytes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from shopify_app.core.money import Money
from shopify_app.white_label.documents.paperwork import Paperwork
from shopify_app.white_label.documents.slip import Paper, packing_slip
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
