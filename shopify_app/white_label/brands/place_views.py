"""Senders by destination in the admin: the list, adding one, changing one, taking one off."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.web import risky, runtime
from shopify_app.shops.guard import caller
from shopify_app.white_label.brands import actions
from shopify_app.white_label.brands.countries import named_countries
from shopify_app.white_label.brands.forms import MOST_PLACES
from shopify_app.white_label.brands.models import BrandProfile
from shopify_app.white_label.brands.saving import drop_place, place_of, save_place
from shopify_app.white_label.brands.views import told_of
from shopify_app.white_label.brands.watching import open_for
from shopify_app.white_label.faces import Brand

blueprint = Blueprint("brand_places", __name__, url_prefix="/white-label/brands/<int:brand_id>/places")


@blueprint.get("")
@risky
def index(brand_id: int) -> ResponseReturnValue:
    """Every destination with a sender of its own; the look is on the trail."""
    brand, draft = _draft(brand_id)
    return _page("places", brand=brand, draft=draft, most=MOST_PLACES)


@blueprint.post("/new")
@risky
def add(brand_id: int) -> ResponseReturnValue:
    """One more destination, in the draft."""
    who = caller()
    saved = save_place(runtime(), who.shop_id, brand_id, request.form, staff=who.staff)
    return jsonify(message=told_of(saved), go=f"/white-label/brands/{brand_id}/places")


@blueprint.get("/<country>")
@risky
def detail(brand_id: int, country: str) -> ResponseReturnValue:
    """One destination, to be changed."""
    brand, draft = _draft(brand_id)
    return _page("place", brand=brand, draft=draft, place=place_of(draft, country))


@blueprint.post("/<country>/draft")
@risky
def change(brand_id: int, country: str) -> ResponseReturnValue:
    """Change it in the draft, be it to another country."""
    who = caller()
    saved = save_place(runtime(), who.shop_id, brand_id, request.form, instead_of=country, staff=who.staff)
    return jsonify(message=told_of(saved), go=f"/white-label/brands/{brand_id}/places")


@blueprint.post("/<country>/removal")
@risky
def remove(brand_id: int, country: str) -> ResponseReturnValue:
    """Take it off the draft."""
    who = caller()
    drop_place(runtime(), who.shop_id, brand_id, country, staff=who.staff)
    return jsonify(message="Taken off the draft.", reload=True)


def _draft(brand_id: int) -> tuple[BrandProfile, Brand]:
    who = caller()
    with runtime().transaction() as tx:
        brand = actions.get_brand(tx, who.shop_id, brand_id)
        return brand, open_for(tx, brand, who.staff)


def _page(name: str, **shown: object) -> str:
    countries = named_countries()
    return render_template(f"white_label/{name}.html", countries=countries, named=dict(countries), **shown)
