"""What becomes of proofs when a person is erased, or when they ended long ago; and what a person's report tells.

Those of a person's brand lie under that person's key. Those of a company's brand lie under the shop's, and were sent to
somebody: who that was is found by the fingerprint of the address.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from shopify_app.core.runtime import Transaction
from shopify_app.white_label.brands.models import WITHDRAWN, BrandProfile, BrandProof
from shopify_app.white_label.brands.sealing import unseal
from shopify_app.white_label.proofs.actions import NOTE, RECIPIENT, state_at

_EMPTY = {"content": None, "recipient": None, "recipient_print": None, "note": None}
_FETCHED = {"synchronize_session": "fetch"}
_MANY = 500


def empty_person(tx: Transaction, shop_id: int, person_ids: Sequence[int], names: Set[bytes]) -> int:
    """Remove what proofs hold about these people, and end those that wait; returns of how many."""
    ids = list(tx.session.scalars(select(BrandProof.id).where(*_about(shop_id, person_ids, names))))
    chosen = update(BrandProof).where(BrandProof.id.in_(ids))
    waiting = chosen.where(BrandProof.outcome.is_(None)).values(outcome=WITHDRAWN, ended_at=tx.now)
    tx.session.execute(waiting, execution_options=_FETCHED)
    tx.session.execute(chosen.values(_EMPTY), execution_options=_FETCHED)
    return len(ids)


def held_about(tx: Transaction, shop_id: int, person_ids: Sequence[int], names: Set[bytes]) -> list[dict[str, Any]]:
    """What proofs hold about a person, for the person's own report."""
    chosen = select(BrandProof).where(*_about(shop_id, person_ids, names)).order_by(BrandProof.id)
    return [_told(tx, proof) for proof in tx.session.scalars(chosen)]


def forget_ended(tx: Transaction, shop_id: int, before: datetime) -> int:
    """Empty some of the proofs that were answered, or whose time was over, before that moment; returns of how many."""
    over = func.coalesce(BrandProof.ended_at, BrandProof.expires_at) < before
    chosen = select(BrandProof.id).where(BrandProof.shop_id == shop_id, over, _says_something())
    ids = list(tx.session.scalars(chosen.limit(_MANY)))
    tx.session.execute(update(BrandProof).where(BrandProof.id.in_(ids)).values(_EMPTY), execution_options=_FETCHED)
    return len(ids)


def _about(shop_id: int, person_ids: Sequence[int], names: Set[bytes]) -> tuple[ColumnElement[bool], ...]:
    theirs = select(BrandProfile.id).where(BrandProfile.shop_id == shop_id, BrandProfile.person_id.in_(person_ids))
    sent_to = BrandProof.recipient_print.in_(list(names))
    return BrandProof.shop_id == shop_id, _says_something(), or_(BrandProof.brand_id.in_(theirs), sent_to)


def _says_something() -> ColumnElement[bool]:
    return or_(BrandProof.content.is_not(None), BrandProof.recipient.is_not(None))


def _told(tx: Transaction, proof: BrandProof) -> dict[str, Any]:
    row = tx.session.get_one(BrandProfile, proof.brand_id)
    opened = {
        "sent_to": unseal(tx, row, RECIPIENT, proof.recipient) if proof.recipient else None,
        "note": unseal(tx, row, NOTE, proof.note) if proof.note else None,
    }
    return {
        "number": proof.id,
        "brand": proof.brand_id,
        "state": state_at(proof, tx.now).value,
        "sent_at": proof.sent_at.isoformat() if proof.sent_at else None,
        **{name: text.decode() if text is not None else None for name, text in opened.items()},
    }
