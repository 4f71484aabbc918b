"""noon in the admin: connecting and disconnecting the account, and the mirrored orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.paging import asked_page
from shopify_app.core.web import risky, runtime
from shopify_app.noon import actions, lists
from shopify_app.noon.calling.refusals import NoonRefusedError
from shopify_app.noon.calling.sessions import Account
from shopify_app.noon.client import NoonClient
from shopify_app.noon.importing import actions as importing
from shopify_app.noon.mapping import actions as mapping
from shopify_app.noon.reconciling import found
from shopify_app.noon.shipping import couriers
from shopify_app.noon.shipping import lists as shipping
from shopify_app.shops.guard import caller
from shopify_app.shops.models import Shop

blueprint = Blueprint("noon", __name__, url_prefix="/noon")
_MOST_WAREHOUSES = 50


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The account's state and the orders; without an account, how to connect one."""
    shop_id = caller().shop_id
    search = request.args.get("search", "").replace("\0", "").strip()[:80]
    state = request.args.get("show", "") if request.args.get("show") in lists.STATES else ""
    with runtime().snapshot() as tx:
        connection = actions.find_connection(tx, shop_id)
        address = f"{runtime().settings.app_url}/webhooks/noon/{tx.session.get_one(Shop, shop_id).key}"
        return render_template(
            "noon/index.html",
            connection=connection,
            address=address,
            page=lists.list_orders(tx, shop_id, asked_page(), search=search, state=state),
            search=search,
            state=state,
            due=lists.count_due(tx, shop_id),
            oddities=lists.oddities(tx, shop_id),
            importing=importing.count_troubled(tx, shop_id),
            troubles=shipping.troubles(tx, shop_id),
            courier=couriers.usual(tx, shop_id),
            unpaired=mapping.count_unpaired(tx, shop_id),
            differing=found.count_open(tx, shop_id),
        )


@blueprint.post("/connection")
@risky
def connect() -> ResponseReturnValue:
    """Try the key file with noon, and keep it when noon takes it."""
    who = caller()
    key = actions.parse_key_file(request.form.get("key_file", ""))
    warehouses = _warehouses(request.form.get("warehouses", ""))
    account = runtime().client(NoonClient).whoami(key)
    _try(Account(who.shop_id, key), warehouses)
    with runtime().transaction() as tx:
        actions.connect(
            tx, who.shop_id, key, user_code=account.user_code, warehouses=warehouses, actor=f"staff {who.staff}"
        )
    return jsonify(message="noon is connected. The first orders appear in a moment.", reload=True)


@blueprint.post("/warehouses")
def change_warehouses() -> ResponseReturnValue:
    """Change the warehouse codes of the account, each tried with noon first."""
    who, warehouses = caller(), _warehouses(request.form.get("warehouses", ""))
    with runtime().snapshot() as tx:
        account = actions.account_of(tx, who.shop_id)
    _try(account, warehouses)
    with runtime().transaction() as tx:
        actions.change_warehouses(tx, who.shop_id, warehouses, actor=f"staff {who.staff}")
    return jsonify(message="Saved. Their orders appear in a moment.", reload=True)


@blueprint.post("/connection/secret")
@risky
def show_secret() -> ResponseReturnValue:
    """The secret that noon's portal must send with its events; shown only when asked for."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        secret = actions.open_event_secret(tx, actions.get_connection(tx, shop_id)).decode()
    return jsonify(secret=secret)


@blueprint.post("/connection/end")
@risky
def disconnect() -> ResponseReturnValue:
    """Forget the account."""
    who = caller()
    with runtime().transaction() as tx:
        actions.disconnect(tx, who.shop_id, actor=f"staff {who.staff}")
    return jsonify(message="noon is disconnected. Mirrored orders stay.", reload=True)


def _try(account: Account, warehouses: Sequence[str]) -> None:
    """Ask noon for each warehouse's orders of the last minute: only so does a mistyped code show."""
    now = runtime().clock.now()
    for code in warehouses:
        try:
            runtime().client(NoonClient).list_page(account, code, now - timedelta(minutes=1), now, "")
        except NoonRefusedError as error:
            raise InvalidInputError(f"noon does not know the warehouse {code} in this project.") from error


def _warehouses(text: str) -> list[str]:
    """Codes separated by commas, spaces or lines."""
    codes = text.replace(",", " ").split()
    if not codes:
        raise InvalidInputError("Type at least one warehouse code, such as W00012345A.")
    if len(codes) > _MOST_WAREHOUSES or any(len(code) > 64 for code in codes):  # noqa: PLR2004
        raise InvalidInputError("These are not warehouse codes. Copy them from noon's partner portal.")
    return codes
