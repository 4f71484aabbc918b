"""Stock for noon in the admin: the switch with a look at what it would do, the figures, and how they are made."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.paging import asked_page
from shopify_app.core.web import runtime
from shopify_app.noon.actions import account_of, get_connection
from shopify_app.noon.offering import actions, lists
from shopify_app.noon.offering.client import NoonStockClient
from shopify_app.noon.offering.rules import read_buffer
from shopify_app.noon.offering.telling import describe, figure_of, read_levels
from shopify_app.shops.guard import caller

blueprint = Blueprint("noon_offering", __name__, url_prefix="/noon/stock")
_LOOKED_AT = 50


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What noon is told of each SKU."""
    shop_id = caller().shop_id
    show = request.args.get("show", "all") if request.args.get("show") in lists.SHOWN else "all"
    search = request.args.get("search", "").replace("\0", "").strip()[:80]
    with runtime().snapshot() as tx:
        get_connection(tx, shop_id)
        return render_template(
            "noon/stock.html",
            choice=actions.choice_of(tx, shop_id),
            page=lists.list_offers(tx, shop_id, show, search, asked_page()),
            counts=lists.counts(tx, shop_id),
            shown=lists.SHOWN,
            show=show,
            search=search,
        )


@blueprint.get("/preview")
def preview() -> ResponseReturnValue:
    """The first figures that noon would be told, beside those that it holds."""
    shop_id = caller().shop_id
    with runtime().transaction() as tx:
        account = account_of(tx, shop_id)
        many = actions.note_offers(tx, shop_id)
        is_on = actions.is_on(tx, shop_id)
        wanted = describe(tx, shop_id, lists.first_offers(tx, shop_id, _LOOKED_AT))
    known = [one for one in wanted if one.item is not None]
    levels = read_levels(runtime(), shop_id, known)
    at_noon = runtime().client(NoonStockClient).told(account, [one.pair for one in known]) if known else {}
    rows = [
        (one.pair, levels.get((one.item or 0, one.location or 0)), figure_of(one, levels), at_noon.get(one.pair))
        for one in known
    ]
    return render_template("noon/stock_preview.html", rows=rows, many=many, is_on=is_on)


@blueprint.post("/switch")
def switch() -> ResponseReturnValue:
    """Begin to tell noon, or end it."""
    who, form = caller(), request.form
    with runtime().transaction() as tx:
        get_connection(tx, who.shop_id)
        if form.get("on") != "on":
            actions.turn_off(tx, who.shop_id, actor=f"staff {who.staff}")
            return jsonify(message="noon is told nothing any more. It keeps the last figures.", go="/noon/stock")
        if form.get("sure") != "yes":
            raise InvalidInputError("Say that noon's figures may be replaced.")
        many = actions.turn_on(tx, who.shop_id, actor=f"staff {who.staff}")
    return jsonify(message=f"noon is being told {many} figures.", go="/noon/stock")


@blueprint.post("/settings")
def settings() -> ResponseReturnValue:
    """How all figures are made."""
    who, buffer = caller(), read_buffer(request.form.get("buffer", ""))
    with runtime().transaction() as tx:
        actions.choose(
            tx,
            who.shop_id,
            buffer=buffer or 0,
            adds_back=request.form.get("adds_back") == "on",
            actor=f"staff {who.staff}",
        )
    return jsonify(message="Saved. Figures that change are being told.", reload=True)


@blueprint.post("/sku")
def change_sku() -> ResponseReturnValue:
    """How one SKU's figures are made."""
    who, form = caller(), request.form
    sku, buffer = form.get("sku", "").replace("\0", "").strip(), read_buffer(form.get("buffer", ""))
    with runtime().transaction() as tx:
        actions.change_sku(
            tx,
            who.shop_id,
            sku,
            buffer=buffer,
            is_left_out=form.get("left_out") == "on",
            actor=f"staff {who.staff}",
        )
    return jsonify(message="Saved.", reload=True)


@blueprint.post("/again")
def again() -> ResponseReturnValue:
    """Tell noon everything once more."""
    who = caller()
    with runtime().transaction() as tx:
        if not actions.is_on(tx, who.shop_id):
            raise InvalidInputError("noon is not told of stock. Switch it on first.")
        actions.tell_again(tx, who.shop_id, actor=f"staff {who.staff}")
    return jsonify(message="Every figure is being told again.", reload=True)


@blueprint.post("/compare")
def compare() -> ResponseReturnValue:
    """Compare with what noon holds, now."""
    shop_id = caller().shop_id
    with runtime().transaction() as tx:
        if not actions.is_on(tx, shop_id):
            raise InvalidInputError("noon is not told of stock. Switch it on first.")
        tx.nudge("jobs.noon.compare_stock_of", "sync", shop_id)
    return jsonify(message="noon is being asked. What differs is told again.", reload=True)
