"""A trader's brand: whose it is, drafted and approved, kept readable to nobody, and gone with the person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.runtime import Runtime
from shopify_app.orders.models import Order
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.privacy.actions import open_request, redact_customer
from shopify_app.shops.actions import Description, describe
from shopify_app.shops.contacts import Contact
from shopify_app.white_label.brands import actions
from shopify_app.white_label.brands.actions import NoBrandError, NothingToApproveError
from shopify_app.white_label.brands.models import BrandVersion
from shopify_app.white_label.brands.watching import watchlist_for
from shopify_app.white_label.faces import Address, Brand
from shopify_app.white_label.leaks.watchlist import leaks_in_text
from tests.builders import an_installed_shop
from tests.conftest import OTHER_SHOP, SHOP
from tests.wholesale.trading import mark, order_of

BRAND = Brand("Dar Nadia", "دار نادية", "#7a1f3d", Address("Dar Nadia", "1 Palm Street", city="Riyadh", country="SA"))


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop in which Salma is a trader."""
    number = an_installed_shop(runtime, SHOP)
    mark(runtime, number)
    return number


def a_brand(runtime: Runtime, shop_id: int, order_id: int, brand: Brand = BRAND, *, approved: bool = True) -> int:
    """The brand of an order's trader, drafted, and put in force."""
    with runtime.transaction() as tx:
        number = actions.brand_for(tx, shop_id, order_id).id
        actions.change_draft(tx, shop_id, number, lambda before: brand, actor="staff 1")
        if approved:
            actions.approve(tx, shop_id, number, "By e-mail", actor="staff 1")
    return number


def in_force(runtime: Runtime, shop_id: int, brand_id: int) -> Brand:
    with runtime.snapshot() as tx:
        return actions.open_approved(tx, actions.get_brand(tx, shop_id, brand_id))


def test_all_orders_of_a_trader_have_one_brand_and_another_traders_another(runtime: Runtime, shop_id: int):
    mark(runtime, shop_id, customer=8)
    mine = [order_of(runtime, shop_id, number, "6000.00") for number in (1, 2)]
    huda = order_of(runtime, shop_id, 3, "6000.00", customer={"id": 8, "email": "huda@example.com"})
    ours = order_of(runtime, shop_id, 4, "6000.00", company={"id": 4, "location_id": 5})
    theirs = order_of(
        runtime, shop_id, 5, "6000.00", company={"id": 4, "location_id": 5}, customer={"id": 8, "email": None}
    )
    with runtime.transaction() as tx:
        found = [actions.brand_for(tx, shop_id, order_id).id for order_id in (*mine, huda, ours, theirs)]

    assert found[0] == found[1]
    assert found[3] == found[4]
    assert len(set(found)) == 3


def test_a_retail_customer_has_none(runtime: Runtime, shop_id: int):
    mark(runtime, shop_id, is_trade=False, customer=8)
    order_id = order_of(runtime, shop_id, 1, "10.00", customer={"id": 8, "email": "huda@example.com"})

    with pytest.raises(ConflictError, match="Only a trader"), runtime.transaction() as tx:
        actions.brand_for(tx, shop_id, order_id)


def test_nothing_is_in_force_before_it_is_approved(runtime: Runtime, shop_id: int):
    brand_id = a_brand(runtime, shop_id, order_of(runtime, shop_id, 1, "6000.00"), approved=False)

    with pytest.raises(NoBrandError, match="not approved yet"):
        in_force(runtime, shop_id, brand_id)


def test_a_change_is_in_force_only_when_it_is_approved_and_old_versions_stay(runtime: Runtime, shop_id: int):
    brand_id = a_brand(runtime, shop_id, order_of(runtime, shop_id, 1, "6000.00"))
    with runtime.transaction() as tx:
        wish = replace(BRAND, name="Dar Nadia & Daughters")
        assert actions.change_draft(tx, shop_id, brand_id, lambda before: wish, actor="staff 1")
    assert in_force(runtime, shop_id, brand_id).name == "Dar Nadia"

    with runtime.transaction() as tx:
        assert actions.approve(tx, shop_id, brand_id, "On the phone", actor="staff 2") == 2
    assert in_force(runtime, shop_id, brand_id).name == "Dar Nadia & Daughters"
    with runtime.snapshot() as tx:
        rows = tx.session.scalars(select(BrandVersion).order_by(BrandVersion.number)).all()
        assert [(row.number, row.how, row.actor) for row in rows] == [
            (1, "By e-mail", "staff 1"),
            (2, "On the phone", "staff 2"),
        ]


KNOWN_BY = Contact(
    "hello@atlas.example", "owner@nadir.example", "+966 55 123 4567", "Nadir Trading Est.", "12 Rose Lane", zip="11564"
)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Call 055 123 4567", ["the shop's phone number"]),
        ("Made by nadir trading, Riyadh", ["the shop's registered name"]),
        ("owner@nadir.example", ["the shop's e-mail address"]),
        ("12, Rose Lane, Riyadh 11564", ["the shop's address"]),
        ("Rose Lane 3", []),
    ],
)
def test_papers_tell_nothing_by_which_the_shop_is_reached(runtime: Runtime, shop_id: int, said: str, found: list[str]):
    brand_id = a_brand(runtime, shop_id, order_of(runtime, shop_id, 1, "6000.00"))
    with runtime.transaction() as tx:
        describe(tx, shop_id, Description("Atlas", "SAR", "Asia/Riyadh", "SA", "Plus", KNOWN_BY, "x"))
        watchlist = watchlist_for(tx, actions.get_brand(tx, shop_id, brand_id), BRAND)

    assert [one.label for one in leaks_in_text(said, watchlist, "gift")] == found


def test_a_trader_whose_parcels_come_from_the_shops_address_may_name_it(runtime: Runtime, shop_id: int):
    sender = Address("Dar Nadia", "12 Rose Lane", zip="11564", city="Riyadh", country="SA")
    brand_id = a_brand(runtime, shop_id, order_of(runtime, shop_id, 1, "6000.00"), own := replace(BRAND, sender=sender))
    with runtime.transaction() as tx:
        describe(tx, shop_id, Description("Atlas", "SAR", "Asia/Riyadh", "SA", "Plus", KNOWN_BY, "x"))
        watchlist = watchlist_for(tx, actions.get_brand(tx, shop_id, brand_id), own)

    assert leaks_in_text("12 Rose Lane 11564", watchlist, "slip") == ()


def test_nothing_new_is_nothing_to_approve(runtime: Runtime, shop_id: int):
    brand_id = a_brand(runtime, shop_id, order_of(runtime, shop_id, 1, "6000.00"))

    with pytest.raises(NothingToApproveError), runtime.transaction() as tx:
        actions.approve(tx, shop_id, brand_id, "Again", actor="staff 1")
    with runtime.transaction() as tx:
        assert not actions.change_draft(tx, shop_id, brand_id, lambda before: before, actor="staff 1")


def test_another_shop_sees_nothing_of_it(runtime: Runtime, shop_id: int):
    brand_id = a_brand(runtime, shop_id, order_of(runtime, shop_id, 1, "6000.00"))
    other = an_installed_shop(runtime, OTHER_SHOP)

    with runtime.snapshot() as tx:
        assert actions.list_brands(tx, other, 1).rows == []
        for see in (
            lambda: actions.get_brand(tx, other, brand_id),
            lambda: actions.change_draft(tx, other, brand_id, lambda before: BRAND, actor="x"),
            lambda: actions.approve(tx, other, brand_id, "x", actor="x"),
        ):
            with pytest.raises(NotFoundError):
                see()


def test_other_traders_are_those_of_this_shop_alone(runtime: Runtime, shop_id: int):
    mark(runtime, shop_id, customer=8)
    mine = a_brand(runtime, shop_id, order_of(runtime, shop_id, 1, "6000.00"))
    huda = order_of(runtime, shop_id, 2, "6000.00", customer={"id": 8, "email": "huda@example.com"})
    a_brand(runtime, shop_id, huda, Brand("Huda Home"), approved=False)
    elsewhere = an_installed_shop(runtime, OTHER_SHOP)
    mark(runtime, elsewhere)
    a_brand(runtime, elsewhere, order_of(runtime, elsewhere, 3, "6000.00"), Brand("Far Away"))

    with runtime.snapshot() as tx:
        others = actions.other_brands(tx, actions.get_brand(tx, shop_id, mine))
    assert [one.name for one in others] == ["Huda Home"]


def test_no_word_of_a_brand_is_readable_in_the_database(
    runtime: Runtime, shop_id: int, dump_database: Callable[[], str]
):
    a_brand(runtime, shop_id, order_of(runtime, shop_id, 1, "6000.00"), replace(BRAND, contact="shop@nadia.example"))
    company = order_of(runtime, shop_id, 2, "6000.00", company={"id": 4, "location_id": 5})
    a_brand(runtime, shop_id, company, replace(BRAND, name="Rimal Trading"))
    dump = dump_database()

    assert [word for word in ("Dar Nadia", "دار نادية", "Palm Street", "nadia.example", "Rimal") if word in dump] == []


def test_the_brand_is_gone_with_the_person(runtime: Runtime, shop_id: int):
    brand_id = a_brand(runtime, shop_id, order_of(runtime, shop_id, 1, "6000.00"))
    with runtime.transaction() as tx:
        request = open_request(tx, shop_id, "customers/redact", "delivery-1", tx.now)
        redact_customer(tx, request, Identity(7), [])
        assert request.receipt["destroyed"]["brands"] == 1

    with pytest.raises(NoBrandError):
        in_force(runtime, shop_id, brand_id)
    with runtime.snapshot() as tx:
        row = actions.get_brand(tx, shop_id, brand_id)
        assert (row.draft, actions.open_draft(tx, row)) == (None, Brand(""))
        assert actions.other_brands(tx, row) == []


def test_the_persons_report_tells_of_the_brand(runtime: Runtime, shop_id: int):
    order_id = order_of(runtime, shop_id, 1, "6000.00")
    a_brand(runtime, shop_id, order_id)
    with runtime.snapshot() as tx:
        person_id = tx.session.get_one(Order, order_id).person_id or 0
        (held,) = actions.held_about(tx, shop_id, person_id)
        assert people.status(tx, shop_id, person_id) is not None

    assert (held["draft"]["name"], held["version"], held["draft"]["logo"]) == ("Dar Nadia", 1, None)


def test_drafting_and_approving_are_on_the_trail_without_a_name(runtime: Runtime, shop_id: int):
    brand_id = a_brand(runtime, shop_id, order_of(runtime, shop_id, 1, "6000.00"))
    with runtime.snapshot() as tx:
        entries = tx.session.scalars(select(AuditEntry).where(AuditEntry.event.like("brand:%"))).all()

    assert [(entry.event, entry.subject) for entry in entries] == [
        ("brand:drafted", f"brand {brand_id}"),
        ("brand:approved", f"brand {brand_id}"),
    ]
    assert "Nadia" not in str([entry.details for entry in entries])
