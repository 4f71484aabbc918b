"""The storefront's question: the answer by the terms in force, for the account that is signed in, and soon."""

from __future__ import annotations

import hashlib
import hmac
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from shopify_app.core.runtime import Runtime
from shopify_app.orders.models import Order
from shopify_app.wholesale import marks
from shopify_app.wholesale.checkout.words import BESIDE, MESSAGES
from shopify_app.wholesale.terms import actions as terms
from shopify_app.wholesale.terms import agreed
from shopify_app.wholesale.terms.agreed import Account, Span
from shopify_app.wholesale.terms.rules import Pair, Terms, quotes_of
from tests.builders import an_app, an_installed_shop, record_order
from tests.conftest import SECRET, SHOP, SettableClock

CUSTOMER = 7_000_000_000_999


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop with one trader, who ordered once long ago and was refunded."""
    number = an_installed_shop(runtime, SHOP)
    with runtime.transaction() as tx:
        record_order(tx, number, 999, financial_status="refunded")
        person_id = tx.session.scalars(select(Order.person_id)).one()
        marks.keep_marks(tx, number, {person_id or 0: True}, tx.now)
    return number


@pytest.fixture
def client(runtime: Runtime) -> FlaskClient:
    """The storefront, by way of Shopify's proxy."""
    return an_app(runtime).test_client()


def put(
    client: FlaskClient, runtime: Runtime, asked: dict[str, str], headers: dict[str, str] | None = None
) -> TestResponse:
    """Whatever is answered to a question that Shopify signed."""
    moment = str(int(runtime.clock.now().timestamp()))
    always = {"shop": SHOP, "path_prefix": "/apps/tajir", "timestamp": moment}
    given = {**always, "subtotal": "100", "currency": "SAR", **asked}
    given["logged_in_customer_id"] = given.pop("customer", "")
    text = "".join(sorted(f"{name}={value}" for name, value in given.items()))
    signature = hmac.digest(SECRET.encode(), text.encode(), hashlib.sha256).hex()
    return client.get("/proxy/cart-check", query_string={**given, "signature": signature}, headers=headers)


def ask(
    client: FlaskClient, runtime: Runtime, subtotal: str, currency: str = "SAR", customer: str = "", **more: str
) -> Any:
    answer = put(client, runtime, {"subtotal": subtotal, "currency": currency, "customer": customer, **more})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_guest_is_told_of_no_minimum_until_the_trader_signs_in(client: FlaskClient, runtime: Runtime, shop_id: int):
    assert shop_id
    assert ask(client, runtime, "100")["rule"] == "retail"
    assert ask(client, runtime, "100", customer="42")["rule"] == "unknown"
    told = ask(client, runtime, "4999.99", customer=str(CUSTOMER))
    assert (told["allowed"], told["rule"], told["missing"]) == (False, "first", "0.01")


def test_the_answer_follows_the_currency_of_the_cart(client: FlaskClient, runtime: Runtime, shop_id: int):
    with runtime.transaction() as tx:
        terms.take_rates(tx, shop_id, quotes_of({"USD": Decimal("1.0845"), "JPY": Decimal("165.43")}, tx.now.date()))
    found = {
        currency: ask(client, runtime, amount, currency, str(CUSTOMER))["allowed"]
        for currency, amount in {"SAR": "5000", "EUR": "1250", "JPY": "204999", "BHD": "504.999", "KWD": "9999"}.items()
    }

    assert found == {"SAR": True, "EUR": True, "JPY": False, "BHD": False, "KWD": False}


def test_the_answer_follows_new_terms_and_agreements_at_once(client: FlaskClient, runtime: Runtime, shop_id: int):
    with runtime.transaction() as tx:
        terms.change_terms(tx, shop_id, Terms(first=Decimal(6000)), actor="staff 1")
    assert ask(client, runtime, "5999", customer=str(CUSTOMER))["minimum"] == "6000"
    with runtime.transaction() as tx:
        account = Account(None, tx.session.scalars(select(Order.person_id)).one())
        pair, lasting = Pair(Decimal(100), Decimal(100)), Span(tx.now)
        agreed.agree(tx, shop_id, account, pair, lasting, "A friend", actor="staff 1")
    assert ask(client, runtime, "100", customer=str(CUSTOMER))["allowed"]


@pytest.mark.parametrize(
    ("locale", "language"),
    [("", "en"), ("ar-SA", "ar"), ("fr", "fr"), ("no", "nb"), ("xx", "en"), ("\u0000", "en"), ("../../ar", "en")],
)
def test_the_message_alone_has_a_language(
    client: FlaskClient, runtime: Runtime, shop_id: int, locale: str, language: str
):
    trader = str(CUSTOMER)
    asked = [
        ("4999.99", "SAR", trader),
        ("9999", "CHF", trader),
        ("5000", "SAR", trader),
        ("100", "SAR", ""),
        ("100", "SAR", "42"),
    ]
    plain = [ask(client, runtime, *one) for one in asked]
    told = [ask(client, runtime, *one, locale=locale) for one in asked]
    words = {**MESSAGES[language], **BESIDE[language]}
    names = ("first", "no_rate", "reached", "retail", "unknown")
    begun = [words[name].partition("{")[0].rstrip("\u2066") for name in names]

    assert [one["rule"] for one in plain] == ["first", "no_rate", "first", "retail", "unknown"]
    assert [{**one, "message": ""} for one in told] == [{**one, "message": ""} for one in plain]
    assert [one["message"][: len(first)] for one, first in zip(told, begun, strict=True)] == begun
    assert "{" not in "".join(one["message"] for one in told)


def test_what_is_missing_is_told_as_at_the_checkout(client: FlaskClient, runtime: Runtime, shop_id: int):
    assert shop_id
    assert ask(client, runtime, "1500", customer=str(CUSTOMER), locale="nb")["message"] == (
        "Den første forhandlerbestillingen din må være på minst 5\u00a0000,00 SAR. "
        "Legg til varer for 3\u00a0500,00 SAR."
    )


def test_a_rate_that_is_too_old_is_no_answer(client: FlaskClient, runtime: Runtime, shop_id: int, clock: SettableClock):
    with runtime.transaction() as tx:
        terms.take_rates(tx, shop_id, quotes_of({"USD": Decimal("1.0845")}, tx.now.date()))
    clock.move(days=9)

    assert ask(client, runtime, "99999", "EUR", str(CUSTOMER))["rule"] == "no_rate"
