"""What every call of the partner API goes through: its record, planned failures, session, quota, role; and errors."""

from __future__ import annotations

import math
from typing import TypeVar

import msgspec
from flask import Blueprint, Flask, Response, g, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import MethodNotAllowed, NotFound

from sandbox.faults import strike_after, strike_before
from sandbox.noon.answers import NoonError, body_of
from sandbox.noon.calls import Call
from sandbox.noon.logins import account_of, session_of
from sandbox.noon.world import Noon

CONTROL = "/_control/"
Draft = TypeVar("Draft")

OPEN = frozenset({"identity.login"})


def install_gate(app: Flask, noon: Noon) -> None:
    """Put the gate before every route of `app` but the control routes."""
    strike_after(app)
    app.before_request(lambda: _enter(noon))
    app.after_request(lambda response: _record(noon, response))
    app.register_error_handler(NoonError, lambda error: _refusal(noon, error))
    for malformed in (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
        app.register_error_handler(malformed, lambda error: _refusal(noon, NoonError("INVALID_ARGUMENT", str(error))))
    for unknown in (NotFound, MethodNotAllowed):
        app.register_error_handler(unknown, lambda _: ("", noon.knobs.unknown_path_status))


def read(kind: type[Draft]) -> Draft:
    """The request's body as a `kind`; a wrong one becomes INVALID_ARGUMENT."""
    return msgspec.json.decode(request.get_data(), type=kind)


def project() -> str:
    """The project of the session that is calling."""
    return str(g.project_code)


def done(noon: Noon) -> ResponseReturnValue:
    """An action's answer: an empty object, or nothing at all."""
    return ("", 200) if noon.knobs.empty_actions else jsonify({})


def control_blueprint(name: str) -> Blueprint:
    """A blueprint of control routes, outside the gate."""
    return Blueprint(name, __name__, url_prefix=CONTROL.rstrip("/"))


def _enter(noon: Noon) -> Response | None:
    if request.endpoint is None or request.path.startswith(CONTROL):
        return None
    struck = strike_before(noon.faults, request.endpoint)
    if struck is not None:
        return struck
    if not request.headers.get("User-Agent", "").strip():
        raise NoonError("INVALID_ARGUMENT", "the User-Agent header is required")
    if request.endpoint in OPEN:
        return None
    session = session_of(noon, request.cookies)
    g.project_code = session["project_code"]
    g.key_id = session["key_id"]
    refused = _over_quota(noon)
    if refused is None:
        account_of(noon, session)
    return refused


def _over_quota(noon: Noon) -> Response | None:
    knobs = noon.knobs
    wait = noon.rate.wait_for(project(), limit=knobs.rate_limit, window_s=knobs.rate_window_s)
    if not wait:
        return None
    refusal = _refusal(noon, NoonError("RESOURCE_EXHAUSTED", "too many requests; back off exponentially"))
    if knobs.retry_after:
        refusal.headers["Retry-After"] = str(math.ceil(wait))
    return refusal


def _refusal(noon: Noon, error: NoonError) -> Response:
    body, content_type = body_of(error, _shape(noon))
    response = make_response(body, error.http)
    response.content_type = content_type
    return response


def _shape(noon: Noon) -> str:
    if request.path.startswith(CONTROL):
        return "flat"
    return noon.knobs.identity_error_shape if request.blueprint == "identity" else noon.knobs.error_shape


def _record(noon: Noon, response: Response) -> Response:
    if request.path.startswith(CONTROL):
        return response
    text = request.get_data(as_text=True)
    noon.calls.add(
        Call(
            at=noon.clock(),
            operation=request.endpoint or "",
            method=request.method,
            path=request.path,
            query=request.args.to_dict(),
            headers=dict(request.headers),
            body=(request.get_json(silent=True) if request.is_json else None) or text,
            status=response.status_code,
        )
    )
    return response
