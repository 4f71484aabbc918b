"""Branding stock in the admin: the shop's items, a brand's items, one item and what staff do with it, the ledger."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import ConflictError
from shopify_app.core.paging import asked_page
from shopify_app.core.sheets import Cell, make_sheet
from shopify_app.core.web import risky, runtime
from shopify_app.shops.guard import caller
from shopify_app.white_label.brands.actions import get_brand
from shopify_app.white_label.stock import lists
from shopify_app.white_label.stock.checking import differences
from shopify_app.white_label.stock.lists import ALL, LOW, RETIRED, Line, Wish
from shopify_app.white_label.stock.words import (
    KINDS_TOLD,
    MOVES_TOLD,
    USES_TOLD,
    told_days,
    told_lasting,
    told_orders,
    told_recipe,
)

blueprint = Blueprint("stock", __name__, url_prefix="/white-label")
_HEADS = (
    *("Time (UTC)", "Item", "Item number", "Move", "On hand change", "Reserved change", "On hand", "Reserved"),
    *("Order", "Parcel", "Reason", "By"),
)
_LATEST = 8


@blueprint.context_processor
def _words() -> dict[str, object]:
    told = {"kinds": KINDS_TOLD, "uses": USES_TOLD, "move_words": MOVES_TOLD}
    functions = (told_days, told_lasting, told_orders, told_recipe)
    return {**told, **{function.__name__: function for function in functions}}


@blueprint.get("/stock")
def index() -> ResponseReturnValue:
    """Every brand's items, low ones first."""
    given, shop_id = request.args, caller().shop_id
    show = given.get("show", ALL) if given.get("show") in {LOW, RETIRED} else ALL
    wish = Wish(show, " ".join(given.get("search", "").replace("\0", "").split())[:80], asked_page())
    with runtime().snapshot() as tx:
        page = lists.list_items(tx, shop_id, wish)
        lasting = lists.lasting_of(tx, page.rows)
    return render_template("white_label/stock/index.html", page=page, wish=wish, lasting=lasting)


@blueprint.post("/stock/check")
def check() -> ResponseReturnValue:
    """Every figure again, from the ledger."""
    with runtime().snapshot() as tx:
        found = differences(tx, caller().shop_id)
    if found:
        items = ", ".join(str(number) for number in sorted({one.item_id for one in found})[:10])
        raise ConflictError(f"The ledger does not add up for item {items}. Count it, and tell support of it.")
    return jsonify(message="Every figure is what the ledger says.")


@blueprint.get("/brands/<int:brand_id>/stock")
def of_brand(brand_id: int) -> ResponseReturnValue:
    """A brand's packaging, wrapping, labels, inserts and prints."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        brand = get_brand(tx, shop_id, brand_id)
        items = lists.items_of(tx, shop_id, brand_id)
        lasting = lists.lasting_of(tx, items)
    return render_template("white_label/stock/brand.html", brand=brand, items=items, lasting=lasting)


@blueprint.get("/brands/<int:brand_id>/stock/<int:item_id>")
def detail(brand_id: int, item_id: int) -> ResponseReturnValue:
    """One item: its figures, what can be done with it, which orders have it, its latest moves."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        item = lists.get_item(tx, shop_id, brand_id, item_id)
        return render_template(
            "white_label/stock/item.html",
            item=item,
            lasting=lists.lasting_of(tx, [item])[item_id],
            orders=lists.orders_with(tx, item),
            moves=lists.list_moves(tx, shop_id, brand_id, item_id, 1, rows=_LATEST).rows,
            once=secrets.token_hex(16),
        )


@blueprint.get("/brands/<int:brand_id>/stock/ledger")
def ledger(brand_id: int) -> ResponseReturnValue:
    """Every move, of one item or all."""
    shop_id, item_id = caller().shop_id, _asked_item()
    with runtime().snapshot() as tx:
        brand = get_brand(tx, shop_id, brand_id)
        return render_template(
            "white_label/stock/ledger.html",
            brand=brand,
            items=lists.items_of(tx, shop_id, brand_id),
            shown=item_id,
            page=lists.list_moves(tx, shop_id, brand_id, item_id, asked_page()),
        )


@blueprint.post("/brands/<int:brand_id>/stock/ledger/file")
@risky
def ledger_file(brand_id: int) -> ResponseReturnValue:
    """The same as a file for a spreadsheet."""
    shop_id, item_id = caller().shop_id, _asked_item()
    with runtime().snapshot() as tx:
        get_brand(tx, shop_id, brand_id)
        content = make_sheet(_HEADS, map(_cells, lists.each_move(tx, shop_id, brand_id, item_id)))
    headers = {"Content-Disposition": f'attachment; filename="branding-stock-of-brand-{brand_id}.csv"'}
    return Response(content, mimetype="text/csv", headers=headers)


def _cells(line: Line) -> list[Cell]:
    move = line.move
    figures = [move.on_hand_change, move.reserved_change, move.on_hand, move.reserved]
    beside = [line.order, move.parcel, move.reason, move.actor]
    return [f"{move.at:%Y-%m-%d %H:%M:%S}", line.item, move.item_id, MOVES_TOLD[move.kind], *figures, *beside]


def _asked_item() -> int | None:
    """The item in the address or the form; nonsense is all of them."""
    text = request.values.get("item", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None  # noqa: PLR2004
