"""The figures as a list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.noon.offering.models import NoonOffer

FAILED, WAITING, LEFT_OUT, DIFFERING = "failed", "waiting", "left_out", "differing"
SHOWN = {
    "all": "All",
    FAILED: "Refused",
    WAITING: "Being told",
    DIFFERING: "Kept back",
    LEFT_OUT: "Not offered",
}


def list_offers(tx: Transaction, shop_id: int, show: str, search: str, number: int) -> Page[NoonOffer]:
    """The SKUs by name: what noon refused first."""
    chosen = _shown(select(NoonOffer).where(NoonOffer.shop_id == shop_id), show)
    if search:
        chosen = chosen.where(func.lower(NoonOffer.sku).contains(search.lower(), autoescape=True))
    order = (NoonOffer.problem.is_(None), NoonOffer.sku, NoonOffer.warehouse_code)
    return page_of(tx.session.scalars(cut(chosen.order_by(*order), number)).all(), number)


def first_offers(tx: Transaction, shop_id: int, most: int) -> list[NoonOffer]:
    """Some of them, for a look at what would be told."""
    chosen = select(NoonOffer).where(NoonOffer.shop_id == shop_id).order_by(NoonOffer.sku, NoonOffer.warehouse_code)
    return list(tx.session.scalars(chosen.limit(most)))


def counts(tx: Transaction, shop_id: int) -> dict[str, int]:
    """How many of each kind there are."""
    ours = select(func.count()).select_from(NoonOffer).where(NoonOffer.shop_id == shop_id)
    return {show: tx.session.scalar(_shown(ours, show)) or 0 for show in SHOWN}


def _shown(chosen: Select[Any], show: str) -> Select[Any]:
    which = {
        FAILED: NoonOffer.problem.is_not(None),
        WAITING: NoonOffer.due_at.is_not(None),
        LEFT_OUT: NoonOffer.is_left_out,
        DIFFERING: NoonOffer.buffer.is_not(None),
    }.get(show)
    return chosen if which is None else chosen.where(which)
