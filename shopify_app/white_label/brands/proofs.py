"""Proofs of a brand's draft: sample papers with invented goods, for the trader to approve."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from shopify_app.core.money import Money
from shopify_app.white_label.brands import actions
from shopify_app.white_label.brands.watching import open_for, watchlist_for
from shopify_app.white_label.documents.paperwork import Paperwork
from shopify_app.white_label.documents.slip import Paper, packing_slip
from shopify_app.white_label.faces import Address, Line, Shipment
from shopify_app.white_label.leaks.blocking import LeakError
from shopify_app.white_label.leaks.portable import leaks_in_pdf

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

_SAMPLE_LINES = (
    Line("Hand-painted bowl, 24 cm", "BOWL-24", 2, Money(Decimal("120.00"), "SAR")),
    Line("Argan oil, 100 ml", "OIL-100", 6, Money(Decimal("45.50"), "SAR")),
    Line("طبق خزفي مزخرف", "DISH-7", 1, Money(Decimal("310.00"), "SAR")),
)
_SAMPLE_TO = Address("Sample Consignee", "1 Palm Street", "", "11564", "Riyadh", "SA")


def make_proof(runtime: Runtime, shop_id: int, brand_id: int, paper: Paper, language: str, staff: str) -> Paperwork:
    """The draft on a packing slip with invented goods, for the trader to approve; searched as any other.

    Raises:
        UnknownBrandError: The shop has none of this number.
        NothingToApproveError: Nothing is drafted.
        LeakError: It would name the shop or another trader.
    """
    with runtime.transaction() as tx:
        row = actions.get_brand(tx, shop_id, brand_id)
        brand, on = open_for(tx, row, staff), tx.now.date()
        watchlist = watchlist_for(tx, row, brand)
    if not brand.name:
        raise actions.NothingToApproveError("Nothing is drafted yet. Fill in the profile first.")
    content = packing_slip(brand, Shipment("1001", on, _SAMPLE_TO, _SAMPLE_LINES, language), paper)
    if findings := leaks_in_pdf(content, watchlist):
        raise LeakError(findings)
    return Paperwork(f"proof-of-brand-{brand_id}.pdf", content)
