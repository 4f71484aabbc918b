"""The papers that go into a parcel, in the order they come out of the printer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.documents.sheet import Sheet
from shopify_app.white_label.documents.slip import slip_sheet
from shopify_app.white_label.faces import Brand, Shipment


class UnknownPaperError(InvalidInputError):
    """There is no such paper, or none was chosen."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the papers of one parcel are about."""

    brand: Brand
    shipment: Shipment
    gift: str
    paper: Paper


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper: what it is called, and what stands on it; nothing for a parcel that has no use for it."""

    told: str
    sheet: Callable[[Contents], Sheet | None]


SLIP = "slip"
KINDS: Mapping[str, Kind] = {
    SLIP: Kind("Packing slip", lambda about: slip_sheet(about.brand, about.shipment, about.paper)),
}


def chosen_kinds(names: Iterable[str]) -> tuple[str, ...]:
    """The kinds of these names, each once and in order.

    Raises:
        UnknownPaperError: One is none of ours, or none is named.
    """
    asked = set(names)
    if not asked or not asked <= KINDS.keys():
        raise UnknownPaperError("Choose at least one of the papers.")
    return tuple(name for name in KINDS if name in asked)
