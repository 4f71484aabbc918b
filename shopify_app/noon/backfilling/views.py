"""noon's past in the admin: which days, how far it is, pausing and stopping."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.web import runtime
from shopify_app.noon.actions import get_connection
from shopify_app.noon.backfilling import actions
from shopify_app.noon.backfilling.rules import PAUSED, RUNNING, STOPPED, read_span
from shopify_app.shops.guard import caller

blueprint = Blueprint("noon_backfilling", __name__, url_prefix="/noon/past")
_SHOWN = 20
_WISHES = {
    "pause": (PAUSED, "Paused. It goes on where it was."),
    "resume": (RUNNING, "It goes on."),
    "stop": (STOPPED, "Stopped. What was read stays."),
}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The reading that is under way, or a form to begin one."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        get_connection(tx, shop_id)
        current = actions.unfinished(tx, shop_id)
        return render_template(
            "noon/past.html",
            current=current,
            progress=actions.progress_of(tx, current) if current else None,
            rows=actions.newest(tx, shop_id, _SHOWN),
        )


@blueprint.post("")
def begin() -> ResponseReturnValue:
    """Begin to read."""
    who, form = caller(), request.form
    since, until = read_span(form.get("since", ""), form.get("until", ""), runtime().clock.now())
    with runtime().transaction() as tx:
        actions.begin(tx, who.shop_id, since, until, actor=f"staff {who.staff}")
    return jsonify(message="noon's past is being read.", reload=True)


@blueprint.get("/progress")
def progress() -> ResponseReturnValue:
    """How far it is, for the page that shows it."""
    with runtime().snapshot() as tx:
        row = next(iter(actions.newest(tx, caller().shop_id, 1)), None)
        if row is None:
            return jsonify(state="none", done=0, told="Nothing was read yet")
        now = actions.progress_of(tx, row)
    told = f"{now.orders} orders read, {now.percent} % of the days"
    return jsonify(state=now.state, done=now.percent, told=told)


@blueprint.post("/<wish>")
def change(wish: str) -> ResponseReturnValue:
    """Pause, go on, or stop."""
    who = caller()
    if wish not in _WISHES:
        raise InvalidInputError("Choose to pause, to go on, or to stop.")
    state, message = _WISHES[wish]
    with runtime().transaction() as tx:
        actions.change(tx, who.shop_id, state, actor=f"staff {who.staff}")
    return jsonify(message=message, reload=True)
