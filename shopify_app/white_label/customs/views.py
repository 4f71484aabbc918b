"""Customs papers in the admin: who the shop is before the law, goods as staff told them, and one order's papers."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.paging import asked_page
from shopify_app.core.web import risky, runtime
from shopify_app.shops.guard import caller
from shopify_app.white_label.brands.countries import named_countries
from shopify_app.white_label.customs import actions, outlook
from shopify_app.white_label.customs.consigning import prepare, tell_customs
from shopify_app.white_label.customs.forms import INCOTERMS, REASONS, read_exporter, read_goods
from shopify_app.white_label.customs_faces import Customs
from shopify_app.white_label.documents.asking import as_file
from shopify_app.white_label.documents.invoice import commercial_invoice
from shopify_app.white_label.documents.kinds import INVOICE, ORIGIN, DocumentKind
from shopify_app.white_label.documents.origin import origin_declaration
from shopify_app.white_label.documents.paperwork import Paperwork

blueprint = Blueprint("customs", __name__, url_prefix="/white-label")
_LONGEST_SEARCH = 80


@blueprint.context_processor
def _countries() -> dict[str, object]:
    return {"countries": named_countries()}


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


@blueprint.post("/orders/<int:order_id>/customs/invoice")
@risky
def invoice(order_id: int) -> ResponseReturnValue:
    """The commercial invoice, for the carrier and both countries' customs."""
    return _printed(order_id, INVOICE, commercial_invoice)


@blueprint.post("/orders/<int:order_id>/customs/origin")
@risky
def origin(order_id: int) -> ResponseReturnValue:
    """The declaration of origin."""
    return _printed(order_id, ORIGIN, origin_declaration)


def _printed(order_id: int, kind: DocumentKind, drawn: Callable[[Customs], bytes]) -> ResponseReturnValue:
    """A paper for authorities; who is told about whom is in the register before it leaves."""
    who = caller()
    seen = outlook.look_at(runtime(), who.shop_id, order_id)
    with runtime().transaction() as tx:
        prepared = prepare(tx, seen, request.form, who.staff)
    content = drawn(prepared.customs)
    with runtime().transaction() as tx:
        tell_customs(tx, who.shop_id, prepared, who.staff)
    return as_file(Paperwork(f"authority-{kind.name}-{order_id}.pdf", content))
