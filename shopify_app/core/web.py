"""What every page shares: which routes are open, errors turned into answers, and headers that protect."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from shopify_app.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RemoteError,
    TajirError,
)
from shopify_app.core.runtime import Runtime

V = TypeVar("V", bound=Callable[..., ResponseReturnValue])
_STATUS: tuple[tuple[type[TajirError], int], ...] = (
    (InvalidInputError, 400),
    (ForbiddenError, 403),
    (NotFoundError, 404),
    (ConflictError, 409),
    (RemoteError, 502),
)
_CLOSED = "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
log = structlog.get_logger(__name__)


def public(view: V) -> V:
    """Open a route to everybody. Every other route needs a verified session; a test holds the list of these."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def risky(view: V) -> V:
    """Ask for the second factor before this route: personal data, exports, erasure, keys, restore."""
    view.is_risky = True  # type: ignore[attr-defined]
    return view


def runtime() -> Runtime:
    """The runtime of the running application."""
    return cast("Runtime", current_app.extensions["tajir"])


def install_web(app: Flask) -> None:
    """Request ids, error answers and headers, for every route."""
    app.url_map.converters["int"] = _Id
    app.before_request(_begin)
    app.after_request(_protect)
    app.register_error_handler(TajirError, _answer_error)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unexpected)


class _Id(IntegerConverter):
    """`<int:…>` in an address: an id as our databases hold it. A longer number is no page of ours."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, max=2**63 - 1, **options)


def wants_json() -> bool:
    """Whether the caller is a script: then errors are JSON, else a page."""
    return "Authorization" in request.headers or not current_app.has_static_folder or request.path.startswith("/proxy/")


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    # The query holds the id token and is never logged.
    structlog.contextvars.bind_contextvars(request_id=g.request_id, path=request.path)


def _protect(response: Response) -> Response:
    headers = response.headers
    headers["X-Request-Id"] = g.get("request_id", "")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    headers.setdefault("Cache-Control", "no-store")
    # What is for the admin's frame has a policy with its shop in it (`shops/frame.py`); all else may nobody frame.
    headers["Content-Security-Policy"] = g.get("page_policy", _CLOSED)
    if "page_links" in g:
        headers["Link"] = g.page_links
    return response


def _answer_error(error: TajirError) -> ResponseReturnValue:
    status = next(code for kind, code in _STATUS if isinstance(error, kind))
    if status >= 500:  # noqa: PLR2004
        log.warning("remote_failed", error=str(error))
    return _answer(str(error), status, error.fields if isinstance(error, InvalidInputError) else None)


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.response is not None:
        return error.get_response()
    # What the error says beside its page: the methods that are taken, how long to wait.
    beside = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    return *_answer(_PLAIN.get(error.code, error.name), error.code), beside


def _answer_unexpected(error: Exception) -> ResponseReturnValue:
    log.error("request_failed", exc_info=error)
    return _answer(f"Something went wrong on our side. Tell support this number: {g.get('request_id', '')}", 500)


def _answer(message: str, status: int, fields: Mapping[str, str] | None = None) -> tuple[Response | str, int]:
    if wants_json():
        return jsonify(error=message, **({"fields": fields} if fields else {})), status
    return render_template("error.html", message=message, status=status), status


_PLAIN = {
    404: "There is no such page.",
    405: "This address does not take such a request.",
    413: "That is too large.",
    415: "This kind of content is not understood here.",
    429: "That was asked too often. Wait as many seconds as Retry-After says, then ask again.",
}
