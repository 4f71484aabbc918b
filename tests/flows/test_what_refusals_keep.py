"""Shopify's refusals quote what they refuse; nothing of it stays readable in what we keep and show of them."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from shopify_app.core.outbox import Call
from shopify_app.shops.actions import get_shop
from shopify_app.wholesale.accounts.models import TraderImport
from tests.flows.test_trade_accounts import an_application, decide
from tests.product import Product

MAIL, PHONE, NAME = "nadia.secret@example.com", "+966500000987", "Nadira Secretova"
QUOTING = f"The customer {NAME} with {MAIL} and {PHONE} is on the suppression list"
REFUSED = {"customer": None, "userErrors": [{"field": ["input", "email"], "message": QUOTING}]}
USER_ERRORS = {"data": {"customerCreate": REFUSED}}
TOP_LEVEL = {"errors": [{"message": QUOTING, "path": ["customerCreate"], "extensions": {"code": "BAD_REQUEST"}}]}


def refuse(product: Product, operation: str, answer: object) -> None:
    """Let Shopify answer this operation so from now on."""
    product.sandbox.fault(operation, "status", status=200, body=json.dumps(answer), times=50)


def tells_nobody(text: str) -> bool:
    return not any(word in text for word in (MAIL, "nadia", PHONE, "500000987", *NAME.split()))


@pytest.mark.parametrize(
    ("answer", "kept"), [(USER_ERRORS, "(input.email)"), (TOP_LEVEL, "(BAD_REQUEST customerCreate)")]
)
def test_a_failed_call_keeps_why_and_not_of_whom(product: Product, shop: str, answer: object, kept: str) -> None:
    account_id = an_application(product, shop, email=MAIL, phone=PHONE, contact_name=NAME)
    refuse(product, "CustomerCreate", answer)
    decide(product, shop, account_id, "approval")
    with product.runtime.snapshot() as tx:
        chosen = select(Call.problem).where(Call.shop_id == get_shop(tx, shop).id, Call.problem.is_not(None))
        (problem,) = tx.session.scalars(chosen)
    page = product.call("GET", "/deliveries", shop).text

    assert problem is not None
    assert kept in problem
    assert "is on the suppression list" in problem
    assert "is on the suppression list" in page
    assert tells_nobody(problem)
    assert tells_nobody(page)


def test_an_import_that_shopify_refuses_tells_why_and_of_nobody(product: Product, shop: str) -> None:
    quoting = QUOTING.replace(NAME, "4711")
    refuse(product, "CustomersTagged", {"errors": [{"message": quoting, "extensions": {"code": "BAD_REQUEST"}}]})
    product.call("POST", "/wholesale/imports/tag", shop)
    product.settle()
    with product.runtime.snapshot() as tx:
        chosen = select(TraderImport).where(TraderImport.shop_id == get_shop(tx, shop).id)
        imported = tx.session.scalars(chosen).one()

    assert imported.state == "stopped"
    assert "(BAD_REQUEST)" in imported.counts["problem"]
    assert tells_nobody(imported.counts["problem"])
