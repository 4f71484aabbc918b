"""All control routes together, under `/shopify/_control/`."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.shopify.control.app_routes import app_routes
from sandbox.shopify.control.observation import observation_routes
from sandbox.shopify.control.orders import order_routes
from sandbox.shopify.control.people import people_routes
from sandbox.shopify.control.shops import shop_routes
from sandbox.shopify.life import Life
from sandbox.shopify.records import Missing, Refusal
from sandbox.shopify.world import World

PREFIX = "/_control"
_LOOPBACK = ("127.", "::1", "::ffff:127.")


def control_routes(world: World, life: Life) -> Blueprint:
    """Everything a test may do."""
    control = Blueprint("control", __name__, url_prefix=PREFIX)
    control.register_blueprint(app_routes(world, life))
    for part in (observation_routes, shop_routes, people_routes, order_routes):
        control.register_blueprint(part(world))

    @control.before_request
    def only_from_here() -> ResponseReturnValue | None:
        if not (request.remote_addr or "").startswith(_LOOPBACK):
            return jsonify(error="the control API answers on this machine only"), 403
        return None

    @control.errorhandler(Missing)
    def missing(error: Missing) -> ResponseReturnValue:
        return jsonify(error=error.message, code=error.code), 404

    @control.errorhandler(Refusal)
    def refused(error: Refusal) -> ResponseReturnValue:
        return jsonify(error=error.message, code=error.code, field=error.field), 422

    @control.errorhandler(TypeError)
    @control.errorhandler(KeyError)
    @control.errorhandler(ValueError)
    def malformed(error: Exception) -> ResponseReturnValue:
        return jsonify(error=f"{type(error).__name__}: {error}"), 400

    return control
