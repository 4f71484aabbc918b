"""Control routes for events: where they go, the delivery log, and events out of turn."""

from __future__ import annotations

import msgspec
from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.noon.events import SYNC, announce, redeliver, set_destination
from sandbox.noon.gate import control_blueprint, read
from sandbox.noon.orders import find_order
from sandbox.noon.projects import DEFAULT_PROJECT
from sandbox.noon.world import Noon


class Target(msgspec.Struct, forbid_unknown_fields=True):
    """Where a project's events go; an empty URL keeps the destination but switches it off."""

    url: str
    headers: dict[str, str] = {}
    project_code: str = DEFAULT_PROJECT
    destination_code: str = ""


class Announcement(msgspec.Struct, forbid_unknown_fields=True):
    """An event to send although nothing happened."""

    fbpi_order_nr: str
    event_type: str = SYNC


def event_controls(noon: Noon) -> Blueprint:
    """`/_control/destinations`, `deliveries`, `events`."""
    control = control_blueprint("event_controls")

    @control.put("/destinations")
    def aim() -> ResponseReturnValue:
        draft = read(Target)
        place = (draft.project_code, draft.url, draft.headers, draft.destination_code)
        return jsonify(set_destination(noon, *place))

    @control.get("/destinations")
    def list_destinations() -> ResponseReturnValue:
        with noon.store.lock:
            return jsonify(list(noon.destinations.values()))

    @control.get("/deliveries")
    def list_deliveries() -> ResponseReturnValue:
        status, nr = request.args.get("status", ""), request.args.get("fbpi_order_nr", "")
        with noon.store.lock:
            return jsonify(
                [
                    row
                    for row in noon.deliveries.values()
                    if status in ("", row["status"]) and nr in ("", row["fbpi_order_nr"])
                ]
            )

    @control.post("/deliveries/<delivery_id>/redeliver")
    def deliver_again(delivery_id: str) -> ResponseReturnValue:
        return jsonify(redeliver(noon, delivery_id))

    @control.post("/events")
    def announce_now() -> ResponseReturnValue:
        draft = read(Announcement)
        return jsonify(announce(noon, find_order(noon, draft.fbpi_order_nr), draft.event_type)), 201

    return control
