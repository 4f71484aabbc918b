"""What happened: calls of the app, deliveries of webhooks."""

from __future__ import annotations

import json

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.shopify.records import Missing
from sandbox.shopify.world import World


def observation_routes(world: World) -> Blueprint:
    """The two logs."""
    routes = Blueprint("control_observation", __name__)

    @routes.get("/calls")
    def list_calls() -> ResponseReturnValue:
        wanted = {name: request.args.get(name) for name in ("operation", "field", "shop")}
        return jsonify(world.calls.listed(**wanted))

    @routes.delete("/calls")
    def forget_calls() -> ResponseReturnValue:
        world.calls.clear()
        return "", 204

    @routes.get("/deliveries")
    def list_deliveries() -> ResponseReturnValue:
        wanted = {name: request.args[name] for name in ("topic", "shop", "state", "event_id") if name in request.args}
        found = [one for one in world.webhooks.listed() if all(one[name] == value for name, value in wanted.items())]
        return jsonify([{**one, "payload": json.loads(one["body"])} for one in found])

    @routes.delete("/deliveries")
    def forget_deliveries() -> ResponseReturnValue:
        world.webhooks.clear()
        return "", 204

    @routes.post("/deliveries/<delivery_id>/resend")
    def resend(delivery_id: str) -> ResponseReturnValue:
        if not world.webhooks.resend(delivery_id):
            raise Missing("no such delivery")
        return "", 204

    return routes
