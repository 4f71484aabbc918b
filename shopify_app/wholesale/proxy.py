"""The storefront's question through Shopify's app proxy: would this cart reach the minimum?"""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import Money, parse_money
from shopify_app.core.throttle import Measure
from shopify_app.core.web import public, runtime
from shopify_app.shops import actions as shops
from shopify_app.shops.storefront import signed_in_customer, signed_parameters, wait_of
from shopify_app.wholesale.asking import is_known_retail
from shopify_app.wholesale.checkout.telling import not_known_yet, told
from shopify_app.wholesale.qualifying import standing_of
from shopify_app.wholesale.rules import Candidate, Minimums, Verdict, check_minimum
from shopify_app.wholesale.terms.agreed import Account, minimums_for

blueprint = Blueprint("proxy", __name__, url_prefix="/proxy")
QUESTIONS = Measure("questions", per_client=60, per_shop=3000, seconds=60)


@blueprint.get("/cart-check")
@public
def cart_check() -> ResponseReturnValue:
    """The verdict on `subtotal` (major unit, after discounts, before tax) in `currency`, for the signed-in customer.

    Only `message` has a language, that of `locale`. Who asks too often is told when to ask again, before any work.

    Of a customer who never ordered nobody here knows the tags. The answer is then `"allowed": null` with the rule
    `unknown` and both minimums, never «retail, allowed»; the tags are read meanwhile, and the next question knows.
    """
    given = signed_parameters()
    goods = parse_money(given.get("subtotal"), given.get("currency"))
    if goods.amount < 0:
        raise InvalidInputError("The subtotal cannot be below zero.")
    if wait := wait_of(QUESTIONS, given):
        raise TooManyRequests(retry_after=wait)
    customer, locale = signed_in_customer(given), given.get("locale", "")
    with runtime().snapshot() as tx:
        shop = shops.get_shop(tx, given["shop"])
        shops.get_installation(tx, shop.id)
        standing = standing_of(tx, shop.id, customer) if customer else None
        account = Account(None, standing.person_id if standing else None)
        minimums = minimums_for(tx, shop.id, account, tx.now, only=goods.currency)
    if customer and standing is None and not is_known_retail(runtime(), shop.id, customer):
        return jsonify(_not_known(goods, minimums, locale))
    is_trade = bool(standing and standing.is_trade)
    verdict = check_minimum(Candidate(goods, is_trade), standing.qualifying_orders if standing else 0, minimums)
    return jsonify(_answer(verdict, locale))


def _not_known(goods: Money, minimums: Minimums, locale: str) -> dict[str, object]:
    """The form of every answer, and what would be asked of a trader."""
    minimum = minimums.by_currency.get(goods.currency)
    both = {"first": str(minimum.first.amount), "following": str(minimum.following.amount)} if minimum else None
    nothing = dict.fromkeys(("allowed", "minimum", "missing"))
    known = {"rule": "unknown", "counted": str(goods.amount), "currency": goods.currency, "minimums": both}
    return {**nothing, **known, "message": not_known_yet(locale)}


def _answer(verdict: Verdict, locale: str) -> dict[str, object]:
    return {
        "allowed": verdict.allowed,
        "rule": verdict.rule.value,
        "counted": str(verdict.counted.amount),
        "currency": verdict.counted.currency,
        "minimum": str(verdict.minimum.amount) if verdict.minimum else None,
        "missing": str(verdict.missing.amount) if verdict.missing else None,
        "message": told(verdict, locale),
    }
