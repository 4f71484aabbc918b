"""Setting up the second factor and entering its code."""

from __future__ import annotations

import segno
from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.access import actions
from shopify_app.core.web import runtime
from shopify_app.shops.guard import caller

blueprint = Blueprint("access", __name__, url_prefix="/second-factor")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Set it up, or enter a code; then back to where it was asked for."""
    who = caller()
    with runtime().snapshot() as tx:
        member = actions.find_staff(tx, who.shop_id, who.staff)
        unlocked = actions.is_unlocked(tx, who.shop_id, who.staff, who.session)
    enrolled = member is not None and member.enrolled_at is not None
    return render_template("access/second_factor.html", enrolled=enrolled, unlocked=unlocked, then=_then())


@blueprint.post("/enrolment")
def enrol() -> ResponseReturnValue:
    """A QR code for an authenticator app."""
    who = caller()
    with runtime().transaction() as tx:
        address = actions.begin_enrolment(tx, who.shop_id, who.staff, who.shop)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2)
    return jsonify(picture=picture, secret=address.split("secret=")[1].split("&")[0])


@blueprint.post("/enrolment/confirmation")
def confirm() -> ResponseReturnValue:
    """The first code; the answer holds the recovery codes."""
    who = caller()
    with runtime().transaction() as tx:
        codes = actions.confirm_enrolment(tx, who.shop_id, who.staff, request.form.get("code", ""), who.session)
    return jsonify(message="Your second factor is set up.", codes=codes)


@blueprint.post("/code")
def enter() -> ResponseReturnValue:
    """Unlock this session for ten minutes."""
    who = caller()
    with runtime().transaction() as tx:
        good = actions.unlock(tx, who.shop_id, who.staff, request.form.get("code", "")[:40], who.session)
    if not good:
        raise actions.WrongCodeError("This code is wrong or was used before. Type the newest one your app shows.")
    return jsonify(message="Unlocked for ten minutes.", go=_then())


@blueprint.post("/lock")
def lock() -> ResponseReturnValue:
    """End the unlocked time now."""
    who = caller()
    with runtime().transaction() as tx:
        actions.lock(tx, who.shop_id, who.staff)
    return jsonify(message="Locked.", reload=True)


def _then() -> str:
    """Where to go afterwards: a path of ours and nothing else."""
    path = request.values.get("then", "/")
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"
