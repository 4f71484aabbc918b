"""Who printed what of an order, when, and by which version of its brand. Names no person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from shopify_app.core.runtime import Transaction
from shopify_app.white_label.printing.models import Printing

_MOST = 50


@dataclass(frozen=True, slots=True)
class Printed:
    """What came out of the printer once."""

    order_id: int
    brand_id: int
    version: int
    papers: Sequence[str]
    paper: str
    parcels: int
    pages: int
    staff: str
    run_id: int | None = None


def note(tx: Transaction, shop_id: int, printed: Printed) -> None:
    """Write it down."""
    tx.session.add(
        Printing(
            shop_id=shop_id,
            order_id=printed.order_id,
            brand_id=printed.brand_id,
            version=printed.version,
            papers=list(printed.papers),
            paper=printed.paper,
            parcels=printed.parcels,
            pages=printed.pages,
            staff=printed.staff,
            run_id=printed.run_id,
            printed_at=tx.now,
        )
    )
    tx.session.flush()


def printings_of(tx: Transaction, shop_id: int, order_id: int) -> list[Printing]:
    """An order's, the newest first."""
    chosen = select(Printing).where(Printing.shop_id == shop_id, Printing.order_id == order_id)
    return list(tx.session.scalars(chosen.order_by(Printing.id.desc()).limit(_MOST)))


def last_paper(tx: Transaction, shop_id: int, brand_id: int) -> str | None:
    """On which paper this trader's orders were last printed."""
    chosen = select(Printing.paper).where(Printing.shop_id == shop_id, Printing.brand_id == brand_id)
    return tx.session.scalar(chosen.order_by(Printing.id.desc()).limit(1))
