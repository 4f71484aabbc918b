"""Looking at what the search found in an order's papers: the page it stands on, framed, and what to change.

Drawn for this one look and kept nowhere. It is not a print: nothing of it is handed out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pypdf import PdfReader

from shopify_app.white_label.leaks.identities import Finding
from shopify_app.white_label.leaks.portable import places_in_pdf
from shopify_app.white_label.printing.causes import Cause, causes_of
from shopify_app.white_label.printing.kinds import KINDS
from shopify_app.white_label.printing.marks import framed
from shopify_app.white_label.printing.merging import count_pages, merge
from shopify_app.white_label.printing.rules import Wish
from shopify_app.white_label.printing.sets import Gathered, NothingToSendError, gather, searched, sheets_of

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime
    from shopify_app.white_label.documents.sheet import Sheet

_MOST_PICTURES = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as a PNG, with frames around what must not be on it."""

    page: int
    picture: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in an order's papers, and where; empty where they may be printed."""

    pages: int
    brand_id: int
    findings: tuple[Finding, ...]
    causes: Sequence[Cause]
    shown: Sequence[Shown]


def look_at(runtime: Runtime, shop_id: int, order_id: int, staff: str) -> Look:
    """Every paper of the order, drawn and searched as for printing; of what has left already, the whole order's.

    Raises:
        TajirError: There is nothing to draw, or nothing to draw it with: see `sets.gather`.
    """
    try:
        gathered = gather(runtime, shop_id, order_id, Wish(tuple(KINDS)), staff)
    except NothingToSendError:
        gathered = gather(runtime, shop_id, order_id, Wish(tuple(KINDS), by_parcel=False), staff)
    return look_over(gathered)


def look_over(gathered: Gathered) -> Look:
    """The same of papers that are gathered already."""
    sheets = sheets_of(gathered)
    documents = [sheet.pdf() for sheet in sheets]
    drawn = searched(gathered, merge(documents))
    if not drawn.findings:
        return Look(drawn.pages, gathered.brand_id, (), (), ())
    places = places_in_pdf(drawn.content, gathered.watchlist)
    shown = list(_shown(sheets, documents, places))
    return Look(drawn.pages, gathered.brand_id, drawn.findings, causes_of(gathered), shown)


def _shown(sheets: Sequence[Sheet], documents: Sequence[bytes], places: Sequence[Finding]) -> Iterator[Shown]:
    marked = sorted({one.page for one in places if one.page is not None})[:_MOST_PICTURES]
    first = 1
    for sheet, document in zip(sheets, documents, strict=True):
        last = first + count_pages(document) - 1
        ours = [page for page in marked if first <= page <= last]
        pictures = sheet.pictures() if ours else []
        for page in ours:
            boxes = [one.box for one in places if one.page == page and one.box is not None]
            yield Shown(page, framed(pictures[page - first], boxes, _height(document, page - first)))
        first = last + 1


def _height(document: bytes, index: int) -> float:
    return float(PdfReader(io.BytesIO(document)).pages[index].mediabox.height)
