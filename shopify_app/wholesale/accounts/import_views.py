"""Importing traders in the admin: a file or the tag, its report, its run."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.paging import asked_page
from shopify_app.core.web import runtime
from shopify_app.shops.guard import caller
from shopify_app.wholesale.accounts import importing, imports
from shopify_app.wholesale.accounts.lines import MOST_LINES
from shopify_app.wholesale.accounts.rules import TAG
from shopify_app.wholesale.marks import TRADE_TAG

blueprint = Blueprint("trader_imports", __name__, url_prefix="/wholesale/imports")
# A list of 20,000 lines is larger than any form of ours.
_LARGEST_FILE = 2 * 1024 * 1024


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Begin an import, and those of before."""
    with runtime().snapshot() as tx:
        page = imports.list_imports(tx, caller().shop_id, asked_page())
    return render_template("wholesale/imports.html", page=page, most=MOST_LINES, tag=TRADE_TAG)


@blueprint.get("/<int:import_id>")
def detail(import_id: int) -> ResponseReturnValue:
    """The report: how many lines are good, and what is wrong with the others."""
    with runtime().snapshot() as tx:
        imported = imports.get_import(tx, caller().shop_id, import_id)
        lines = imports.count_lines(tx, imported)
        problems = imports.problems_of(tx, imported)
    return render_template("wholesale/import.html", imported=imported, lines=lines, problems=problems)


@blueprint.post("")
def upload() -> ResponseReturnValue:
    """Look a file through. Nothing is made of it before its report was seen."""
    who = caller()
    request.max_content_length = _LARGEST_FILE
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content.strip():
        raise InvalidInputError("Choose a file.")
    import_id = importing.read_file(runtime(), who.shop_id, content, f"staff {who.staff}")
    return jsonify(message="The file was looked through.", go=f"/wholesale/imports/{import_id}")


@blueprint.post("/tag")
def from_tag() -> ResponseReturnValue:
    """Read the customers with the trade tag."""
    who = caller()
    with runtime().transaction() as tx:
        import_id = imports.begin(tx, who.shop_id, TAG, f"staff {who.staff}").id
    return jsonify(message="The customers are being read.", go=f"/wholesale/imports/{import_id}")


@blueprint.post("/<int:import_id>/run")
def run(import_id: int) -> ResponseReturnValue:
    """Make accounts of the good lines."""
    who = caller()
    with runtime().transaction() as tx:
        imports.start(tx, who.shop_id, import_id, f"staff {who.staff}")
    return jsonify(message="The traders are being taken over.", reload=True)


@blueprint.post("/<int:import_id>/stop")
def stop(import_id: int) -> ResponseReturnValue:
    """End it here, and delete what was uploaded."""
    with runtime().transaction() as tx:
        imports.stop(tx, caller().shop_id, import_id)
    return jsonify(message="Stopped. What was uploaded is deleted.", reload=True)
