"""The orders list and one order's page: what every feature knows of an order, side by side."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from msgspec import Struct

from shopify_app.access.rules import PURPOSES
from shopify_app.core.errors import NotFoundError
from shopify_app.core.paging import asked_page
from shopify_app.core.web import risky, runtime
from shopify_app.disclosures.actions import Looker, check_purpose, open_person
from shopify_app.orders import lists
from shopify_app.orders.actions import get_order, open_destination
from shopify_app.orders.lists import SHOWN, SORTS, Wish
from shopify_app.orders.payload import AddressPart
from shopify_app.people import actions as people
from shopify_app.shops.guard import caller
from shopify_app.white_label.brands.actions import find_brand
from shopify_app.white_label.customs.actions import find_exporter
from shopify_app.white_label.customs.outlook import leaves_country
from shopify_app.white_label.parcels.lists import parcels_of
from shopify_app.white_label.parcels.notices import notice_of
from shopify_app.white_label.printing.asking import PRINT_CHOICE
from shopify_app.white_label.printing.history import printings_of
from shopify_app.white_label.printing.runs import MOST_ORDERS
from shopify_app.white_label.release.showing import shown
from shopify_app.white_label.stock.lists import packing_of
from shopify_app.wholesale import decisions as taken
from shopify_app.wholesale.cancelling.due import cancellation_of
from shopify_app.wholesale.rules import sentence
from shopify_app.wholesale.terms import agreed
from shopify_app.wholesale.terms.agreed import Account
from shopify_app.wholesale.terms.lists import told_basis
from shopify_app.wholesale.together import actions as together
from shopify_app.wholesale.together.counting import group_of, members_of

blueprint = Blueprint("orders", __name__, url_prefix="/orders")
_CONTACT_TOLD = {"shopify_customer_id": "Customer number", "name": "Name", "email": "E-mail", "phone": "Phone"}
_DESTINATION_TOLD = {
    "name": "Delivered to",
    "company": "Company",
    "address1": "Street",
    "address2": "Street, continued",
    "city": "City",
    "province_code": "Province",
    "zip": "Postal code",
    "country_code": "Country",
    "phone": "Phone at delivery",
}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The list, searched, filtered and sorted as the address says."""
    wish, shop_id = _asked_wish(), caller().shop_id
    with runtime().snapshot() as tx:
        page = lists.list_orders(tx, shop_id, wish)
        ids = [order.id for order in page.rows]
        holds = lists.holds_of(tx, shop_id, ids)
        decisions = taken.latest_decisions(tx, shop_id, ids)
    return render_template(
        "admin/orders.html",
        page=page,
        wish=wish,
        shown=SHOWN,
        holds=holds,
        decisions=decisions,
        most=MOST_ORDERS,
        **PRINT_CHOICE,
    )


@blueprint.get("/<int:order_id>")
def detail(order_id: int) -> ResponseReturnValue:
    """One order: its verdict and why, what stops it, what happened, and what is held about the person."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        order = get_order(tx, shop_id, order_id)
        decisions = taken.decisions_of(tx, shop_id, order_id)
        status = people.status(tx, shop_id, order.person_id) if order.person_id else None
        holds = lists.holds_of(tx, shop_id, [order_id])[order_id]
        return render_template(
            "admin/order.html",
            order=order,
            holds=holds,
            failed_holds=lists.failed_holds(tx, shop_id, holds),
            timeline=lists.timeline(tx, shop_id, order_id),
            decisions=[(decision, sentence(taken.verdict_of(decision))) for decision in decisions],
            person=status,
            purposes=PURPOSES,
            exemption=agreed.exemption_of(tx, shop_id, order_id),
            exemption_kinds=agreed.KINDS,
            brand=find_brand(tx, order),
            packing=packing_of(tx, shop_id, order_id),
            customs=leaves_country(tx, order),
            exporter_told=find_exporter(tx, shop_id) is not None,
            printings=printings_of(tx, shop_id, order_id),
            **PRINT_CHOICE,
            parcels=parcels_of(tx, shop_id, order_id),
            notice=notice_of(tx, shop_id, order_id),
            group=group_of(tx, order_id),
            branding=shown(tx, order),
            members=[member for member in members_of(tx, order_id) if member.id != order_id],
            candidates=together.candidates_for(tx, order) if decisions and not decisions[0].allowed else [],
            cancellation=cancellation_of(tx, shop_id, order_id),
            agreement=agreed.override_at(tx, shop_id, Account.of(order), tx.now),
            basis_of=lambda decision: told_basis(taken.verdict_of(decision).basis, decision.currency),
        )


@blueprint.post("/<int:order_id>/person")
@risky
def person(order_id: int) -> ResponseReturnValue:
    """Who ordered and where it goes, for a stated purpose; the look goes on the trail before it is answered."""
    who, looker = caller(), Looker(caller().staff, request.form.get("purpose", ""))
    with runtime().transaction() as tx:
        order = get_order(tx, who.shop_id, order_id)
        check_purpose(looker.purpose)
        if order.person_id is None:
            raise NotFoundError("This order names nobody.")
        keyed, contact = open_person(tx, who.shop_id, order.person_id, looker)
        destination = open_destination(keyed, order)
    told = [*_told(contact, _CONTACT_TOLD), *_told(destination or AddressPart(), _DESTINATION_TOLD)]
    return jsonify(facts=told)


def _told(held: Struct, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is held, in a merchant's words. The one who orders is not always the one who receives."""
    values = {name: getattr(held, name) for name in words}
    return [(words[name], str(value)) for name, value in values.items() if value]


def _asked_wish() -> Wish:
    given = request.args
    return Wish(
        show=given.get("show", "all") if given.get("show") in SHOWN else "all",
        search=given.get("search", "").replace("\0", "").strip()[:80],
        sort=given.get("sort", "placed") if given.get("sort") in SORTS else "placed",
        rising=given.get("rising") == "1",
        page=asked_page(),
    )
