"""Reconciliation with noon in the admin: the proof, the days, the differences and their repair."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.paging import asked_page
from shopify_app.core.web import runtime
from shopify_app.noon.actions import get_connection
from shopify_app.noon.reconciling import actions, found
from shopify_app.noon.reconciling.rules import windows
from shopify_app.shops.guard import caller

blueprint = Blueprint("noon_reconciliation", __name__, url_prefix="/noon/reconciliation")
CAUSES_TOLD = {
    "missing": "Not mirrored here",
    "gone": "Not in noon's list",
    "item_missing": "A unit is not mirrored here",
    "item_gone": "A unit is not at noon any more",
    "state": "Another state",
    "price": "Another price",
    "goods": "Another SKU",
    "unpaired": "SKU not paired with goods",
    "unacknowledged": "Not acknowledged at noon",
    "stock": "Another stock figure",
}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """How complete the mirror is, what differs, and how it was over the last weeks."""
    shop_id = caller().shop_id
    everything = request.args.get("show") == "all"
    cause = request.args.get("cause") if request.args.get("cause") in CAUSES_TOLD else None
    with runtime().snapshot() as tx:
        get_connection(tx, shop_id)
        today = tx.now.date()
        counted, lasted = found.by_day(tx, shop_id, tx.now - timedelta(days=actions.DAYS_BACK))
        return render_template(
            "noon/reconciliation.html",
            proof=actions.proof_of(tx, shop_id),
            page=found.list_differences(tx, shop_id, only_open=not everything, cause=cause, number=asked_page()),
            days=actions.list_days(tx, shop_id, 1),
            causes=CAUSES_TOLD,
            everything=everything,
            cause=cause,
            bars=_bars(today, counted, lasted),
        )


@blueprint.post("/compare")
def compare() -> ResponseReturnValue:
    """Compare every day again, now."""
    who = caller()
    with runtime().transaction() as tx:
        many = actions.plan_by_hand(tx, who.shop_id, actor=f"staff {who.staff}")
    return jsonify(message=f"{many} days are being compared.", reload=True)


@blueprint.post("/repair")
def repair() -> ResponseReturnValue:
    """Read every order that differs again."""
    who = caller()
    with runtime().transaction() as tx:
        many = actions.repair(tx, who.shop_id, actor=f"staff {who.staff}")
    return jsonify(message=f"{many} orders are being read again." if many else "Nothing differs.", reload=True)


def _bars(today: date, counted: dict[date, int], lasted: dict[date, float]) -> list[dict[str, object]]:
    """The chart: a bar a day, as high as its differences; with the longest time one of them lasted."""
    most = max(counted.values(), default=0)
    return [
        {
            "day": day,
            "count": counted.get(day, 0),
            "height": round(100 * counted.get(day, 0) / most) if most else 0,
            "minutes": round(lasted[day]) if day in lasted else None,
        }
        for day in windows(today - timedelta(days=actions.DAYS_BACK), today)
    ]
