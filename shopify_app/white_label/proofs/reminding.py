"""Writing once more to traders who have not answered for a week: what the clock does every hour."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.shops.models import Installation
from shopify_app.white_label.brands.models import BrandProof
from shopify_app.white_label.proofs.actions import post
from shopify_app.white_label.proofs.rules import LEAST_LEFT, REMIND_AFTER, is_to_be_reminded

REMIND_JOB, REMIND_QUEUE = "jobs.white_label.remind_traders_of", "upkeep"


def shops_to_remind(tx: Transaction) -> list[int]:
    """Shops with a proof that has waited for a week, where the app is installed."""
    installed = select(Installation.shop_id).where(Installation.ended_at.is_(None))
    chosen = select(BrandProof.shop_id).where(*_waiting(tx), BrandProof.shop_id.in_(installed))
    return list(tx.session.scalars(chosen.distinct()))


def remind(tx: Transaction, shop_id: int) -> int:
    """Write to each such trader of the shop, once; returns to how many."""
    lock_shop(tx, shop_id)
    chosen = select(BrandProof).where(*_waiting(tx), BrandProof.shop_id == shop_id).order_by(BrandProof.id)
    due = [
        proof
        for proof in tx.session.scalars(chosen, execution_options={"populate_existing": True})
        if is_to_be_reminded(proof.sent_at, proof.expires_at, proof.reminded_at, tx.now)
    ]
    for proof in due:
        proof.reminded_at = tx.now
        post(tx, proof)
        audit.record(tx, shop_id, events.PROOF_REMINDED, f"proof {proof.id}", brand=proof.brand_id)
    return len(due)


def _waiting(tx: Transaction) -> tuple[ColumnElement[bool], ...]:
    return (
        BrandProof.outcome.is_(None),
        BrandProof.expires_at > tx.now + LEAST_LEFT,
        BrandProof.reminded_at.is_(None),
        BrandProof.sent_at <= tx.now - REMIND_AFTER,
    )
