"""Customs papers put together: the true names, sealed where they lie, told to customs alone and never in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.money import Money
from shopify_app.core.runtime import Runtime
from shopify_app.disclosures.models import Disclosure
from shopify_app.orders.actions import get_order
from shopify_app.people import actions as people
from shopify_app.white_label.customs import actions
from shopify_app.white_label.customs.client import Consignment
from shopify_app.white_label.customs.consigning import IncompleteError, Prepared, prepare, tell_customs
from shopify_app.white_label.customs.forms import BadCustomsError, Exporter
from shopify_app.white_label.customs.outlook import NotAbroadError, Outlook, outlook_on
from shopify_app.white_label.customs.rules import Facts, Ordered
from tests.builders import an_installed_shop
from tests.conftest import OTHER_SHOP, SHOP
from tests.wholesale.trading import mark, order_of

EXPORTER = Exporter("Atlas Crafts SARL", "3 Rue des Potiers", "Marrakesh", "MA", "Export manager", vat="MA-12345")
WHOLE = Facts("691200", "MA", Decimal(500))
FORM = {"incoterm": "DAP", "reason": "sale", "packages": "2", "gross_kilograms": "3"}
HEADED = {"name": "Omar Receiver", "address1": "7 Olive Road", "city": "Jeddah", "zip": "21442", "country_code": "SA"}


def goods(**changes: Any) -> Ordered:
    usual: dict[str, Any] = {"title": "Bowl", "sku": "BOWL", "quantity": 2, "told": WHOLE}
    return Ordered(**{**usual, "total": Money(Decimal(20), "SAR"), **changes})


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop in Morocco that has told who it is, in which Salma is a trader."""
    number = an_installed_shop(runtime, SHOP)
    mark(runtime, number)
    with runtime.transaction() as tx:
        assert actions.keep_exporter(tx, number, EXPORTER, actor="staff 1")
    return number


@pytest.fixture
def order_id(runtime: Runtime, shop_id: int) -> int:
    """Her order, to be sent to Omar in Saudi Arabia."""
    salma = {"id": 7, "email": "salma@example.com", "first_name": "Salma", "last_name": "Trader"}
    return order_of(runtime, shop_id, 1, "6000.00", customer=salma, shipping_address=HEADED)


def seen(runtime: Runtime, shop_id: int, order_id: int, *lines: Ordered) -> Outlook:
    with runtime.snapshot() as tx:
        consignment = Consignment(lines or (goods(),), Money(Decimal(5), "SAR"))
        return outlook_on(tx, get_order(tx, shop_id, order_id), consignment)


def prepared(runtime: Runtime, shop_id: int, order_id: int, **form: str) -> Prepared:
    outlook = seen(runtime, shop_id, order_id)
    with runtime.transaction() as tx:
        return prepare(tx, outlook, {**FORM, **form}, "1")


def test_the_papers_name_exporter_buyer_and_consignee_as_they_are(runtime: Runtime, shop_id: int, order_id: int):
    customs = prepared(runtime, shop_id, order_id).customs

    assert (customs.exporter.address.name, customs.exporter.numbers) == ("Atlas Crafts SARL", (("VAT", "MA-12345"),))
    assert customs.buyer is not None
    assert customs.buyer.address.name == "Salma Trader"
    assert (customs.consignee.address.name, customs.consignee.address.country) == ("Omar Receiver", "SA")
    assert (customs.number, customs.order, customs.packages) == ("CI-1", "1", 2)
    assert (customs.incoterm, customs.freight) == ("DAP Jeddah", Money(Decimal(5), "SAR"))
    assert [(line.quantity, line.value.amount, line.kilograms) for line in customs.lines] == [(2, 10, 1)]


def test_terms_that_end_here_name_the_exporters_place(runtime: Runtime, shop_id: int, order_id: int):
    assert prepared(runtime, shop_id, order_id, incoterm="FCA").customs.incoterm == "FCA Marrakesh"


def test_a_print_is_told_to_the_customs_of_both_countries_as_an_exception(
    runtime: Runtime, shop_id: int, order_id: int, dump_database: Callable[[], str]
):
    ready = prepared(runtime, shop_id, order_id)
    with runtime.transaction() as tx:
        tell_customs(tx, shop_id, ready, "1")

    with runtime.snapshot() as tx:
        rows = tx.session.scalars(select(Disclosure).order_by(Disclosure.id)).all()
        looks = tx.session.scalars(select(AuditEntry.actor).where(AuditEntry.event == "person:seen")).all()
    assert [(row.recipient, row.exception, row.country) for row in rows] == [
        ("customs authority", "customs papers", "MA"),
        ("customs authority", "customs papers", "SA"),
    ]
    assert rows[0].fields == ["name", "ship_to_address", "ship_to_name"]
    assert (rows[0].subject, looks) == (f"order {order_id}", ["staff 1"])
    dump = dump_database()
    assert [word for word in ("Omar", "Olive Road", "Salma Trader", "Atlas Crafts", "Potiers") if word in dump] == []


def test_what_is_missing_is_said_with_the_next_step_and_nothing_is_opened(
    runtime: Runtime, shop_id: int, order_id: int
):
    lacking = seen(runtime, shop_id, order_id, goods(), goods(title="Vase", sku="VASE", told=Facts("691200")))
    for outlook, why in (
        (lacking, "country of origin of «Vase» is missing"),
        (replace(lacking, declared=[]), "no goods"),
        (replace(lacking, exporter=None), "legal identity is not told"),
    ):
        with pytest.raises(IncompleteError, match=why), runtime.transaction() as tx:
            prepare(tx, outlook, FORM, "1")

    with runtime.transaction() as tx:
        actions.correct_goods(tx, shop_id, "VASE", Facts(origin="MA", grams=Decimal(900)), actor="staff 1")
    cured = seen(runtime, shop_id, order_id, *(one.line for one in lacking.declared))
    assert (cured.is_ready, cured.net_kilograms, cured.origins) == (True, Decimal("2.8"), ["MA"])
    with runtime.snapshot() as tx:
        assert tx.session.scalars(select(AuditEntry).where(AuditEntry.event == "person:seen")).all() == []


def test_an_order_that_stays_in_the_country_needs_none(runtime: Runtime, shop_id: int):
    at_home = order_of(runtime, shop_id, 2, "6000.00", shipping_address={**HEADED, "country_code": "MA"})

    with pytest.raises(NotAbroadError):
        seen(runtime, shop_id, at_home)


def test_what_was_typed_beside_the_paper_is_read_strictly(runtime: Runtime, shop_id: int, order_id: int):
    with pytest.raises(BadCustomsError, match="goods alone weigh 1 kg"):
        prepared(runtime, shop_id, order_id, gross_kilograms="0.5")


def test_of_who_was_erased_no_paper_is_made(runtime: Runtime, shop_id: int, order_id: int):
    outlook = seen(runtime, shop_id, order_id)
    with runtime.transaction() as tx:
        people.erase(tx, shop_id, [outlook.order.person_id or 0])

    with pytest.raises(NotFoundError, match="erased"), runtime.transaction() as tx:
        prepare(tx, outlook, FORM, "1")


def test_a_delivery_address_that_customs_would_refuse_is_refused_here(runtime: Runtime, shop_id: int):
    order_id = order_of(runtime, shop_id, 3, "6000.00", shipping_address={**HEADED, "city": None})

    with pytest.raises(ConflictError, match="has no city"):
        prepared(runtime, shop_id, order_id)


def test_the_identity_is_one_shops_and_saving_it_unchanged_is_no_change(runtime: Runtime, shop_id: int):
    other = an_installed_shop(runtime, OTHER_SHOP)
    with runtime.transaction() as tx:
        assert not actions.keep_exporter(tx, shop_id, EXPORTER, actor="staff 2")
        assert actions.find_exporter(tx, other) is None
        assert actions.home_of(tx, other) is None
        assert actions.keep_exporter(tx, shop_id, replace_city(EXPORTER), actor="staff 2")
        assert actions.home_of(tx, shop_id) == "MA"

    with runtime.snapshot() as tx:
        changes = tx.session.scalars(select(AuditEntry).where(AuditEntry.event == "customs_identity:changed")).all()
    assert [(entry.actor, entry.details) for entry in changes] == [
        ("staff 1", {"country": "MA"}),
        ("staff 2", {"country": "MA"}),
    ]


def replace_city(exporter: Exporter) -> Exporter:
    return Exporter(exporter.legal_name, exporter.street, "Fez", exporter.country, exporter.signatory)


def test_goods_are_corrected_listed_and_let_go_by_their_own_shop_alone(runtime: Runtime, shop_id: int):
    other = an_installed_shop(runtime, OTHER_SHOP)
    with runtime.transaction() as tx:
        assert actions.correct_goods(tx, shop_id, "BOWL%", Facts("691200"), actor="staff 1")
        assert not actions.correct_goods(tx, shop_id, "BOWL%", Facts("691200"), actor="staff 1")
        assert actions.correct_goods(tx, shop_id, "BOWL%", Facts("691110"), actor="staff 1")
        assert actions.corrections_for(tx, other, ["BOWL%"]) == {}
        (row,) = actions.list_goods(tx, shop_id, "bowl%", 1).rows
        assert (row.hs_code, actions.list_goods(tx, shop_id, "%", 1).rows) == ("691110", [])
        assert actions.list_goods(tx, other, "", 1).rows == []

    with pytest.raises(NotFoundError), runtime.transaction() as tx:
        actions.forget_goods(tx, other, row.id, actor="staff 1")
    with runtime.transaction() as tx:
        actions.forget_goods(tx, shop_id, row.id, actor="staff 1")
        assert actions.corrections_for(tx, shop_id, ["BOWL%"]) == {}
