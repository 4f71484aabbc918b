"""Brands in the admin: the list, one brand with its proof and versions, and its profile."""

from __future__ import annotations

import base64
import io

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from PIL import Image

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.paging import asked_page
from shopify_app.core.web import risky, runtime
from shopify_app.people import actions as people
from shopify_app.shops.guard import caller
from shopify_app.white_label.brands import actions, forms
from shopify_app.white_label.brands.countries import named_countries
from shopify_app.white_label.brands.differences import LANGUAGES_TOLD
from shopify_app.white_label.brands.logos import printed_size
from shopify_app.white_label.brands.saving import Saved, save_profile
from shopify_app.white_label.brands.watching import open_for, watchlist_for
from shopify_app.white_label.documents.asking import PAPERS_TOLD, as_file, asked_paper
from shopify_app.white_label.parcels.notices import count_reaching_others
from shopify_app.white_label.proofs import lists
from shopify_app.white_label.proofs.samples import asked_language, searched_slip
from shopify_app.white_label.release.lists import count_waiting, open_orders_of
from shopify_app.white_label.release.wishes import plain_of
from shopify_app.white_label.stock.lists import count_low, items_of

blueprint = Blueprint("brands", __name__, url_prefix="/white-label")
_MOST_ORDERS = 10
_KNOWN_ADDRESS = "Empty: the address we know of this customer."
_NO_ADDRESS = "Somebody of the company who may approve it."


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every trader that has a brand."""
    with runtime().snapshot() as tx:
        page = actions.list_brands(tx, caller().shop_id, asked_page())
        low, waiting = count_low(tx, caller().shop_id), count_waiting(tx, caller().shop_id)
        reached = count_reaching_others(tx, caller().shop_id)
        states = lists.brand_states(tx, caller().shop_id, page.rows)
    shown = {"low": low, "waiting": waiting, "reached": reached, "states": states, "told": lists.BRANDS_TOLD}
    return render_template("white_label/index.html", page=page, **shown)


@blueprint.post("/orders/<int:order_id>/brand")
def make(order_id: int) -> ResponseReturnValue:
    """The brand of an order's trader, begun where there is none."""
    with runtime().transaction() as tx:
        brand = actions.brand_for(tx, caller().shop_id, order_id)
        return jsonify(go=f"/white-label/brands/{brand.id}")


@blueprint.get("/brands/<int:brand_id>")
def detail(brand_id: int) -> ResponseReturnValue:
    """One brand, without what it says: state, proof, approval, versions."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        brand = actions.get_brand(tx, shop_id, brand_id)
        status = people.status(tx, shop_id, brand.person_id) if brand.person_id else None
        proofs = lists.proofs_of(tx, brand)
        return render_template(
            "white_label/brand.html",
            brand=brand,
            erased=status is not None and status.erased_at is not None,
            versions=actions.versions_of(tx, brand),
            items=[item for item in items_of(tx, shop_id, brand_id) if item.retired_at is None],
            orders=open_orders_of(tx, shop_id, brand_id, _MOST_ORDERS + 1),
            most_orders=_MOST_ORDERS,
            plain=plain_of(tx, shop_id, brand_id),
            proofs=proofs,
            states=lists.states_of(proofs, tx.now),
            proofs_told=lists.STATES_TOLD,
            state_told=lists.BRANDS_TOLD[lists.brand_states(tx, shop_id, [brand])[brand.id]],
            sent_to_told=_KNOWN_ADDRESS if brand.person_id else _NO_ADDRESS,
            papers_told=PAPERS_TOLD,
            languages=LANGUAGES_TOLD,
        )


@blueprint.get("/brands/<int:brand_id>/profile")
@risky
def profile(brand_id: int) -> ResponseReturnValue:
    """What is drafted, to be changed; the look is on the trail."""
    who = caller()
    with runtime().transaction() as tx:
        brand = actions.get_brand(tx, who.shop_id, brand_id)
        draft = open_for(tx, brand, who.staff)
    # Brands from before a way to be reached had a field of its own.
    known = bool(draft.email or draft.phone or draft.website)
    return render_template(
        "white_label/profile.html",
        brand=brand,
        draft=draft,
        email=draft.email or ("" if known or "@" not in draft.contact else draft.contact),
        phone=draft.phone or ("" if known or "@" in draft.contact else draft.contact),
        messages=dict(draft.messages),
        languages=LANGUAGES_TOLD,
        countries=named_countries(),
        logo=base64.b64encode(draft.logo).decode() if draft.logo else "",
        printed=_printed(draft.logo) if draft.logo else "",
    )


@blueprint.post("/brands/<int:brand_id>/draft")
@risky
def change(brand_id: int) -> ResponseReturnValue:
    """Save the draft. What is in force stays in force until it is approved."""
    who, upload = caller(), request.files.get("logo")
    raw = upload.read() if upload is not None else b""
    saved = save_profile(runtime(), who.shop_id, brand_id, request.form, raw, staff=who.staff)
    return jsonify(message=told_of(saved), go=f"/white-label/brands/{brand_id}")


@blueprint.post("/brands/<int:brand_id>/proof")
@risky
def proof(brand_id: int) -> ResponseReturnValue:
    """A sample slip, to be approved."""
    who, paper, language = caller(), asked_paper(), asked_language(request.form.get("language", "en"))
    with runtime().transaction() as tx:
        row = actions.get_brand(tx, who.shop_id, brand_id)
        brand, on = open_for(tx, row, who.staff), tx.now.date()
        watchlist = watchlist_for(tx, row, brand)
    if not brand.name:
        raise actions.NothingToApproveError("Nothing is drafted yet. Fill in the profile first.")
    return as_file(searched_slip(brand, watchlist, paper, language, on))


@blueprint.post("/brands/<int:brand_id>/approval")
def approve(brand_id: int) -> ResponseReturnValue:
    """Put the draft in force, as the trader approved it."""
    who, how = caller(), forms.read_how(request.form.get("how", ""))
    if request.form.get("sure") != "yes":
        raise InvalidInputError("Confirm that the trader has seen the proof and approved it.")
    with runtime().transaction() as tx:
        number = actions.approve(tx, who.shop_id, brand_id, how, actor=f"staff {who.staff}")
    return jsonify(message=f"Version {number} is in force.", reload=True)


def told_of(saved: Saved) -> str:
    """What was saved, and what is not searched for because of it."""
    if not saved.changed:
        return "Nothing was changed."
    if saved.unsearched:
        names = ", ".join(saved.unsearched)
        return f"Saved. Not searched for on this trader's papers, because the own name holds it: {names}."
    return "Saved. Send the proof, and let the trader approve it."


def _printed(logo: bytes) -> str:
    with Image.open(io.BytesIO(logo)) as picture:
        wide, high = printed_size(*picture.size)
    return f"{wide:.0f} × {high:.0f} mm"
