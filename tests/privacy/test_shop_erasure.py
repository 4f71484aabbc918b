"""A shop that left: its keys are destroyed at once, its rows soon after, and never those of a shop that came back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.audit.models import AuditEntry
from shopify_app.core.db import Base
from shopify_app.core.inbox import Delivery
from shopify_app.core.keyring import StoredKey
from shopify_app.core.runtime import Runtime
from shopify_app.orders.models import Order
from shopify_app.privacy import actions as privacy
from shopify_app.privacy import erasing
from shopify_app.privacy.models import PrivacyRequest
from shopify_app.privacy.rules import SHOP_REDACT
from shopify_app.shops import actions as shops
from shopify_app.shops.actions import BeingErasedError
from tests.builders import a_delivery, a_grant, an_installed_shop, fill_tables, record_order
from tests.conftest import OTHER_SHOP, SHOP, SettableClock

KEPT = {"shops", "keys", "installations", "audit_entries", "audit_heads", "privacy_requests"}


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop that has left and about which much is stored."""
    number = an_installed_shop(runtime, SHOP)
    with runtime.transaction() as tx:
        record_order(tx, number)
        a_delivery(tx, number)
        shops.uninstall(tx, number, tx.now + timedelta(seconds=1))
    return number


def redact(runtime: Runtime, shop_id: int, delivery_id: str = "shop/redact:1") -> int:
    with runtime.transaction() as tx:
        request = privacy.open_request(tx, shop_id, SHOP_REDACT, delivery_id, tx.now)
        privacy.redact_shop(tx, request)
        return request.id


def request_of(runtime: Runtime, request_id: int) -> PrivacyRequest:
    with runtime.snapshot() as tx:
        return tx.session.get_one(PrivacyRequest, request_id)


def rows(runtime: Runtime, shop_id: int) -> dict[str, int]:
    """How many rows each table has of the shop, where it has any."""
    with runtime.snapshot() as tx:
        counted = {
            table.name: tx.session.scalar(select(func.count()).select_from(table).where(table.c.shop_id == shop_id))
            for table in Base.metadata.sorted_tables
            if "shop_id" in table.columns
        }
    return {name: number for name, number in counted.items() if number}


def queued(runtime: Runtime) -> list[dict[str, Any]]:
    return [
        job.kwargs for queue in runtime.jobs.queues() for job in queue.jobs if job.func_name == privacy.ERASE_SHOP_JOB
    ]


def test_the_keys_are_destroyed_at_once_and_the_rows_asked_to_follow(runtime: Runtime, shop_id: int):
    request_id = redact(runtime, shop_id)
    with runtime.snapshot() as tx:
        living = select(func.count()).select_from(StoredKey)
        assert tx.session.scalar(living.where(StoredKey.shop_id == shop_id, StoredKey.wrapped.is_not(None))) == 0
        assert [request.id for request in privacy.unfinished_shop_redactions(tx)] == [request_id]
    request = request_of(runtime, request_id)

    assert (request.finished_at, request.receipt) == (
        None,
        {"result": "keys destroyed", "destroyed": {"keys": 2}},
    )
    assert queued(runtime) == [{"shop_id": shop_id}]


def test_afterwards_only_the_proof_remains(runtime: Runtime, shop_id: int):
    request_id = redact(runtime, shop_id)
    assert {"orders", "people", "inbox"} <= set(rows(runtime, shop_id))
    erasing.erase_shop(runtime, shop_id)
    request = request_of(runtime, request_id)

    assert set(rows(runtime, shop_id)) <= KEPT
    assert request.finished_at is not None
    assert request.receipt["result"] == "erased"
    assert request.receipt["deleted_rows"]["orders"] == 1
    with runtime.snapshot() as tx:
        assert privacy.unfinished_shop_redactions(tx) == []
        assert audit.first_broken(tx, shop_id) is None
        told = tx.session.scalars(select(AuditEntry.event).where(AuditEntry.shop_id == shop_id)).all()
    assert {events.SHOP_ERASED, events.REQUEST_FINISHED} <= set(told)


def test_a_shop_that_came_back_is_not_touched(runtime: Runtime, shop_id: int):
    """Shopify's message comes 48 hours after the goodbye and does not say which installation it means."""
    with runtime.transaction() as tx:
        shops.install(tx, shop_id, a_grant())
    before = rows(runtime, shop_id)
    request = request_of(runtime, redact(runtime, shop_id))

    assert request.receipt["result"] == "kept"
    assert request.finished_at is not None
    assert queued(runtime) == []
    after = rows(runtime, shop_id)
    assert {name: after[name] for name in before if name not in KEPT} == {
        name: number for name, number in before.items() if name not in KEPT
    }
    with runtime.snapshot() as tx:
        order = tx.session.scalars(select(Order).where(Order.shop_id == shop_id)).one()
        assert order.destination is not None


def test_another_shop_is_not_touched(runtime: Runtime, shop_id: int):
    other_id = an_installed_shop(runtime, OTHER_SHOP)
    with runtime.transaction() as tx:
        record_order(tx, other_id)
        a_delivery(tx, other_id)
    before = rows(runtime, other_id)
    redact(runtime, shop_id)
    erasing.erase_shop(runtime, shop_id)

    assert rows(runtime, other_id) == before


def test_erasing_can_be_repeated_from_anywhere(runtime: Runtime, shop_id: int):
    """A worker may die between any two tables; the sweeper asks again."""
    request_id = redact(runtime, shop_id)
    erasing.erase_shop(runtime, shop_id)
    first = request_of(runtime, request_id)
    for _ in range(2):
        erasing.erase_shop(runtime, shop_id)

    assert request_of(runtime, request_id).receipt == first.receipt
    assert request_of(runtime, request_id).finished_at == first.finished_at


def test_a_second_message_about_an_erased_shop_is_finished_too(runtime: Runtime, shop_id: int):
    redact(runtime, shop_id)
    erasing.erase_shop(runtime, shop_id)
    again = redact(runtime, shop_id, "shop/redact:2")
    erasing.erase_shop(runtime, shop_id)

    assert request_of(runtime, again).receipt["result"] == "erased"
    assert "deleted_rows" in request_of(runtime, again).receipt


def test_a_shop_about_which_nothing_is_stored_is_finished(runtime: Runtime):
    with runtime.transaction() as tx:
        number = shops.ensure_shop(tx, OTHER_SHOP).id
    request_id = redact(runtime, number)
    erasing.erase_shop(runtime, number)

    assert request_of(runtime, request_id).finished_at is not None


def test_what_arrived_after_the_message_is_not_deleted(runtime: Runtime, shop_id: int, clock: SettableClock):
    """It was answered with 200; perhaps it is a second such message."""
    redact(runtime, shop_id)
    clock.move(seconds=1)
    with runtime.transaction() as tx:
        later = a_delivery(tx, shop_id, topic="shop/redact")
    erasing.erase_shop(runtime, shop_id)
    with runtime.snapshot() as tx:
        assert list(tx.session.scalars(select(Delivery.id))) == [later]


def test_it_cannot_come_back_in_the_middle_of_its_erasure(runtime: Runtime, shop_id: int, clock: SettableClock):
    """Else what it brings would be deleted with what it left; and receivers remember a destroyed key for a minute."""
    redact(runtime, shop_id)
    clock.move(days=1)
    with pytest.raises(BeingErasedError), runtime.transaction() as tx:
        shops.install(tx, shop_id, a_grant())
    erasing.erase_shop(runtime, shop_id)
    clock.move(seconds=89)
    with pytest.raises(BeingErasedError), runtime.transaction() as tx:
        shops.install(tx, shop_id, a_grant())


def test_an_erased_shop_can_come_back_as_if_it_were_new(runtime: Runtime, shop_id: int, clock: SettableClock):
    redact(runtime, shop_id)
    erasing.erase_shop(runtime, shop_id)
    clock.move(seconds=90)
    again = an_installed_shop(runtime, SHOP)
    with runtime.transaction() as tx:
        record_order(tx, again)
        assert shops.open_token(tx, shops.get_installation(tx, again), "access")

    assert again == shop_id
    assert rows(runtime, shop_id)["orders"] == 1


def test_every_table_knows_whose_its_rows_are():
    """Else an erasure would pass them over, and a query could not name its shop."""
    assert [table.name for table in Base.metadata.sorted_tables if "shop_id" not in table.columns] == ["shops"]


def test_no_table_is_passed_over(runtime: Runtime):
    """A row in every table there is, also in those of features that come later."""
    with runtime.transaction() as tx:
        assert shops.ensure_shop(tx, SHOP).id == 1
    redact(runtime, 1)
    fill_tables(runtime.engine)
    assert {table.name for table in Base.metadata.sorted_tables if table.name != "shops"} == set(rows(runtime, 1))
    erasing.erase_shop(runtime, 1)

    assert set(rows(runtime, 1)) == KEPT - {"shops"}
