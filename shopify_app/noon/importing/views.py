"""noon's orders in Shopify, in the admin: whether the shop wants them, what became of each, and single ones by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import ConflictError
from shopify_app.core.paging import asked_page
from shopify_app.core.web import risky, runtime
from shopify_app.noon.actions import get_connection
from shopify_app.noon.importing import actions, terms
from shopify_app.noon.importing.actions import STATES_TOLD
from shopify_app.noon.importing.models import NOTHING, WAITING, NoonImport
from shopify_app.noon.importing.terms import BadTermsError, Wish
from shopify_app.shops.guard import caller

blueprint = Blueprint("noon_imports", __name__, url_prefix="/noon/imports")
_EARLIEST = timedelta(days=60)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The shop's wish, and every order that is in Shopify, is to be, or waits, with the reason."""
    who = caller()
    state = request.args.get("show") if request.args.get("show") in STATES_TOLD else None
    search = request.args.get("search", "").strip()[:64]
    with runtime().snapshot() as tx:
        get_connection(tx, who.shop_id)
        row = terms.find_terms(tx, who.shop_id)
        return render_template(
            "noon/imports.html",
            terms=row,
            usual=Wish(None, per_minute=terms.usual_pace(tx, who.shop_id)),
            today=tx.now.date().isoformat(),
            page=actions.list_imports(tx, who.shop_id, state, search, asked_page()),
            counts=actions.counts(tx, who.shop_id),
            states=STATES_TOLD,
            state=state,
            search=search,
        )


@blueprint.post("/terms")
@risky
def change_terms() -> ResponseReturnValue:
    """Import from a day on, or no more."""
    who, form = caller(), request.form
    wish = Wish(
        from_at=_day(form.get("from", "")) if form.get("on") == "on" else None,
        tax=form.get("tax", ""),
        percent=terms.parse_percent(form.get("percent", "")),
        per_minute=_whole(form.get("per_minute", ""), "per_minute"),
        settle_minutes=_whole(form.get("settle_minutes", ""), "settle_minutes"),
    )
    with runtime().transaction() as tx:
        terms.change_terms(tx, who.shop_id, wish, actor=f"staff {who.staff}")
    told = "Orders appear in Shopify in a moment." if wish.from_at else "No order is imported by itself any more."
    return jsonify(message=f"Saved. {told}", reload=True)


@blueprint.post("/now")
def import_now() -> ResponseReturnValue:
    """Import one order, whatever the terms are."""
    who, number = caller(), request.form.get("number", "").strip()
    with runtime().transaction() as tx:
        row = actions.import_now(tx, who.shop_id, number, actor=f"staff {who.staff}")
        told = _told(row)
    return jsonify(message=told, reload=True)


@blueprint.post("/<int:import_id>/now")
def import_again(import_id: int) -> ResponseReturnValue:
    """The same, from the list."""
    who = caller()
    with runtime().transaction() as tx:
        number = actions.get_import(tx, who.shop_id, import_id).noon_order_nr
        told = _told(actions.import_now(tx, who.shop_id, number, actor=f"staff {who.staff}"))
    return jsonify(message=told, reload=True)


@blueprint.post("/<int:import_id>/stop")
def stop(import_id: int) -> ResponseReturnValue:
    """Do not import this one."""
    who = caller()
    with runtime().transaction() as tx:
        number = actions.get_import(tx, who.shop_id, import_id).noon_order_nr
        actions.stop(tx, who.shop_id, number, actor=f"staff {who.staff}")
    return jsonify(message="This order stays out of Shopify until you import it.", reload=True)


def _told(row: NoonImport) -> str:
    """What to expect of an order that was asked for.

    Raises:
        ConflictError: There is nothing to import of it.
    """
    if row.state == NOTHING:
        raise ConflictError("Nothing of this order is left to ship: there is nothing to import.")
    if row.state == WAITING:
        return f"It will be imported as soon as it can be. {row.problem}"
    return "It appears in Shopify in a moment."


def _day(text: str) -> datetime:
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadTermsError("This is no date.", {"from": "Type a date such as 2026-11-25."}) from error
    if day < runtime().clock.now() - _EARLIEST:
        raise BadTermsError("Too long ago.", {"from": "Choose a day of the last 60 days, or a later one."})
    return day


def _whole(text: str, field: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) <= 4):  # noqa: PLR2004
        raise BadTermsError("This is no number.", {field: "Type a whole number."})
    return int(text)
