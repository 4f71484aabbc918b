"""Privacy in the admin: the requests with their receipts, and the data map."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.paging import asked_page
from shopify_app.core.web import risky, runtime
from shopify_app.privacy import actions, lists, noon_requests
from shopify_app.privacy.data_map import data_map
from shopify_app.shops.guard import caller

blueprint = Blueprint("privacy", __name__, url_prefix="/privacy")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The requests, newest first, and what personal data the app may hold at all."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        return render_template(
            "privacy/index.html", page=lists.list_requests(tx, shop_id, asked_page()), data_map=data_map(), now=tx.now
        )


@blueprint.get("/<int:request_id>")
def detail(request_id: int) -> ResponseReturnValue:
    """One request and its receipt."""
    with runtime().snapshot() as tx:
        row = actions.get_request(tx, caller().shop_id, request_id)
        return render_template(
            "privacy/request.html",
            request=row,
            has_report=actions.has_report(tx, row),
            task=noon_requests.task_of(tx, row),
            now=tx.now,
        )


@blueprint.post("/<int:request_id>/report")
@risky
def report(request_id: int) -> ResponseReturnValue:
    """The report of a data request as a file, for the store owner to hand on."""
    who = caller()
    with runtime().transaction() as tx:
        row = actions.get_request(tx, who.shop_id, request_id)
        content = actions.take_report(tx, row, who.staff)
    return Response(content, content_type="application/json")


@blueprint.post("/noon")
@risky
def noon_customer() -> ResponseReturnValue:
    """A customer of noon asks what is held, or to be erased."""
    who, form = caller(), request.form
    number, kind = form.get("noon_order_nr", "").replace("\0", "").strip(), form.get("kind")
    if not number:
        raise InvalidInputError("Type noon's order number.", fields={"noon_order_nr": "Type noon's order number."})
    if kind not in _NOON_KINDS:
        raise InvalidInputError("Choose what the customer asks for.")
    if kind == "erase" and form.get("sure") != "yes":
        raise InvalidInputError("Say that you are sure: what is destroyed cannot be brought back.")
    with runtime().transaction() as tx:
        row = _NOON_KINDS[kind](tx, who.shop_id, number, who.staff)
    return jsonify(go=f"/privacy/{row.id}")


@blueprint.post("/<int:request_id>/letter")
@risky
def letter(request_id: int) -> ResponseReturnValue:
    """The letter that asks noon to erase the customer as well."""
    who = caller()
    with runtime().transaction() as tx:
        row = actions.get_request(tx, who.shop_id, request_id)
        text = noon_requests.letter_of(tx, row, who.shop, who.staff)
    return Response(text, content_type="text/plain; charset=utf-8")


@blueprint.post("/<int:request_id>/letter/sent")
@risky
def letter_sent(request_id: int) -> ResponseReturnValue:
    """Staff sent it."""
    who = caller()
    with runtime().transaction() as tx:
        row = actions.get_request(tx, who.shop_id, request_id)
        noon_requests.letter_sent(tx, row, request.form.get("how", ""), who.staff)
    return jsonify(message="Noted. The request is finished.", reload=True)


_NOON_KINDS = {"see": noon_requests.ask_what_is_held, "erase": noon_requests.erase}
