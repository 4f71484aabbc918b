"""Parcels as they are kept: once each, with the brand they left under, searched, forgotten; and what staff typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from shopify_app.audit.models import AuditEntry
from shopify_app.core.errors import RemoteError
from shopify_app.core.outbox import Call
from shopify_app.core.runtime import Runtime
from shopify_app.orders.actions import get_order
from shopify_app.orders.holds import want_hold
from shopify_app.orders.models import Order, TimelineEntry
from shopify_app.people import actions as people
from shopify_app.privacy import retention
from shopify_app.privacy.gathering import held
from shopify_app.shops.models import Shop
from shopify_app.white_label.brands import actions as brands
from shopify_app.white_label.faces import Brand
from shopify_app.white_label.parcels import forms, lists, rules, telling
from shopify_app.white_label.parcels.actions import brand_of, record_parcels
from shopify_app.white_label.parcels.catching_up import ask_for_shipped, shops_with_brands
from shopify_app.white_label.parcels.client import OrderParcels, ParcelsClient
from shopify_app.white_label.parcels.models import (
    ASKED,
    BLOCKED,
    NEUTRAL,
    OFF,
    OWN,
    REFUSED,
    SENT,
    WANTED,
    Parcel,
    ParcelRequest,
)
from shopify_app.white_label.parcels.rules import SeenParcel, ShippableLine, Tracking, Wish, WishedLine
from shopify_app.white_label.parcels.sealing import empty_before, empty_person, open_tracking
from shopify_app.white_label.parcels.shipping import ship
from shopify_app.white_label.release.models import HANDLE
from tests.builders import an_installed_shop
from tests.conftest import OTHER_SHOP, SHOP
from tests.wholesale.trading import mark, order_of

CLERK = "staff 1"
NADIA = Brand("Dar Nadia", contact="hello@dar-nadia.example", email="hello@dar-nadia.example")


class World:
    """A shop with an order of the trader Salma, whose brand is in force."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.shop_id = an_installed_shop(runtime, SHOP)
        mark(runtime, self.shop_id)
        self.order_id = order_of(runtime, self.shop_id, 1, "6000.00")
        self.brand_id = self.approve(NADIA)

    def approve(self, brand: Brand) -> int:
        with self.runtime.transaction() as tx:
            row = brands.brand_for(tx, self.shop_id, self.order_id)
            brands.change_draft(tx, self.shop_id, row.id, lambda _: brand, actor=CLERK)
            brands.approve(tx, self.shop_id, row.id, "By e-mail", actor=CLERK)
            return row.id

    def see(self, *seen: SeenParcel) -> list[int]:
        """Keep these sights; returns which parcels were new."""
        with self.runtime.transaction() as tx:
            order = get_order(tx, self.shop_id, self.order_id)
            brand = brand_of(tx, order)
            assert brand is not None
            return [row.id for row in record_parcels(tx, order, brand, seen)]

    def parcel(self) -> Parcel:
        with self.runtime.snapshot() as tx:
            return tx.session.scalars(select(Parcel).where(Parcel.shop_id == self.shop_id)).one()

    def tracking(self) -> Tracking | None:
        with self.runtime.snapshot() as tx:
            return open_tracking(tx, tx.session.scalars(select(Parcel)).one())

    def events(self, prefix: str) -> list[str]:
        with self.runtime.snapshot() as tx:
            chosen = select(AuditEntry.event).where(AuditEntry.event.startswith(prefix)).order_by(AuditEntry.id)
            return list(tx.session.scalars(chosen))

    def calls(self, kind: str) -> int:
        with self.runtime.snapshot() as tx:
            return tx.session.scalar(select(func.count()).select_from(Call).where(Call.kind == kind)) or 0


@pytest.fixture
def world(runtime: Runtime) -> World:
    return World(runtime)


def seen(at: datetime, number: int = 1, **changes: Any) -> SeenParcel:
    usual = SeenParcel(
        shopify_fulfillment_id=number,
        is_cancelled=False,
        created_at=at,
        changed_at=at,
        units=2,
        carrier="Aramex",
        tracking=Tracking(("ARX-1",), ("https://www.aramex.com/track/ARX-1",)),
    )
    return replace(usual, **changes)


class TestKeeping:
    def test_a_parcel_is_kept_once_and_its_newest_sight_counts(self, world: World):
        now = world.runtime.clock.now()
        later = seen(now, changed_at=now + timedelta(seconds=9), tracking=Tracking(("ARX-2",)))

        assert len(world.see(seen(now))) == 1
        assert world.see(later, seen(now), later) == []
        assert world.tracking() == Tracking(("ARX-2",))
        cancelled = replace(later, is_cancelled=True)
        world.see(cancelled)
        world.see(later, cancelled)
        assert world.parcel().state == "cancelled"
        assert world.events("parcel:") == ["parcel:shipped", "parcel:cancelled"]

    def test_it_keeps_the_version_it_left_under(self, world: World):
        now = world.runtime.clock.now()
        world.runtime.clock.move(hours=1)  # type: ignore[attr-defined]
        world.approve(replace(NADIA, message="Anew."))
        world.runtime.clock.move(hours=1)  # type: ignore[attr-defined]
        world.see(seen(now), seen(now - timedelta(days=1), 2), seen(world.runtime.clock.now(), 3))

        with world.runtime.snapshot() as tx:
            rows = {row.shopify_fulfillment_id: row.version for row in tx.session.scalars(select(Parcel))}
        # The second left before anything was approved: it carried no brand.
        assert rows == {1: 1, 3: 2}

    def test_tracking_is_not_readable_in_the_database(self, world: World, dump_database: Callable[[], str]):
        world.see(seen(world.runtime.clock.now()))

        assert "ARX-1" not in dump_database()

    @pytest.mark.parametrize("host", [SHOP, "track.desert-rose.example"])
    def test_a_name_on_it_is_told_once_and_taken_back_when_it_is_gone(self, world: World, host: str):
        """By the domain that Shopify gave the shop, or its own."""
        now = world.runtime.clock.now()
        with world.runtime.transaction() as tx:
            tx.session.get_one(Shop, world.shop_id).web_domain = "desert-rose.example"
        leaking = seen(now, tracking=Tracking(("1",), (f"https://{host}/track/1",)))
        world.see(leaking)
        world.see(leaking, replace(leaking, changed_at=now + timedelta(seconds=5)))
        assert (world.parcel().has_leaks, world.calls("parcels.tell_leak")) == (True, 1)
        assert host not in str(world.parcel().leaks)
        with world.runtime.snapshot() as tx:
            assert lists.count_leaking(tx, world.shop_id) == 1

        world.see(seen(now, changed_at=now + timedelta(seconds=9)))
        assert (world.parcel().has_leaks, world.events("parcel:leaked")) == (False, ["parcel:leaked"])


class TestForgetting:
    def test_the_person_is_told_what_is_held_and_erasing_takes_it(self, world: World):
        world.see(seen(world.runtime.clock.now()))
        with world.runtime.transaction() as tx:
            person_id = get_order(tx, world.shop_id, world.order_id).person_id
            assert person_id is not None
            (person,) = people.load(tx, world.shop_id, [person_id]).values()
            (told,) = held(tx, person)["parcels"]
            assert (told["carrier"], told["tracking_numbers"]) == ("Aramex", ["ARX-1"])
            assert empty_person(tx, world.shop_id, [person_id]) == 1
            people.erase(tx, world.shop_id, [person_id])

        assert world.tracking() is None
        assert world.parcel().units == 2

    def test_tracking_goes_with_the_destination_of_old_orders(self, world: World):
        world.see(seen(world.runtime.clock.now()))
        with world.runtime.transaction() as tx:
            assert empty_before(tx, world.shop_id, tx.now) == 0
        world.runtime.clock.move(days=3 * 365 + 2)  # type: ignore[attr-defined]
        with world.runtime.transaction() as tx:
            retention.forget_destinations(tx, world.shop_id)

        assert world.parcel().tracking is None


class TestTelling:
    def choose(self, world: World, sends: str) -> bool:
        with world.runtime.transaction() as tx:
            return telling.choose(tx, world.shop_id, world.brand_id, sends, actor=CLERK)

    def test_nobody_is_told_until_the_trader_chose_it(self, world: World):
        world.see(seen(world.runtime.clock.now()))
        assert (world.parcel().told, world.calls(telling.TELL_CONSIGNEE)) == (OFF, 0)

        assert [self.choose(world, NEUTRAL), self.choose(world, NEUTRAL)] == [True, False]
        assert world.events("brand_messages") == ["brand_messages:changed"]
        assert world.parcel().told == OFF

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({}, WANTED),
            ({"is_cancelled": True}, OFF),
            ({"carrier": "Wholesale Cargo"}, BLOCKED),
            ({"created_at": timedelta(days=-2, minutes=-1)}, OFF),
        ],
    )
    def test_only_fresh_and_clean_parcels_are_told_of(self, world: World, changes: dict[str, Any], told: str):
        world.runtime.clock.move(days=3)  # type: ignore[attr-defined]
        self.choose(world, NEUTRAL)
        now = world.runtime.clock.now()
        if "created_at" in changes:
            changes = {"created_at": now + changes["created_at"]}
        world.see(seen(now, **changes))

        assert world.parcel().told == told
        assert world.calls(telling.TELL_CONSIGNEE) == (told == WANTED)

    def test_who_was_told_is_not_told_again_whatever_becomes_of_the_tracking(self, world: World):
        self.choose(world, NEUTRAL)
        now = world.runtime.clock.now()
        world.see(seen(now))
        with world.runtime.transaction() as tx:
            tx.session.scalars(select(Parcel)).one().told = SENT
        leaking = Tracking(("1",), (f"https://{SHOP}/track/1",))
        world.see(seen(now, changed_at=now + timedelta(seconds=5), tracking=leaking))
        world.see(seen(now, changed_at=now + timedelta(seconds=9)))

        assert (world.parcel().told, world.calls(telling.TELL_CONSIGNEE)) == (SENT, 1)
        with world.runtime.transaction() as tx, pytest.raises(telling.NothingToTellError):
            telling.tell_again(tx, tx.session.scalars(select(Parcel)).one(), actor=CLERK)

    def test_the_traders_own_address_must_be_at_a_domain_of_theirs(self, world: World):
        assert self.choose(world, OWN)
        world.approve(replace(NADIA, email="nadia@gmail.com", contact="nadia@gmail.com"))
        self.choose(world, NEUTRAL)
        with pytest.raises(telling.NoMailboxError):
            self.choose(world, OWN)

    def test_a_neutral_address_that_names_the_shop_is_seen(self, world: World):
        with world.runtime.snapshot() as tx:
            assert telling.why_not_neutral(tx, world.shop_id, "parcels@delivery-notice.example") is None
        with world.runtime.transaction() as tx:
            tx.session.get_one(Shop, world.shop_id).web_domain = "www.desert-rose.example"
            told = telling.why_not_neutral(tx, world.shop_id, "parcels@mail.desert-rose.example")
        assert told == "the shop's address in the web"


class TestCatchingUp:
    def test_shipped_orders_of_branded_traders_are_read_once_a_change(self, world: World):
        with world.runtime.transaction() as tx:
            assert shops_with_brands(tx) == [world.shop_id]
            tx.session.get_one(Order, world.order_id).fulfillment_status = "partial"
        for _ in range(2):
            with world.runtime.transaction() as tx:
                assert ask_for_shipped(tx, world.shop_id) == 1

        assert world.calls("parcels.read") == 1

    def test_another_shops_parcels_are_not_in_the_list(self, world: World):
        world.see(seen(world.runtime.clock.now()))
        other = an_installed_shop(world.runtime, OTHER_SHOP)
        with world.runtime.snapshot() as tx:
            found = {
                shop: [
                    len(lists.list_parcels(tx, shop, lists.ListWish(show, search)).rows)
                    for show, search in (("all", ""), ("all", "#1"), ("all", "2"), ("leaks", ""), ("cancelled", ""))
                ]
                for shop in (world.shop_id, other)
            }
            with pytest.raises(lists.UnknownParcelError):
                lists.get_parcel(tx, other, world.parcel().id)

        assert found == {world.shop_id: [1, 1, 0, 0, 0], other: [0, 0, 0, 0, 0]}

    def test_the_order_tells_what_happened(self, world: World):
        world.see(seen(world.runtime.clock.now()))
        with world.runtime.snapshot() as tx:
            told = list(tx.session.scalars(select(TimelineEntry.what).where(TimelineEntry.order_id == world.order_id)))

        assert "shipped" in told


LINES = (ShippableLine(11, 101, "Tray", "T", 2), ShippableLine(12, 102, "Bowl", "B", 5))


def typed(**changes: str) -> dict[str, str]:
    return {"line-11": "2", "line-12": "5", "carrier": "", "number": "", "url": "", **changes}


@pytest.mark.parametrize(
    ("changes", "quantities"),
    [({}, [2, 5]), ({"line-11": "0"}, [5]), ({"line-11": ""}, [5]), ({"line-12": " 1 "}, [2, 1])],
)
def test_a_parcel_holds_what_was_typed(changes: dict[str, str], quantities: list[int]):
    assert [line.quantity for line in forms.read_wish(typed(**changes), LINES).lines] == quantities


@pytest.mark.parametrize(
    "changes",
    [
        {"line-11": "3"},
        {"line-11": "-1"},
        {"line-11": "1.5"},
        {"line-11": "٢"},
        {"line-11": "9" * 30},
        {"line-11": "0", "line-12": "0"},
        {"carrier": "x" * 101},
        {"carrier": "a\u202eb"},
        {"number": "x" * 101},
        {"url": "https://a.example/1"},
        {"number": "1", "url": "ftp://a.example/1"},
        {"number": "1", "url": "javascript:alert(1)"},
        {"number": "1", "url": "https://user:pass@a.example/1"},
        {"number": "1", "url": "https://["},
        {"number": "1", "url": "https://a.example/" + "x" * 500},
    ],
)
def test_what_cannot_be_a_parcel_gets_a_sentence(changes: dict[str, str]):
    with pytest.raises(forms.BadParcelError, match=r"\."):
        forms.read_wish(typed(**changes), LINES)


@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (512, [512]), (513, [512, 1]), (1100, [512, 512, 76])])
def test_very_long_orders_take_as_few_parcels_as_shopify_allows(count: int, sizes: list[int]):
    wish = Wish(tuple(WishedLine(one, one, 1) for one in range(count)), "Aramex", Tracking())
    parts = list(rules.parts_of(wish))

    assert [len(part.lines) for part in parts] == sizes
    assert [line for part in parts for line in part.lines] == list(wish.lines)


AT = datetime.fromisoformat("2026-11-24T10:00:00+00:00")


@pytest.mark.parametrize(
    ("parcel", "ours"),
    [
        (seen(AT), True),
        (seen(AT, tracking=Tracking(("ARX-1",), ("https://another.example/ARX-1",))), True),
        (seen(AT, 7), False),
        (seen(AT, units=3), False),
        (seen(AT, carrier="DHL"), False),
        (seen(AT, tracking=Tracking(("ARX-2",))), False),
        (seen(AT, is_cancelled=True), False),
    ],
)
def test_after_a_time_out_ours_is_known_by_what_is_in_it_and_on_it(parcel: SeenParcel, ours: bool):
    assert rules.could_be(parcel, 2, "Aramex", Tracking(("ARX-1",)), {7}) is ours


@pytest.mark.parametrize(
    ("shipped", "same"), [({101: 2, 102: 1}, True), ({101: 2}, False), ({101: 1, 102: 2}, False), ({}, False)]
)
def test_it_holds_the_same_goods(shipped: dict[int, int], same: bool):
    """Two lines of a fulfilment order may be of one line of the order."""
    assert rules.same_goods([[1, 101, 1], [2, 101, 1], [3, 102, 1]], shipped) is same


class Silent:
    """Shopify, which takes nothing and counts how often it is asked to ship."""

    def __init__(self) -> None:
        self.asked = 0

    def parcels_of(self, shop_id: int, number: int) -> OrderParcels:
        return OrderParcels((), is_all=False)

    def ship(self, shop_id: int, fulfillment_order_id: int, wish: Wish) -> SeenParcel:
        self.asked += 1
        raise RemoteError("Shopify does not answer.", temporary=True)


def test_what_is_held_between_two_tries_is_not_shipped_by_the_second(world: World, monkeypatch: pytest.MonkeyPatch):
    shopify = Silent()
    monkeypatch.setattr(ParcelsClient, "build", lambda runtime: shopify)
    with world.runtime.transaction() as tx:
        get_order(tx, world.shop_id, world.order_id).brand_due = False
        row = ParcelRequest(shop_id=world.shop_id, order_id=world.order_id, token="t" * 16, part=0, units=1, lines=[])
        row.shopify_fulfillment_order_id, row.state, row.known, row.actor, row.made_at = 1, ASKED, [], CLERK, tx.now
        tx.session.add(row)
        tx.session.flush()
        number = row.id
    with pytest.raises(RemoteError):
        ship(world.runtime, world.shop_id, number, world.order_id)
    with world.runtime.transaction() as tx:
        want_hold(tx, world.shop_id, world.order_id, HANDLE, "A paper would show a name.", is_mailed=False)

    ship(world.runtime, world.shop_id, number, world.order_id)

    with world.runtime.snapshot() as tx:
        assert (shopify.asked, tx.session.get_one(ParcelRequest, number).state) == (1, REFUSED)
