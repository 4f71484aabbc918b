"""Printing one order's papers in the admin, and where orders carry their gift message."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.web import risky, runtime
from shopify_app.orders.actions import get_order
from shopify_app.shops.guard import caller
from shopify_app.white_label.documents.asking import as_file, asked_paper
from shopify_app.white_label.leaks.blocking import LeakError
from shopify_app.white_label.leaks.identities import Finding
from shopify_app.white_label.printing import gifts, looking, prints
from shopify_app.white_label.printing.asking import asked_wish
from shopify_app.white_label.printing.kinds import SLIP
from shopify_app.white_label.printing.looking import Shown
from shopify_app.white_label.printing.rules import Wish

blueprint = Blueprint("printing", __name__, url_prefix="/white-label")


@blueprint.post("/orders/<int:order_id>/slip")
@risky
def slip(order_id: int) -> ResponseReturnValue:
    """The order's packing slip in its trader's name, of all it holds."""
    return _printed(order_id, Wish((SLIP,), asked_paper().name, by_parcel=False))


@blueprint.post("/orders/<int:order_id>/papers")
@risky
def papers(order_id: int) -> ResponseReturnValue:
    """The papers that go into the order's parcels, as one file."""
    return _printed(order_id, asked_wish())


@blueprint.get("/orders/<int:order_id>/leaks")
@risky
def leaks(order_id: int) -> ResponseReturnValue:
    """What must not be on the order's papers, and where it stands: the page, framed; and what to change."""
    who = caller()
    look = looking.look_at(runtime(), who.shop_id, order_id, who.staff)
    with runtime().snapshot() as tx:
        order = get_order(tx, who.shop_id, order_id)
    shown = [_as_picture(one, look.findings) for one in look.shown]
    return render_template("white_label/leaks.html", order=order, look=look, shown=shown)


@blueprint.post("/gift-message")
def change_gift() -> ResponseReturnValue:
    """Say where orders carry the message of who gives them."""
    who, takes_note = caller(), request.form.get("takes_note") in {"on", "1", "true"}
    with runtime().transaction() as tx:
        attribute, actor = request.form.get("attribute", ""), f"staff {who.staff}"
        changed = gifts.change_gift(tx, who.shop_id, attribute, takes_note=takes_note, actor=actor)
    return jsonify(message="Saved." if changed else "Nothing was changed.", reload=changed)


def _printed(order_id: int, wish: Wish) -> ResponseReturnValue:
    who = caller()
    try:
        return as_file(prints.print_set(runtime(), who.shop_id, order_id, wish, who.staff))
    except LeakError as error:
        see = {"href": f"/white-label/orders/{order_id}/leaks", "text": "See where it stands"}
        return jsonify(error=str(error), see=see), 409


def _as_picture(shown: Shown, findings: Sequence[Finding]) -> dict[str, object]:
    said = ", ".join(dict.fromkeys(one.label for one in findings if one.page == shown.page))
    return {"page": shown.page, "picture": base64.b64encode(shown.picture).decode(), "said": said}
