"""Proofs and versions in the admin: sending them, how they stand, what was shown and what was answered."""

from __future__ import annotations

import base64

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.paging import asked_page
from shopify_app.core.runtime import Transaction
from shopify_app.core.web import risky, runtime
from shopify_app.disclosures.actions import Looker, open_person
from shopify_app.shops.guard import caller
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.brands.differences import LANGUAGES_TOLD, address_told, differences
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.brands.sealing import unseal, unseal_brand
from shopify_app.white_label.brands.watching import watchlist_for
from shopify_app.white_label.documents.asking import PAPERS_TOLD, as_file, asked_paper
from shopify_app.white_label.documents.countries import country_name
from shopify_app.white_label.faces import Brand
from shopify_app.white_label.proofs import actions, lists
from shopify_app.white_label.proofs.actions import CONTENT, NOTE, RECIPIENT
from shopify_app.white_label.proofs.samples import asked_language, searched_slip

blueprint = Blueprint("proofs", __name__, url_prefix="/white-label")


@blueprint.get("/proofs")
def index() -> ResponseReturnValue:
    """The shop's proofs, by how they stand."""
    show = request.args.get("show", "waiting")
    show = show if show in lists.SHOWN else "waiting"
    with runtime().snapshot() as tx:
        page = lists.list_proofs(tx, caller().shop_id, show, asked_page())
        states = lists.states_of(page.rows, tx.now)
    return render_template("white_label/proofs.html", page=page, show=show, states=states, told=lists.STATES_TOLD)


@blueprint.post("/brands/<int:brand_id>/proofs")
@risky
def send(brand_id: int) -> ResponseReturnValue:
    """Send the draft to the trader."""
    who, form = caller(), request.form
    language, email = form.get("language", ""), form.get("email", "")
    actions.send(runtime(), who.shop_id, brand_id, language, email, staff=who.staff)
    return jsonify(message="The proof is on its way. You get a mail when the trader answers.", reload=True)


@blueprint.get("/proofs/<int:proof_id>")
@risky
def detail(proof_id: int) -> ResponseReturnValue:
    """What was sent to whom, and what was answered; the look is on the trail."""
    who = caller()
    with runtime().transaction() as tx:
        proof = actions.get_proof(tx, who.shop_id, proof_id)
        row = _looked_at(tx, proof.brand_id)
        brand = unseal_brand(tx, row, proof.content, CONTENT) if proof.content else None
        sealed = {RECIPIENT: proof.recipient, NOTE: proof.note}
        opened = {place: unseal(tx, row, place, content) for place, content in sealed.items() if content}
        state = actions.state_at(proof, tx.now)
    return render_template(
        "white_label/proof.html",
        proof=proof,
        state=state,
        told=lists.STATES_TOLD,
        to=(opened.get(RECIPIENT) or b"").decode(),
        note=(opened.get(NOTE) or b"").decode(),
        look=look_told(brand) if brand else None,
        languages=LANGUAGES_TOLD,
    )


@blueprint.post("/proofs/<int:proof_id>/letter")
def send_again(proof_id: int) -> ResponseReturnValue:
    """Write to the trader once more."""
    who = caller()
    with runtime().transaction() as tx:
        actions.send_again(tx, who.shop_id, proof_id, actor=f"staff {who.staff}")
    return jsonify(message="Another mail with the same link is on its way.", reload=True)


@blueprint.post("/proofs/<int:proof_id>/withdrawal")
def withdraw(proof_id: int) -> ResponseReturnValue:
    """Take it back."""
    who = caller()
    with runtime().transaction() as tx:
        actions.withdraw(tx, who.shop_id, proof_id, actor=f"staff {who.staff}")
    return jsonify(message="Taken back: its link leads nowhere any more.", reload=True)


@blueprint.get("/brands/<int:brand_id>/versions/<int:number>")
@risky
def version(brand_id: int, number: int) -> ResponseReturnValue:
    """What was approved, and what was different before; the look is on the trail."""
    who = caller()
    with runtime().transaction() as tx:
        row = _looked_at(tx, brand_id)
        brand = brands.open_version(tx, row, number)
        before = brands.open_version(tx, row, number - 1) if number > 1 else None
        approved = next(one for one in brands.versions_of(tx, row) if one.number == number)
    return render_template(
        "white_label/version.html",
        brand=row,
        version=approved,
        look=look_told(brand),
        logo_before=_picture(before.logo) if before and before.logo != brand.logo else "",
        differences=differences(before, brand) if before else [],
        papers_told=PAPERS_TOLD,
        languages=LANGUAGES_TOLD,
        staff=who.staff,
    )


@blueprint.post("/brands/<int:brand_id>/versions/<int:number>/slip")
@risky
def version_slip(brand_id: int, number: int) -> ResponseReturnValue:
    """A sample slip of what was approved."""
    paper, language = asked_paper(), asked_language(request.form.get("language", ""))
    with runtime().transaction() as tx:
        row = _looked_at(tx, brand_id)
        brand = brands.open_version(tx, row, number)
        watchlist, on = watchlist_for(tx, row, brand), tx.now.date()
    return as_file(searched_slip(brand, watchlist, paper, language, on))


def look_told(brand: Brand) -> dict[str, object]:
    """How a brand looks, for a page."""
    contacts = (brand.email, brand.phone, brand.website)
    return {
        "logo": _picture(brand.logo),
        "colour": brand.colour,
        "facts": [
            ("Name", brand.name),
            ("Name in Arabic", brand.name_ar),
            ("Sender", address_told(brand.sender)),
            ("Returns", address_told(brand.returns) or "To the sender"),
            ("Contact", ", ".join(one for one in contacts if one) or brand.contact),
            ("Colours", ", ".join(one for one in (brand.colour, brand.text_colour) if one)),
            ("Prices", "Shown" if brand.shows_prices else "Not shown"),
            ("Message", brand.message),
            *((f"Message in {LANGUAGES_TOLD[language]}", message) for language, message in brand.messages),
            *((f"Parcels to {country_name(one.country, 'en')}", address_told(one.sender)) for one in brand.places),
        ],
    }


def _looked_at(tx: Transaction, brand_id: int) -> BrandProfile:
    """The brand, for a person's eyes: of a person's brand, the look is on the trail."""
    who = caller()
    row = brands.get_brand(tx, who.shop_id, brand_id)
    if row.person_id is not None:
        open_person(tx, who.shop_id, row.person_id, Looker(who.staff, "order"))
    return row


def _picture(logo: bytes | None) -> str:
    return base64.b64encode(logo).decode() if logo else ""
