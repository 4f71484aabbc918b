"""The papers that go into a parcel, in the order they come out of the printer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shopify_app.core.errors import InvalidInputError
from shopify_app.white_label.documents import kinds as documents
from shopify_app.white_label.documents.gift import gift_sheet
from shopify_app.white_label.documents.kinds import DocumentKind
from shopify_app.white_label.documents.labels import labels_sheet
from shopify_app.white_label.documents.papers import Paper
from shopify_app.white_label.documents.returns import returns_sheet
from shopify_app.white_label.documents.sheet import Sheet
from shopify_app.white_label.documents.slip import slip_sheet
from shopify_app.white_label.faces import Brand, Parcel, Shipment


class UnknownPaperError(InvalidInputError):
    """There is no such paper, or none was chosen."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the papers of one parcel, `number` of `of`, are about. `phone` is the consignee's, for the carrier."""

    brand: Brand
    shipment: Shipment
    gift: str
    phone: str
    packed_on: date
    paper: Paper
    number: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper: what it is called, and what stands on it; nothing for a parcel that has no use for it.

    `is_usual`: a form offers it ticked.
    """

    told: str
    sheet: Callable[[Contents], Sheet | None]
    is_usual: bool


def _slip(about: Contents) -> Sheet:
    return slip_sheet(about.brand, about.shipment, about.paper)


def _label(about: Contents) -> Sheet:
    shipment = about.shipment
    parcel = Parcel(
        order=shipment.number,
        to=shipment.to,
        packed_on=about.packed_on,
        number=about.number,
        of=about.of,
        phone=about.phone,
        language=shipment.language,
    )
    return labels_sheet(about.brand, [parcel], about.paper)


def _gift(about: Contents) -> Sheet | None:
    """One card an order: it lies in the first parcel."""
    if not about.gift or about.number > 1:
        return None
    return gift_sheet(about.brand, about.shipment, about.gift, about.paper)


def _returns(about: Contents) -> Sheet:
    return returns_sheet(about.brand, about.shipment, paper=about.paper)


SLIP, LABEL = documents.SLIP.name, documents.LABELS.name
_SHEETS: tuple[tuple[DocumentKind, Callable[[Contents], Sheet | None], bool], ...] = (
    (documents.SLIP, _slip, True),
    (documents.LABELS, _label, False),
    (documents.GIFT, _gift, True),
    (documents.RETURNS, _returns, False),
)
KINDS: Mapping[str, Kind] = {kind.name: Kind(kind.told, sheet, is_usual) for kind, sheet, is_usual in _SHEETS}


def chosen_kinds(names: Iterable[str]) -> tuple[str, ...]:
    """The kinds of these names, each once and in order.

    Raises:
        UnknownPaperError: One is none of ours, or none is named.
    """
    asked = set(names)
    if not asked or not asked <= KINDS.keys():
        raise UnknownPaperError("Choose at least one of the papers.")
    return tuple(name for name in KINDS if name in asked)
