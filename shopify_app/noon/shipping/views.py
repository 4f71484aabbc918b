"""One noon order in the admin: its units, its shipments, and what may be done."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.web import runtime
from shopify_app.noon.actions import find_connection
from shopify_app.noon.customers.actions import get_order
from shopify_app.noon.importing import actions as importing
from shopify_app.noon.shipping import actions, couriers, pages
from shopify_app.noon.shipping.actions import Parcel
from shopify_app.noon.shipping.rules import NOON
from shopify_app.shops.guard import caller

blueprint = Blueprint("noon_shipping", __name__, url_prefix="/noon")


@blueprint.get("/orders/<int:order_id>")
def show(order_id: int) -> ResponseReturnValue:
    """The order."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        order = get_order(tx, shop_id, order_id)
        connection = find_connection(tx, shop_id)
        return render_template(
            "noon/order.html",
            page=pages.page_of(tx, order),
            order=order,
            connection=connection,
            imported=importing.find_import(tx, shop_id, order_id),
            states=importing.STATES_TOLD,
        )


@blueprint.post("/orders/<int:order_id>/shipments")
def ship(order_id: int) -> ResponseReturnValue:
    """Ship the chosen units."""
    who = caller()
    parcel = Parcel(request.form.getlist("units"), _courier(), request.form.get("awb_nr", ""))
    with runtime().transaction() as tx:
        row = actions.ship(tx, who.shop_id, order_id, parcel, actor=f"staff {who.staff}")
        warning = pages.unpaired_warning(tx, row)
    return jsonify(message=f"noon is being told.{warning}", reload=True)


@blueprint.post("/orders/<int:order_id>/shipments/<int:shipment_id>/awbs")
def add_awb(order_id: int, shipment_id: int) -> ResponseReturnValue:
    """Give a shipment one more waybill."""
    who, courier, number = caller(), _courier(), request.form.get("awb_nr", "")
    with runtime().transaction() as tx:
        actions.add_awb(tx, who.shop_id, order_id, shipment_id, courier, number, actor=f"staff {who.staff}")
    return jsonify(message="noon is being told of the waybill.", reload=True)


@blueprint.post("/orders/<int:order_id>/shipments/<int:shipment_id>/cancel")
def cancel(order_id: int, shipment_id: int) -> ResponseReturnValue:
    """Call a shipment off, and its units with it."""
    who = caller()
    _check_sure("Confirm that noon cancels these units: the customer does not get them.")
    with runtime().transaction() as tx:
        actions.cancel(tx, who.shop_id, order_id, shipment_id, actor=f"staff {who.staff}")
    return jsonify(message="noon is being told to cancel the shipment.", reload=True)


@blueprint.post("/orders/<int:order_id>/out-of-stock")
def mark_out_of_stock(order_id: int) -> ResponseReturnValue:
    """Say that the chosen units cannot be delivered."""
    who = caller()
    _check_sure("Confirm that noon cancels these units. It cannot be undone.")
    with runtime().transaction() as tx:
        actions.mark_out_of_stock(tx, who.shop_id, order_id, request.form.getlist("units"), actor=f"staff {who.staff}")
    return jsonify(message="noon is being told.", reload=True)


@blueprint.post("/orders/<int:order_id>/send-again")
def send_again(order_id: int) -> ResponseReturnValue:
    """Ask once more for what waits with a problem."""
    who = caller()
    with runtime().transaction() as tx:
        many = actions.send_again(tx, who.shop_id, order_id, actor=f"staff {who.staff}")
    return jsonify(message="noon is being told." if many else "Nothing waits any more.", reload=True)


@blueprint.post("/orders/<int:order_id>/noted")
def note(order_id: int) -> ResponseReturnValue:
    """A person has read what went another way than asked."""
    who = caller()
    with runtime().transaction() as tx:
        actions.note(tx, who.shop_id, order_id, actor=f"staff {who.staff}")
    return jsonify(message="Noted. The text stays on this page.", reload=True)


@blueprint.post("/courier")
def change_courier() -> ResponseReturnValue:
    """Who carries the shop's noon parcels where nobody says otherwise."""
    who, name = caller(), _courier()
    with runtime().transaction() as tx:
        couriers.change_usual(tx, who.shop_id, name, actor=f"staff {who.staff}")
    return jsonify(message="Saved.", reload=True)


def _check_sure(message: str) -> None:
    if request.form.get("sure") != "yes":
        raise InvalidInputError(message, {"sure": "Tick this to go on"})


def _courier() -> str:
    """noon's logistics, or the name of the shop's own courier."""
    form = request.form
    if form.get("by", NOON) == NOON:
        return NOON
    name = form.get("courier", "").strip()
    if not name:
        raise InvalidInputError("Type the courier's name.", {"courier": "Needed for your own courier"})
    return name
