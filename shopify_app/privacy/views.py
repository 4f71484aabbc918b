"""Privacy in the admin: the requests with their receipts, and the data map."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from shopify_app.core.paging import asked_page
from shopify_app.core.web import risky, runtime
from shopify_app.privacy import actions, lists
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
        request = actions.get_request(tx, caller().shop_id, request_id)
        return render_template(
            "privacy/request.html", request=request, has_report=actions.has_report(tx, request), now=tx.now
        )


@blueprint.post("/<int:request_id>/report")
@risky
def report(request_id: int) -> ResponseReturnValue:
    """The report of a data request as a file, for the store owner to hand on."""
    who = caller()
    with runtime().transaction() as tx:
        request = actions.get_request(tx, who.shop_id, request_id)
        content = actions.take_report(tx, request, who.staff)
    return Response(content, content_type="application/json")
