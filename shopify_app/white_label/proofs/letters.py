"""What is written by mail of a proof: to the trader with the link, and to the shop when the trader answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopify_app.audit.actions import SYSTEM
from shopify_app.core import outbox
from shopify_app.core.mail import Letter, Mailer
from shopify_app.core.runtime import Transaction
from shopify_app.disclosures.actions import disclose, open_for_work
from shopify_app.disclosures.recipients import MAIL_PROVIDER, MESSAGE
from shopify_app.orders.notices import write_of_page
from shopify_app.shops.models import Shop
from shopify_app.white_label.brands.actions import get_brand
from shopify_app.white_label.brands.models import APPROVED, BrandProof
from shopify_app.white_label.brands.sealing import unseal
from shopify_app.white_label.documents.words import date_in
from shopify_app.white_label.proofs.actions import RECIPIENT, get_proof, state_at
from shopify_app.white_label.proofs.links import address_of, token_of
from shopify_app.white_label.proofs.words import words_in

if TYPE_CHECKING:
    from shopify_app.core.runtime import Runtime

TELL_SHOP = "white_label.tell_of_proof"


def send_letter(runtime: Runtime, shop_id: int, proof_id: int, number: int) -> None:
    """Mail the trader the link, if the proof still waits for them. The same letter again has the same link.

    Raises:
        RemoteError: The mail server did not take it.
    """
    with runtime.transaction() as tx:
        proof = get_proof(tx, shop_id, proof_id)
        letter = _letter(tx, proof, runtime.settings.app_url, number) if state_at(proof, tx.now).is_open else None
    if letter is None:
        return
    runtime.client(Mailer).send(letter)
    with runtime.transaction() as tx:
        proof = get_proof(tx, shop_id, proof_id)
        proof.sent_at = proof.sent_at or tx.now


def tell_shop_later(tx: Transaction, proof: BrandProof) -> None:
    """See that the shop hears of the answer, once."""
    outbox.put(tx, proof.shop_id, TELL_SHOP, f"{TELL_SHOP}/{proof.id}", proof_id=proof.id)


def tell_shop(runtime: Runtime, shop_id: int, proof_id: int) -> None:
    """Mail the shop's contact what the trader answered. What the trader noted stands on the page alone.

    Raises:
        RemoteError: The mail server did not take it.
    """
    with runtime.snapshot() as tx:
        proof = get_proof(tx, shop_id, proof_id)
    if proof.outcome == APPROVED:
        subject = f"Brand {proof.brand_id}: the proof is approved"
        told = f"The trader approved the proof of brand {proof.brand_id}. Version {proof.version} is in force."
    else:
        subject = f"Brand {proof.brand_id}: the trader asks for changes"
        told = f"The trader asks for changes to the proof of brand {proof.brand_id}, and wrote which."
    write_of_page(runtime, shop_id, f"white-label/proofs/{proof_id}", subject, told, f"proof-answered-{proof_id}")


def _letter(tx: Transaction, proof: BrandProof, app_url: str, number: int) -> Letter | None:
    row = get_brand(tx, proof.shop_id, proof.brand_id)
    if row.person_id is not None:
        open_for_work(tx, proof.shop_id, row.person_id, "message")
    to = unseal(tx, row, RECIPIENT, proof.recipient) if proof.recipient else None
    if to is None:
        return None
    disclose(
        tx,
        proof.shop_id,
        recipient=MAIL_PROVIDER.key,
        purpose=MESSAGE,
        person_id=row.person_id,
        subject=f"brand proof {proof.id}",
        fields={"proof_recipient": to},
        actor=SYSTEM,
    )
    shop, words = tx.session.get_one(Shop, proof.shop_id), words_in(proof.language)
    given = {
        "shop": " ".join((shop.name or shop.domain).split()),
        "link": address_of(app_url, proof, token_of(tx, proof)),
        "until": date_in(proof.language, proof.expires_at.date()),
    }
    subject = words["mail_again" if number > 1 else "mail_subject"].format(**given)
    key, text = f"proof-{proof.id}-{number}", words["mail_text"].format(**given)
    return Letter(to.decode(), subject, text, key, language=proof.language)
