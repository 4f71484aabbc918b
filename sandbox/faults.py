"""Fault knobs: what a stand-in does wrong on purpose, set over HTTP by the tests and the demo."""

from __future__ import annotations

import random
import re
import socket
import threading
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, g, jsonify, request

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

KINDS = frozenset({"status", "slow", "drop", "drop_after_commit"})


@dataclass
class Fault:
    """One planned failure.

    `operation` is a regular expression over the operation's name; `times` how often it still strikes (None: always);
    `chance` how likely each time. Kinds: `status` answers `status` with `body` and optional `retry_after` seconds;
    `slow` waits `seconds` first; `drop` closes the connection before anything is done; `drop_after_commit` does the
    work and then closes the connection without an answer.
    """

    operation: str
    kind: str
    status: int = 500
    body: str = ""
    content_type: str = "application/json"
    retry_after: float | None = None
    seconds: float = 0.0
    times: int | None = 1
    chance: float = 1.0


class Faults:
    """The planned failures of one stand-in, in order; the first that matches strikes."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        """Add one failure.

        Raises:
            ValueError: The kind is unknown or the pattern is not a regular expression.
        """
        if fault.kind not in KINDS:
            raise ValueError(f"unknown fault kind {fault.kind!r}; known: {', '.join(sorted(KINDS))}")
        re.compile(fault.operation)
        with self._lock:
            self._planned.append(fault)

    def clear(self) -> None:
        """Forget every planned failure."""
        with self._lock:
            self._planned.clear()

    def planned(self) -> list[dict[str, Any]]:
        """What is still planned, for the control route."""
        with self._lock:
            return [asdict(fault) for fault in self._planned]

    def take(self, operation: str) -> Fault | None:
        """The failure that strikes this operation now, if any; used up once its `times` are over."""
        with self._lock:
            for fault in self._planned:
                if not re.search(fault.operation, operation) or self._random.random() >= fault.chance:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._planned.remove(fault)
                return fault
        return None


def fault_routes(faults: Faults) -> Blueprint:
    """`GET`, `POST` and `DELETE /_control/faults` of one stand-in."""
    control = Blueprint("faults", __name__)

    @control.get("/_control/faults")
    def list_faults() -> ResponseReturnValue:
        return jsonify(faults.planned())

    @control.post("/_control/faults")
    def plan_fault() -> ResponseReturnValue:
        try:
            faults.plan(Fault(**request.get_json()))
        except (TypeError, ValueError) as error:
            return jsonify(error=str(error)), 400
        return jsonify(faults.planned()), 201

    @control.delete("/_control/faults")
    def clear_faults() -> ResponseReturnValue:
        faults.clear()
        return "", 204

    return control


def strike_before(faults: Faults, operation: str) -> Response | None:
    """Apply what must happen before the work: wait, answer wrongly, or hang up. None: go on."""
    fault = faults.take(operation)
    if fault is None:
        return None
    if fault.kind == "slow":
        time.sleep(fault.seconds)
        return None
    if fault.kind == "drop":
        return _hang_up()
    if fault.kind == "drop_after_commit":
        g.drop_after_commit = True
        return None
    response = Response(fault.body, status=fault.status, content_type=fault.content_type)
    if fault.retry_after is not None:
        response.headers["Retry-After"] = f"{fault.retry_after:g}"
    return response


def strike_after(app: Flask) -> None:
    """Make `app` hang up instead of answering where `drop_after_commit` struck."""

    @app.after_request
    def drop(response: Response) -> Response:
        return _hang_up() if g.pop("drop_after_commit", False) else response


def _hang_up() -> Response:
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    return Response(status=500)
