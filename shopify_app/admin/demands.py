"""Demands of courts and authorities in the admin: recorded for an order, decided by a second person."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.admin.disclosures import find_orders
from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core.errors import InvalidInputError
from shopify_app.core.paging import asked_page
from shopify_app.core.runtime import Transaction
from shopify_app.core.web import risky, runtime
from shopify_app.disclosures import demands
from shopify_app.disclosures.actions import open_for_work
from shopify_app.disclosures.forms import read_decision
from shopify_app.disclosures.models import OfficialDemand
from shopify_app.disclosures.recipients import AUTHORITY, FIELDS
from shopify_app.orders.actions import get_order, open_destination
from shopify_app.orders.destinations import mapped
from shopify_app.orders.models import Order
from shopify_app.shops.guard import caller

blueprint = Blueprint("demands", __name__, url_prefix="/disclosures/demands")
FIELDS_TOLD = {name: words for name, words in FIELDS.items() if name in AUTHORITY.fields}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What was asked for, without what the demands say; and the form for another."""
    with runtime().snapshot() as tx:
        page = demands.list_demands(tx, caller().shop_id, asked_page())
        return render_template("disclosures/demands.html", page=page, told=FIELDS_TOLD)


@blueprint.post("")
@risky
def record() -> ResponseReturnValue:
    """Write a demand down. Nothing is given yet."""
    who = caller()
    with runtime().transaction() as tx:
        order = _order_typed(tx, who.shop_id)
        row = demands.record_demand(
            tx,
            who.shop_id,
            request.form,
            request.form.getlist("fields"),
            subject=f"order {order.id}",
            person_id=order.person_id or 0,
            actor=f"staff {who.staff}",
        )
    message = "Recorded. Somebody else of the staff must now look at it and decide."
    return jsonify(message=message, go=f"/disclosures/demands/{row.id}")


@blueprint.get("/<int:demand_id>")
@risky
def detail(demand_id: int) -> ResponseReturnValue:
    """One demand with its words, to be decided by who did not record it; the look is on the trail."""
    who = caller()
    with runtime().transaction() as tx:
        demand = demands.get_demand(tx, who.shop_id, demand_id)
        audit.record(tx, who.shop_id, events.DEMAND_SEEN, demand.subject, actor=f"staff {who.staff}", demand=demand_id)
        return render_template(
            "disclosures/demand.html",
            demand=demand,
            words=demands.words_of(tx, demand),
            order=_order_of(tx, demand),
            told=FIELDS_TOLD,
            may_decide=demand.recorded_by != f"staff {who.staff}",
        )


@blueprint.post("/<int:demand_id>/answer")
@risky
def answer(demand_id: int) -> ResponseReturnValue:
    """Show what the demand asks for, and nothing else of the person, to be handed over."""
    who, decision = caller(), read_decision(request.form)
    if request.form.get("sure") != "yes":
        raise InvalidInputError("Confirm that the demand is lawful and asks for this.")
    with runtime().transaction() as tx:
        demand = demands.get_demand(tx, who.shop_id, demand_id)
        values = _held(tx, demand)
        given = demands.answer(tx, who.shop_id, demand_id, values, decision=decision, actor=f"staff {who.staff}")
    facts = [(FIELDS_TOLD[name], str(given[name])) for name in FIELDS_TOLD if name in given]
    return jsonify(message="This is what may be handed over. It is shown this once, and in the register.", facts=facts)


@blueprint.post("/<int:demand_id>/refusal")
@risky
def refuse(demand_id: int) -> ResponseReturnValue:
    """Give nothing."""
    who, decision = caller(), read_decision(request.form)
    with runtime().transaction() as tx:
        demands.refuse(tx, who.shop_id, demand_id, decision=decision, actor=f"staff {who.staff}")
    return jsonify(message="Refused. Tell the authority why.", reload=True)


def _order_typed(tx: Transaction, shop_id: int) -> Order:
    found = find_orders(tx, shop_id, request.form.get("order", ""))
    if not found:
        told = "There is no such order. Type its number, such as 1001."
        raise InvalidInputError(told, {"order": told})
    if found[0].person_id is None:
        told = "This order names nobody, so nothing about a person can be given."
        raise InvalidInputError(told, {"order": told})
    return found[0]


def _order_of(tx: Transaction, demand: OfficialDemand) -> Order:
    return get_order(tx, demand.shop_id, int(demand.subject.removeprefix("order ")))


def _held(tx: Transaction, demand: OfficialDemand) -> dict[str, str | int | None]:
    """All an authority could be given of the person; the demand cuts it down before anybody sees it."""
    person, contact = open_for_work(tx, demand.shop_id, demand.person_id, "demand")
    destination = open_destination(person, _order_of(tx, demand))
    known = {name: getattr(contact, name, None) for name in AUTHORITY.fields}
    return known | (mapped(destination) if destination else {})
