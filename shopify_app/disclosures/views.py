"""The recipients in the admin: who may be given what, and the companies behind them by name."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.web import runtime
from shopify_app.disclosures import named
from shopify_app.disclosures.forms import KINDS
from shopify_app.disclosures.lists import tallies
from shopify_app.disclosures.recipients import FIELDS, PURPOSES, RECIPIENTS
from shopify_app.shops.guard import caller

blueprint = Blueprint("recipients", __name__, url_prefix="/disclosures/recipients")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every kind of recipient with what it may have, how often it was given any, and the companies."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        return render_template(
            "disclosures/recipients.html",
            recipients=RECIPIENTS,
            purposes=PURPOSES,
            kinds=KINDS,
            told=FIELDS,
            given=tallies(tx, shop_id),
            companies=named.all_named(tx, shop_id),
        )


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Put a company on the list."""
    who = caller()
    with runtime().transaction() as tx:
        named.add_recipient(tx, who.shop_id, request.form, actor=f"staff {who.staff}")
    return jsonify(message="Added. People who ask who received their data are told its name.", reload=True)


@blueprint.post("/<int:recipient_id>/end")
def end(recipient_id: int) -> ResponseReturnValue:
    """Take it off the list from now on."""
    who = caller()
    with runtime().transaction() as tx:
        named.end_recipient(tx, who.shop_id, recipient_id, actor=f"staff {who.staff}")
    return jsonify(message="Ended. What was given to it before stays in the register.", reload=True)
