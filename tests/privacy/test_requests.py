"""A person's requests: all that is held is told, and nothing that names them is left once it is erased."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.audit.models import AuditEntry
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Runtime, Transaction
from shopify_app.orders.models import Order
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.privacy import actions as privacy
from shopify_app.privacy.actions import NoReportError, UnknownRequestError
from shopify_app.privacy.data_map import data_map
from shopify_app.privacy.models import PrivacyRequest
from shopify_app.privacy.rules import DATA_REQUEST, KEPT_ORDERS, REDACT
from tests.builders import an_installed_shop, record_order
from tests.conftest import OTHER_SHOP, SHOP, SettableClock

ORDER, OTHER_ORDER = 5_000_000_001_001, 5_000_000_001_002
SALMA = Identity(7_000_000_001_001, "buyer1001@example.com", None)
STRANGER = Identity(1, "stranger@example.com", "+966509999999")


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop with an order of Salma's, number 1001, and one of somebody else's, number 1002."""
    number = an_installed_shop(runtime, SHOP)
    with runtime.transaction() as tx:
        record_order(tx, number, 1001)
        record_order(tx, number, 1002)
    return number


def request_data(runtime: Runtime, shop_id: int, identity: Identity, orders: tuple[int, ...] = ()) -> PrivacyRequest:
    return handle(runtime, shop_id, DATA_REQUEST, privacy.answer_data_request, identity, orders)


def redact(runtime: Runtime, shop_id: int, identity: Identity, orders: tuple[int, ...] = ()) -> PrivacyRequest:
    return handle(runtime, shop_id, REDACT, privacy.redact_customer, identity, orders)


Answer = Callable[[Transaction, PrivacyRequest, Identity, tuple[int, ...]], None]


def handle(
    runtime: Runtime, shop_id: int, kind: str, answer: Answer, identity: Identity, orders: tuple[int, ...]
) -> PrivacyRequest:
    """One request, handled as its webhook is."""
    with runtime.transaction() as tx:
        lock_shop(tx, shop_id)
        delivery_id = f"{kind}/{tx.now.timestamp()}"
        request = privacy.open_request(tx, shop_id, kind, delivery_id, tx.now)
        answer(tx, request, identity, orders)
        return request


def take(runtime: Runtime, request: PrivacyRequest) -> dict[str, Any]:
    with runtime.transaction() as tx:
        return json.loads(privacy.take_report(tx, tx.session.get_one(PrivacyRequest, request.id), "42"))


def trail(runtime: Runtime, shop_id: int, event: str) -> list[AuditEntry]:
    with runtime.snapshot() as tx:
        chosen = select(AuditEntry).where(AuditEntry.shop_id == shop_id, AuditEntry.event == event)
        return list(tx.session.scalars(chosen.order_by(AuditEntry.number)))


class TestSeeing:
    def test_the_report_holds_all_that_is_held_and_why(self, runtime: Runtime, shop_id: int):
        request = request_data(runtime, shop_id, SALMA)
        report = take(runtime, request)
        (held,) = report["what_is_held"]

        assert held["contact"] == {
            "shopify_customer_id": 7_000_000_001_001,
            "name": "Salma Example",
            "email": "buyer1001@example.com",
        }
        (order,) = held["orders"]
        assert (order["name"], order["total"]) == ("#1001", "6,000.00 SAR")
        assert order["delivery_address"]["address1"] == "1 Palm Street"
        assert len(report["why_and_until_when"]) == len(data_map())
        assert request.receipt["result"] == "report ready"

    def test_it_is_finished_at_once_and_due_within_thirty_days(self, runtime: Runtime, shop_id: int):
        request = request_data(runtime, shop_id, SALMA)

        assert request.finished_at is not None
        assert request.due_at == request.received_at + timedelta(days=30)

    def test_nobody_elses_data_are_in_it(self, runtime: Runtime, shop_id: int):
        assert "1002" not in json.dumps(take(runtime, request_data(runtime, shop_id, SALMA)))

    def test_an_order_that_is_listed_leads_to_its_person(self, runtime: Runtime, shop_id: int):
        """Of some customers Shopify tells neither mail nor telephone."""
        report = take(runtime, request_data(runtime, shop_id, Identity(), (ORDER,)))

        assert report["what_is_held"][0]["contact"]["email"] == "buyer1001@example.com"

    def test_everybody_who_may_be_meant_is_in_it(self, runtime: Runtime, shop_id: int):
        with runtime.transaction() as tx:
            record_order(tx, shop_id, 1003, customer=None, email="guest@example.com")
        identity = Identity(SALMA.shopify_customer_id, "guest@example.com")
        report = take(runtime, request_data(runtime, shop_id, identity))

        assert len(report["what_is_held"]) == 2

    def test_erasing_one_of_them_leaves_what_is_about_the_others(self, runtime: Runtime, shop_id: int):
        """Each person's part is sealed under their own key, so it goes when they go, and only then."""
        with runtime.transaction() as tx:
            record_order(tx, shop_id, 1003, customer=None, email="guest@example.com")
        request = request_data(runtime, shop_id, Identity(SALMA.shopify_customer_id, "guest@example.com"))
        redact(runtime, shop_id, SALMA)
        (held,) = take(runtime, request)["what_is_held"]

        assert held["contact"]["email"] == "guest@example.com"

    def test_the_report_is_sealed_and_taking_it_is_on_the_trail(
        self, runtime: Runtime, shop_id: int, dump_database: Callable[[], str]
    ):
        request = request_data(runtime, shop_id, SALMA)
        assert "Salma" not in dump_database()
        take(runtime, request)

        assert [entry.actor for entry in trail(runtime, shop_id, events.REQUEST_REPORT_TAKEN)] == ["staff 42"]
        assert [entry.actor for entry in trail(runtime, shop_id, events.PERSON_SEEN)] == ["staff 42"]
        with runtime.snapshot() as tx:
            assert tx.session.get_one(PrivacyRequest, request.id).report_taken_at is not None

    def test_of_somebody_we_never_met_nothing_is_held(self, runtime: Runtime, shop_id: int):
        request = request_data(runtime, shop_id, STRANGER, (1, 2))

        assert request.receipt["result"] == "nothing held"
        assert request.finished_at is not None
        with pytest.raises(NoReportError):
            take(runtime, request)

    def test_another_shop_has_no_such_request(self, runtime: Runtime, shop_id: int):
        request, other_id = request_data(runtime, shop_id, SALMA), an_installed_shop(runtime, OTHER_SHOP)
        with runtime.snapshot() as tx:
            assert privacy.get_request(tx, shop_id, request.id).id == request.id
            with pytest.raises(UnknownRequestError):
                privacy.get_request(tx, other_id, request.id)


class TestErasing:
    def test_what_names_the_person_is_gone_and_what_the_law_keeps_stays(self, runtime: Runtime, shop_id: int):
        request = redact(runtime, shop_id, SALMA)
        with runtime.snapshot() as tx:
            order = tx.session.scalars(select(Order).where(Order.shopify_order_id == ORDER)).one()
            assert order.person_id is not None
            state = people.status(tx, shop_id, order.person_id)
            assert people.load(tx, shop_id, [order.person_id]) == {}
        assert (order.destination, str(order.goods), order.name) == (None, "6000", "#1001")
        assert state is not None
        assert state.erased_at == request.finished_at
        receipt = {name: value for name, value in request.receipt.items() if name != "finished_at"}
        assert receipt == {
            "result": "erased",
            "people": 1,
            "destroyed": {"keys": 1, "fingerprints": 2, "delivery_addresses": 1},
            "kept": KEPT_ORDERS,
        }

    def test_nothing_is_held_afterwards(self, runtime: Runtime, shop_id: int):
        redact(runtime, shop_id, SALMA)

        assert request_data(runtime, shop_id, SALMA, (ORDER,)).receipt["result"] == "nothing held"

    def test_a_report_made_before_is_gone_too(self, runtime: Runtime, shop_id: int):
        before = request_data(runtime, shop_id, SALMA)
        redact(runtime, shop_id, SALMA)
        with runtime.snapshot() as tx:
            assert not privacy.has_report(tx, before)
        with pytest.raises(NoReportError):
            take(runtime, before)

    def test_somebody_elses_data_stay(self, runtime: Runtime, shop_id: int):
        redact(runtime, shop_id, SALMA)
        report = take(runtime, request_data(runtime, shop_id, Identity(), (OTHER_ORDER,)))

        assert report["what_is_held"][0]["orders"][0]["delivery_address"]["name"] == "Salma Example"

    def test_the_same_person_in_another_shop_stays(self, runtime: Runtime, shop_id: int):
        other_id = an_installed_shop(runtime, OTHER_SHOP)
        with runtime.transaction() as tx:
            record_order(tx, other_id, 1001)
        redact(runtime, shop_id, SALMA, (ORDER,))

        assert request_data(runtime, other_id, SALMA).receipt["result"] == "report ready"

    def test_asking_again_succeeds_and_finds_nothing_left(self, runtime: Runtime, shop_id: int, clock: SettableClock):
        redact(runtime, shop_id, SALMA, (ORDER,))
        clock.move(days=1)
        again = redact(runtime, shop_id, SALMA, (ORDER,))
        unlisted = redact(runtime, shop_id, SALMA)

        assert again.receipt["destroyed"] == {"keys": 0, "fingerprints": 0, "delivery_addresses": 0}
        assert unlisted.receipt["result"] == "nothing held"
        assert None not in {again.finished_at, unlisted.finished_at}

    def test_a_person_we_never_met_is_finished_as_nothing_held(self, runtime: Runtime, shop_id: int):
        request = redact(runtime, shop_id, STRANGER, (1, 2))

        assert request.receipt["result"] == "nothing held"
        assert trail(runtime, shop_id, events.PERSON_ERASED) == []

    def test_orders_that_are_listed_lose_their_people(self, runtime: Runtime, shop_id: int):
        assert redact(runtime, shop_id, Identity(), (ORDER, OTHER_ORDER)).receipt["people"] == 2

    def test_a_guest_and_a_customer_of_one_mailbox_are_both_erased(self, runtime: Runtime, shop_id: int):
        with runtime.transaction() as tx:
            record_order(tx, shop_id, 1003, customer=None, email="us@example.com")
            record_order(tx, shop_id, 1004, customer={"id": 7, "email": "us@example.com"})

        assert redact(runtime, shop_id, Identity(7, "us@example.com")).receipt["people"] == 2

    def test_nothing_of_the_person_is_left_in_the_raw_database(
        self, runtime: Runtime, shop_id: int, dump_database: Callable[[], str]
    ):
        """What was sealed is gone from the rows as well, not only unreadable."""
        with runtime.snapshot() as tx:
            order = tx.session.scalars(select(Order).where(Order.shopify_order_id == ORDER)).one()
            assert order.destination is not None
            sealed = order.destination.hex()
        assert sealed in dump_database().lower()
        redact(runtime, shop_id, SALMA)

        assert sealed not in dump_database().lower()


@pytest.mark.parametrize("act", [request_data, redact])
def test_a_request_and_its_receipt_are_on_a_whole_trail(
    runtime: Runtime, shop_id: int, act: Callable[[Runtime, int, Identity], PrivacyRequest]
):
    """The receipt's hash is on the trail: nobody changes the receipt unseen."""
    request = act(runtime, shop_id, SALMA)
    (received,) = trail(runtime, shop_id, events.REQUEST_RECEIVED)
    (finished,) = trail(runtime, shop_id, events.REQUEST_FINISHED)
    with runtime.snapshot() as tx:
        receipt = tx.session.get_one(PrivacyRequest, request.id).receipt
        assert audit.first_broken(tx, shop_id) is None

    assert received.subject == finished.subject == f"request {request.id}"
    digest = hashlib.sha256(msgspec.json.encode(receipt, order="deterministic")).hexdigest()
    assert finished.details["receipt_sha256"] == digest


def test_no_receipt_and_no_trail_names_anybody(runtime: Runtime, shop_id: int, dump_database: Callable[[], str]):
    request_data(runtime, shop_id, SALMA)
    redact(runtime, shop_id, SALMA)
    dumped = dump_database()

    assert [text for text in ("Salma", "buyer1001", "Palm Street") if text in dumped] == []
