"""Proofs as lists, and how brands stand with their traders; none of it says what a brand looks like."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from shopify_app.core.paging import Page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.core.upsert import one_of
from shopify_app.white_label.brands.models import APPROVED, CHANGES, BrandProfile, BrandProof
from shopify_app.white_label.proofs.actions import state_at
from shopify_app.white_label.proofs.rules import BrandState, State, brand_state

# Words and the tone of their badge.
STATES_TOLD: dict[str, tuple[str, str]] = {
    State.BEING_SENT: ("Being sent", "info"),
    State.SENT: ("Sent", "info"),
    State.OPENED: ("Opened by the trader", "info"),
    State.APPROVED: ("Approved", "success"),
    State.CHANGES: ("Changes asked", "warning"),
    State.SUPERSEDED: ("Superseded", "neutral"),
    State.WITHDRAWN: ("Taken back", "neutral"),
    State.EXPIRED: ("No answer in time", "caution"),
}
BRANDS_TOLD: dict[str, tuple[str, str]] = {
    BrandState.EMPTY: ("Empty", "neutral"),
    BrandState.IN_FORCE: ("In force", "success"),
    BrandState.NOT_SENT: ("Draft not sent yet", "caution"),
    BrandState.WAITING: ("Waits for the trader", "info"),
    BrandState.CHANGES: ("Changes asked", "warning"),
}
SHOWN = ("waiting", "changes", "approved", "all")


def list_proofs(tx: Transaction, shop_id: int, show: str, number: int) -> Page[BrandProof]:
    """The shop's proofs, the latest first."""
    chosen = select(BrandProof).where(BrandProof.shop_id == shop_id).order_by(BrandProof.id.desc())
    if show == "waiting":
        chosen = chosen.where(BrandProof.outcome.is_(None), BrandProof.expires_at > tx.now)
    elif show != "all":
        chosen = chosen.where(BrandProof.outcome == (CHANGES if show == "changes" else APPROVED))
    return page_of(tx.session.scalars(cut(chosen, number)).all(), number)


def proofs_of(tx: Transaction, brand: BrandProfile) -> list[BrandProof]:
    """The brand's proofs, the latest first."""
    chosen = select(BrandProof).where(BrandProof.shop_id == brand.shop_id, BrandProof.brand_id == brand.id)
    return list(tx.session.scalars(chosen.order_by(BrandProof.id.desc())))


def states_of(proofs: Sequence[BrandProof], now: datetime) -> dict[int, State]:
    """How each stands."""
    return {proof.id: state_at(proof, now) for proof in proofs}


def brand_states(tx: Transaction, shop_id: int, brands: Sequence[BrandProfile]) -> dict[int, BrandState]:
    """How each brand stands, by its latest proof."""
    ids = [brand.id for brand in brands]
    newest = select(func.max(BrandProof.id)).where(BrandProof.shop_id == shop_id)
    newest = newest.where(one_of(tx.session, BrandProof.brand_id, ids)).group_by(BrandProof.brand_id)
    latest = {
        proof.brand_id: proof for proof in tx.session.scalars(select(BrandProof).where(BrandProof.id.in_(newest)))
    }
    return {brand.id: _state(brand, latest.get(brand.id), tx.now) for brand in brands}


def _state(brand: BrandProfile, proof: BrandProof | None, now: datetime) -> BrandState:
    if proof is None:
        return brand_state(is_changed=brand.is_changed, version=brand.version, latest=None)
    # What was asked for before the draft was changed again may be done by now.
    stands = proof.ended_at is None or proof.ended_at >= brand.changed_at
    return brand_state(
        is_changed=brand.is_changed, version=brand.version, latest=state_at(proof, now) if stands else None
    )
