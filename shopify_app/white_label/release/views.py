"""Holding orders for their brand, in the admin: who waits and why, letting go, plain parcels, and the shop's wish."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.paging import asked_page
from shopify_app.core.web import runtime
from shopify_app.shops.guard import caller
from shopify_app.white_label.release import lists, overriding, wishes
from shopify_app.white_label.release.lists import Wish
from shopify_app.white_label.release.models import BRANDED
from shopify_app.white_label.release.recording import reasons_of
from shopify_app.white_label.release.rules import Code
from shopify_app.white_label.release.words import SHORT, next_step, told

blueprint = Blueprint("release", __name__, url_prefix="/white-label")
_LONGEST = 300


@blueprint.get("/held")
def held() -> ResponseReturnValue:
    """Orders that wait for their brand, the longest waiting first, with the next step for each."""
    shop_id, wish = caller().shop_id, _asked()
    with runtime().snapshot() as tx:
        return render_template(
            "white_label/held.html",
            page=lists.list_waiting(tx, shop_id, wish),
            wish=wish,
            counts=lists.count_by_reason(tx, shop_id),
            total=lists.count_waiting(tx, shop_id),
            short=SHORT,
            reasons_of=reasons_of,
            told=told,
            next_step=next_step,
            now=tx.now,
        )


@blueprint.get("/release")
def wish() -> ResponseReturnValue:
    """Whose orders wait for their brand."""
    shop_id = caller().shop_id
    with runtime().snapshot() as tx:
        found = wishes.wish_of(tx, shop_id)
        whose = found.whose if found else BRANDED
        waiting = lists.count_waiting(tx, shop_id)
        return render_template("white_label/release.html", wish=found, whose=whose, waiting=waiting)


@blueprint.post("/release")
def change_wish() -> ResponseReturnValue:
    """Say whose orders wait for their brand from now on."""
    who = caller()
    with runtime().transaction() as tx:
        changed = wishes.change_wish(tx, who.shop_id, request.form.get("whose", ""), actor=f"staff {who.staff}")
    message = "Saved. Open orders are looked at again now." if changed else "Nothing was changed."
    return jsonify(message=message, reload=True)


@blueprint.post("/orders/<int:order_id>/override")
def override(order_id: int) -> ResponseReturnValue:
    """Let an order leave without its trader's name."""
    who, why = caller(), _reason()
    if request.form.get("sure") != "yes":
        raise InvalidInputError("Confirm that the order may leave without the trader's name.")
    with runtime().transaction() as tx:
        overriding.override(tx, who.shop_id, order_id, why, actor=f"staff {who.staff}")
    return jsonify(message="The order is let go without the trader's name.", reload=True)


@blueprint.post("/orders/<int:order_id>/override/end")
def take_back(order_id: int) -> ResponseReturnValue:
    """Have an order wait for its brand again."""
    who = caller()
    with runtime().transaction() as tx:
        overriding.take_back(tx, who.shop_id, order_id, actor=f"staff {who.staff}")
    return jsonify(message="The order waits for its brand again.", reload=True)


@blueprint.post("/brands/<int:brand_id>/plain")
def make_plain(brand_id: int) -> ResponseReturnValue:
    """Let a trader's orders leave in plain parcels."""
    who, why = caller(), _reason()
    if request.form.get("sure") != "yes":
        raise InvalidInputError("Confirm that this trader's orders may leave without the trader's name.")
    with runtime().transaction() as tx:
        wishes.make_plain(tx, who.shop_id, brand_id, why, actor=f"staff {who.staff}")
    return jsonify(message="This trader's orders leave in plain parcels from now on.", reload=True)


@blueprint.post("/brands/<int:brand_id>/plain/end")
def end_plain(brand_id: int) -> ResponseReturnValue:
    """Have a trader's orders leave in the trader's name again."""
    who = caller()
    with runtime().transaction() as tx:
        wishes.end_plain(tx, who.shop_id, brand_id, actor=f"staff {who.staff}")
    return jsonify(message="This trader's orders leave in the trader's name again.", reload=True)


def _reason() -> str:
    reason = " ".join(request.form.get("reason", "").split())
    if not reason:
        told = "Say why, in a few words."
        raise InvalidInputError(told, {"reason": told})
    if len(reason) > _LONGEST or not reason.isprintable():
        told = f"The reason is too long, or holds characters that cannot be kept: {_LONGEST} characters at most."
        raise InvalidInputError(told, {"reason": told})
    return reason


def _asked() -> Wish:
    given = request.args
    return Wish(
        reason=given.get("reason", "") if given.get("reason") in set(Code) else "",
        search=given.get("search", "").replace("\0", "").strip()[:80],
        newest_first=given.get("newest") == "1",
        page=asked_page(),
    )
