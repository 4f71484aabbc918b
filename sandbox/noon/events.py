"""Events: one line in the delivery log for each message, destination and copy, ready for the sender."""

from __future__ import annotations

import json
from typing import NamedTuple

from sandbox.noon.answers import NoonError
from sandbox.noon.items import acknowledge
from sandbox.noon.rows import Delivery, Destination, Order
from sandbox.noon.world import Noon

SYNC = "FBPI::ORDER_SYNC"
CREATED = "FBPI::ORDER_CREATED"
KEPT = 20_000
MAX_DESTINATIONS = 5
SUCCESS = 2
CREATED_TYPES = {"sync": (SYNC,), "created": (CREATED,), "both": (CREATED, SYNC)}


class Message(NamedTuple):
    """One event for one destination."""

    code: str
    event_type: str
    fbpi_order_nr: str
    destination: Destination
    body: str


def set_destination(noon: Noon, project_code: str, url: str, headers: dict[str, str], code: str = "") -> Destination:
    """Send the project's events to `url` with these headers; `code` names the destination to change.

    Raises:
        NoonError: The project has as many as noon allows.
    """
    with noon.store.lock:
        code = code or f"dst_{project_code.lower()}"
        others = [row for row in destinations_of(noon, project_code) if row["destination_code"] != code]
        if len(others) >= MAX_DESTINATIONS:
            raise NoonError("RESOURCE_EXHAUSTED", f"at most {MAX_DESTINATIONS} destinations in a project")
        noon.destinations[code] = {
            "destination_code": code,
            "project_code": project_code,
            "url": url,
            "headers": headers,
            "is_active": bool(url),
        }
        noon.changed()
        return noon.destinations[code]


def destinations_of(noon: Noon, project_code: str) -> list[Destination]:
    """The project's destinations, by code."""
    return [row for _, row in sorted(noon.destinations.items()) if row["project_code"] == project_code]


def announce_created(noon: Noon, order: Order) -> None:
    """Tell the project's destinations of a new order."""
    for event_type in CREATED_TYPES[noon.knobs.created_event]:
        announce(noon, order, event_type)


def announce_changed(noon: Noon, order: Order) -> None:
    """Tell the project's destinations that an order changed, unless the knob keeps noon silent about changes."""
    if noon.knobs.change_events:
        announce(noon, order, SYNC)


def announce(noon: Noon, order: Order, event_type: str) -> list[Delivery]:
    """Put one event on its way, with as many copies as the knob says."""
    made = []
    with noon.store.lock:
        for destination in destinations_of(noon, order["project_code"]):
            if not destination["is_active"]:
                continue
            message = _message(noon, order, event_type, destination)
            made += [_enqueue(noon, message) for _ in range(1 + noon.knobs.duplicates)]
        _trim(noon)
        noon.changed()
    noon.wake_sender()
    return made


def redeliver(noon: Noon, delivery_id: str) -> Delivery:
    """Send a delivery again from its first attempt, as the partner portal can.

    Raises:
        NoonError: There is no such delivery.
    """
    with noon.store.lock:
        delivery = noon.deliveries.get(delivery_id)
        if delivery is None:
            raise NoonError("NOT_FOUND", f"delivery {delivery_id} was not found", delivery_id)
        delivery["status"] = "pending"
        delivery["attempts"] = []
        delivery["next_attempt"] = noon.due[delivery_id] = noon.clock()
        noon.changed()
    noon.wake_sender()
    return delivery


def record_attempt(noon: Noon, delivery: Delivery, *, status: int | None, error: str) -> None:
    """Note how an attempt went: delivered, to be tried again after a growing gap, or given up."""
    with noon.store.lock:
        if noon.deliveries.get(delivery["delivery_id"]) is not delivery:
            return  # the world was reset while this one was under way
        delivery["attempts"].append({"at": noon.clock(), "status": status, "error": error})
        order = noon.orders.get(delivery["fbpi_order_nr"])
        gaps = noon.knobs.retry_gaps_s
        if status is not None and status // 100 == SUCCESS:
            _finish(noon, delivery, "success")
            if order:
                acknowledge(noon, order)
        elif len(delivery["attempts"]) > len(gaps):
            _finish(noon, delivery, "failure")
            if order and order["dashboard_status"] == "Pending":
                order["dashboard_status"] = "Killed"
        else:
            again = noon.clock() + gaps[len(delivery["attempts"]) - 1] * noon.knobs.retry_scale
            noon.due[delivery["delivery_id"]] = delivery["next_attempt"] = again
        noon.changed()


def _message(noon: Noon, order: Order, event_type: str, destination: Destination) -> Message:
    code = f"msg_{noon.dice('message', noon.number('message')).getrandbits(96):024x}"
    nr = order["fbpi_order_nr"]
    metadata = {"published_at": noon.stamp(), "project_code": order["project_code"]}
    if noon.knobs.envelope == "full":
        metadata |= {"message_id": code, "destination_id": destination["destination_code"]}
    content = {"event_schema_version": 1, "event_type": event_type, "metadata": metadata, "payload": {"order_nr": nr}}
    legacy = {"legacy": {"order_nr": nr}, "legacy_fbpi": {"fbpi_order_nr": nr}}
    return Message(code, event_type, nr, destination, json.dumps(legacy.get(noon.knobs.envelope, content)))


def _enqueue(noon: Noon, message: Message) -> Delivery:
    number = noon.number("delivery")
    due = noon.clock() + noon.dice("spread", number).random() * noon.knobs.reorder_spread_s
    delivery: Delivery = {
        "delivery_id": str(number),
        "message_code": message.code,
        "destination_code": message.destination["destination_code"],
        "event_type": message.event_type,
        "fbpi_order_nr": message.fbpi_order_nr,
        "body": message.body,
        "status": "pending",
        "attempts": [],
        "created_at": noon.clock(),
        "next_attempt": due,
    }
    noon.deliveries[delivery["delivery_id"]] = delivery
    noon.due[delivery["delivery_id"]] = due
    return delivery


def _finish(noon: Noon, delivery: Delivery, status: str) -> None:
    delivery["status"] = status
    delivery["next_attempt"] = None
    noon.due.pop(delivery["delivery_id"], None)


def _trim(noon: Noon) -> None:
    while len(noon.deliveries) > KEPT:
        oldest = next(iter(noon.deliveries))
        if oldest in noon.due:
            return  # at least once: what has not gone yet is not forgotten
        del noon.deliveries[oldest]
