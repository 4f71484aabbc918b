"""What staff do with branding items: add, receive, count, spoil, change, retire, bring back."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.web import runtime
from shopify_app.shops.guard import caller
from shopify_app.white_label.stock import actions, forms

blueprint = Blueprint("stock_items", __name__, url_prefix="/white-label")
_AGAIN = "That was saved already."


@blueprint.post("/brands/<int:brand_id>/stock/items")
def add(brand_id: int) -> ResponseReturnValue:
    """A new item."""
    who, told = caller(), forms.read_description(request.form)
    there = forms.read_quantity(request.form, least=0)
    with runtime().transaction() as tx:
        item = actions.add_item(tx, who.shop_id, brand_id, told, there, actor=f"staff {who.staff}")
    return jsonify(message="Added.", go=f"/white-label/brands/{brand_id}/stock/{item.id}")


@blueprint.post("/stock/items/<int:item_id>/receipt")
def receive(item_id: int) -> ResponseReturnValue:
    """So many more came."""
    who, quantity, note = caller(), forms.read_quantity(request.form), forms.read_note(request.form)
    mark = forms.read_mark(request.form)
    with runtime().transaction() as tx:
        new = actions.receive(tx, who.shop_id, item_id, quantity, note, actor=f"staff {who.staff}", once=mark)
    return jsonify(message="Received. Waiting orders are looked at again." if new else _AGAIN, reload=True)


@blueprint.post("/stock/items/<int:item_id>/count")
def count(item_id: int) -> ResponseReturnValue:
    """So many are there."""
    who, counted, reason = caller(), forms.read_quantity(request.form, least=0), forms.read_reason(request.form)
    with runtime().transaction() as tx:
        difference = actions.count(tx, who.shop_id, item_id, counted, reason, actor=f"staff {who.staff}")
    told = f"{abs(difference)} {'more' if difference > 0 else 'fewer'} than was written down."
    return jsonify(message=told if difference else "Just as many as were written down.", reload=True)


@blueprint.post("/stock/items/<int:item_id>/spoilage")
def spoil(item_id: int) -> ResponseReturnValue:
    """So many can no longer be used."""
    who, quantity, reason = caller(), forms.read_quantity(request.form), forms.read_reason(request.form)
    if request.form.get("sure") != "yes":
        raise InvalidInputError("Confirm that they can no longer be used.", {"sure": "Confirm it."})
    mark = forms.read_mark(request.form)
    with runtime().transaction() as tx:
        new = actions.spoil(tx, who.shop_id, item_id, quantity, reason, actor=f"staff {who.staff}", once=mark)
    return jsonify(message="Taken off the stock." if new else _AGAIN, reload=True)


@blueprint.post("/stock/items/<int:item_id>/change")
def change(item_id: int) -> ResponseReturnValue:
    """Describe it anew."""
    who, told = caller(), forms.read_description(request.form)
    with runtime().transaction() as tx:
        changed = actions.change_item(tx, who.shop_id, item_id, told, actor=f"staff {who.staff}")
    return jsonify(message="Saved." if changed else "Nothing was changed.", reload=True)


@blueprint.post("/stock/items/<int:item_id>/retirement")
def retire(item_id: int) -> ResponseReturnValue:
    """Use it no longer."""
    who = caller()
    with runtime().transaction() as tx:
        actions.retire(tx, who.shop_id, item_id, actor=f"staff {who.staff}")
    return jsonify(message="No longer used. Orders leave without it.", reload=True)


@blueprint.post("/stock/items/<int:item_id>/return")
def bring_back(item_id: int) -> ResponseReturnValue:
    """Use it again."""
    who = caller()
    with runtime().transaction() as tx:
        actions.bring_back(tx, who.shop_id, item_id, actor=f"staff {who.staff}")
    return jsonify(message="Used again, by orders from now on.", reload=True)
