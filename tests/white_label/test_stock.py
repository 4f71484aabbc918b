"""Branding stock: reserved, consumed and given back by orders, kept by staff, exact whatever happens at once."""

from __future__ import annotations

import itertools
import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from shopify_app.core.errors import ConflictError, NotFoundError
from shopify_app.core.outbox import Call
from shopify_app.core.runtime import Runtime, Transaction
from shopify_app.orders.models import Order, TimelineEntry
from shopify_app.shops import actions as shops
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.stock import actions, lists
from shopify_app.white_label.stock.checking import differences
from shopify_app.white_label.stock.items import Description
from shopify_app.white_label.stock.models import BOX, INSERT, BrandingItem, BrandingMove
from shopify_app.white_label.stock.rules import ORDER, PARCEL, UNIT, Recipe, Shortage
from tests.builders import an_installed_shop, record_order
from tests.conftest import OTHER_SHOP, SHOP, SettableClock
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


PIECES, WHICH = st.integers(1, 6), st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.just("reserve"), WHICH, st.integers(0, 4), st.integers(0, 9)),
    st.tuples(st.just("consume"), WHICH, st.integers(1, 3), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("give_back"), WHICH),
    st.tuples(st.just("receive"), WHICH, PIECES),
    st.tuples(st.just("count"), WHICH, st.integers(0, 12)),
    st.tuples(st.just("spoil"), WHICH, PIECES),
    st.tuples(st.just("retire"), WHICH),
    st.tuples(st.just("bring_back"), WHICH),
    st.tuples(st.just("change"), WHICH, PIECES, st.booleans()),
)
COMPANIES = itertools.count(100)


class Shelf:
    """A brand with two items and two orders, as one random sequence moves them."""

    def __init__(self, tx: Transaction, shop_id: int, orders: list[int]) -> None:
        self.tx, self.shop_id, self.orders = tx, shop_id, orders
        self.brand_id = brands.brand_for(tx, shop_id, orders[0]).id
        wanted = (described(threshold=3), described("Card", UNIT, is_required=False))
        self.items = [actions.add_item(tx, shop_id, self.brand_id, one, 8, actor=CLERK) for one in wanted]

    def free(self) -> list[int]:
        return [item.free for item in self.items]

    def reserve(self, which: int, parcels: int, units: int) -> None:
        before = self.free()
        actions.reserve(self.tx, self.shop_id, self.brand_id, self.orders[which], parcels=parcels, units=units)
        assert all(left >= min(was, 0) for was, left in zip(before, self.free(), strict=True))

    def consume(self, which: int, parcel: int, units: int, last: bool) -> None:
        for _ in range(2):
            actions.consume(self.tx, self.shop_id, self.orders[which], str(parcel), units=units, last=last)

    def give_back(self, which: int) -> None:
        actions.give_back(self.tx, self.shop_id, self.orders[which], "Cancelled")

    def receive(self, which: int, pieces: int) -> None:
        actions.receive(self.tx, self.shop_id, self.items[which].id, pieces, actor=CLERK)

    def count(self, which: int, pieces: int) -> None:
        actions.count(self.tx, self.shop_id, self.items[which].id, pieces, "Counted", actor=CLERK)
        assert self.items[which].on_hand == pieces

    def spoil(self, which: int, pieces: int) -> None:
        actions.spoil(self.tx, self.shop_id, self.items[which].id, pieces, "Wet", actor=CLERK)

    def retire(self, which: int) -> None:
        actions.retire(self.tx, self.shop_id, self.items[which].id, actor=CLERK)
        assert self.items[which].reserved == 0

    def bring_back(self, which: int) -> None:
        actions.bring_back(self.tx, self.shop_id, self.items[which].id, actor=CLERK)

    def change(self, which: int, pieces: int, is_required: bool) -> None:
        wish = described(f"Item {which}", PARCEL, pieces, is_required=is_required, threshold=pieces)
        actions.change_item(self.tx, self.shop_id, self.items[which].id, wish, actor=CLERK)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=10, max_size=25))
def test_the_stock_adds_up_whatever_happened(runtime: Runtime, shop_id: int, steps: list[tuple[Any, ...]]):
    company = next(COMPANIES)
    with runtime.transaction() as tx:
        ours = {"company": {"id": company, "location_id": 1}, "customer": {"id": 7, "email": "salma@example.com"}}
        orders = [record_order(tx, shop_id, company * 10 + at, "6000.00", **ours) for at in (1, 2)]
        tx.session.execute(update(Order).where(Order.id.in_(orders)).values(kind="trade"))
        shelf = Shelf(tx, shop_id, orders)
        for name, *given_values in steps:
            try:
                getattr(shelf, name)(*given_values)
            except ConflictError:
                continue
            assert all(item.reserved >= 0 for item in shelf.items)
        assert differences(tx, shop_id) == []


@pytest.mark.parametrize("what", ["figure", "reserved", "row", "order"])
def test_what_does_not_add_up_is_found(runtime: Runtime, shop_id: int, brand_id: int, order_id: int, what: str):
    box = an_item(runtime, shop_id, brand_id)
    reserve(runtime, shop_id, brand_id, order_id, parcels=2)
    with runtime.snapshot() as tx:
        assert differences(tx, shop_id) == []
    taken = (BrandingMove.item_id == box) & (BrandingMove.kind == "reserved")
    change = {
        "figure": update(BrandingItem).values(on_hand=11),
        "reserved": update(BrandingItem).values(reserved=1),
        "row": delete(BrandingMove).where(taken),
        "order": update(BrandingMove).where(taken).values(reserved_change=-2),
    }[what]
    with runtime.transaction() as tx:
        tx.session.execute(change)
        found = differences(tx, shop_id)
        assert {one.item_id for one in found} == {box}
        assert differences(tx, an_other(tx)) == []


def an_other(tx: Transaction) -> int:
    return shops.ensure_shop(tx, OTHER_SHOP).id


def test_how_long_it_lasts_is_told_by_the_use_of_thirty_days(
    runtime: Runtime, shop_id: int, brand_id: int, order_id: int, clock: SettableClock
):
    box = an_item(runtime, shop_id, brand_id, there=100)
    consume(runtime, shop_id, order_id, "long ago", 1)
    clock.move(days=31)
    for number in (2, 3):
        order = order_of(runtime, shop_id, number, "6000.00")
        for parcel in ("1", "2", "3"):
            consume(runtime, shop_id, order, parcel, 1)
    with runtime.snapshot() as tx:
        item = tx.session.get_one(BrandingItem, box)
        (told_now,) = lists.lasting_of(tx, [item]).values()

    assert (told_now.days, told_now.orders) == (93 * 30 // 6, 31) if told_now else False


def test_the_shops_list_has_the_urgent_first_and_finds_names_of_every_script(
    runtime: Runtime, shop_id: int, brand_id: int, order_id: int
):
    an_item(runtime, shop_id, brand_id, there=100, name="Étiquette 100%")
    an_item(runtime, shop_id, brand_id, there=5, threshold=5, name="صندوق هدايا")
    short = an_item(runtime, shop_id, brand_id, there=9, name="Ribbon_red")
    reserve(runtime, shop_id, brand_id, order_id, parcels=3)
    with runtime.transaction() as tx:
        actions.count(tx, shop_id, short, 2, "Counted", actor=CLERK)

    def found(**wish: Any) -> list[str]:
        with runtime.snapshot() as tx:
            return [item.name for item in lists.list_items(tx, shop_id, lists.Wish(**wish)).rows]

    assert found() == ["Ribbon_red", "صندوق هدايا", "Étiquette 100%"]
    assert found(show=lists.LOW) == ["Ribbon_red", "صندوق هدايا"]
    assert (found(search="ÉTIQUETTE"), found(search="هدايا")) == (["Étiquette 100%"], ["صندوق هدايا"])
    assert (found(search="0%"), found(search="n_r"), found(search="%")) == (
        ["Étiquette 100%"],
        ["Ribbon_red"],
        ["Étiquette 100%"],
    )
    assert len(found(search=str(brand_id))) == 3
    assert (found(search="9" * 30), found(show=lists.RETIRED)) == ([], [])
