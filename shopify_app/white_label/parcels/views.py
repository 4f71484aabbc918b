"""Shipments in the admin: the list, one parcel, and shipping an order from here."""

from __future__ import annotations

import secrets

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import NotFoundError
from shopify_app.core.paging import asked_page
from shopify_app.core.web import risky, runtime
from shopify_app.disclosures.actions import Looker, open_person
from shopify_app.orders.actions import get_order
from shopify_app.shops.guard import caller
from shopify_app.white_label.parcels import asking, lists
from shopify_app.white_label.parcels.letters import WHAT_TO_DO
from shopify_app.white_label.parcels.sealing import open_tracking

blueprint = Blueprint("parcels", __name__, url_prefix="/white-label")


@blueprint.get("/parcels")
def index() -> ResponseReturnValue:
    """What left in traders' names, searched and filtered as the address says."""
    show = request.args.get("show", "all")
    search = request.args.get("search", "").replace("\0", "").strip()[:80]
    wish = lists.ListWish(show if show in lists.SHOWN else "all", search, asked_page())
    with runtime().snapshot() as tx:
        page = lists.list_parcels(tx, caller().shop_id, wish)
    return render_template("white_label/parcels.html", page=page, wish=wish, shown=lists.SHOWN)


@blueprint.get("/parcels/<int:parcel_id>")
def detail(parcel_id: int) -> ResponseReturnValue:
    """One parcel: what it shows, who was told, and what to do."""
    with runtime().snapshot() as tx:
        parcel = lists.get_parcel(tx, caller().shop_id, parcel_id)
        order = get_order(tx, parcel.shop_id, parcel.order_id)
    return render_template("white_label/parcel.html", parcel=parcel, order=order, what_to_do=WHAT_TO_DO)


@blueprint.post("/parcels/<int:parcel_id>/tracking")
@risky
def tracking(parcel_id: int) -> ResponseReturnValue:
    """Where the parcel can be followed: that leads to the consignee, so the look is on the trail."""
    who = caller()
    with runtime().transaction() as tx:
        parcel = lists.get_parcel(tx, who.shop_id, parcel_id)
        if parcel.person_id is not None:
            open_person(tx, who.shop_id, parcel.person_id, Looker(who.staff, "order"))
        found = open_tracking(tx, parcel)
    if found is None or not (found.numbers or found.urls):
        raise NotFoundError("No tracking is kept of this parcel.")
    told = [("Tracking number", number) for number in found.numbers]
    return jsonify(facts=told + [("Tracking link", url) for url in found.urls])


@blueprint.get("/orders/<int:order_id>/shipping")
def shipping(order_id: int) -> ResponseReturnValue:
    """What of an order can be shipped now, as Shopify shows it."""
    who = caller()
    with runtime().snapshot() as tx:
        order = get_order(tx, who.shop_id, order_id)
        made = lists.parcels_of(tx, who.shop_id, order_id)
    try:
        parts, problem = asking.what_can_ship(runtime(), who.shop_id, order_id), None
    except asking.NotReadyError as error:
        parts, problem = [], str(error)
    token = secrets.token_urlsafe(24)
    return render_template(
        "white_label/shipping.html", order=order, parts=parts, problem=problem, made=made, token=token
    )


@blueprint.post("/orders/<int:order_id>/parcels")
def ship(order_id: int) -> ResponseReturnValue:
    """Ask Shopify for a parcel; nothing is told to the customer in the shop's name."""
    who = caller()
    count = asking.ask_to_ship(runtime(), who.shop_id, order_id, request.form, f"staff {who.staff}")
    message = (
        "Shopify is being asked to ship it." if count == 1 else f"Shopify is being asked to ship it in {count} parcels."
    )
    return jsonify(message=message, go=f"/orders/{order_id}")
