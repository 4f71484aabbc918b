"""What staff do with a proof: send it to the trader, write again, take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import outbox
from shopify_app.core.errors import ConflictError, InvalidInputError, NotFoundError
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import Looker, open_person
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.brands.forms import LANGUAGES
from shopify_app.white_label.brands.models import WITHDRAWN, BrandProfile, BrandProof
from shopify_app.white_label.brands.reading import Reader
from shopify_app.white_label.brands.sealing import seal, seal_brand
from shopify_app.white_label.brands.watching import watchlist_for
from shopify_app.white_label.faces import Brand
from shopify_app.white_label.proofs.links import digest_of, token_of
from shopify_app.white_label.proofs.rules import LIFE, MOST_LETTERS, State, state_of
from shopify_app.white_label.proofs.samples import search_samples

if TYPE_CHECKING:
    from shopify_app.core.crypto import Sealed
    from shopify_app.core.runtime import Runtime
    from shopify_app.white_label.leaks.watchlist import Watchlist

SEND_LETTER = "white_label.send_proof"
CONTENT, RECIPIENT, NOTE = "white-label/proof", "white-label/proof/recipient", "white-label/proof/note"


class UnknownProofError(NotFoundError):
    """There is no such proof, or not for whoever asks."""


class NotWaitingError(ConflictError):
    """The proof does not wait for its trader any more."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is to be sent, and to whom, as it was when staff pressed the button."""

    brand: Brand
    sealed: Sealed
    email: str
    watchlist: Watchlist
    at: datetime


def send(runtime: Runtime, shop_id: int, brand_id: int, language: str, email: str, *, staff: str) -> int:
    """Send the draft to the trader, searched before in every language; returns the proof's number.

    Without an address it goes to the one we know of the customer. An earlier proof that waits is superseded.

    Raises:
        UnknownBrandError: The shop has none of this number.
        NothingToApproveError: Nothing was drafted since the version in force.
        LeakError: A paper would name the shop or another trader.
        InvalidInputError: There is no address to send it to, or no such language.
        ConflictError: No mail can be sent, or somebody changed the draft meanwhile.
    """
    if language not in LANGUAGES:
        raise InvalidInputError("Choose the language that the trader reads.", {"language": "Choose one of the list."})
    if runtime.settings.smtp_url is None:
        raise ConflictError("No mail server is set (SMTP_URL). Download the proof and send it yourself.")
    reading = Reader({"email": email})
    typed = reading.email("email")
    reading.finish()
    with runtime.transaction() as tx:
        draft = _open_draft(tx, shop_id, brand_id, typed, staff)
    search_samples(draft.brand, draft.watchlist, draft.at.date())
    with runtime.transaction() as tx:
        return _keep(tx, shop_id, brand_id, draft, language, staff)


def send_again(tx: Transaction, shop_id: int, proof_id: int, *, actor: str) -> None:
    """Write to the trader once more, with the same link.

    Raises:
        UnknownProofError: The shop has none of this number.
        NotWaitingError: It was answered, or its time is over; or so many letters are enough.
    """
    proof = waiting_proof(tx, shop_id, proof_id)
    if proof.letters >= MOST_LETTERS:
        raise NotWaitingError("The trader was written to often enough. Ask them another way.")
    post(tx, proof)
    audit.record(tx, shop_id, events.PROOF_SENT_AGAIN, f"proof {proof_id}", actor=actor, brand=proof.brand_id)


def withdraw(tx: Transaction, shop_id: int, proof_id: int, *, actor: str) -> None:
    """Take it back: its link leads nowhere any more.

    Raises:
        UnknownProofError: The shop has none of this number.
        NotWaitingError: It was answered, or its time is over.
    """
    proof = waiting_proof(tx, shop_id, proof_id)
    proof.outcome, proof.ended_at = WITHDRAWN, tx.now
    audit.record(tx, shop_id, events.PROOF_WITHDRAWN, f"proof {proof_id}", actor=actor, brand=proof.brand_id)


def get_proof(tx: Transaction, shop_id: int, proof_id: int) -> BrandProof:
    """One of the shop's proofs.

    Raises:
        UnknownProofError: It has none of this number.
    """
    proof = tx.session.get(BrandProof, proof_id, populate_existing=True)
    if proof is None or proof.shop_id != shop_id:
        raise UnknownProofError("There is no such proof in this shop.")
    return proof


def waiting_proof(tx: Transaction, shop_id: int, proof_id: int) -> BrandProof:
    """One that the trader may still answer; the shop is locked.

    Raises:
        UnknownProofError: The shop has none of this number.
        NotWaitingError: It was answered, or its time is over.
    """
    lock_shop(tx, shop_id)
    proof = get_proof(tx, shop_id, proof_id)
    if not state_at(proof, tx.now).is_open:
        raise NotWaitingError("This proof does not wait for the trader any more. Send a new one.")
    return proof


def state_at(proof: BrandProof, now: datetime) -> State:
    """How it stands."""
    return state_of(proof.outcome, proof.expires_at, proof.opened_at, proof.sent_at, now)


def post(tx: Transaction, proof: BrandProof) -> None:
    """See that a letter with its link goes out."""
    proof.letters += 1
    key = f"{SEND_LETTER}/{proof.id}/{proof.letters}"
    outbox.put(tx, proof.shop_id, SEND_LETTER, key, proof_id=proof.id, number=proof.letters)


def _open_draft(tx: Transaction, shop_id: int, brand_id: int, typed: str, staff: str) -> _Draft:
    row = brands.get_brand(tx, shop_id, brand_id)
    if row.draft is None or not row.is_changed:
        raise brands.NothingToApproveError(
            "There is nothing new to approve. Change the profile first, then send its proof."
        )
    email = typed
    if row.person_id is not None:
        _, contact = open_person(tx, shop_id, row.person_id, Looker(staff, "order"))
        email = typed or contact.email or ""
    if not email:
        why = "Give the address to send the proof to. None is known of this trader."
        raise InvalidInputError(why, {"email": why})
    brand = brands.open_draft(tx, row)
    return _Draft(brand, row.draft, email, watchlist_for(tx, row, brand), tx.now)


def _keep(tx: Transaction, shop_id: int, brand_id: int, draft: _Draft, language: str, staff: str) -> int:
    lock_shop(tx, shop_id)
    row = brands.get_brand(tx, shop_id, brand_id)
    if row.draft != draft.sealed or not row.is_changed:
        raise ConflictError("The profile was changed meanwhile. Look at it, and send the proof again.")
    brands.end_proofs(tx, brand_id)
    proof = _row(tx, row, draft, language, f"staff {staff}")
    tx.session.add(proof)
    tx.session.flush()
    proof.token_digest = digest_of(token_of(tx, proof))
    post(tx, proof)
    audit.record(
        tx, shop_id, events.PROOF_SENT, f"proof {proof.id}", actor=f"staff {staff}", brand=brand_id, language=language
    )
    return proof.id


def _row(tx: Transaction, row: BrandProfile, draft: _Draft, language: str, actor: str) -> BrandProof:
    (mail_print,) = people.fingerprints(tx.keys(row.shop_id), Identity(email=draft.email))[:1] or (None,)
    return BrandProof(
        shop_id=row.shop_id,
        brand_id=row.id,
        language=language,
        content=seal_brand(tx, row, draft.brand, CONTENT),
        recipient=seal(tx, row, RECIPIENT, draft.email.encode()),
        recipient_print=mail_print,
        token_digest=b"",
        made_at=tx.now,
        made_by=actor,
        letters=0,
        expires_at=tx.now + LIFE,
    )
