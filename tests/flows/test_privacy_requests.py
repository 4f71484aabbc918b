"""A customer's data are found, handed out behind a second factor, and destroyed to the last byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pyotp
import pytest
from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.core.keyring import StoredKey
from shopify_app.orders.models import Order
from shopify_app.people.models import Alias, Person
from shopify_app.privacy.models import PrivacyRequest
from shopify_app.shops.actions import get_shop
from tests.product import Product

NAME, MAIL, PHONE, STREET = "Zubayda", "zubayda.karim@example.com", "+966500000123", "Bab Agnaou 17"


@pytest.fixture
def customer(product: Product, shop: str) -> int:
    """A customer with an order and an address."""
    number = int(
        product.sandbox.make_customer(shop, first_name=NAME, last_name="Example", email=MAIL, phone=PHONE)["id"]
    )
    address = {"first_name": NAME, "last_name": "Example", "address1": STREET, "city": "Tabuk", "country_code": "SA"}
    product.sandbox.place_order(shop, "120", customer_id=number, financial_status="paid", shipping_address=address)
    product.settle()
    return number


def raw_database(product: Product) -> bytes:
    """Every value in every table, as a thief would read it."""
    url = product.runtime.engine.url
    if url.drivername.startswith("sqlite"):
        # The write-ahead log holds the newest rows.
        return b"".join(Path(f"{url.database}{end}").read_bytes() for end in ("", "-wal"))
    connection = psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    with connection, connection.cursor() as cursor:
        names = cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        dump = b"".join(
            repr(cursor.execute(f'SELECT * FROM "{name}"').fetchall()).encode()  # noqa: S608
            for (name,) in names
        )
    connection.close()
    return dump


def unlock(product: Product, shop: str) -> None:
    """Set up the staff member's second factor; the session is unlocked by that."""
    begun = product.call("POST", "/second-factor/enrolment", shop)
    code = pyotp.TOTP(begun.json()["secret"]).now()
    assert product.call("POST", "/second-factor/enrolment/confirmation", shop, data={"code": code}).ok


def the_request(product: Product, shop: str, kind: str) -> PrivacyRequest:
    """The shop's newest request of this kind."""
    with product.runtime.snapshot() as tx:
        chosen = select(PrivacyRequest).where(
            PrivacyRequest.shop_id == get_shop(tx, shop).id, PrivacyRequest.kind == kind
        )
        return tx.session.scalars(chosen.order_by(PrivacyRequest.id.desc())).first()  # type: ignore[return-value]


@pytest.mark.usefixtures("customer")
def test_nothing_personal_is_readable_in_the_raw_database_or_redis(product: Product) -> None:
    dump = raw_database(product)
    keys = product.runtime.redis.keys("*")
    for word in (NAME, MAIL, PHONE, STREET, "Tabuk"):
        assert word.encode() not in dump
        assert word.encode() not in repr(keys).encode()


def test_a_data_request_is_answered_with_all_that_is_held(product: Product, shop: str, customer: int) -> None:
    product.sandbox.send_compliance(shop, "customers/data_request", customer)
    product.settle()
    request = the_request(product, shop, "data_request")
    assert (request.due_at - request.received_at).days == 30
    address = f"/privacy/{request.id}/report"
    refused = product.call("POST", address, shop)
    assert refused.status_code == 403
    assert refused.json()["go"].startswith("/second-factor")
    unlock(product, shop)
    report: dict[str, Any] = product.call("POST", address, shop).json()
    (held,) = report["what_is_held"]
    assert held["contact"]["email"] == MAIL
    assert held["orders"][0]["delivery_address"]["address1"] == STREET
    assert {entry["name"] for entry in report["why_and_until_when"]} >= {"name", "email", "ship_to_address"}
    with product.runtime.snapshot() as tx:
        told = select(AuditEntry.event).where(AuditEntry.shop_id == get_shop(tx, shop).id)
        assert {"person:seen", "request:report_taken"} <= set(tx.session.scalars(told))


def test_erasure_leaves_nothing_of_the_person(product: Product, shop: str, customer: int) -> None:
    product.sandbox.send_compliance(shop, "customers/data_request", customer)
    product.settle()
    product.sandbox.send_compliance(shop, "customers/redact", customer)
    product.settle()
    with product.runtime.snapshot() as tx:
        shop_id = get_shop(tx, shop).id
        person = tx.session.scalars(select(Person).where(Person.shop_id == shop_id)).one()
        assert (person.wrapped_key, person.contact, person.erased_at is not None) == (None, None, True)
        assert tx.session.scalars(select(Alias).where(Alias.shop_id == shop_id)).all() == []
        order = tx.session.scalars(select(Order).where(Order.shop_id == shop_id)).one()
        assert (order.destination, str(order.goods), str(order.total)) == (None, "120", "138")
    receipt = the_request(product, shop, "redact").receipt
    assert (receipt["result"], receipt["destroyed"]["keys"], receipt["people"]) == ("erased", 1, 1)
    assert "tax" in receipt["kept"]
    unlock(product, shop)
    report = the_request(product, shop, "data_request")
    assert product.call("POST", f"/privacy/{report.id}/report", shop).status_code == 409
    looked = product.call("POST", f"/orders/{order.id}/person", shop, data={"purpose": "order"})
    assert looked.status_code == 404


def test_a_late_message_does_not_bring_the_name_back(product: Product, shop: str, customer: int) -> None:
    product.sandbox.send_compliance(shop, "customers/redact", customer)
    product.settle()
    with product.runtime.snapshot() as tx:
        number = tx.session.scalar(select(Order.shopify_order_id).where(Order.shop_id == get_shop(tx, shop).id))
    assert number is not None
    product.sandbox.update_order(shop, number, note="a change after the erasure")
    product.settle()
    with product.runtime.snapshot() as tx:
        order = tx.session.scalars(select(Order).where(Order.shopify_order_id == number)).one()
        assert order.destination is None
        people = tx.session.scalars(select(Person).where(Person.shop_id == order.shop_id)).all()
        assert [person.wrapped_key for person in people] == [None]


def test_a_person_nobody_met_is_finished_as_nothing_held(product: Product, shop: str) -> None:
    stranger = int(product.sandbox.make_customer(shop, first_name="Never", email="never@example.com")["id"])
    for topic, kind in (("customers/data_request", "data_request"), ("customers/redact", "redact")):
        product.sandbox.send_compliance(shop, topic, stranger)
        product.settle()
        request = the_request(product, shop, kind)
        assert request.finished_at is not None
        assert request.receipt["result"] == "nothing held"


def test_a_shop_that_left_is_erased_and_may_come_back(product: Product, shop: str, customer: int) -> None:
    product.sandbox.uninstall(shop)
    product.settle()
    product.sandbox.send_compliance(shop, "shop/redact")
    product.settle()
    with product.runtime.snapshot() as tx:
        shop_id = get_shop(tx, shop).id
        assert tx.session.scalars(select(Order).where(Order.shop_id == shop_id)).all() == []
        assert tx.session.scalars(select(Person).where(Person.shop_id == shop_id)).all() == []
        kept = select(StoredKey.wrapped).where(StoredKey.shop_id == shop_id, StoredKey.destroyed_at.is_not(None))
        assert set(tx.session.scalars(kept)) == {None}
    receipt = the_request(product, shop, "shop_redact").receipt
    assert receipt["result"] == "erased"
    assert receipt["deleted_rows"]["orders"] == 1
    with product.runtime.transaction() as tx:
        get_shop(tx, shop).erasing_until = tx.now  # not to wait here until receivers have forgotten the destroyed keys
    product.sandbox.reinstall(shop)
    product.install(shop)
    product.sandbox.place_order(shop, "50", customer_id=customer, financial_status="paid")
    product.settle()
    with product.runtime.snapshot() as tx:
        assert tx.session.scalars(select(Order).where(Order.shop_id == shop_id)).all()


@pytest.mark.usefixtures("customer")
def test_a_shop_that_came_back_is_not_erased(product: Product, shop: str) -> None:
    product.sandbox.uninstall(shop)
    product.settle()
    product.sandbox.reinstall(shop)
    product.install(shop)
    product.sandbox.send_compliance(shop, "shop/redact")
    product.settle()
    assert the_request(product, shop, "shop_redact").receipt["result"] == "kept"
    with product.runtime.snapshot() as tx:
        people = tx.session.scalars(select(Person).where(Person.shop_id == get_shop(tx, shop).id)).all()
        assert people
        assert all(person.wrapped_key for person in people)


@pytest.mark.usefixtures("customer")
def test_looking_at_a_person_needs_the_second_factor_and_a_purpose(product: Product, shop: str) -> None:
    with product.runtime.snapshot() as tx:
        order_id = tx.session.scalar(select(Order.id).where(Order.shop_id == get_shop(tx, shop).id))
    address = f"/orders/{order_id}/person"
    assert product.call("POST", address, shop, data={"purpose": "order"}).status_code == 403
    unlock(product, shop)
    assert product.call("POST", address, shop, data={"purpose": "curiosity"}).status_code == 400
    shown = product.call("POST", address, shop, data={"purpose": "order"})
    assert shown.ok
    assert MAIL in shown.text
    with product.runtime.snapshot() as tx:
        entry = tx.session.scalars(select(AuditEntry).where(AuditEntry.event == "person:seen")).all()[-1]
        assert entry.details == {"purpose": "order"}


def test_pages_name_nobody(product: Product, shop: str, customer: int) -> None:
    with product.runtime.snapshot() as tx:
        order_id = tx.session.scalar(select(Order.id).where(Order.shop_id == get_shop(tx, shop).id))
    for path in ("/", "/orders", f"/orders/{order_id}", "/privacy", "/deliveries?show=done", "/noon"):
        page = product.call("GET", path, shop)
        assert page.ok, path
        for word in (NAME, MAIL, PHONE, STREET, str(customer)):
            assert word not in page.text, path
