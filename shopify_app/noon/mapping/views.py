"""Pairing noon's SKUs and warehouses with the shop's, in the admin: lists, by hand, by file."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.paging import asked_page
from shopify_app.core.web import runtime
from shopify_app.noon.actions import get_connection
from shopify_app.noon.mapping import actions
from shopify_app.noon.mapping.client import GoodsPlacesClient
from shopify_app.noon.mapping.rules import (
    AMBIGUOUS,
    IGNORED,
    MAPPED,
    PENDING,
    UNKNOWN,
    Bad,
    BadMappingError,
    guarded,
    read_pairs,
)
from shopify_app.noon.reserving import actions as reserving
from shopify_app.shops.guard import caller

blueprint = Blueprint("noon_mapping", __name__, url_prefix="/noon/mapping")
STATES_TOLD = {
    UNKNOWN: "Not found in Shopify",
    AMBIGUOUS: "Several fit",
    PENDING: "Being looked for",
    MAPPED: "Paired",
    IGNORED: "Not sold here",
}
_LARGEST_FILE = 4 * 1024 * 1024
_BAD_SHOWN = 20


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The SKUs, what needs a person first; and the warehouses."""
    shop_id = caller().shop_id
    state = request.args.get("show") if request.args.get("show") in STATES_TOLD else None
    search = request.args.get("search", "").replace("\0", "").strip()[:80]
    with runtime().snapshot() as tx:
        return render_template(
            "noon/mapping.html",
            connection=get_connection(tx, shop_id),
            places=actions.places(tx, shop_id),
            failed=reserving.problems_of(tx, shop_id),
            page=actions.list_skus(tx, shop_id, state, search, asked_page()),
            counts=actions.counts(tx, shop_id),
            states=STATES_TOLD,
            state=state,
            search=search,
        )


@blueprint.get("/warehouses")
def warehouses() -> ResponseReturnValue:
    """Which location each warehouse is."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        connection, places = get_connection(tx, shop_id), actions.places(tx, shop_id)
    locations = runtime().client(GoodsPlacesClient).locations(shop_id)
    return render_template("noon/warehouses.html", connection=connection, places=places, locations=locations)


@blueprint.post("/warehouses")
def place() -> ResponseReturnValue:
    """Say which location a warehouse is."""
    who, code, asked = caller(), request.form.get("code", ""), request.form.get("location", "")
    known = {str(one.shopify_location_id): one for one in runtime().client(GoodsPlacesClient).locations(who.shop_id)}
    if asked and asked not in known:
        raise InvalidInputError("Choose one of the shop's locations.")
    with runtime().transaction() as tx:
        codes = get_connection(tx, who.shop_id).warehouses
        actions.place_warehouse(tx, who.shop_id, code, known.get(asked), codes, actor=f"staff {who.staff}")
    return jsonify(message="Saved.", reload=True)


@blueprint.post("/skus")
def pair() -> ResponseReturnValue:
    """Say what a SKU of noon's is."""
    who, given = caller(), request.form
    look_for = "" if given.get("not_sold") == "on" else given.get("look_for", "").strip()
    if not look_for and given.get("not_sold") != "on":
        raise BadMappingError("Type the SKU or barcode in Shopify, or say that it is not sold here.")
    with runtime().transaction() as tx:
        actions.pair(tx, who.shop_id, given.get("sku", "").strip(), look_for, actor=f"staff {who.staff}")
    return jsonify(message="Saved. It is looked for in Shopify." if look_for else "Saved.", reload=True)


@blueprint.post("/again")
def again() -> ResponseReturnValue:
    """Look once more for what was not found."""
    with runtime().transaction() as tx:
        many = actions.look_again(tx, caller().shop_id)
    return jsonify(message=f"Looking again for {many}." if many else "Nothing is missing.", reload=True)


@blueprint.post("/stock")
def stock_anew() -> ResponseReturnValue:
    """Reserve anew what could not be reserved."""
    who = caller()
    with runtime().transaction() as tx:
        many = reserving.anew(tx, who.shop_id, actor=f"staff {who.staff}")
    return jsonify(message=f"{many} are being tried again." if many else "Nothing had failed.", reload=True)


@blueprint.post("/file")
def upload() -> ResponseReturnValue:
    """Take over pairs from a file; with a bad line nothing is changed, unless the good ones are wanted anyway."""
    who = caller()
    request.max_content_length = _LARGEST_FILE
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content.strip():
        raise InvalidInputError("Choose a file.")
    pairs, bad = read_pairs(content)
    if bad and request.form.get("anyway") != "on":
        raise BadMappingError(_told(bad, len(pairs)))
    with runtime().transaction() as tx:
        many = actions.pair_file(tx, who.shop_id, pairs, actor=f"staff {who.staff}")
    return jsonify(message=f"{many} pairs taken over, {len(bad)} lines left out.", reload=True)


@blueprint.post("/export")
def export() -> ResponseReturnValue:
    """Every SKU with what it is, as a CSV file that can be taken over again."""
    with runtime().snapshot() as tx:
        rows = actions.all_skus(tx, caller().shop_id)
    out = io.StringIO(newline="")
    written = csv.writer(out)
    written.writerow(("noon_sku", "shopify_sku", "state", "title"))
    for row in rows:
        cells = (row.sku, row.look_for, STATES_TOLD[row.state], row.title or "")
        written.writerow([guarded(cell) for cell in cells])
    headers = {"Content-Disposition": 'attachment; filename="noon-skus.csv"'}
    return Response(out.getvalue().encode("utf-8-sig"), mimetype="text/csv", headers=headers)


def _told(bad: list[Bad], good: int) -> str:
    lines = " ".join(f"Line {one.line}: {one.problem}" for one in bad[:_BAD_SHOWN])
    more = f" And {len(bad) - _BAD_SHOWN} more." if len(bad) > _BAD_SHOWN else ""
    return f"Nothing was changed: {len(bad)} of {len(bad) + good} lines are wrong. {lines}{more}"
