"""The app as a whole: secrets, address, webhook knobs, pace, reset, settle."""

from __future__ import annotations

import time
from dataclasses import asdict, fields
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.shopify.life import Life
from sandbox.shopify.oauth.id_tokens import make_id_token
from sandbox.shopify.seed import plant
from sandbox.shopify.world import World

_POLL = 0.01


def app_routes(world: World, life: Life) -> Blueprint:
    """Routes without a shop in their path."""
    routes = Blueprint("control_app", __name__)

    @routes.post("/reset")
    def reset() -> ResponseReturnValue:
        values = request.get_json(silent=True) or {}
        plant.reset(world, values.get("seed", world.config.seed), empty=bool(values.get("empty")))
        return jsonify(sorted(world.shops))

    @routes.post("/settle")
    def settle() -> ResponseReturnValue:
        values = request.get_json(silent=True) or {}
        return jsonify(settled=wait_until_idle(world, float(values.get("timeout", 10))))

    @routes.get("/app")
    def show_app() -> ResponseReturnValue:
        app = world.config.app
        return jsonify(app_url=app.app_url, api_key=app.api_key, title=app.title, base_url=world.config.base_url)

    @routes.post("/app")
    def change_app() -> ResponseReturnValue:
        values = request.get_json()
        for name in ("app_url", "title"):
            if name in values:
                setattr(world.config.app, name, values[name])
        return show_app()

    @routes.post("/secrets")
    def change_secrets() -> ResponseReturnValue:
        values = request.get_json()
        world.config.app.api_secret = values["current"]
        world.config.app.api_secret_old = values.get("old")
        return "", 204

    @routes.get("/webhooks")
    def show_webhooks() -> ResponseReturnValue:
        return jsonify({**asdict(world.webhooks.knobs), **asdict(world.config.pace)})

    @routes.post("/webhooks")
    def change_webhooks() -> ResponseReturnValue:
        _change(request.get_json(), world.webhooks.knobs, world.config.pace)
        world.webhooks.wake()
        return show_webhooks()

    @routes.get("/subscriptions")
    def show_subscriptions() -> ResponseReturnValue:
        return jsonify([asdict(one) for one in world.webhooks.subscriptions.all()])

    @routes.post("/cost_scale")
    def cost_scale() -> ResponseReturnValue:
        world.config.cost_scale = request.get_json()["scale"]
        return "", 204

    @routes.post("/id_tokens")
    def id_token() -> ResponseReturnValue:
        values = request.get_json()
        shop = world.shop(values["shop"])
        user = values.get("user_id") or shop["staff"][0]["id"]
        claims = values.get("claims") or {}
        life = values.get("life", 60)
        return jsonify(id_token=make_id_token(world.config.app, shop["domain"], user, life=life, **claims))

    _life_routes(life, routes)
    return routes


def _life_routes(life: Life, routes: Blueprint) -> None:
    @routes.get("/life")
    def show_life() -> ResponseReturnValue:
        return jsonify(on=life.is_on, speed=life.speed)

    @routes.post("/life")
    def change_life() -> ResponseReturnValue:
        values = request.get_json()
        life.start(float(values.get("speed", 1))) if values.get("on", True) else life.stop()
        return show_life()

    @routes.post("/life/once")
    def live_once() -> ResponseReturnValue:
        for _ in range(int((request.get_json(silent=True) or {}).get("times", 1))):
            life.live_once()
        return "", 204


def wait_until_idle(world: World, timeout: float) -> bool:
    """Wait until nothing is planned and every webhook is delivered or lost; whether that came true."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        # Looked at twice: a timer that just ended may have handed a webhook to the sender.
        if world.timers.idle() and world.webhooks.idle() and world.timers.idle():
            return True
        time.sleep(_POLL)
    return False


def _change(values: dict[str, Any], *targets: Any) -> None:
    for name, value in values.items():
        target = next((one for one in targets if name in {field.name for field in fields(one)}), None)
        if target is None:
            raise ValueError(f"unknown setting {name!r}")
        setattr(target, name, value)
