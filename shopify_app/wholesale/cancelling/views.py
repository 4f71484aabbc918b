"""Stopping a planned cancellation."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from shopify_app.core.web import runtime
from shopify_app.shops.guard import caller
from shopify_app.wholesale.cancelling import actions

blueprint = Blueprint("cancelling", __name__, url_prefix="/wholesale/orders")


@blueprint.post("/<int:order_id>/cancellation/stop")
def stop(order_id: int) -> ResponseReturnValue:
    """Keep the order held, and do not cancel it."""
    who = caller()
    with runtime().transaction() as tx:
        actions.stop(tx, who.shop_id, order_id, actor=f"staff {who.staff}")
    return jsonify(message="The order stays held. It will not be cancelled by itself.", reload=True)
