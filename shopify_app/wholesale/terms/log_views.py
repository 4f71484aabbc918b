"""The log of decisions in the admin, and what a member of staff may decide about one order or its account."""

from __future__ import annotations

from flask import Blueprint, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import ConflictError, InvalidInputError
from shopify_app.core.paging import asked_page
from shopify_app.core.web import runtime
from shopify_app.orders.actions import get_order
from shopify_app.orders.models import TRADE
from shopify_app.shops.guard import caller
from shopify_app.wholesale.decisions import verdict_of
from shopify_app.wholesale.rules import Rule, sentence
from shopify_app.wholesale.terms import agreed, forms, lists
from shopify_app.wholesale.terms.agreed import Account
from shopify_app.wholesale.terms.rules import RIYAL

blueprint = Blueprint("decisions", __name__, url_prefix="/wholesale")
RULES_TOLD = {
    Rule.FIRST: "First order",
    Rule.FOLLOWING: "Following order",
    Rule.NO_RATE: "No minimum known in its currency",
    Rule.EXEMPT: "Exempted by staff",
    Rule.CANCELLED: "Cancelled",
    Rule.TEST: "Test order",
    Rule.EARLIER: "Placed before tajir was installed",
    Rule.RETAIL: "Retail",
}


@blueprint.get("/decisions")
def index() -> ResponseReturnValue:
    """Every decision and its why."""
    wish = _asked_wish()
    with runtime().snapshot() as tx:
        page = lists.list_decisions(tx, caller().shop_id, wish)
    told = {row.decision.id: sentence(verdict_of(row.decision)) for row in page.rows}
    bases = {
        row.decision.id: lists.told_basis(verdict_of(row.decision).basis, row.decision.currency) for row in page.rows
    }
    return render_template("wholesale/decisions.html", page=page, wish=wish, told=told, bases=bases, rules=RULES_TOLD)


@blueprint.post("/orders/<int:order_id>/exemption")
def exempt(order_id: int) -> ResponseReturnValue:
    """Let one order pass below its minimum."""
    who, reason = caller(), forms.read_reason(request.form.get("reason", ""))
    if request.form.get("sure") != "yes":
        raise InvalidInputError("Confirm that this order may leave below its minimum.")
    with runtime().transaction() as tx:
        kind = request.form.get("kind", "")
        agreed.exempt(tx, who.shop_id, order_id, kind, reason, actor=f"staff {who.staff}")
    return jsonify(message="The order is exempted. Its hold is being released.", reload=True)


@blueprint.post("/orders/<int:order_id>/exemption/end")
def withdraw(order_id: int) -> ResponseReturnValue:
    """Take an exemption back."""
    who = caller()
    with runtime().transaction() as tx:
        agreed.withdraw_exemption(tx, who.shop_id, order_id, actor=f"staff {who.staff}")
    return jsonify(message="The exemption is withdrawn. The order is being checked again.", reload=True)


@blueprint.post("/orders/<int:order_id>/agreement")
def agree(order_id: int) -> ResponseReturnValue:
    """Minimums of its own for the account of an order, from the day the order was placed."""
    who, reason = caller(), forms.read_reason(request.form.get("reason", ""))
    pair = forms.read_pair(request.form, RIYAL, may_be_zero=True)
    until = forms.read_day(request.form.get("until", ""))
    ends_at = forms.end_of_day(until, g.timezone) if until else None
    with runtime().transaction() as tx:
        order = get_order(tx, who.shop_id, order_id)
        if order.kind != TRADE:
            raise ConflictError("Only a trader has minimums to agree on.")
        lasting = agreed.Span(order.placed_at, ends_at)
        agreed.agree(tx, who.shop_id, Account.of(order), pair, lasting, reason, actor=f"staff {who.staff}")
    return jsonify(message="Saved. It holds for this order and the account's later ones.", reload=True)


def _asked_wish() -> lists.Wish:
    given = request.args
    show, rule = given.get("show", lists.ALL), given.get("rule", "")
    return lists.Wish(
        show if show in {lists.ALLOWED, lists.REFUSED} else lists.ALL,
        rule if rule in {one.value for one in Rule} else "",
        asked_page(),
    )
