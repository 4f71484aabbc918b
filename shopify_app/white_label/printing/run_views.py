"""Print runs in the admin: begun from the orders list, watched, cancelled, taken to the printer."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.paging import asked_page
from shopify_app.core.runtime import Transaction
from shopify_app.core.web import risky, runtime
from shopify_app.orders.lists import SHOWN, Wish, trade_orders
from shopify_app.shops.guard import caller
from shopify_app.white_label.documents.asking import as_file
from shopify_app.white_label.printing import drawing, runs
from shopify_app.white_label.printing.asking import PRINT_CHOICE, asked_wish, order_ids
from shopify_app.white_label.printing.gifts import gift_of
from shopify_app.white_label.printing.ready import ready_orders

blueprint = Blueprint("print_runs", __name__, url_prefix="/white-label/runs")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every run, and one for all orders that are ready."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        page = runs.list_runs(tx, shop_id, asked_page())
        return render_template(
            "white_label/runs.html",
            page=page,
            progress={run.id: runs.progress_of(tx, run) for run in page.rows},
            ready=len(ready_orders(tx, shop_id)),
            most=runs.MOST_ORDERS,
            **PRINT_CHOICE,
            gift=gift_of(tx, shop_id),
        )


@blueprint.post("")
@risky
def begin() -> ResponseReturnValue:
    """Draw the papers of the chosen orders, or of all that are ready."""
    who, wish, which = caller(), asked_wish(), request.form.get("which", "chosen")
    with runtime().transaction() as tx:
        chosen = _orders(tx, who.shop_id, which)
        run = runs.begin(tx, who.shop_id, chosen, wish, who.staff)
        return jsonify(go=f"/white-label/runs/{run.id}")


@blueprint.get("/<int:run_id>")
def detail(run_id: int) -> ResponseReturnValue:
    """How far the run is, its files, and the orders it left out."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        run = runs.get_run(tx, shop_id, run_id)
        return render_template(
            "white_label/run.html",
            run=run,
            progress=runs.progress_of(tx, run),
            parts=drawing.parts_of(tx, run),
            failed=runs.orders_of(tx, run, runs.FAILED),
            **PRINT_CHOICE,
            gone_at=run.finished_at + runs.KEEP if run.finished_at else None,
        )


@blueprint.get("/<int:run_id>/progress")
def progress(run_id: int) -> ResponseReturnValue:
    """How far the run is, for the page that shows it."""
    with runtime().snapshot() as tx:
        return jsonify(asdict(runs.progress_of(tx, runs.get_run(tx, caller().shop_id, run_id))))


@blueprint.post("/<int:run_id>/cancel")
def cancel(run_id: int) -> ResponseReturnValue:
    """End the run before its end."""
    who = caller()
    with runtime().transaction() as tx:
        runs.cancel(tx, who.shop_id, run_id, who.staff)
    return jsonify(message="The run is cancelled. What was drawn is deleted.", reload=True)


@blueprint.post("/<int:run_id>/parts/<int:number>")
@risky
def part(run_id: int, number: int) -> ResponseReturnValue:
    """One of the run's files."""
    who = caller()
    return as_file(drawing.take_part(runtime(), who.shop_id, run_id, number, who.staff))


def _orders(tx: Transaction, shop_id: int, which: str) -> list[int]:
    if which == "chosen":
        return order_ids(request.form.getlist("orders"))
    if which == "ready":
        return ready_orders(tx, shop_id)
    if which == "listed":
        show, search = request.form.get("show", "all"), request.form.get("search", "")[:80]
        wish = Wish(show=show if show in SHOWN else "all", search=search.replace("\0", "").strip())
        return trade_orders(tx, shop_id, wish, runs.MOST_ORDERS)
    raise InvalidInputError("Choose which orders to print.")
