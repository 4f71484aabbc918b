"""What a member of staff decides about counting held orders together."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.web import runtime
from shopify_app.shops.guard import caller
from shopify_app.wholesale.rules import sentence
from shopify_app.wholesale.terms import forms
from shopify_app.wholesale.together import actions

blueprint = Blueprint("together", __name__, url_prefix="/wholesale/orders")
_LONGEST_ID = 18


@blueprint.post("/<int:order_id>/together")
def count_together(order_id: int) -> ResponseReturnValue:
    """Count the order with the others that were ticked."""
    who, reason = caller(), forms.read_reason(request.form.get("reason", ""))
    others = [_read_id(text) for text in request.form.getlist("orders")]
    actor = f"staff {who.staff}"
    with runtime().transaction() as tx:
        verdict = actions.count_together(tx, who.shop_id, [order_id, *others], reason, actor=actor)
    return jsonify(message=f"{sentence(verdict)} They are being released.", reload=True)


@blueprint.post("/<int:order_id>/together/end")
def take_apart(order_id: int) -> ResponseReturnValue:
    """Count each order by itself again."""
    who = caller()
    with runtime().transaction() as tx:
        actions.take_apart(tx, who.shop_id, order_id, actor=f"staff {who.staff}")
    return jsonify(message="The orders are counted apart. Each is being checked again.", reload=True)


def _read_id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID):
        raise InvalidInputError("That is no order of this list. Reload the page and choose again.")
    return int(text)
