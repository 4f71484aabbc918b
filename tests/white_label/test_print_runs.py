"""A print run's life: asked for once, drawn from where it stopped, cancelled, and gone a day later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select

from jobs import printing as jobs
from jobs import upkeep
from shopify_app.audit.models import AuditEntry
from shopify_app.core.errors import ConflictError, InvalidInputError, NotFoundError
from shopify_app.core.runtime import Runtime
from shopify_app.orders import holds
from shopify_app.orders.models import Order
from shopify_app.people import actions as people
from shopify_app.people.rules import Identity
from shopify_app.privacy.actions import open_request, redact_customer
from shopify_app.privacy.gathering import held
from shopify_app.privacy.rules import REDACT
from shopify_app.white_label.documents.slip import packing_slip
from shopify_app.white_label.printing import claims, drawing, runs
from shopify_app.white_label.printing.claims import Claimed
from shopify_app.white_label.printing.history import Printed, last_paper, note
from shopify_app.white_label.printing.models import RunOrder
from shopify_app.white_label.printing.ready import ready_orders
from shopify_app.white_label.printing.rules import Wish
from shopify_app.white_label.release.models import BrandedOrder
from tests.builders import an_installed_shop
from tests.conftest import OTHER_SHOP, SHOP, SettableClock
from tests.white_label.test_brands import a_brand
from tests.white_label.test_documents import a_brand as a_face
from tests.white_label.test_documents import a_shipment
from tests.wholesale.trading import mark, order_of

SLIP = Wish(("packing-slip",), "A4", by_parcel=False)
PAPER = packing_slip(a_face(), a_shipment())


@pytest.fixture
def shop_id(runtime: Runtime) -> int:
    """A shop in which Salma is a trader."""
    number = an_installed_shop(runtime, SHOP)
    mark(runtime, number)
    return number


@pytest.fixture
def orders(runtime: Runtime, shop_id: int) -> list[int]:
    """Three orders of hers."""
    return [order_of(runtime, shop_id, number, "6000.00") for number in (1, 2, 3)]


def begin(runtime: Runtime, shop_id: int, order_ids: list[int], wish: Wish = SLIP) -> int:
    with runtime.transaction() as tx:
        return runs.begin(tx, shop_id, order_ids, wish, "7").id


def claim(runtime: Runtime, shop_id: int) -> Claimed | None:
    with runtime.transaction() as tx:
        return claims.claim(tx, shop_id)


def draw(runtime: Runtime, claimed: Claimed | None) -> bool:
    """As a worker that has drawn the order; False where nobody wants it any more."""
    assert claimed is not None
    with runtime.transaction() as tx:
        row = claims.still_wanted(tx, claimed)
        if row is None:
            return False
        order = tx.session.get_one(Order, claimed.order_id)
        (person,) = people.load(tx, order.shop_id, [order.person_id or 0]).values()
        claims.keep(tx, row, person, PAPER, 1)
        return True


def fail(runtime: Runtime, claimed: Claimed | None, why: str = "No brand.", *, final: bool = True) -> None:
    assert claimed is not None
    with runtime.transaction() as tx:
        claims.mark_failed(tx, claimed, why, final=final, retry_after=None)


def progress(runtime: Runtime, shop_id: int, run_id: int) -> tuple[str, int, int]:
    with runtime.snapshot() as tx:
        now = runs.progress_of(tx, runs.get_run(tx, shop_id, run_id))
        return now.state, now.drawn, now.failed


def kept(runtime: Runtime, run_id: int) -> int:
    """How many of its orders' papers lie in the database."""
    with runtime.snapshot() as tx:
        chosen = select(RunOrder.id).where(RunOrder.run_id == run_id, RunOrder.content.is_not(None))
        return len(tx.session.scalars(chosen).all())


def a_finished_run(runtime: Runtime, shop_id: int, order_ids: list[int]) -> int:
    run_id = begin(runtime, shop_id, order_ids)
    for _ in order_ids:
        assert draw(runtime, claim(runtime, shop_id))
    assert progress(runtime, shop_id, run_id)[0] == runs.DONE
    return run_id


def test_orders_are_drawn_in_the_order_they_were_asked_for_and_then_it_is_done(
    runtime: Runtime, shop_id: int, orders: list[int]
):
    run_id, drawn = begin(runtime, shop_id, orders[::-1]), []
    for _ in orders:
        claimed = claim(runtime, shop_id)
        assert draw(runtime, claimed)
        drawn.append(claimed.order_id if claimed else 0)

    assert drawn == orders[::-1]
    assert progress(runtime, shop_id, run_id) == ("done", 3, 0)
    part = drawing.take_part(runtime, shop_id, run_id, 1, "7")
    assert (part.name, part.content[:5]) == (f"papers-run-{run_id}-part-1.pdf", b"%PDF-")
    with runtime.snapshot() as tx:
        told = list(tx.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))
    assert told[-2:] == ["print_run:started", "print_run:taken"]


class TestAskedFor:
    def test_twice_it_is_one_run_also_just_after_it_ended(
        self, runtime: Runtime, shop_id: int, orders: list[int], clock: SettableClock
    ):
        """A second press of the button, or the same page in two windows."""
        first = begin(runtime, shop_id, orders[:1])
        assert begin(runtime, shop_id, orders[:1]) == first
        assert draw(runtime, claim(runtime, shop_id))
        assert begin(runtime, shop_id, orders[:1]) == first

        clock.move(minutes=2)
        assert begin(runtime, shop_id, orders[:1]) != first

    def test_for_other_papers_or_orders_it_is_another(self, runtime: Runtime, shop_id: int, orders: list[int]):
        made = {begin(runtime, shop_id, orders), begin(runtime, shop_id, orders[:2])}
        made |= {begin(runtime, shop_id, orders, Wish(("packing-slip",), "A6"))}

        assert len(made) == 3

    @pytest.mark.parametrize("chosen", [[], list(range(1, 1002))])
    def test_for_none_or_more_than_a_thousand_it_is_refused(self, runtime: Runtime, shop_id: int, chosen: list[int]):
        with pytest.raises(InvalidInputError, match=r"Choose at least|1001 orders"):
            begin(runtime, shop_id, chosen)

    def test_for_another_shops_order_it_is_refused(self, runtime: Runtime, shop_id: int, orders: list[int]):
        other = an_installed_shop(runtime, OTHER_SHOP)

        with pytest.raises(InvalidInputError, match="not in this shop"):
            begin(runtime, other, orders)
        assert claim(runtime, shop_id) is None


class TestInterrupted:
    def test_two_workers_never_draw_the_same_order(self, runtime: Runtime, shop_id: int, orders: list[int]):
        begin(runtime, shop_id, orders)
        claimed = [claim(runtime, shop_id) for _ in range(4)]

        assert sorted(one.order_id for one in claimed if one) == sorted(orders)
        assert claimed[3] is None

    def test_what_a_dead_worker_held_is_drawn_by_another(
        self, runtime: Runtime, shop_id: int, orders: list[int], clock: SettableClock
    ):
        run_id = begin(runtime, shop_id, orders)
        assert draw(runtime, claim(runtime, shop_id))
        died = claim(runtime, shop_id)
        runtime.redis.flushall()
        clock.move(minutes=2)
        upkeep.sweep()
        assert any(job.func_name == runs.DRAW_JOB for queue in runtime.jobs.queues() for job in queue.jobs)

        again = claim(runtime, shop_id)
        assert died is not None
        assert again is not None
        assert again.order_id == died.order_id
        assert draw(runtime, again)
        assert draw(runtime, claim(runtime, shop_id))
        assert progress(runtime, shop_id, run_id) == ("done", 3, 0)
        # It was not dead, only slow: what it draws now changes nothing.
        assert not draw(runtime, died)

    def test_what_fails_for_now_is_tried_again_and_what_fails_for_good_is_left_out(
        self, runtime: Runtime, shop_id: int, orders: list[int], clock: SettableClock
    ):
        run_id = begin(runtime, shop_id, orders[:2])
        fail(runtime, claim(runtime, shop_id), "Shopify did not answer.", final=False)
        fail(runtime, claim(runtime, shop_id), "This trader has no brand.")
        assert claim(runtime, shop_id) is None
        assert progress(runtime, shop_id, run_id) == ("running", 0, 1)
        for _ in range(3):
            clock.move(minutes=10)
            fail(runtime, claim(runtime, shop_id), "Shopify did not answer.", final=False)

        assert progress(runtime, shop_id, run_id) == ("done", 0, 2)
        with runtime.snapshot() as tx:
            run = runs.get_run(tx, shop_id, run_id)
            left_out = [(row.order_id, row.problem) for row, _ in runs.orders_of(tx, run, runs.FAILED)]
        assert left_out == [(orders[0], "Shopify did not answer."), (orders[1], "This trader has no brand.")]


class TestEnded:
    def test_cancelled_nothing_of_it_is_left_and_nothing_more_is_drawn(
        self, runtime: Runtime, shop_id: int, orders: list[int]
    ):
        run_id = begin(runtime, shop_id, orders)
        assert draw(runtime, claim(runtime, shop_id))
        under_way = claim(runtime, shop_id)
        with runtime.transaction() as tx:
            runs.cancel(tx, shop_id, run_id, "7")

        assert not draw(runtime, under_way)
        assert claim(runtime, shop_id) is None
        assert kept(runtime, run_id) == 0
        with pytest.raises(ConflictError, match="gone"):
            drawing.take_part(runtime, shop_id, run_id, 1, "7")
        with pytest.raises(ConflictError, match="ended already"), runtime.transaction() as tx:
            runs.cancel(tx, shop_id, run_id, "7")

    def test_before_it_is_done_nothing_is_handed_out(self, runtime: Runtime, shop_id: int, orders: list[int]):
        run_id = begin(runtime, shop_id, orders)
        assert draw(runtime, claim(runtime, shop_id))

        with pytest.raises(ConflictError, match="still being drawn"):
            drawing.take_part(runtime, shop_id, run_id, 1, "7")

    def test_a_day_later_what_was_drawn_is_gone(
        self, runtime: Runtime, shop_id: int, orders: list[int], clock: SettableClock
    ):
        run_id = a_finished_run(runtime, shop_id, orders)
        clock.move(hours=23)
        jobs.forget()
        assert kept(runtime, run_id) == 3
        clock.move(hours=1, seconds=1)
        with pytest.raises(ConflictError, match="gone"):
            drawing.take_part(runtime, shop_id, run_id, 1, "7")

        jobs.forget()
        assert kept(runtime, run_id) == 0
        assert progress(runtime, shop_id, run_id)[0] == runs.EXPIRED

    def test_one_that_never_ended_is_stopped_after_a_day(
        self, runtime: Runtime, shop_id: int, orders: list[int], clock: SettableClock
    ):
        run_id = begin(runtime, shop_id, orders)
        assert draw(runtime, claim(runtime, shop_id))
        clock.move(hours=25)
        jobs.forget()

        assert progress(runtime, shop_id, run_id)[0] == runs.EXPIRED
        assert (claim(runtime, shop_id), kept(runtime, run_id)) == (None, 0)


class TestPeople:
    def test_what_was_drawn_is_kept_readable_to_nobody(
        self, runtime: Runtime, shop_id: int, orders: list[int], dump_database: Callable[[], str]
    ):
        a_finished_run(runtime, shop_id, orders)

        assert "%PDF-" not in dump_database()

    def test_it_is_told_to_whom_it_is_about_and_goes_with_them(self, runtime: Runtime, shop_id: int, orders: list[int]):
        run_id = a_finished_run(runtime, shop_id, orders)
        with runtime.transaction() as tx:
            person_id = tx.session.get_one(Order, orders[0]).person_id or 0
            told = held(tx, people.load(tx, shop_id, [person_id])[person_id])["printed_papers"]
            assert [one["order"] for one in told] == ["#1", "#2", "#3"]
            request = open_request(tx, shop_id, REDACT, "r1", tx.now)
            redact_customer(tx, request, Identity(7), [])
            assert request.receipt["destroyed"]["printed_papers"] == 3

        assert kept(runtime, run_id) == 0
        assert progress(runtime, shop_id, run_id) == ("done", 0, 3)
        with pytest.raises(NotFoundError):
            drawing.take_part(runtime, shop_id, run_id, 1, "7")


def test_another_shop_sees_none_of_it(runtime: Runtime, shop_id: int, orders: list[int]):
    run_id, other = a_finished_run(runtime, shop_id, orders), an_installed_shop(runtime, OTHER_SHOP)

    with pytest.raises(NotFoundError), runtime.snapshot() as tx:
        runs.get_run(tx, other, run_id)
    with pytest.raises(NotFoundError):
        drawing.take_part(runtime, other, run_id, 1, "7")
    with pytest.raises(NotFoundError), runtime.transaction() as tx:
        runs.cancel(tx, other, run_id, "7")


def test_many_orders_come_in_files_of_a_hundred(
    runtime: Runtime, shop_id: int, orders: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(drawing, "PART_ORDERS", 2)
    run_id = a_finished_run(runtime, shop_id, orders)
    with runtime.snapshot() as tx:
        parts = drawing.parts_of(tx, runs.get_run(tx, shop_id, run_id))

    assert [(one.first, one.last, one.orders, one.pages) for one in parts] == [("#1", "#2", 2, 2), ("#3", "#3", 1, 1)]
    first, second = (drawing.take_part(runtime, shop_id, run_id, number, "7").content for number in (1, 2))
    assert (first.count(b"/MediaBox"), second.count(b"/MediaBox")) == (2, 1)
    with pytest.raises(NotFoundError):
        drawing.take_part(runtime, shop_id, run_id, 3, "7")


def test_ready_is_what_has_its_brand_nothing_stops_and_was_not_printed(
    runtime: Runtime, shop_id: int, orders: list[int]
):
    brand_id = a_brand(runtime, shop_id, orders[0])

    def ready(**states: str) -> list[int]:
        with runtime.transaction() as tx:
            for order_id, state in zip(orders, states.values(), strict=False):
                row = tx.session.get(BrandedOrder, order_id) or a_branded_order(shop_id, order_id, brand_id, tx.now)
                row.state = state
                tx.session.add(row)
            tx.session.flush()
            return ready_orders(tx, shop_id)

    assert ready() == []
    assert ready(first="waiting", second="ready", third="overridden") == orders[1:2]
    assert ready(first="ready", second="ready", third="ready") == orders
    with runtime.transaction() as tx:
        tx.session.get_one(Order, orders[0]).cancelled_at = tx.now
        tx.session.get_one(Order, orders[1]).fulfillment_status = "fulfilled"
    assert ready() == orders[2:]
    with runtime.transaction() as tx:
        holds.want_hold(tx, shop_id, orders[2], "order-minimum", "below")
    assert ready() == []
    with runtime.transaction() as tx:
        holds.drop_hold(tx, shop_id, orders[2], "order-minimum", "cured")
    assert ready() == orders[2:]
    with runtime.transaction() as tx:
        note(tx, shop_id, Printed(orders[2], brand_id, 1, ["packing-slip"], "A6", 1, 1, "7"))
        assert last_paper(tx, shop_id, brand_id) == "A6"
    assert ready() == []


def a_branded_order(shop_id: int, order_id: int, brand_id: int, at: datetime) -> BrandedOrder:
    lists: dict[str, list[object]] = {"versions": [], "reasons": []}
    return BrandedOrder(
        order_id=order_id, shop_id=shop_id, brand_id=brand_id, since=at, looked_at=at, codes="", tries=0, **lists
    )
