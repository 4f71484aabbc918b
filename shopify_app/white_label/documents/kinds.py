"""Every kind of paper that is made here: what it is called, who reads it, and what it is printed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from shopify_app.white_label.documents.papers import Paper


class Audience(Enum):
    """Who reads a paper. The buyer's are in the trader's name alone; the authorities' hold the names that law wants."""

    BUYER = "buyer"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind of paper. The first of `papers` is the usual one."""

    name: str
    told: str
    audience: Audience
    papers: tuple[Paper, ...]


SLIP = DocumentKind("packing-slip", "Packing slip", Audience.BUYER, (Paper.A4, Paper.A6, Paper.LABEL))
LABELS = DocumentKind("shipping-label", "Shipping label", Audience.BUYER, (Paper.LABEL, Paper.A6, Paper.A4))
GIFT = DocumentKind("gift-message", "Gift message", Audience.BUYER, (Paper.A6, Paper.LABEL, Paper.A4))
RETURNS = DocumentKind("return-slip", "Return slip", Audience.BUYER, (Paper.A4, Paper.A6, Paper.LABEL))
INVOICE = DocumentKind("commercial-invoice", "Commercial invoice", Audience.AUTHORITY, (Paper.A4,))
ORIGIN = DocumentKind("declaration-of-origin", "Declaration of origin", Audience.AUTHORITY, (Paper.A4,))

KINDS: Mapping[str, DocumentKind] = {one.name: one for one in (SLIP, LABELS, GIFT, RETURNS, INVOICE, ORIGIN)}
