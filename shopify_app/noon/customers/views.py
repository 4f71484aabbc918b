"""The customer of a noon order, for who has a reason to know."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.access.rules import PURPOSES
from shopify_app.core.web import risky, runtime
from shopify_app.disclosures.actions import Looker
from shopify_app.noon.customers import actions
from shopify_app.shops.guard import caller

blueprint = Blueprint("noon_customers", __name__, url_prefix="/noon/orders")
_TOLD = {
    "first_name": "First name",
    "last_name": "Last name",
    "city": "City",
    "administrative_division": "Region",
}


@blueprint.get("/<int:order_id>/customer")
def page(order_id: int) -> ResponseReturnValue:
    """Whether noon was asked who bought, and how to ask."""
    with runtime().snapshot() as tx:
        order = actions.get_order(tx, caller().shop_id, order_id)
        return render_template(
            "noon/customer.html", order=order, customer=actions.find_customer(tx, order), purposes=PURPOSES
        )


@blueprint.post("/<int:order_id>/customer")
@risky
def show(order_id: int) -> ResponseReturnValue:
    """Who bought, for a stated purpose; the look goes on the trail before it is answered."""
    who = caller()
    told = actions.show(runtime(), who.shop_id, order_id, Looker(who.staff, request.form.get("purpose", "")))
    facts = [(words, getattr(told, name)) for name, words in _TOLD.items() if getattr(told, name)]
    return jsonify(facts=facts or [("noon tells", "nothing of this customer")])
