"""Orders that wait for their trader's brand: who waits, for what, by which version they leave, and who let them go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select, update

from jobs.white_label import check_orders
from shopify_app.audit.models import AuditEntry
from shopify_app.core.errors import ConflictError, InvalidInputError, NotFoundError, RemoteError
from shopify_app.core.outbox import Call
from shopify_app.core.runtime import Runtime
from shopify_app.orders import holds
from shopify_app.orders.actions import get_order
from shopify_app.orders.models import RETAIL, UNKNOWN, Hold, Order, TimelineEntry
from shopify_app.orders.placing import Outcome
from shopify_app.people.rules import Identity
from shopify_app.privacy.actions import open_request, redact_customer
from shopify_app.white_label.due import look_again, look_again_at, shops_with_due
from shopify_app.white_label.faces import Line
from shopify_app.white_label.printing.client import GoodsClient
from shopify_app.white_label.printing.rules import Goods, Lot
from shopify_app.white_label.release import actions, lists, notices, overriding, upkeep, wishes
from shopify_app.white_label.release.frozen import frozen_version, version_at
from shopify_app.white_label.release.lists import Wish
from shopify_app.white_label.release.looking import Search
from shopify_app.white_label.release.models import BRANDED, EVERY, HANDLE, BrandedOrder
from shopify_app.white_label.release.papers import Searched
from shopify_app.white_label.release.rules import Code, Papers
from shopify_app.white_label.release.showing import shown
from shopify_app.white_label.stock import actions as stock
from tests.builders import an_installed_shop
from tests.conftest import OTHER_SHOP, SHOP, SettableClock
from tests.white_label.test_brands import BRAND, a_brand
from tests.white_label.test_stock import an_item, figures
from tests.wholesale.trading import mark, order_of

CLERK = "staff 1"
CLEAN = Papers(units=4)
SALMA = Identity(7)


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop in which Salma is a trader."""
    number = an_installed_shop(runtime, SHOP)
    mark(runtime, number)
    return number


def order(runtime: Runtime, shop_id: int, number: int = 1, **changes: Any) -> int:
    """An order of hers, placed now; its kind is known."""
    at = runtime.clock.now().isoformat()
    return order_of(runtime, shop_id, number, "6000.00", **{"at": at, **changes})


def change(runtime: Runtime, order_id: int, **values: Any) -> None:
    """What Shopify told of the order since."""
    with runtime.transaction() as tx:
        tx.session.execute(update(Order).where(Order.id == order_id).values(brand_due=True, **values))


def look(runtime: Runtime, shop_id: int) -> list[Search]:
    """Look at all that is due; returns whose papers are to be searched."""
    return actions.look(runtime, shop_id)


def judge(runtime: Runtime, shop_id: int, papers: Papers = CLEAN) -> int:
    """Look at all that is due, as if this were what each search told; returns how many were searched."""
    searches = look(runtime, shop_id)
    for search in searches:
        with runtime.transaction() as tx:
            found = get_order(tx, shop_id, search.order_id)
            asked_at = search.changed_at + 2 * actions._SETTLED
            actions._record(tx, found, search, Searched(papers, "ab" * 16), asked_at)
    return len(searches)


def row(runtime: Runtime, order_id: int) -> BrandedOrder:
    with runtime.snapshot() as tx:
        return tx.session.get_one(BrandedOrder, order_id)


def codes(runtime: Runtime, order_id: int) -> list[str]:
    return [code for code, _ in row(runtime, order_id).reasons]


def states(runtime: Runtime, shop_id: int) -> list[str]:
    with runtime.snapshot() as tx:
        return list(tx.session.scalars(select(BrandedOrder.state).where(BrandedOrder.shop_id == shop_id)))


def hold(runtime: Runtime, order_id: int) -> Hold | None:
    with runtime.snapshot() as tx:
        return tx.session.scalars(select(Hold).where(Hold.order_id == order_id, Hold.handle == HANDLE)).one_or_none()


def is_held(runtime: Runtime, order_id: int) -> bool:
    found = hold(runtime, order_id)
    return found is not None and found.state in holds.STOPPED


def is_due(runtime: Runtime, order_id: int) -> bool:
    with runtime.snapshot() as tx:
        return tx.session.get_one(Order, order_id).brand_due


def timeline(runtime: Runtime, order_id: int) -> list[str]:
    with runtime.snapshot() as tx:
        chosen = select(TimelineEntry.what).where(TimelineEntry.order_id == order_id).order_by(TimelineEntry.id)
        return [what for what in tx.session.scalars(chosen) if what != "changed"]


def trail(runtime: Runtime, shop_id: int, event: str) -> Sequence[AuditEntry]:
    with runtime.snapshot() as tx:
        return tx.session.scalars(select(AuditEntry).filter_by(shop_id=shop_id, event=event)).all()


def letters(runtime: Runtime) -> list[dict[str, Any]]:
    with runtime.snapshot() as tx:
        chosen = select(Call.arguments).where(Call.kind == notices.TELL_SHOP).order_by(Call.id)
        return list(tx.session.scalars(chosen))


class Shelf:
    """A stand-in for Shopify's view of goods: every order holds the same, and one cannot be read."""

    def __init__(self, unreadable: int) -> None:
        self.unreadable = unreadable

    def goods_of(self, shop_id: int, shopify_order_id: int, *, by_parcel: bool = False) -> Goods:
        """One line, which leaves as one parcel."""
        if shopify_order_id == self.unreadable:
            raise RemoteError("Shopify did not answer.", temporary=True)
        return Goods({1: Line("Zellige tray", "TRAY", 2)}, "en", (Lot({1: 2}),))


class TestWhoWaits:
    def test_an_order_of_a_trader_with_a_brand_waits_and_others_leave(self, runtime: Runtime, shop_id: int):
        mine = order(runtime, shop_id)
        mark(runtime, shop_id, customer=8)
        other = order(runtime, shop_id, 2, customer={"id": 8, "email": "huda@example.com"})
        judge(runtime, shop_id)
        assert (hold(runtime, mine), states(runtime, shop_id)) == (None, [])

        a_brand(runtime, shop_id, mine, approved=False)
        judge(runtime, shop_id)
        assert (codes(runtime, mine), is_held(runtime, mine)) == (["not_approved"], True)
        assert hold(runtime, other) is None
        assert not is_due(runtime, mine)
        assert timeline(runtime, mine) == ["hold_wanted"]

    def test_without_a_profile_it_waits_only_where_the_shop_wants_that(self, runtime: Runtime, shop_id: int):
        order_id = order(runtime, shop_id)
        judge(runtime, shop_id)
        with runtime.transaction() as tx, pytest.raises(InvalidInputError):
            wishes.change_wish(tx, shop_id, "some", actor=CLERK)
        with runtime.transaction() as tx:
            assert wishes.change_wish(tx, shop_id, EVERY, actor=CLERK)
            assert not wishes.change_wish(tx, shop_id, EVERY, actor=CLERK)
        judge(runtime, shop_id)
        assert (codes(runtime, order_id), is_held(runtime, order_id)) == (["no_brand"], True)

        with runtime.transaction() as tx:
            assert wishes.change_wish(tx, shop_id, BRANDED, actor=CLERK)
        judge(runtime, shop_id)
        assert (states(runtime, shop_id), is_held(runtime, order_id)) == (["done"], False)
        assert len(trail(runtime, shop_id, "release:wish_changed")) == 2

    def test_some_orders_need_none(self, runtime: Runtime, shop_id: int):
        a_brand(runtime, shop_id, order(runtime, shop_id), approved=False)
        needless: tuple[dict[str, Any], ...] = (
            {"test": True},
            {"source_name": "noon"},
            {"cancelled_at": "2026-11-20T10:00:00+03:00"},
            {"fulfillment_status": "fulfilled"},
            {"at": "2020-01-01T10:00:00+03:00"},
        )
        ids = [order(runtime, shop_id, number, **changes) for number, changes in enumerate(needless, start=2)]
        judge(runtime, shop_id)

        assert [(hold(runtime, one), is_due(runtime, one)) for one in ids] == [(None, False)] * len(ids)
        with runtime.snapshot() as tx:
            pages = [shown(tx, get_order(tx, shop_id, one)) for one in ids]
        assert [page.is_needed for page in pages if page] == [False] * (len(ids) - 1), "noon's orders are no trader's"

    def test_what_was_partly_sent_before_the_brand_began_leaves_as_it_began(self, runtime: Runtime, shop_id: int):
        begun, open_one = order(runtime, shop_id, fulfillment_status="partial"), order(runtime, shop_id, 2)
        a_brand(runtime, shop_id, begun, approved=False)
        later = order(runtime, shop_id, 3, fulfillment_status="partial", at="2030-01-01T10:00:00+03:00")
        judge(runtime, shop_id)

        assert [is_held(runtime, one) for one in (begun, open_one, later)] == [False, True, True]

    def test_who_turns_out_to_be_no_trader_is_let_go(self, runtime: Runtime, shop_id: int):
        order_id = order(runtime, shop_id)
        a_brand(runtime, shop_id, order_id, approved=False)
        judge(runtime, shop_id)
        change(runtime, order_id, kind=RETAIL)
        judge(runtime, shop_id)

        assert (is_held(runtime, order_id), row(runtime, order_id).state, is_due(runtime, order_id)) == (
            False,
            "done",
            False,
        )

    def test_nobody_is_judged_before_it_is_known_whether_they_are_a_trader(self, runtime: Runtime, shop_id: int):
        order_id = order(runtime, shop_id)
        a_brand(runtime, shop_id, order_id, approved=False)
        change(runtime, order_id, kind=UNKNOWN)
        judge(runtime, shop_id)

        assert (hold(runtime, order_id), is_due(runtime, order_id)) == (None, True)
        with runtime.snapshot() as tx:
            assert shops_with_due(tx) == []

    def test_a_traders_orders_leave_in_plain_parcels_where_staff_say_so(self, runtime: Runtime, shop_id: int):
        order_id = order(runtime, shop_id)
        brand_id = a_brand(runtime, shop_id, order_id, approved=False)
        judge(runtime, shop_id)
        with runtime.transaction() as tx:
            wishes.make_plain(tx, shop_id, brand_id, "The trader wants no boxes", actor=CLERK)
        judge(runtime, shop_id)
        assert not is_held(runtime, order_id)
        with runtime.transaction() as tx, pytest.raises(ConflictError):
            wishes.make_plain(tx, shop_id, brand_id, "Again", actor=CLERK)

        with runtime.transaction() as tx:
            wishes.end_plain(tx, shop_id, brand_id, actor=CLERK)
        judge(runtime, shop_id)
        assert is_held(runtime, order_id)
        (made,) = trail(runtime, shop_id, "brand:made_plain")
        assert (made.actor, made.details["reason"]) == (CLERK, "The trader wants no boxes")
        with runtime.transaction() as tx, pytest.raises(ConflictError):
            wishes.end_plain(tx, shop_id, brand_id, actor=CLERK)

    def test_another_shops_orders_and_brands_are_left_alone(self, runtime: Runtime, shop_id: int):
        order_id = order(runtime, shop_id)
        brand_id = a_brand(runtime, shop_id, order_id, approved=False)
        judge(runtime, shop_id)
        other = an_installed_shop(runtime, OTHER_SHOP)
        with runtime.transaction() as tx:
            look_again(tx, other, brand_id)
            look_again_at(tx, other, [order_id])
        assert not is_due(runtime, order_id)
        for refused in (overriding.override, wishes.make_plain):
            with runtime.transaction() as tx, pytest.raises(NotFoundError):
                refused(tx, other, order_id, "Why", actor=CLERK)
        with runtime.snapshot() as tx:
            assert lists.list_waiting(tx, other, Wish()).rows == []
            assert frozen_version(tx, other, order_id) is None

    def test_many_orders_that_need_none_are_passed_over_at_once(self, runtime: Runtime, shop_id: int):
        ids = [order(runtime, shop_id, number) for number in range(1, 31)]
        with runtime.transaction() as tx:
            look_again_at(tx, shop_id, ids)

        assert look(runtime, shop_id) == []
        assert [is_due(runtime, one) for one in ids] == [False] * 30


class TestBecomingReady:
    def test_it_is_held_until_its_papers_passed_and_leaves_by_that_version(self, runtime: Runtime, shop_id: int):
        order_id = order(runtime, shop_id)
        a_brand(runtime, shop_id, order_id)
        (search,) = look(runtime, shop_id)
        assert (codes(runtime, order_id), is_held(runtime, order_id), is_due(runtime, order_id)) == (
            ["unchecked"],
            True,
            True,
        )
        assert search.version == 1

        assert judge(runtime, shop_id) == 1
        found = row(runtime, order_id)
        assert (found.state, found.version, found.reasons, found.digest) == ("ready", 1, [], "ab" * 16)
        assert not is_held(runtime, order_id)
        assert letters(runtime) == []
        (ready,) = trail(runtime, shop_id, "order:brand_ready")
        assert ready.details == {"brand": found.brand_id, "version": 1, "digest": "ab" * 16}

    def test_what_is_missing_is_told_all_at_once_and_followed_as_it_is_mended(self, runtime: Runtime, shop_id: int):
        order_id = order(runtime, shop_id, shipping_address=None)
        brand_id = a_brand(runtime, shop_id, order_id)
        item_id = an_item(runtime, shop_id, brand_id, 1, name="Box L", quantity=3)
        judge(runtime, shop_id, Papers(findings=("the shop's name (goods, line 1)",), units=4))
        assert codes(runtime, order_id) == ["no_address", "leak", "no_stock"]
        found = hold(runtime, order_id)
        assert found is not None
        assert found.reason == (
            "Waits for its trader's brand: there is no delivery address; its papers would show: the shop's name "
            "(goods, line 1); branding is missing: 2 × Box L."
        )
        assert {one["code"] for one in letters(runtime)} == {"no_address", "leak", "no_stock"}

        with runtime.transaction() as tx:
            stock.receive(tx, shop_id, item_id, 5, actor=CLERK)
        assert judge(runtime, shop_id) == 0, "the search that was made still counts"
        assert codes(runtime, order_id) == ["no_address", "leak"]
        assert figures(runtime, item_id) == (6, 3)
        assert is_held(runtime, order_id)
        assert "brand_waits" in timeline(runtime, order_id)

    def test_the_next_order_of_the_trader_does_not_get_the_same_box(self, runtime: Runtime, shop_id: int):
        first, second = order(runtime, shop_id), order(runtime, shop_id, 2)
        brand_id = a_brand(runtime, shop_id, first)
        item_id = an_item(runtime, shop_id, brand_id, 1)
        judge(runtime, shop_id)
        assert [row(runtime, one).state for one in (first, second)] == ["ready", "waiting"]

        change(runtime, first, cancelled_at=runtime.clock.now())
        judge(runtime, shop_id)
        judge(runtime, shop_id)
        assert [row(runtime, one).state for one in (first, second)] == ["done", "ready"]
        assert figures(runtime, item_id) == (1, 1)

    def test_what_was_ready_keeps_its_version_and_what_is_held_again_leaves_by_the_newest(
        self, runtime: Runtime, shop_id: int, clock: SettableClock
    ):
        order_id = order(runtime, shop_id)
        brand_id = a_brand(runtime, shop_id, order_id)
        judge(runtime, shop_id)
        first_parcel = clock.now()
        clock.move(hours=1)
        a_brand(runtime, shop_id, order_id, brand=type(BRAND)("Dar Nadia & Co"))
        change(runtime, order_id, fulfillment_status="partial", changed_at=clock.now())
        (search,) = look(runtime, shop_id)
        assert search.version == 1
        judge(runtime, shop_id)
        assert row(runtime, order_id).version == 1

        clock.move(hours=1)
        change(runtime, order_id, changed_at=clock.now())
        judge(runtime, shop_id, Papers(findings=("another trader (goods, line 2)",), units=4))
        assert (is_held(runtime, order_id), row(runtime, order_id).version) == (True, None)
        change(runtime, order_id, changed_at=clock.now())
        judge(runtime, shop_id)
        found = row(runtime, order_id)
        assert (found.version, [one["number"] for one in found.versions]) == (2, [1, 2])
        assert [version_at(found, at) for at in (first_parcel, clock.now())] == [1, 2]
        with runtime.snapshot() as tx:
            assert frozen_version(tx, shop_id, order_id) == 2
        assert brand_id == found.brand_id

    def test_a_search_that_fails_holds_what_was_ready_and_is_tried_again_later(
        self, runtime: Runtime, shop_id: int, clock: SettableClock
    ):
        order_id = order(runtime, shop_id)
        a_brand(runtime, shop_id, order_id)
        judge(runtime, shop_id)
        change(runtime, order_id, changed_at=clock.now())
        (search,) = look(runtime, shop_id)
        actions.hold_unsearched(runtime, shop_id, search)
        assert (codes(runtime, order_id), is_held(runtime, order_id), is_due(runtime, order_id)) == (
            ["unchecked"],
            True,
            True,
        )
        assert not actions.has_due(runtime, shop_id)
        assert look(runtime, shop_id) == []

        clock.move(hours=2)
        assert actions.has_due(runtime, shop_id)
        judge(runtime, shop_id)
        assert (row(runtime, order_id).state, row(runtime, order_id).tries) == ("ready", 0)

    def test_what_was_searched_of_an_order_that_changed_meanwhile_counts_for_nothing(
        self, runtime: Runtime, shop_id: int, clock: SettableClock
    ):
        order_id = order(runtime, shop_id)
        a_brand(runtime, shop_id, order_id)
        (search,) = look(runtime, shop_id)
        clock.move(seconds=60)
        change(runtime, order_id, changed_at=clock.now())
        actions.hold_unsearched(runtime, shop_id, search)
        with runtime.transaction() as tx:
            actions._record(tx, get_order(tx, shop_id, order_id), search, Searched(CLEAN, "ab" * 16), clock.now())

        assert (row(runtime, order_id).tries, row(runtime, order_id).papers) == (0, None)
        assert (is_due(runtime, order_id), is_held(runtime, order_id)) == (True, True)

    def test_an_order_that_cannot_be_searched_stops_no_other_and_is_tried_again(
        self, runtime: Runtime, shop_id: int, clock: SettableClock
    ):
        first, second = order(runtime, shop_id, 1), order(runtime, shop_id, 2)
        a_brand(runtime, shop_id, first)
        with runtime.snapshot() as tx:
            number = get_order(tx, shop_id, first).shopify_order_id
        runtime._clients[GoodsClient] = goods = Shelf(unreadable=number)
        check_orders(shop_id=shop_id)
        assert [row(runtime, one).state for one in (first, second)] == ["waiting", "ready"]
        assert (codes(runtime, first), is_held(runtime, first), row(runtime, first).tries) == (["unchecked"], True, 1)
        check_orders(shop_id=shop_id)
        assert row(runtime, first).tries == 1, "it waits for its next try"

        goods.unreadable = 0
        clock.move(hours=2)
        check_orders(shop_id=shop_id)
        assert (row(runtime, first).state, is_held(runtime, first), is_due(runtime, first)) == ("ready", False, False)

    def test_what_was_read_in_the_second_of_a_change_is_read_again(self, runtime: Runtime, shop_id: int):
        """Shopify tells the second of a change: a further one in the same second cannot be told from it."""
        order_id = order(runtime, shop_id)
        a_brand(runtime, shop_id, order_id)
        (search,) = look(runtime, shop_id)
        with runtime.transaction() as tx:
            found = get_order(tx, shop_id, order_id)
            actions._record(tx, found, search, Searched(CLEAN, None), search.changed_at)
            look_again_at(tx, shop_id, [order_id])
        assert judge(runtime, shop_id) == 1
        with runtime.transaction() as tx:
            look_again_at(tx, shop_id, [order_id])
        assert judge(runtime, shop_id) == 0

    def test_a_name_that_must_not_be_seen_any_more_has_papers_searched_again(self, runtime: Runtime, shop_id: int):
        order_id = order(runtime, shop_id)
        a_brand(runtime, shop_id, order_id)
        judge(runtime, shop_id)
        with runtime.transaction() as tx:
            assert upkeep.look_again_at_stale(tx, shop_id) == 0
        mark(runtime, shop_id, customer=8)
        other = order(runtime, shop_id, 2, customer={"id": 8, "email": "huda@example.com"})
        a_brand(runtime, shop_id, other, brand=type(BRAND)("Huda Home"))
        judge(runtime, shop_id)
        with runtime.transaction() as tx:
            assert upkeep.look_again_at_stale(tx, shop_id) == 1
        assert is_due(runtime, order_id)

    def test_goods_that_could_not_be_read_are_asked_for_again_by_the_clock(self, runtime: Runtime, shop_id: int):
        order_id = order(runtime, shop_id)
        a_brand(runtime, shop_id, order_id)
        judge(runtime, shop_id, Papers(goods_trouble="Shopify does not know this order any more."))
        assert codes(runtime, order_id) == ["no_goods"]
        with runtime.transaction() as tx:
            assert upkeep.look_again_at_stale(tx, shop_id) == 1
        assert judge(runtime, shop_id) == 1
        assert row(runtime, order_id).state == "ready"


class TestLettingGo:
    def a_waiting_order(self, runtime: Runtime, shop_id: int) -> int:
        order_id = order(runtime, shop_id)
        a_brand(runtime, shop_id, order_id, approved=False)
        judge(runtime, shop_id)
        return order_id

    def test_staff_let_an_order_go_with_a_reason_and_take_it_back(self, runtime: Runtime, shop_id: int):
        order_id = self.a_waiting_order(runtime, shop_id)
        with runtime.transaction() as tx:
            overriding.override(tx, shop_id, order_id, "A sample", actor=CLERK)
        found = row(runtime, order_id)
        assert (found.state, found.actor, found.why, is_held(runtime, order_id)) == (
            "overridden",
            CLERK,
            "A sample",
            False,
        )
        (told,) = trail(runtime, shop_id, "order:brand_overridden")
        assert (told.actor, told.details) == (CLERK, {"reason": "A sample", "missing": ["not_approved"]})
        change(runtime, order_id)
        judge(runtime, shop_id)
        assert row(runtime, order_id).state == "overridden"
        with runtime.transaction() as tx, pytest.raises(ConflictError):
            overriding.override(tx, shop_id, order_id, "Again", actor=CLERK)

        with runtime.transaction() as tx:
            overriding.take_back(tx, shop_id, order_id, actor=CLERK)
        assert is_held(runtime, order_id)
        judge(runtime, shop_id)
        assert codes(runtime, order_id) == ["not_approved"]
        assert len(trail(runtime, shop_id, "order:brand_override_ended")) == 1

    def test_what_has_left_cannot_be_held_again(self, runtime: Runtime, shop_id: int):
        order_id = self.a_waiting_order(runtime, shop_id)
        with runtime.transaction() as tx:
            overriding.override(tx, shop_id, order_id, "A sample", actor=CLERK)
        for status in ("partial", "fulfilled"):
            change(runtime, order_id, fulfillment_status=status)
            judge(runtime, shop_id)
            with runtime.transaction() as tx, pytest.raises(ConflictError, match="left already"):
                overriding.take_back(tx, shop_id, order_id, actor=CLERK)
        assert row(runtime, order_id).state == "overridden"

    def test_only_what_waits_is_let_go_and_only_what_was_let_go_is_taken_back(self, runtime: Runtime, shop_id: int):
        order_id = order(runtime, shop_id)
        for refused, how in ((overriding.override, {"why": "Why"}), (overriding.take_back, {})):
            with runtime.transaction() as tx, pytest.raises(ConflictError):
                refused(tx, shop_id, order_id, actor=CLERK, **how)  # type: ignore[operator]

    def test_a_release_in_shopify_is_respected_and_can_be_taken_back(self, runtime: Runtime, shop_id: int):
        order_id = self.a_waiting_order(runtime, shop_id)
        seen = hold(runtime, order_id)
        assert seen is not None
        with runtime.transaction() as tx:
            # What a comparison with Shopify finds: it was held there, and is no longer.
            holds._record(tx, seen, Outcome(lifted=["gid://shopify/FulfillmentOrder/1"]))
        assert is_due(runtime, order_id)
        judge(runtime, shop_id)
        found = row(runtime, order_id)
        assert (found.state, found.actor) == ("overridden", "Shopify")
        with runtime.transaction() as tx:
            overriding.take_back(tx, shop_id, order_id, actor=CLERK)
        assert is_held(runtime, order_id)

    def test_branding_that_was_reserved_is_free_again(self, runtime: Runtime, shop_id: int):
        order_id = order(runtime, shop_id, shipping_address=None)
        item_id = an_item(runtime, shop_id, a_brand(runtime, shop_id, order_id), 2)
        judge(runtime, shop_id)
        assert figures(runtime, item_id) == (2, 1)
        with runtime.transaction() as tx:
            overriding.override(tx, shop_id, order_id, "A sample", actor=CLERK)
        assert figures(runtime, item_id) == (2, 0)

    def test_what_leaves_although_it_was_to_wait_is_written_down(self, runtime: Runtime, shop_id: int):
        order_id = self.a_waiting_order(runtime, shop_id)
        change(runtime, order_id, fulfillment_status="fulfilled")
        judge(runtime, shop_id)
        judge(runtime, shop_id)

        assert (row(runtime, order_id).state, is_held(runtime, order_id)) == ("done", False)
        (left,) = trail(runtime, shop_id, "order:left_unbranded")
        assert left.details == {"reasons": "the trader's brand is not approved yet"}


class TestForgetting:
    def test_an_erased_buyers_order_is_let_go_and_nothing_is_kept_of_its_papers(self, runtime: Runtime, shop_id: int):
        order_id = order(runtime, shop_id)
        item_id = an_item(runtime, shop_id, a_brand(runtime, shop_id, order_id), 2)
        judge(runtime, shop_id, Papers(unprintable=("ค (U+0E04)",), units=4))
        assert (is_held(runtime, order_id), figures(runtime, item_id)) == (True, (2, 1))
        with runtime.transaction() as tx:
            request = open_request(tx, shop_id, "redact", "delivery-1", tx.now)
            redact_customer(tx, request, SALMA, ())
        judge(runtime, shop_id)

        found = row(runtime, order_id)
        assert (found.state, found.reasons, found.papers, found.inputs, found.digest) == ("done", [], None, None, None)
        assert (is_held(runtime, order_id), figures(runtime, item_id)) == (False, (2, 0))
        with runtime.snapshot() as tx:
            kept = [str(one.details) for one in tx.session.scalars(select(TimelineEntry))]
            kept += [str(one.details) for one in tx.session.scalars(select(AuditEntry))]
            kept += tx.session.scalars(select(Hold.reason)).all()
        assert [text for text in kept if "U+0E04" in text] == []


class TestTelling:
    def test_one_cause_that_stops_many_is_one_letter_a_day(self, runtime: Runtime, shop_id: int, clock: SettableClock):
        first = order(runtime, shop_id)
        a_brand(runtime, shop_id, first, approved=False)
        judge(runtime, shop_id)
        order(runtime, shop_id, 2)
        judge(runtime, shop_id)
        assert len(letters(runtime)) == 1
        found = hold(runtime, first)
        assert found is not None
        assert not found.is_mailed, "the letter of a single hold would come besides"
        clock.move(days=1)
        order(runtime, shop_id, 3)
        judge(runtime, shop_id)
        assert len(letters(runtime)) == 2

    def test_the_list_is_filtered_searched_and_sorted_by_age(
        self, runtime: Runtime, shop_id: int, clock: SettableClock
    ):
        first = order(runtime, shop_id, 1)
        a_brand(runtime, shop_id, first, approved=False)
        judge(runtime, shop_id)
        clock.move(hours=1)
        order(runtime, shop_id, 2, shipping_address=None)
        judge(runtime, shop_id)

        def names(wish: Wish) -> list[str]:
            with runtime.snapshot() as tx:
                return [found.name for found, _ in lists.list_waiting(tx, shop_id, wish).rows]

        assert names(Wish()) == ["#1", "#2"]
        assert names(Wish(newest_first=True)) == ["#2", "#1"]
        assert names(Wish(reason="no_address")) == ["#2"]
        assert names(Wish(reason="nonsense")) == ["#1", "#2"]
        assert [names(Wish(search=text)) for text in ("1", "#2", "9", "x")] == [["#1"], ["#2"], [], []]
        with runtime.snapshot() as tx:
            assert lists.count_waiting(tx, shop_id) == 2
            assert lists.count_by_reason(tx, shop_id) == {Code.NOT_APPROVED: 2, Code.NO_ADDRESS: 1}


def test_a_hold_that_stands_tells_a_new_reason_and_the_other_holds_theirs(runtime: Runtime, shop_id: int):
    """Each call writes the reasons of all holds: whichever comes last in Shopify, none is missing there."""
    order_id = order(runtime, shop_id)

    def calls() -> int:
        with runtime.snapshot() as tx:
            return len(tx.session.scalars(select(Call.id).where(Call.kind == holds.SYNC_HOLD)).all())

    with runtime.transaction() as tx:
        holds.want_hold(tx, shop_id, order_id, "one", "First.")
        holds.want_hold(tx, shop_id, order_id, HANDLE, "Second.")
    assert calls() == 2
    with runtime.transaction() as tx:
        holds.want_hold(tx, shop_id, order_id, "one", "First.")
    assert calls() == 2
    with runtime.transaction() as tx:
        holds.want_hold(tx, shop_id, order_id, "one", "First, anew.")
    assert calls() == 3
    with runtime.transaction() as tx:
        holds.drop_hold(tx, shop_id, order_id, "one", "Cured.")
    assert calls() == 5
