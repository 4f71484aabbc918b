"""What papers are drawn from, and what they can be asked once they are drawn."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo
from pypdf import PageObject, PdfReader

from shopify_app.core.money import Money
from shopify_app.white_label.documents.sheet import Sheet
from shopify_app.white_label.faces import Address, Brand, Line, Shipment

BUYER = Address("Noura Al-Harbi", "7421 Prince Sultan St", "Al Zahra", "23424", "Jeddah", "SA")


def a_logo(*, comment: str = "") -> bytes:
    picture = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    picture.paste((122, 31, 61, 255), (20, 20, 580, 180))
    texts, file = PngInfo(), io.BytesIO()
    if comment:
        texts.add_text("Comment", comment)
    picture.save(file, "PNG", pnginfo=texts)
    return file.getvalue()


def a_brand(**given: Any) -> Brand:
    sender = Address("Maison Rosée", "King Fahd Road 1423", "", "12214", "Riyadh", "SA")
    known = {"name": "Maison Rosée", "name_ar": "ميزون روزيه", "colour": "#7a1f3d", "sender": sender}
    return Brand(**{**known, "contact": "care@maison.example", "message": "Sealed by hand.", **given})


def a_line(title: str = "Oud Royal", sku: str = "OR-050", quantity: int = 2, price: str | None = "420.50") -> Line:
    return Line(title, sku, quantity, None if price is None else Money(Decimal(price), "SAR"))


def a_shipment(*lines: Line, **given: Any) -> Shipment:
    known = {"number": "#1001", "placed_on": date(2026, 11, 3), "to": BUYER, "lines": lines or (a_line(),)}
    return Shipment(**{**known, **given})


def read(slip: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(slip))


def text_of(slip: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(slip).pages).replace("\u00a0", " ")


def places_of(page: PageObject) -> list[tuple[str, float]]:
    """Each text and how far from the left edge it begins."""
    found: list[tuple[str, float]] = []

    def look(text: str, outer: Any, inner: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            found.append((text.strip(), outer[0] * inner[4] + outer[4]))

    page.extract_text(visitor_text=look)
    return found


def heights_of(page: PageObject) -> Callable[[str], float]:
    """How high above the foot of the page a text stands."""
    found: list[tuple[str, float]] = []

    def look(text: str, outer: Any, inner: Any, _font: Any, _size: Any) -> None:
        found.append((text, outer[3] * inner[5] + outer[5]))

    page.extract_text(visitor_text=look)
    return lambda wanted: next(height for text, height in found if wanted in text)


def picture_of(sheet: Sheet, *, dpi: int) -> Image.Image:
    """The first page, in greys."""
    return Image.open(io.BytesIO(sheet.pictures(dpi)[0])).convert("L")


def is_clear_at_the_edges(sheet: Sheet, millimetres: float) -> bool:
    """Whether each page is white this far from its edges, so that nothing hangs over them."""
    dpi = 50
    for page in sheet.pictures(dpi):
        picture = Image.open(io.BytesIO(page)).convert("L")
        edge = round(millimetres / 25.4 * dpi)
        picture.paste(255, (edge, edge, picture.width - edge, picture.height - edge))
        if ImageChops.invert(picture).getbbox() is not None:
            return False
    return True
