"""What the trader does with a proof, by its link alone: look at it, approve it, or ask for changes. Once.

Whoever has no proof's link learns nothing: a number that does not exist, another shop's, and a wrong token are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.shops.actions import living_installation
from shopify_app.shops.models import Shop
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.brands.models import APPROVED, CHANGES, SUPERSEDED, BrandProfile, BrandProof
from shopify_app.white_label.brands.sealing import seal, unseal_brand
from shopify_app.white_label.due import look_again
from shopify_app.white_label.faces import Brand
from shopify_app.white_label.proofs.actions import CONTENT, NOTE, UnknownProofError, state_at
from shopify_app.white_label.proofs.letters import tell_shop_later
from shopify_app.white_label.proofs.links import fits
from shopify_app.white_label.proofs.rules import State

_TRADER = "trader"


@dataclass(frozen=True, slots=True)
class Shown:
    """A proof as its trader sees it; `brand` is there while it may be looked at."""

    id: int
    brand_id: int
    shop_id: int
    shop_name: str
    language: str
    state: State
    brand: Brand | None
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None


def look(tx: Transaction, proof_id: int, token: str) -> Shown:
    """The proof of this link.

    Raises:
        UnknownProofError: The link leads nowhere.
    """
    proof, row = _known(tx, proof_id, token)
    shop, state = tx.session.get_one(Shop, proof.shop_id), state_at(proof, tx.now)
    seen = (state.is_open or state in {State.APPROVED, State.CHANGES}) and proof.expires_at > tx.now
    brand = unseal_brand(tx, row, proof.content, CONTENT) if seen and proof.content else None
    name = shop.name or shop.domain
    times = (proof.made_at, proof.expires_at, proof.ended_at)
    return Shown(proof.id, row.id, shop.id, name, proof.language, state, brand, *times)


def note_opening(tx: Transaction, proof_id: int, token: str) -> None:
    """Somebody came by the link: the first time is written down.

    Raises:
        UnknownProofError: The link leads nowhere.
    """
    proof, _ = _known(tx, proof_id, token)
    if proof.opened_at is None and state_at(proof, tx.now).is_open:
        proof.opened_at = tx.now
        audit.record(tx, proof.shop_id, events.PROOF_OPENED, f"proof {proof_id}", actor=_TRADER, brand=proof.brand_id)


def approve(tx: Transaction, proof_id: int, token: str) -> State:
    """Put in force what the proof shows, if that is still what is drafted; returns how the proof stands now.

    Raises:
        UnknownProofError: The link leads nowhere.
    """
    proof, row = _locked(tx, proof_id, token)
    if not state_at(proof, tx.now).is_open:
        return state_at(proof, tx.now)
    shown = unseal_brand(tx, row, proof.content, CONTENT) if proof.content else None
    if shown is None or row.draft is None or not row.is_changed or shown != brands.open_draft(tx, row):
        _end(tx, proof, SUPERSEDED)
        return State.SUPERSEDED
    _end(tx, proof, APPROVED)
    how = f"By the link of proof {proof_id}"
    proof.version = brands.approve(tx, proof.shop_id, row.id, how, actor=_TRADER)
    tell_shop_later(tx, proof)
    return State.APPROVED


def ask_for_changes(tx: Transaction, proof_id: int, token: str, note: str) -> State:
    """Keep what the trader wants otherwise; returns how the proof stands now.

    Raises:
        UnknownProofError: The link leads nowhere.
    """
    proof, row = _locked(tx, proof_id, token)
    if not state_at(proof, tx.now).is_open:
        return state_at(proof, tx.now)
    _end(tx, proof, CHANGES)
    proof.note = seal(tx, row, NOTE, note.encode())
    subject = f"brand {row.id}"
    audit.record(tx, proof.shop_id, events.BRAND_CHANGES_ASKED, subject, actor=_TRADER, proof=proof_id)
    look_again(tx, proof.shop_id, row.id)
    tell_shop_later(tx, proof)
    return State.CHANGES


def _end(tx: Transaction, proof: BrandProof, outcome: str) -> None:
    proof.outcome, proof.ended_at = outcome, tx.now
    proof.opened_at = proof.opened_at or tx.now
    tx.session.flush()


def _locked(tx: Transaction, proof_id: int, token: str) -> tuple[BrandProof, BrandProfile]:
    proof, _ = _known(tx, proof_id, token)
    lock_shop(tx, proof.shop_id)
    return _known(tx, proof_id, token)


def _known(tx: Transaction, proof_id: int, token: str) -> tuple[BrandProof, BrandProfile]:
    proof = tx.session.get(BrandProof, proof_id, populate_existing=True)
    if proof is None or not fits(proof, token) or living_installation(tx, proof.shop_id) is None:
        raise UnknownProofError("This link leads nowhere.")
    return proof, brands.get_brand(tx, proof.shop_id, proof.brand_id)
