"""The data map's promises to delete are kept by the clock."""

from __future__ import annotations

from sqlalchemy import select

from jobs.privacy import apply_retention
from shopify_app.core.runtime import Runtime
from shopify_app.disclosures.actions import disclose
from shopify_app.disclosures.models import Disclosure
from shopify_app.orders.models import Order
from shopify_app.people.models import Person
from shopify_app.people.rules import Identity
from shopify_app.privacy import actions as privacy
from shopify_app.privacy.data_map import data_map
from shopify_app.privacy.models import PrivacyRequest
from shopify_app.privacy.retention import KEEP_PEOPLE, KEEP_REGISTER, KEEP_REPORTS
from shopify_app.privacy.rules import DATA_REQUEST
from tests.builders import an_installed_shop, record_order
from tests.conftest import OTHER_SHOP, SHOP, SettableClock


def living(runtime: Runtime, shop_id: int) -> int:
    """How many people of the shop can still be read."""
    with runtime.snapshot() as tx:
        chosen = select(Person.id).where(Person.shop_id == shop_id, Person.wrapped_key.is_not(None))
        return len(tx.session.scalars(chosen).all())


def test_people_are_erased_three_years_after_their_last_order(runtime: Runtime, clock: SettableClock) -> None:
    shop_id, other = an_installed_shop(runtime, SHOP), an_installed_shop(runtime, OTHER_SHOP)
    now = clock.now()
    with runtime.transaction() as tx:
        record_order(tx, shop_id, 1001, at=now.isoformat())
        record_order(tx, other, 1001, at=now.isoformat())
    clock.move(days=KEEP_PEOPLE.days - 1)
    apply_retention(shop_id=shop_id)
    assert living(runtime, shop_id) == 1
    clock.move(days=2)
    apply_retention(shop_id=shop_id)
    assert (living(runtime, shop_id), living(runtime, other)) == (0, 1)
    with runtime.snapshot() as tx:
        order = tx.session.scalars(select(Order).where(Order.shop_id == shop_id)).one()
        assert order.destination is None


def test_a_person_who_ordered_again_is_kept(runtime: Runtime, clock: SettableClock) -> None:
    shop_id = an_installed_shop(runtime, SHOP)
    begun = clock.now()
    with runtime.transaction() as tx:
        record_order(tx, shop_id, 1001, at=begun.isoformat())
    clock.move(days=KEEP_PEOPLE.days)
    same = {"id": 7_000_000_001_001, "email": "buyer1001@example.com"}
    with runtime.transaction() as tx:
        record_order(tx, shop_id, 1002, at=clock.now().isoformat(), customer=same)
    clock.move(days=30)
    apply_retention(shop_id=shop_id)
    assert living(runtime, shop_id) == 1
    with runtime.snapshot() as tx:
        destinations = tx.session.scalars(select(Order.destination).order_by(Order.placed_at)).all()
        assert [destination is not None for destination in destinations] == [False, True]


def test_a_report_is_deleted_a_month_after_it_was_ready(runtime: Runtime, clock: SettableClock) -> None:
    shop_id = an_installed_shop(runtime, SHOP)
    with runtime.transaction() as tx:
        record_order(tx, shop_id, 1001, at=clock.now().isoformat())
        request = privacy.open_request(tx, shop_id, DATA_REQUEST, "d1", tx.now)
        privacy.answer_data_request(tx, request, Identity(7_000_000_001_001), ())
    for days, kept in ((KEEP_REPORTS.days - 1, True), (2, False)):
        clock.move(days=days)
        apply_retention(shop_id=shop_id)
        with runtime.snapshot() as tx:
            assert privacy.has_report(tx, tx.session.scalars(select(PrivacyRequest)).one()) is kept


def test_the_register_of_disclosures_is_kept_five_years_and_outlives_the_person(
    runtime: Runtime, clock: SettableClock
) -> None:
    shop_id, other = an_installed_shop(runtime, SHOP), an_installed_shop(runtime, OTHER_SHOP)
    to = {"recipient": "carrier", "purpose": "delivery", "country": "SA", "actor": "staff 1", "subject": "order 1"}
    for number in (shop_id, other):
        with runtime.transaction() as tx:
            disclose(tx, number, person_id=None, fields={"ship_to_name": "Salma Example"}, **to)
    for days, kept in ((KEEP_REGISTER.days - 1, 2), (2, 1)):
        clock.move(days=days)
        apply_retention(shop_id=shop_id)
        with runtime.snapshot() as tx:
            assert len(tx.session.scalars(select(Disclosure.id)).all()) == kept


def test_every_retention_on_the_map_is_one_that_is_applied() -> None:
    applied = {"until erased, or 3 years after the last order", "until erased, or 3 years after the order"}
    applied |= {
        "30 days after the answer",
        "until erased, or 90 days after the answer",
        "until erased, or 90 days after noon was asked",
        "until erased, or a day after they were drawn",
        "5 years after the answer, also when the person is erased",
        "until taken over, at most 7 days",
        "until the shop leaves",
        "until erased, 3 years after the last order, or 6 months after a refusal or closure",
    }
    assert {mapped.field.retention for mapped in data_map()} <= applied
