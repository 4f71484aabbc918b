"""Branding stock: reserved, consumed and given back by orders, kept by staff, exact whatever happens at once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import select

from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.outbox import Call
from shopify_app.core.runtime import Runtime
from shopify_app.orders.models import Order, TimelineEntry
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.stock import actions
from shopify_app.white_label.stock.items import Description
from shopify_app.white_label.stock.models import BOX, INSERT, BrandingItem, BrandingMove
from shopify_app.white_label.stock.rules import ORDER, PARCEL, UNIT, Recipe, Shortage
from tests.builders import an_installed_shop
from tests.conftest import OTHER_SHOP, SHOP
from tests.wholesale.trading import mark, order_of

CLERK = "staff 1"


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop in which Salma is a trader."""
    number = an_installed_shop(runtime, SHOP)
    mark(runtime, number)
    return number


@pytest.fixture
def order_id(runtime: Runtime, shop_id: int) -> int:
    """An order of hers."""
    return order_of(runtime, shop_id, 1, "6000.00")


@pytest.fixture
def brand_id(runtime: Runtime, shop_id: int, order_id: int) -> int:
    """Her brand."""
    with runtime.transaction() as tx:
        return brands.brand_for(tx, shop_id, order_id).id


def described(name: str = "Gift box", by: str = PARCEL, quantity: int = 1, **changes: Any) -> Description:
    usual = {"kind": BOX, "threshold": 0, "is_required": True}
    return Description(name=name, recipe=Recipe(by, quantity), **{**usual, **changes})


def an_item(runtime: Runtime, shop_id: int, brand_id: int, there: int = 10, **changes: Any) -> int:
    with runtime.transaction() as tx:
        return actions.add_item(tx, shop_id, brand_id, described(**changes), there, actor=CLERK).id


def figures(runtime: Runtime, item_id: int) -> tuple[int, int]:
    """On hand and reserved."""
    with runtime.snapshot() as tx:
        item = tx.session.get_one(BrandingItem, item_id)
        return item.on_hand, item.reserved


def moves(runtime: Runtime, item_id: int) -> list[tuple[str, int, int]]:
    with runtime.snapshot() as tx:
        rows = tx.session.scalars(select(BrandingMove).where(BrandingMove.item_id == item_id).order_by(BrandingMove.id))
        return [(row.kind, row.on_hand_change, row.reserved_change) for row in rows]


def reserve(
    runtime: Runtime, shop_id: int, brand_id: int, order_id: int, parcels: int = 1, units: int = 4
) -> tuple[Shortage, ...]:
    with runtime.transaction() as tx:
        return actions.reserve(tx, shop_id, brand_id, order_id, parcels=parcels, units=units)


def consume(runtime: Runtime, shop_id: int, order_id: int, parcel: str, units: int, *, last: bool = False) -> None:
    with runtime.transaction() as tx:
        actions.consume(tx, shop_id, order_id, parcel, units=units, last=last)


def told(runtime: Runtime, kind: str = "white_label.tell_of_stock") -> list[str]:
    with runtime.snapshot() as tx:
        calls = tx.session.scalars(select(Call).where(Call.kind == kind).order_by(Call.id))
        return [call.arguments["what"] for call in calls]


def looks_again(runtime: Runtime, order_id: int) -> bool:
    """Whether the order is due to be looked at; it is not any more afterwards."""
    with runtime.transaction() as tx:
        order = tx.session.get_one(Order, order_id)
        was, order.brand_due = order.brand_due, False
        return was


def test_an_order_reserves_consumes_by_parcel_and_gives_the_rest_back(
    runtime: Runtime, shop_id: int, brand_id: int, order_id: int
):
    box = an_item(runtime, shop_id, brand_id)
    card = an_item(runtime, shop_id, brand_id, kind=INSERT, name="Card", by=ORDER)
    paper = an_item(runtime, shop_id, brand_id, name="Paper", by=UNIT, quantity=2, there=20)
    assert reserve(runtime, shop_id, brand_id, order_id, parcels=3, units=5) == ()
    assert [figures(runtime, one) for one in (box, card, paper)] == [(10, 3), (10, 1), (20, 10)]

    consume(runtime, shop_id, order_id, "fulfilment 1", 2)
    assert [figures(runtime, one) for one in (box, card, paper)] == [(9, 2), (9, 0), (16, 6)]
    looks_again(runtime, order_id)
    consume(runtime, shop_id, order_id, "fulfilment 2", 3, last=True)
    assert [figures(runtime, one) for one in (box, card, paper)] == [(8, 0), (9, 0), (10, 0)]
    assert moves(runtime, box)[-1] == ("given_back", 0, -1)
    assert looks_again(runtime, order_id)


def test_everything_or_nothing_is_reserved(runtime: Runtime, shop_id: int, brand_id: int, order_id: int):
    box = an_item(runtime, shop_id, brand_id)
    label = an_item(runtime, shop_id, brand_id, name="Label", by=UNIT, there=3)
    (short,) = reserve(runtime, shop_id, brand_id, order_id, units=4)

    assert (short.item, short.missing) == ("Label", 1)
    assert f"Receive 1 more piece of it under Branding stock of brand {brand_id}" in short.next_step
    assert [figures(runtime, one) for one in (box, label)] == [(10, 0), (3, 0)]
    with runtime.transaction() as tx:
        assert actions.receive(tx, shop_id, label, 1, actor=CLERK)
    assert looks_again(runtime, order_id)
    assert reserve(runtime, shop_id, brand_id, order_id, units=4) == ()


def test_reserving_again_changes_nothing_or_corrects(runtime: Runtime, shop_id: int, brand_id: int, order_id: int):
    box = an_item(runtime, shop_id, brand_id)
    for _ in range(3):
        assert reserve(runtime, shop_id, brand_id, order_id, parcels=2) == ()
    assert moves(runtime, box)[1:] == [("reserved", 0, 2)]

    reserve(runtime, shop_id, brand_id, order_id, parcels=5)
    assert figures(runtime, box) == (10, 5)
    reserve(runtime, shop_id, brand_id, order_id, parcels=1)
    assert figures(runtime, box) == (10, 1)
    (short,) = reserve(runtime, shop_id, brand_id, order_id, parcels=11)
    assert (short.missing, figures(runtime, box)) == (1, (10, 1))


def test_what_left_counts_when_the_order_is_reserved_again(
    runtime: Runtime, shop_id: int, brand_id: int, order_id: int
):
    box = an_item(runtime, shop_id, brand_id)
    reserve(runtime, shop_id, brand_id, order_id, parcels=2)
    consume(runtime, shop_id, order_id, "1", 2)
    reserve(runtime, shop_id, brand_id, order_id, parcels=3)
    assert figures(runtime, box) == (9, 2)

    consume(runtime, shop_id, order_id, "2", 2, last=True)
    reserve(runtime, shop_id, brand_id, order_id, parcels=3)
    assert figures(runtime, box) == (8, 0)
    reserve(runtime, shop_id, brand_id, order_id, parcels=4)
    assert figures(runtime, box) == (8, 2)


def test_an_optional_item_that_is_out_is_left_out_and_the_order_says_so(
    runtime: Runtime, shop_id: int, brand_id: int, order_id: int
):
    card = an_item(runtime, shop_id, brand_id, name="Card", is_required=False, there=1)
    for _ in range(2):
        assert reserve(runtime, shop_id, brand_id, order_id, parcels=2) == ()
    assert figures(runtime, card) == (1, 0)
    with runtime.snapshot() as tx:
        entries = list(tx.session.scalars(select(TimelineEntry).where(TimelineEntry.what.like("branding%"))))
        held = actions.reservation_of(tx, shop_id, order_id)
        assert [(entry.what, entry.details) for entry in entries] == [("branding_without", {"items": "Card"})]
        assert held is not None
        assert held.without == [card]

    with runtime.transaction() as tx:
        actions.receive(tx, shop_id, card, 1, actor=CLERK)
    reserve(runtime, shop_id, brand_id, order_id, parcels=2)
    assert figures(runtime, card) == (2, 2)


def test_a_cancelled_order_gives_everything_back_once(runtime: Runtime, shop_id: int, brand_id: int, order_id: int):
    box = an_item(runtime, shop_id, brand_id)
    reserve(runtime, shop_id, brand_id, order_id, parcels=2)
    looks_again(runtime, order_id)
    for again in (True, False):
        with runtime.transaction() as tx:
            actions.give_back(tx, shop_id, order_id, "The order was cancelled")
        assert looks_again(runtime, order_id) is again
    assert moves(runtime, box)[1:] == [("reserved", 0, 2), ("given_back", 0, -2)]
    reserve(runtime, shop_id, brand_id, order_id, parcels=2)
    assert figures(runtime, box) == (10, 2)


def test_a_parcel_told_of_again_takes_nothing(runtime: Runtime, shop_id: int, brand_id: int, order_id: int):
    box = an_item(runtime, shop_id, brand_id)
    reserve(runtime, shop_id, brand_id, order_id, parcels=2)
    for last in (False, False, True, True):
        consume(runtime, shop_id, order_id, "fulfilment 1", 4, last=last)

    assert moves(runtime, box)[1:] == [("reserved", 0, 2), ("consumed", -1, -1), ("given_back", 0, -1)]


def test_a_parcel_more_than_reserved_is_written_down_and_told(
    runtime: Runtime, shop_id: int, brand_id: int, order_id: int
):
    box = an_item(runtime, shop_id, brand_id, there=2)
    other = order_of(runtime, shop_id, 2, "6000.00")
    for one in (order_id, other):
        reserve(runtime, shop_id, brand_id, one)
    for parcel in ("1", "2"):
        consume(runtime, shop_id, order_id, parcel, 2)

    assert figures(runtime, box) == (0, 1)
    assert told(runtime) == ["low", "short"]
    (short,) = reserve(runtime, shop_id, brand_id, other, parcels=2)
    assert short.missing == 2


def test_an_order_that_was_never_reserved_takes_what_is_free(
    runtime: Runtime, shop_id: int, brand_id: int, order_id: int
):
    """Staff let it go in Shopify because boxes were missing: it did not use boxes that were not there."""
    box = an_item(runtime, shop_id, brand_id, there=1)
    consume(runtime, shop_id, order_id, "1", 4)
    consume(runtime, shop_id, order_id, "2", 4, last=True)

    assert figures(runtime, box) == (0, 0)


def test_the_last_box_goes_to_one_of_two_orders(runtime: Runtime, shop_id: int, brand_id: int, order_id: int):
    box = an_item(runtime, shop_id, brand_id, there=1)
    orders = [order_id, order_of(runtime, shop_id, 2, "6000.00")]
    begin, answers = threading.Barrier(2), dict[int, tuple[Shortage, ...]]()

    def ask(number: int) -> None:
        begin.wait(10)
        answers[number] = reserve(runtime, shop_id, brand_id, number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(len(short) for short in answers.values()) == [0, 1]
    assert figures(runtime, box) == (1, 1)


def test_the_shop_is_told_once_that_an_item_is_low_and_again_after_it_rose(
    runtime: Runtime, shop_id: int, brand_id: int, order_id: int
):
    box = an_item(runtime, shop_id, brand_id, there=5, threshold=3)
    reserve(runtime, shop_id, brand_id, order_id, parcels=1)
    assert told(runtime) == []
    reserve(runtime, shop_id, brand_id, order_id, parcels=2)
    reserve(runtime, shop_id, brand_id, order_id, parcels=3)
    assert told(runtime) == ["low"]
    with runtime.transaction() as tx:
        actions.receive(tx, shop_id, box, 1, actor=CLERK)
    reserve(runtime, shop_id, brand_id, order_id, parcels=4)
    assert told(runtime) == ["low"]

    with runtime.transaction() as tx:
        actions.receive(tx, shop_id, box, 10, actor=CLERK)
        actions.spoil(tx, shop_id, box, 9, "Wet", actor=CLERK)
    assert told(runtime) == ["low", "low"]


def test_a_new_item_without_any_is_low_and_no_letter_says_what_its_author_sees(
    runtime: Runtime, shop_id: int, brand_id: int
):
    box = an_item(runtime, shop_id, brand_id, there=0, threshold=3)
    with runtime.snapshot() as tx:
        assert tx.session.get_one(BrandingItem, box).low_since is not None
    assert told(runtime) == []


def test_counting_sets_what_is_there_and_tells_when_orders_have_more(
    runtime: Runtime, shop_id: int, brand_id: int, order_id: int
):
    box = an_item(runtime, shop_id, brand_id)
    reserve(runtime, shop_id, brand_id, order_id, parcels=4)
    looks_again(runtime, order_id)
    with runtime.transaction() as tx:
        assert actions.count(tx, shop_id, box, 3, "Yearly count", actor=CLERK) == -7
    assert (figures(runtime, box), told(runtime), looks_again(runtime, order_id)) == ((3, 4), ["short"], False)
    with runtime.transaction() as tx:
        assert actions.count(tx, shop_id, box, 12, "Found a carton", actor=CLERK) == 9
    assert (figures(runtime, box), looks_again(runtime, order_id)) == ((12, 4), True)


def test_a_form_sent_twice_is_one_delivery(runtime: Runtime, shop_id: int, brand_id: int):
    box = an_item(runtime, shop_id, brand_id)
    for taken in (True, False):
        with runtime.transaction() as tx:
            assert actions.receive(tx, shop_id, box, 5, actor=CLERK, once="a") is taken
            assert actions.spoil(tx, shop_id, box, 1, "Torn", actor=CLERK, once="b") is taken

    assert figures(runtime, box) == (14, 0)


def test_a_retired_item_is_given_back_by_all_and_needed_by_none(
    runtime: Runtime, shop_id: int, brand_id: int, order_id: int
):
    box = an_item(runtime, shop_id, brand_id, there=3)
    other = order_of(runtime, shop_id, 2, "6000.00")
    for one in (order_id, other):
        reserve(runtime, shop_id, brand_id, one)
    looks_again(runtime, other)
    with runtime.transaction() as tx:
        assert actions.retire(tx, shop_id, box, actor=CLERK)
        assert not actions.retire(tx, shop_id, box, actor=CLERK)
    assert (figures(runtime, box), looks_again(runtime, other)) == ((3, 0), True)
    assert reserve(runtime, shop_id, brand_id, other, parcels=9) == ()
    consume(runtime, shop_id, other, "1", 4)
    assert figures(runtime, box) == (3, 0)
    with pytest.raises(ConflictError, match="no longer used"), runtime.transaction() as tx:
        actions.receive(tx, shop_id, box, 5, actor=CLERK)
    with runtime.transaction() as tx:
        assert actions.bring_back(tx, shop_id, box, actor=CLERK)
    assert len(reserve(runtime, shop_id, brand_id, other, parcels=9)) == 1


def test_an_item_made_optional_lets_waiting_orders_go(runtime: Runtime, shop_id: int, brand_id: int, order_id: int):
    box = an_item(runtime, shop_id, brand_id, there=0)
    assert len(reserve(runtime, shop_id, brand_id, order_id)) == 1
    looks_again(runtime, order_id)
    with runtime.transaction() as tx:
        assert actions.change_item(tx, shop_id, box, described(is_required=False), actor=CLERK)
        assert not actions.change_item(tx, shop_id, box, described(is_required=False), actor=CLERK)
    assert looks_again(runtime, order_id)
    assert reserve(runtime, shop_id, brand_id, order_id) == ()


def test_more_is_not_spoiled_than_there_is_and_names_are_not_given_twice(runtime: Runtime, shop_id: int, brand_id: int):
    box = an_item(runtime, shop_id, brand_id, there=2)
    with pytest.raises(ConflictError, match="Only 2 are on hand"), runtime.transaction() as tx:
        actions.spoil(tx, shop_id, box, 3, "Wet", actor=CLERK)
    with pytest.raises(ConflictError, match="kind and name already"), runtime.transaction() as tx:
        actions.add_item(tx, shop_id, brand_id, described("gift BOX"), actor=CLERK)


def test_another_shop_can_do_nothing_with_it(runtime: Runtime, shop_id: int, brand_id: int, order_id: int):
    box = an_item(runtime, shop_id, brand_id)
    other = an_installed_shop(runtime, OTHER_SHOP)
    with runtime.transaction() as tx:
        for act in (
            lambda: actions.reserve(tx, other, brand_id, order_id, parcels=1, units=1),
            lambda: actions.give_back(tx, other, order_id, "x"),
            lambda: actions.consume(tx, other, order_id, "1", units=1, last=True),
            lambda: actions.add_item(tx, other, brand_id, described("Other"), actor=CLERK),
            lambda: actions.receive(tx, other, box, 1, actor=CLERK),
            lambda: actions.count(tx, other, box, 1, "x", actor=CLERK),
            lambda: actions.spoil(tx, other, box, 1, "x", actor=CLERK),
            lambda: actions.retire(tx, other, box, actor=CLERK),
            lambda: actions.bring_back(tx, other, box, actor=CLERK),
            lambda: actions.change_item(tx, other, box, described("Other"), actor=CLERK),
        ):
            with pytest.raises(NotFoundError):
                act()

    assert figures(runtime, box) == (10, 0)
