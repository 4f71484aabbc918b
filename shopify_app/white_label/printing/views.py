"""Printing an order's papers in the admin."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from shopify_app.core.web import risky, runtime
from shopify_app.shops.guard import caller
from shopify_app.white_label.documents.asking import as_file, asked_paper
from shopify_app.white_label.printing import slips

blueprint = Blueprint("printing", __name__, url_prefix="/white-label")


@blueprint.post("/orders/<int:order_id>/slip")
@risky
def slip(order_id: int) -> ResponseReturnValue:
    """The order's packing slip in its trader's name."""
    who = caller()
    return as_file(slips.print_slip(runtime(), who.shop_id, order_id, asked_paper(), who.staff))
