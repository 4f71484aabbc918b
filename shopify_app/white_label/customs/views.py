"""Customs papers in the admin: who the shop is before the law, goods as staff told them, and one order's papers."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.paging import asked_page
from shopify_app.core.web import risky, runtime
from shopify_app.shops.guard import caller
from shopify_app.white_label.customs import actions, outlook
from shopify_app.white_label.customs.forms import INCOTERMS, REASONS, read_exporter, read_goods

blueprint = Blueprint("customs", __name__, url_prefix="/white-label")
_LONGEST_SEARCH = 80


@blueprint.get("/customs")
@risky
def identity() -> ResponseReturnValue:
    """The shop's legal identity, to be filled in or changed."""
    with runtime().snapshot() as tx:
        exporter = actions.find_exporter(tx, caller().shop_id)
    return render_template("white_label/customs.html", exporter=exporter, incoterms=INCOTERMS, reasons=REASONS)


@blueprint.post("/customs")
@risky
def keep() -> ResponseReturnValue:
    """Put it in force for every paper from now on."""
    who, exporter = caller(), read_exporter(request.form)
    with runtime().transaction() as tx:
        changed = actions.keep_exporter(tx, who.shop_id, exporter, actor=f"staff {who.staff}")
    return jsonify(
        message="Saved. It stands on every customs paper from now on." if changed else "Nothing was changed."
    )


@blueprint.get("/customs/goods")
def goods() -> ResponseReturnValue:
    """What staff typed of goods, by SKU."""
    search = request.args.get("search", "").replace("\0", "").strip()[:_LONGEST_SEARCH]
    with runtime().snapshot() as tx:
        page = actions.list_goods(tx, caller().shop_id, search, asked_page())
    return render_template("white_label/customs_goods.html", page=page, search=search)


@blueprint.post("/customs/goods")
def correct() -> ResponseReturnValue:
    """Let what is typed count for goods of this SKU."""
    who, (sku, facts) = caller(), read_goods(request.form)
    with runtime().transaction() as tx:
        changed = actions.correct_goods(tx, who.shop_id, sku, facts, actor=f"staff {who.staff}")
    return jsonify(
        message="Saved. It counts for every paper from now on." if changed else "Nothing was changed.", reload=True
    )


@blueprint.post("/customs/goods/<int:goods_id>/removal")
def remove(goods_id: int) -> ResponseReturnValue:
    """Let what Shopify tells count again."""
    who = caller()
    with runtime().transaction() as tx:
        actions.forget_goods(tx, who.shop_id, goods_id, actor=f"staff {who.staff}")
    return jsonify(message="Removed. What Shopify tells of these goods counts again.", reload=True)


@blueprint.get("/orders/<int:order_id>/customs")
def order(order_id: int) -> ResponseReturnValue:
    """One order's papers: what they would say of the goods, what is missing, what the destination wants."""
    seen = outlook.look_at(runtime(), caller().shop_id, order_id)
    return render_template("white_label/customs_order.html", seen=seen, incoterms=INCOTERMS, reasons=REASONS)
