"""In front of risky routes: the second factor, within the last minutes, in this session."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue

from shopify_app.access import actions
from shopify_app.core.web import runtime
from shopify_app.shops.guard import caller


def has_second_factor() -> bool:
    """Whether the caller's session is unlocked now."""
    who = caller()
    with runtime().snapshot() as tx:
        return actions.is_unlocked(tx, who.shop_id, who.staff, who.session)


def require_second_factor() -> ResponseReturnValue | None:
    """None when the session is unlocked; else the way there: a page is redirected, a call is told where to go."""
    if has_second_factor():
        return None
    if request.method in {"GET", "HEAD"}:
        kept = {name: value for name, value in request.args.items() if name in {"shop", "host", "embedded", "locale"}}
        return redirect(f"/second-factor?{urlencode({**kept, 'then': request.path})}")
    then = request.headers.get("X-Page", "/")
    address = f"/second-factor?{urlencode({'then': then})}"
    return jsonify(error="Your second factor is needed for this.", go=address), 403
