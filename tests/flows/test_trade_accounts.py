"""A trader applies, is approved in Shopify too, buys as a trader, and stops being one when the account says so."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from sqlalchemy import select

from shopify_app.core import outbox
from shopify_app.core.outbox import Call
from shopify_app.orders.models import Order
from shopify_app.people.models import Person
from shopify_app.shops.actions import get_shop
from shopify_app.wholesale.accounts import actions
from shopify_app.wholesale.accounts.applications import read_form
from shopify_app.wholesale.accounts.models import TradeAccount
from tests.conftest import SECRET
from tests.flows.test_minimum_holds import own_holds, place
from tests.flows.test_privacy_requests import the_request, unlock
from tests.product import Product

FORM = {
    "company": "Example Trading",
    "country": "SA",
    "registration": "300000000000003",
    "contact_name": "Zubayda Karim",
    "email": "zubayda@example.com",
    "phone": "+966500000123",
}


def an_application(product: Product, shop: str, customer_id: int | None = None, **changes: str) -> int:
    """An application that waits; returns its number."""
    application, problems = read_form({**FORM, **changes})
    assert application is not None, problems
    with product.runtime.transaction() as tx:
        account_id = actions.apply(tx, get_shop(tx, shop).id, application, customer_id)
    assert account_id is not None
    return account_id


def decide(product: Product, shop: str, account_id: int, what: str, **form: str) -> int:
    """Press the button, and let Shopify be told; returns the answer's status."""
    answer = product.call("POST", f"/wholesale/traders/{account_id}/{what}", shop, data=form)
    product.settle()
    return answer.status_code


def account(product: Product, account_id: int) -> TradeAccount:
    """The account as it is now."""
    with product.runtime.snapshot() as tx:
        return tx.session.get_one(TradeAccount, account_id)


def customers(product: Product, shop: str) -> list[dict[str, Any]]:
    """The shop's customers at Shopify."""
    return list(product.sandbox.records(shop, "customers"))


def states_told(product: Product, shop: str) -> list[str]:
    """The account states that Shopify shows on customers."""
    return [one["value"] for one in product.sandbox.records(shop, "metafields") if one["key"] == "trade_account"]


def test_from_the_storefront_to_a_trader(product: Product, shop: str) -> None:
    """By way of the form itself: signed as Shopify signs, filled in at a person's pace."""
    customer = int(product.sandbox.make_customer(shop, first_name="Z", email=FORM["email"])["id"])
    first = requests.get(signed(product, shop, customer), timeout=60)
    found = re.search(r'name="shown" value="([^"]+)"', first.text)
    assert found
    time.sleep(3.1)
    sent = requests.post(signed(product, shop, customer), data={**FORM, "shown": found[1]}, timeout=60)
    assert sent.status_code == 200
    inbox = product.call("GET", "/wholesale/applications", shop)
    (number,) = re.findall(r"/wholesale/traders/(\d+)", inbox.text)
    assert decide(product, shop, int(number), "approval") == 200
    (record,) = customers(product, shop)
    assert (record["tags"], states_told(product, shop)) == (["trade"], ["approved"])
    assert own_holds(product, shop, place(product, shop, "4000", customer_id=customer)) == ["order-minimum"]


def signed(product: Product, shop: str, customer: int) -> str:
    """The form's address as Shopify's app proxy calls it."""
    now = str(int(time.time()))
    query = {"shop": shop, "logged_in_customer_id": str(customer), "path_prefix": "/apps/tajir", "timestamp": now}
    text = "".join(f"{name}={query[name]}" for name in sorted(query))
    query["signature"] = hmac.digest(SECRET.encode(), text.encode(), hashlib.sha256).hex()
    return f"{product.url}/proxy/trade-application?{urlencode(query)}"


@pytest.mark.parametrize("known", [True, False])
def test_a_customer_is_found_by_address_or_made(product: Product, shop: str, known: bool) -> None:
    if known:
        product.sandbox.make_customer(shop, first_name="Z", email=FORM["email"], tags=["vip"])
    decide(product, shop, an_application(product, shop), "approval")
    (record,) = customers(product, shop)
    assert (record["email"], "trade" in record["tags"], "vip" in record["tags"]) == (FORM["email"], True, known)
    assert own_holds(product, shop, place(product, shop, "100", customer_id=record["id"])) == ["order-minimum"]


def test_a_customer_who_ordered_before_keeps_one_key(product: Product, shop: str) -> None:
    """The application moves to the person of the orders, and the one made for the form is erased."""
    customer = int(product.sandbox.make_customer(shop, first_name="Z", email="old@example.com")["id"])
    place(product, shop, "50", customer_id=customer)
    account_id = an_application(product, shop)
    product.sandbox.change_customer(shop, customer, email=FORM["email"])
    product.settle()
    decide(product, shop, account_id, "approval")
    with product.runtime.snapshot() as tx:
        shop_id = get_shop(tx, shop).id
        owner = tx.session.scalars(select(Order.person_id).where(Order.shop_id == shop_id)).one()
        living = tx.session.scalars(select(Person.id).where(Person.shop_id == shop_id, Person.erased_at.is_(None)))
        assert list(living) == [owner] == [account(product, account_id).person_id]
    assert own_holds(product, shop, place(product, shop, "100", customer_id=customer)) == ["order-minimum"]


def test_suspended_reinstated_closed(product: Product, shop: str) -> None:
    customer = int(product.sandbox.make_customer(shop, first_name="Z", email="z@example.com")["id"])
    account_id = an_application(product, shop, customer)
    decide(product, shop, account_id, "approval")
    for what, state, tags, holds in (
        ("suspension", "suspended", [], []),
        ("reinstatement", "approved", ["trade"], ["order-minimum"]),
        ("closure", "closed", [], []),
    ):
        assert decide(product, shop, account_id, what, reason="own_wish") == 200
        assert account(product, account_id).state == state
        assert (customers(product, shop)[0]["tags"], states_told(product, shop)) == (tags, [state])
        assert own_holds(product, shop, place(product, shop, "100", customer_id=customer)) == holds
    assert decide(product, shop, account_id, "reinstatement") == 409


def test_a_suspended_traders_tag_counts_no_more(product: Product, shop: str) -> None:
    """Whoever puts it back: the account decides."""
    customer = int(product.sandbox.make_customer(shop, first_name="Z", email="z@example.com")["id"])
    account_id = an_application(product, shop, customer)
    decide(product, shop, account_id, "approval")
    decide(product, shop, account_id, "suspension", reason="unpaid")
    product.sandbox.tag_customer(shop, customer, add=["trade"])
    product.settle()
    assert own_holds(product, shop, place(product, shop, "100", customer_id=customer)) == []


def test_a_refused_application_changes_nothing_in_shopify(product: Product, shop: str) -> None:
    account_id = an_application(product, shop)
    assert decide(product, shop, account_id, "refusal") == 400
    assert decide(product, shop, account_id, "refusal", reason="unverified") == 200
    assert decide(product, shop, account_id, "approval") == 409
    assert (customers(product, shop), product.sandbox.calls(operation="CustomerCreate")) == ([], [])


@pytest.mark.parametrize("kind", ["drop", "drop_after_commit", "status"])
def test_a_failing_shopify_delays_and_doubles_nothing(product: Product, shop: str, kind: str) -> None:
    product.sandbox.change_shop(shop, b2b=True)
    for operation in ("CustomerByEmail", "CustomerCreate", "TagsAdd", "TradeStateSet", "CompanyCreate"):
        product.sandbox.fault(operation, kind, status=503, times=1)
    account_id = an_application(product, shop)
    decide(product, shop, account_id, "approval", company="1")
    (record,) = customers(product, shop)
    assert (record["tags"], states_told(product, shop)) == (["trade"], ["approved"])
    (company,) = product.sandbox.records(shop, "companies")
    assert company["id"] == account(product, account_id).shopify_company_id


def test_a_company_is_made_with_its_location_and_contact(product: Product, shop: str) -> None:
    product.sandbox.change_shop(shop, b2b=True)
    account_id = an_application(product, shop)
    decide(product, shop, account_id, "approval", company="1")
    (company,) = product.sandbox.records(shop, "companies")
    (location,) = product.sandbox.records(shop, "company_locations")
    (contact,) = product.sandbox.records(shop, "company_contacts")
    assert (company["name"], company["external_id"]) == (FORM["company"], f"tajir-{account_id}")
    assert location["tax_registration_id"] == FORM["registration"]
    assert contact["customer_id"] == customers(product, shop)[0]["id"]
    how = {"customer_id": contact["customer_id"], "company_location_id": location["id"]}
    assert own_holds(product, shop, place(product, shop, "100", **how)) == ["order-minimum"]
    decide(product, shop, account_id, "suspension", reason="unpaid")
    assert own_holds(product, shop, place(product, shop, "100", **how)) == []


def test_without_b2b_the_trader_is_approved_and_the_company_shown_as_failed(product: Product, shop: str) -> None:
    product.sandbox.change_shop(shop, b2b=False)
    decide(product, shop, an_application(product, shop), "approval", company="1")
    assert customers(product, shop)[0]["tags"] == ["trade"]
    with product.runtime.snapshot() as tx:
        (dead,) = tx.session.scalars(
            select(Call).where(Call.shop_id == get_shop(tx, shop).id, Call.state == outbox.DEAD)
        )
        assert (dead.kind, "B2B" in str(dead.problem)) == ("wholesale.make_company", True)


def test_another_shop_sees_and_changes_nothing(product: Product, shop: str) -> None:
    account_id = an_application(product, shop)
    other = shop.replace("shop-", "other-")
    product.sandbox.make_shop(other, currency="SAR")
    product.install(other)
    product.settle()
    assert product.call("GET", f"/wholesale/traders/{account_id}", other).status_code == 404
    for what in ("approval", "refusal", "suspension", "reinstatement", "closure"):
        assert decide(product, other, account_id, what, reason="other") == 404
    unlock(product, other)
    shown = product.call("POST", f"/wholesale/traders/{account_id}/person", other, data={"purpose": "inquiry"})
    assert shown.status_code == 404
    assert account(product, account_id).state == "applied"


def test_pages_name_nobody_until_the_gate_is_passed(product: Product, shop: str) -> None:
    account_id = an_application(product, shop)
    pages = ["/wholesale/applications", f"/wholesale/traders/{account_id}"]
    told = "".join(product.call("GET", path, shop).text for path in pages)
    decide(product, shop, account_id, "approval")
    told += "".join(product.call("GET", path, shop).text for path in ("/wholesale/traders", pages[1], "/deliveries"))
    assert [word for word in FORM.values() if len(word) > 2 and word in told] == []
    address = f"/wholesale/traders/{account_id}/person"
    assert product.call("POST", address, shop, data={"purpose": "inquiry"}).status_code == 403
    unlock(product, shop)
    assert product.call("POST", address, shop, data={"purpose": "curiosity"}).status_code == 400
    facts = dict(product.call("POST", address, shop, data={"purpose": "inquiry"}).json()["facts"])
    assert (facts["Company"], facts["Registration number"]) == (FORM["company"], FORM["registration"])


def test_the_persons_report_tells_of_the_account_and_erasure_empties_it(product: Product, shop: str) -> None:
    customer = int(product.sandbox.make_customer(shop, first_name="Z", email="z@example.com")["id"])
    account_id = an_application(product, shop, customer)
    decide(product, shop, account_id, "approval")
    product.sandbox.send_compliance(shop, "customers/data_request", customer)
    product.settle()
    unlock(product, shop)
    report = product.call("POST", f"/privacy/{the_request(product, shop, 'data_request').id}/report", shop).json()
    (held,) = report["what_is_held"]
    assert held["trade_accounts"][0]["details"]["company"] == FORM["company"]
    assert "trade_registration_number" in {entry["name"] for entry in report["why_and_until_when"]}
    product.sandbox.send_compliance(shop, "customers/redact", customer)
    product.settle()
    left = account(product, account_id)
    assert (left.state, left.details, left.mail_print, left.registration_print) == ("closed", None, None, None)
    assert the_request(product, shop, "redact").receipt["destroyed"]["trade_accounts"] == 1
    assert "Erased" in product.call("GET", f"/wholesale/traders/{account_id}", shop).text
    shown = product.call("POST", f"/wholesale/traders/{account_id}/person", shop, data={"purpose": "inquiry"})
    assert shown.status_code == 404


def test_the_list_tells_what_traders_bought(product: Product, shop: str) -> None:
    numbers = {}
    for name, amounts in (("a", ["6000", "2500"]), ("b", ["9000"])):
        customer = int(product.sandbox.make_customer(shop, first_name=name, email=f"{name}@example.com")["id"])
        registration = {"registration": f"10101234{ord(name)}", "email": f"{name}@example.com"}
        numbers[name] = an_application(product, shop, customer, **registration)
        decide(product, shop, numbers[name], "approval")
        for amount in amounts:
            place(product, shop, amount, customer_id=customer)
    rows = {
        sort: re.findall(r"/wholesale/traders/(\d+)", product.call("GET", f"/wholesale/traders?sort={sort}", shop).text)
        for sort in ("orders", "spent", "number", "last", "since")
    }
    a, b = str(numbers["a"]), str(numbers["b"])
    assert (rows["orders"], rows["spent"], rows["number"]) == ([a, b], [b, a], [b, a])
    page = product.call("GET", "/wholesale/traders", shop).text
    assert "8,500.00 SAR" in page
    found = product.call("GET", f"/wholesale/traders?search={a}", shop).text
    assert re.findall(r"/wholesale/traders/(\d+)", found) == [a]
    assert "No suspended trader" in product.call("GET", "/wholesale/traders?show=suspended", shop).text
    assert "A following order" in product.call("GET", f"/wholesale/traders/{a}", shop).text


def the_import(product: Product, shop: str) -> str:
    """The page of the shop's one import."""
    (number,) = set(re.findall(r"/wholesale/imports/(\d+)\"", product.call("GET", "/wholesale/imports", shop).text))
    return f"/wholesale/imports/{number}"


def test_traders_are_taken_over_from_a_file(product: Product, shop: str) -> None:
    known = int(product.sandbox.make_customer(shop, first_name="K", email="known@example.com")["id"])
    content = f"email,customer_id,company\n,{known},Known Trading\nnew@example.com,,New Trading\nnobody,,\n"
    sent = product.call("POST", "/wholesale/imports", shop, files={"file": ("traders.csv", content.encode())})
    assert sent.json()["go"] == the_import(product, shop)
    page = product.call("GET", the_import(product, shop), shop).text
    assert "The e-mail address is not one." in page
    assert [word for word in ("Known Trading", "new@example.com", "nobody", str(known)) if word in page] == []
    assert product.call("POST", f"{the_import(product, shop)}/run", shop).ok
    product.settle()
    assert {one["email"]: one["tags"] for one in customers(product, shop)} == {
        "known@example.com": ["trade"],
        "new@example.com": ["trade"],
    }
    assert product.call("POST", f"{the_import(product, shop)}/run", shop).status_code == 409


@pytest.mark.parametrize("content", [b"", b"name\nNadia\n", b"email\n" + b"x" * 3_000_000])
def test_a_file_that_is_no_list_is_refused_with_a_sentence(product: Product, shop: str, content: bytes) -> None:
    sent = product.call("POST", "/wholesale/imports", shop, files={"file": ("traders.csv", content)})
    assert sent.status_code in {400, 413}
    assert sent.text
    assert "No imports yet." in product.call("GET", "/wholesale/imports", shop).text


def test_traders_are_taken_over_from_the_tag(product: Product, shop: str) -> None:
    """More than Shopify shows on one page, and a hiccup between the pages."""
    for number in range(103):
        tags = ["Trade"] if number else ["trader"]
        product.sandbox.make_customer(shop, first_name=f"c{number}", email=f"c{number}@example.com", tags=tags)
    product.settle()
    product.sandbox.fault("CustomersTagged", "status", status=503, times=1)
    assert product.call("POST", "/wholesale/imports/tag", shop).ok
    assert product.call("POST", "/wholesale/imports/tag", shop).status_code == 409
    product.settle()
    assert "Take over 102 traders" in product.call("GET", the_import(product, shop), shop).text
    assert product.call("POST", f"{the_import(product, shop)}/run", shop).ok
    product.settle()
    assert states_told(product, shop) == ["approved"] * 102
    assert "trader" in {tag for one in customers(product, shop) for tag in one["tags"]}


def test_a_shop_that_refuses_stops_the_reading_and_says_why(product: Product, shop: str) -> None:
    product.sandbox.fault("CustomersTagged", "status", status=400, times=None)
    product.call("POST", "/wholesale/imports/tag", shop)
    product.settle()
    assert "The import was stopped" in product.call("GET", the_import(product, shop), shop).text
