"""The checkout's page: whether the Function refuses there, and switching it on and off."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError, RemoteError
from shopify_app.core.web import runtime
from shopify_app.shops.guard import caller
from shopify_app.wholesale.checkout import actions
from shopify_app.wholesale.checkout.client import CheckoutClient, CheckoutRule, ThemeConfiguration

blueprint = Blueprint("checkout", __name__, url_prefix="/wholesale/checkout")
_ON_FAILURE = {"pass": False, "block": True}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What Shopify says of the Function now. Where it cannot be asked the page says so, and what holds without it."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        may_ask, refusal = actions.has_scope(tx, shop_id), actions.find_refusal(tx, shop_id)
        may_mark = actions.has_scope(tx, shop_id, "write_draft_orders")
    rule, theme, problem = _asked(shop_id, may_ask=may_ask)
    return render_template(
        "wholesale/checkout.html",
        may_ask=may_ask,
        may_mark=may_mark,
        refusal=refusal,
        rule=rule,
        theme=theme,
        problem=problem,
    )


@blueprint.post("/on")
def switch_on() -> ResponseReturnValue:
    """Refuse at the checkout from now on."""
    who, on_failure = caller(), request.form.get("on_failure", "pass")
    if on_failure not in _ON_FAILURE:
        raise InvalidInputError("Choose what happens when the check itself fails.")
    actor = f"staff {who.staff}"
    actions.switch_on(runtime(), who.shop_id, blocks_on_failure=_ON_FAILURE[on_failure], actor=actor)
    return jsonify(message="Orders below the minimum are refused at the checkout now.", reload=True)


@blueprint.post("/off")
def switch_off() -> ResponseReturnValue:
    """Refuse no more."""
    who = caller()
    actions.switch_off(runtime(), who.shop_id, actor=f"staff {who.staff}")
    return jsonify(message="The checkout lets every order pass now. Those below the minimum are held.", reload=True)


def _asked(shop_id: int, *, may_ask: bool) -> tuple[CheckoutRule | None, ThemeConfiguration | None, str | None]:
    client = runtime().client(CheckoutClient)
    try:
        theme = client.theme_configuration(shop_id)
        return client.find_rule(shop_id) if may_ask else None, theme, None
    except RemoteError as error:
        return None, None, str(error)
