"""Control routes for the stand-in itself: accounts, sessions, knobs, calls, life, reset."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.noon.gate import control_blueprint, read
from sandbox.noon.life import Life
from sandbox.noon.logins import expire_sessions
from sandbox.noon.projects import DEFAULT_PROJECT, add_account, remove_account
from sandbox.noon.world import Noon


class Registration(msgspec.Struct, forbid_unknown_fields=True):
    """A service account to register."""

    project_code: str = DEFAULT_PROJECT
    has_role: bool = True


class Pace(msgspec.Struct, forbid_unknown_fields=True):
    """How fast orders come."""

    every_s: Annotated[float, msgspec.Meta(gt=0)]


class NewStart(msgspec.Struct, forbid_unknown_fields=True):
    """The seed of the next world."""

    seed: int = 0


class Expiry(msgspec.Struct, forbid_unknown_fields=True):
    """Whose sessions to end; empty: everybody's."""

    project_code: str = ""


def world_controls(noon: Noon, life: Life) -> Blueprint:
    """`/_control/accounts`, `sessions`, `knobs`, `calls`, `life`, `reset`."""
    control = control_blueprint("world_controls")
    _account_routes(control, noon)
    _knob_routes(control, noon)
    _life_routes(control, life)

    @control.get("/calls")
    def list_calls() -> ResponseReturnValue:
        wanted = {name: request.args.get(name, "") for name in ("operation", "method", "path")}
        return jsonify(noon.calls.matching(**wanted))

    @control.delete("/calls")
    def clear_calls() -> ResponseReturnValue:
        noon.calls.clear()
        return "", 204

    return control


def _account_routes(control: Blueprint, noon: Noon) -> None:
    @control.post("/accounts")
    def register() -> ResponseReturnValue:
        draft = read(Registration)
        return jsonify(add_account(noon, draft.project_code, has_role=draft.has_role)), 201

    @control.delete("/accounts/<key_id>")
    def deactivate(key_id: str) -> ResponseReturnValue:
        remove_account(noon, key_id)
        return "", 204

    @control.post("/sessions/expire")
    def expire() -> ResponseReturnValue:
        return jsonify(expired=expire_sessions(noon, read(Expiry).project_code))


def _knob_routes(control: Blueprint, noon: Noon) -> None:
    @control.get("/knobs")
    def list_knobs() -> ResponseReturnValue:
        return jsonify(msgspec.to_builtins(noon.knobs))

    @control.patch("/knobs")
    def turn_knobs() -> ResponseReturnValue:
        return jsonify(msgspec.to_builtins(noon.turn(read(dict[str, Any]))))


def _life_routes(control: Blueprint, life: Life) -> None:
    @control.put("/life")
    def start_life() -> ResponseReturnValue:
        life.start(read(Pace).every_s)
        return jsonify(every_s=life.every_s)

    @control.get("/life")
    def show_life() -> ResponseReturnValue:
        return jsonify(every_s=life.every_s)

    @control.delete("/life")
    def stop_life() -> ResponseReturnValue:
        life.stop()
        return "", 204
