"""Deliveries that came in and calls that went out: what waits, what failed for good, and giving it another try."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import literal, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.core import inbox, outbox
from shopify_app.core.inbox import Delivery
from shopify_app.core.outbox import Call
from shopify_app.core.paging import Page, asked_page, cut, page_of
from shopify_app.core.runtime import Transaction
from shopify_app.core.web import runtime
from shopify_app.orders.lists import orders_of_calls
from shopify_app.shops.guard import caller

blueprint = Blueprint("deliveries", __name__, url_prefix="/deliveries")
SHOWN = {"failed": inbox.DEAD, "waiting": inbox.DUE, "done": inbox.DONE}
# In a merchant's words: what came in, and what is asked of other systems.
DELIVERIES_TOLD = {
    "orders/create": "Order placed",
    "orders/updated": "Order changed",
    "orders/paid": "Order paid",
    "orders/cancelled": "Order cancelled",
    "orders/edited": "Order edited",
    "draft_orders/create": "Draft order made",
    "draft_orders/update": "Draft order changed",
    "fulfillment_orders/order_routing_complete": "Order given to a location",
    "fulfillment_holds/released": "Hold released",
    "fulfillments/create": "Goods shipped",
    "fulfillments/update": "Shipment changed",
    "bulk_operations/finish": "Past orders ready to be read",
    "inventory_levels/update": "Stock changed",
    "customer.tags_added": "Customer tagged",
    "customer.tags_removed": "Tag taken off a customer",
    "app/uninstalled": "App uninstalled",
    "app/scopes_update": "App's access changed",
    "customers/data_request": "Customer wants to see data",
    "customers/redact": "Customer wants data erased",
    "shop/redact": "Shop left: erase all",
    "order": "noon order placed or changed",
}
CALLS_TOLD = {
    "noon.move_stock": "Reserve stock in Shopify for a noon order, or give it back",
    "noon.let_go_imported": "Take out of an order in Shopify what noon has cancelled",
    "noon.create_shipment": "Tell noon of a shipment",
    "noon.add_awb": "Tell noon of one more waybill of a shipment",
    "noon.cancel_shipment": "Cancel a shipment at noon",
    "noon.mark_out_of_stock": "Tell noon that units are out of stock",
    "noon.draw_awbs": "Draw waybill numbers of noon's logistics",
    "noon.tell_fulfilment": "Ship at noon what was fulfilled in Shopify of an imported order",
    "noon.place_imported": "Have an imported noon order shipped from the warehouse's location",
    "noon.tell_differences": "Tell the shop by mail of noon orders that differ",
    "orders.sync_hold": "Hold or release an order in Shopify",
    "orders.tell_shop": "Tell the shop by mail of a held order",
    "orders.tell_lifted": "Tell the shop by mail of a hold that was lifted",
    "orders.reread": "Read an order again from Shopify",
    "white_label.tell_of_waiting": "Tell the shop by mail of orders that wait for a brand",
    "wholesale.check_draft": "Judge a draft order by the minimum",
    "wholesale.write_checkout_configuration": "Tell the checkout and the cart the minimums",
    "wholesale.sync_account": "Tell Shopify who is a trader",
    "wholesale.make_company": "Make a trader's company in Shopify",
    "wholesale.cancel_order": "Cancel an order that stayed below its minimum",
    "wholesale.tell_of_cancellation": "Tell the shop by mail of a cancellation",
    "white_label.send_proof": "Send a proof to a trader by mail",
    "white_label.tell_of_proof": "Tell the shop by mail what a trader answered to a proof",
    "white_label.tell_of_stock": "Tell the shop by mail that branding stock is low",
    "parcels.ship": "Ship goods of a trader's order",
    "parcels.read": "Read an order's parcels from Shopify",
    "parcels.tell_leak": "Tell the shop by mail of a name on a parcel",
    "parcels.tell_consignee": "Mail a consignee in the trader's name",
}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Failed ones first: they need a person."""
    show = request.args.get("show", "failed") if request.args.get("show") in SHOWN else "failed"
    shop_id, number = caller().shop_id, asked_page()
    with runtime().snapshot() as tx:
        calls = _calls(tx, shop_id, SHOWN[show])
        return render_template(
            "admin/deliveries.html",
            show=show,
            deliveries_told=DELIVERIES_TOLD,
            calls_told=CALLS_TOLD,
            deliveries=_deliveries(tx, shop_id, SHOWN[show], number),
            calls=calls,
            orders=orders_of_calls(tx, shop_id, calls),
        )


@blueprint.post("/<int:row_id>/replay")
def replay(row_id: int) -> ResponseReturnValue:
    """Handle a failed delivery again."""
    who = caller()
    with runtime().transaction() as tx:
        inbox.replay(tx, who.shop_id, row_id)
        audit.record(tx, who.shop_id, events.DELIVERY_REPLAYED, f"delivery {row_id}", actor=f"staff {who.staff}")
        tx.nudge("jobs.inbox.drain", "inbox", who.shop_id)
    return jsonify(message="The delivery is being handled again.", reload=True)


@blueprint.post("/calls/<int:call_id>/replay")
def replay_call(call_id: int) -> ResponseReturnValue:
    """Make a failed call again."""
    who = caller()
    with runtime().transaction() as tx:
        outbox.replay(tx, who.shop_id, call_id)
        audit.record(tx, who.shop_id, events.CALL_REPLAYED, f"call {call_id}", actor=f"staff {who.staff}")
    return jsonify(message="The call is being made again.", reload=True)


def _deliveries(tx: Transaction, shop_id: int, state: int, number: int) -> Page[Delivery]:
    written = literal(state, literal_execute=True)
    chosen = select(Delivery).where(Delivery.shop_id == shop_id, Delivery.state == written).order_by(Delivery.id.desc())
    return page_of(tx.session.scalars(cut(chosen, number)).all(), number)


def _calls(tx: Transaction, shop_id: int, state: int) -> list[Call]:
    written = literal(state, literal_execute=True)
    chosen = select(Call).where(Call.shop_id == shop_id, Call.state == written).order_by(Call.id.desc()).limit(50)
    return list(tx.session.scalars(chosen))
