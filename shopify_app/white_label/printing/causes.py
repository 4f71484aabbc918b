"""Where what must not be on a paper comes from, and what to change so that it is gone. Pure.

A paper is set from a few texts. Each is searched by itself, in the same way as the paper, so that staff read "goods,
line 2" and need not guess from the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from shopify_app.white_label.faces import Address, Brand
from shopify_app.white_label.leaks.watchlist import leaks_in_text
from shopify_app.white_label.printing.sets import Drawable, leaks_on_the_way


class Change(StrEnum):
    """What of the shop's is to be changed."""

    GOODS = "goods"
    BRAND = "brand"
    ORDER = "order"
    PARCEL = "parcel"


@dataclass(frozen=True, slots=True)
class Cause:
    """A text that holds what it must not: where it stands, whose name it holds, and what is to be changed."""

    where: str
    label: str
    change: Change


def causes_of(drawable: Drawable) -> list[Cause]:
    """Every text of the papers that sets the search off by itself, once each."""
    found = [
        Cause(where, finding.label, change)
        for where, text, change in _texts(drawable)
        for finding in leaks_in_text(text, drawable.watchlist, where)
    ]
    found += [Cause(one.where, one.label, Change.PARCEL) for one in leaks_on_the_way(drawable)]
    return list(dict.fromkeys(found))


def _texts(drawable: Drawable) -> Iterator[tuple[str, str, Change]]:
    lines = (line for shipment in drawable.shipments for line in shipment.lines)
    for number, line in enumerate(lines, start=1):
        yield f"goods, line {number}", f"{line.title}\n\n{line.sku}", Change.GOODS
    shipment = drawable.shipments[0]
    yield "delivery address", _written(shipment.to), Change.ORDER
    yield "the order's number", shipment.number, Change.ORDER
    yield "gift message", drawable.gift, Change.ORDER
    for where, text in _of_brand(drawable.brand):
        yield where, text, Change.BRAND


def _of_brand(brand: Brand) -> Iterator[tuple[str, str]]:
    yield "the brand's name", f"{brand.name}\n\n{brand.name_ar}"
    yield "the brand's message", brand.message
    yield "the brand's contacts", "\n\n".join((brand.contact, brand.email, brand.phone, brand.website))
    yield "the brand's sender", _written(brand.sender)
    if brand.returns not in {None, brand.sender}:
        yield "the brand's returns", _written(brand.returns or brand.sender)


def _written(address: Address) -> str:
    return "\n\n".join((address.name, address.street, address.more, f"{address.zip} {address.city}"))
