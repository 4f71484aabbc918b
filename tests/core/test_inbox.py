"""Deliveries: stored once, handled in the order they came, tried again, never handled twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from shopify_app.core import inbox
from shopify_app.core.errors import NotFoundError
from shopify_app.core.inbox import DEAD, DONE, DUE, Delivery, Message, Opened
from shopify_app.core.runtime import Runtime
from tests.builders import a_delivery, a_shop
from tests.conftest import OTHER_SHOP, SettableClock


def deliver(runtime: Runtime, shop_id: int, **changes: object) -> int:
    with runtime.transaction() as tx:
        return a_delivery(tx, shop_id, **changes)


def due_ids(runtime: Runtime, shop_id: int, limit: int = 100, **only: object) -> list[int]:
    with runtime.snapshot() as tx:
        return [row.id for row in inbox.due(tx, shop_id, limit, **only)]


def row_of(runtime: Runtime, delivery_id: int) -> Delivery:
    with runtime.snapshot() as tx:
        return tx.session.get_one(Delivery, delivery_id)


def fail(runtime: Runtime, delivery_id: int, *, final: bool = False) -> None:
    with runtime.transaction() as tx:
        inbox.mark_failed(tx, delivery_id, "a problem", final=final)


def test_deliveries_are_due_in_the_order_they_came(runtime: Runtime):
    shop_id = a_shop(runtime)
    ids = [deliver(runtime, shop_id) for _ in range(5)]

    assert due_ids(runtime, shop_id) == ids
    assert due_ids(runtime, shop_id, limit=2) == ids[:2]


def test_a_shop_sees_its_own_deliveries_only(runtime: Runtime):
    shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
    mine, theirs = deliver(runtime, shop_id), deliver(runtime, other_id)

    assert due_ids(runtime, shop_id) == [mine]
    assert due_ids(runtime, other_id) == [theirs]


def test_some_topics_can_be_asked_for_alone(runtime: Runtime):
    shop_id = a_shop(runtime)
    deliver(runtime, shop_id, topic="orders/create")
    wanted = deliver(runtime, shop_id, topic="shop/redact")

    assert due_ids(runtime, shop_id, only=["shop/redact", "customers/redact"]) == [wanted]
    assert due_ids(runtime, shop_id, only=[]) == []


def test_the_oldest_due_deliveries_are_found_by_the_index_of_due_ones(runtime: Runtime):
    """A year of handled rows must not make the queue slow."""
    shop_id, statements = a_shop(runtime), []

    @event.listens_for(runtime.engine, "before_cursor_execute")
    def remember(_connection, _cursor, statement, parameters, _context, _many):
        statements.append((statement, parameters))

    due_ids(runtime, shop_id)
    statement, parameters = next(pair for pair in statements if "FROM inbox" in pair[0])
    with runtime.transaction() as tx:
        explain = "EXPLAIN QUERY PLAN" if runtime.settings.is_sqlite else "EXPLAIN"
        if not runtime.settings.is_sqlite:
            # So few rows are read whole by any sensible planner.
            tx.session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = tx.session.connection().exec_driver_sql(f"{explain} {statement}", parameters).all()

    assert "ix_inbox_due" in str(plan)


class TestStoringOnce:
    @pytest.mark.parametrize("repeated", [{}, {"topic": "orders/updated"}])
    def test_a_repeated_delivery_is_refused_by_the_database(self, runtime: Runtime, repeated: dict[str, str]):
        shop_id = a_shop(runtime)
        deliver(runtime, shop_id, delivery_id="once")
        with pytest.raises(IntegrityError):
            deliver(runtime, shop_id, delivery_id="once", **repeated)

    def test_the_same_id_from_another_shop_or_sender_is_another_delivery(self, runtime: Runtime):
        shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
        ids = {
            deliver(runtime, shop_id, delivery_id="once"),
            deliver(runtime, other_id, delivery_id="once"),
            deliver(runtime, shop_id, delivery_id="once", source="noon"),
        }

        assert len(ids) == 3

    def test_the_longest_ids_fit(self, runtime: Runtime):
        """A topic and an id of a hundred characters, as the receiver joins them."""
        shop_id = a_shop(runtime)
        longest = "fulfillment_orders/order_routing_complete:" + "i" * 100

        assert row_of(runtime, deliver(runtime, shop_id, delivery_id=longest)).delivery_id == longest


class TestOpening:
    def test_a_payload_is_sealed_at_rest_and_opens_with_the_days_key(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        delivery_id = deliver(runtime, shop_id, payload=b'{"email":"salma@example.com"}')
        with runtime.snapshot() as tx:
            rows = inbox.due(tx, shop_id, 10)
            (opened,) = inbox.open_all(tx, shop_id, rows)
            assert b"salma" not in (rows[0].payload or b"")

        assert (opened.id, opened.payload) == (delivery_id, b'{"email":"salma@example.com"}')

    def test_what_cannot_be_opened_is_left_out_and_stops_no_other(self, runtime: Runtime, clock: SettableClock):
        shop_id = a_shop(runtime)
        old = deliver(runtime, shop_id)
        clock.move(days=1)
        moved, changed, emptied, good = (deliver(runtime, shop_id, payload=b"%d" % number) for number in range(4))
        with runtime.transaction() as tx:
            tx.keyring.destroy_inbox_before(tx.session, shop_id, tx.now.date().isoformat(), tx.now)
            tx.session.get_one(Delivery, moved).delivery_id = "another place"
            row = tx.session.get_one(Delivery, changed)
            row.payload = type(row.payload)(row.payload[:-1] + bytes([row.payload[-1] ^ 1]))
            tx.session.get_one(Delivery, emptied).payload = None
        with runtime.snapshot() as tx:
            rows = inbox.due(tx, shop_id, 10)
            opened = inbox.open_all(tx, shop_id, rows)

        assert [row.id for row in rows] == [old, moved, changed, emptied, good]
        assert [delivery.id for delivery in opened] == [good]

    def test_nothing_due_needs_no_key(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        with runtime.snapshot() as tx:
            assert inbox.open_all(tx, shop_id, []) == []


class TestTwoWorkers:
    def test_what_one_worker_handles_no_other_gets(self, runtime: Runtime):
        """On PostgreSQL the second passes over locked rows; on SQLite it waits, and finds them handled."""
        shop_id = a_shop(runtime)
        ids = [deliver(runtime, shop_id) for _ in range(3)]
        chosen = threading.Event()

        def second() -> set[int]:
            chosen.wait(10)
            with runtime.transaction() as tx:
                return inbox.still_due(tx, ids)

        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(second)
            with runtime.transaction() as tx:
                assert inbox.still_due(tx, ids) == set(ids)
                chosen.set()
                threading.Event().wait(0.2)
                inbox.mark_done(tx, ids)
            assert other.result(10) == set()

    def test_what_one_worker_failed_to_commit_the_next_one_gets(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        ids = [deliver(runtime, shop_id) for _ in range(2)]
        with pytest.raises(ZeroDivisionError), runtime.transaction() as tx:
            inbox.mark_done(tx, list(inbox.still_due(tx, ids)))
            raise ZeroDivisionError
        with runtime.transaction() as tx:
            assert inbox.still_due(tx, ids) == set(ids)

    def test_a_failure_told_late_does_not_touch_what_another_handled(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        delivery_id = deliver(runtime, shop_id)
        with runtime.transaction() as tx:
            inbox.mark_done(tx, [delivery_id])
        fail(runtime, delivery_id, final=True)

        assert (row_of(runtime, delivery_id).state, row_of(runtime, delivery_id).tries) == (DONE, 0)


def test_a_handled_delivery_is_emptied_and_its_id_stays(runtime: Runtime):
    shop_id = a_shop(runtime)
    delivery_id = deliver(runtime, shop_id, delivery_id="once")
    with runtime.transaction() as tx:
        inbox.mark_done(tx, [delivery_id])
    row = row_of(runtime, delivery_id)

    assert (row.state, row.payload, row.delivery_id) == (DONE, None, "once")
    assert row.handled_at is not None
    assert due_ids(runtime, shop_id) == []


class TestTryingAgain:
    def test_a_failed_delivery_waits_and_comes_back(self, runtime: Runtime, clock: SettableClock):
        shop_id = a_shop(runtime)
        delivery_id = deliver(runtime, shop_id)
        fail(runtime, delivery_id)

        assert due_ids(runtime, shop_id) == []
        clock.move(seconds=3.1)
        assert due_ids(runtime, shop_id) == [delivery_id]
        assert (row_of(runtime, delivery_id).tries, row_of(runtime, delivery_id).problem) == (1, "a problem")

    def test_the_gaps_grow(self, runtime: Runtime):
        shop_id, gaps = a_shop(runtime), []
        delivery_id = deliver(runtime, shop_id)
        for _ in range(5):
            with runtime.transaction() as tx:
                inbox.mark_failed(tx, delivery_id, "a problem")
                next_try_at = tx.session.get_one(Delivery, delivery_id).next_try_at
                assert next_try_at is not None
                gaps.append((next_try_at - tx.now).total_seconds())

        assert all(2 ** (number + 1) * 0.5 <= gap <= 2 ** (number + 1) * 1.5 for number, gap in enumerate(gaps))

    def test_after_the_last_try_it_is_a_dead_letter(self, runtime: Runtime, clock: SettableClock):
        shop_id = a_shop(runtime)
        delivery_id = deliver(runtime, shop_id)
        for _ in range(inbox.MAX_TRIES - 1):
            fail(runtime, delivery_id)
        assert row_of(runtime, delivery_id).state == DUE
        fail(runtime, delivery_id)

        assert row_of(runtime, delivery_id).state == DEAD
        clock.move(days=1)
        assert due_ids(runtime, shop_id) == []

    def test_what_can_never_succeed_is_a_dead_letter_at_once(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        delivery_id = deliver(runtime, shop_id)
        fail(runtime, delivery_id, final=True)

        assert row_of(runtime, delivery_id).state == DEAD

    def test_a_long_problem_is_cut(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        delivery_id = deliver(runtime, shop_id)
        with runtime.transaction() as tx:
            inbox.mark_failed(tx, delivery_id, "ü" * 1000)

        assert row_of(runtime, delivery_id).problem == "ü" * 300

    def test_a_dead_letter_can_be_replayed_with_all_its_tries(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        delivery_id = deliver(runtime, shop_id, payload=b"kept")
        fail(runtime, delivery_id, final=True)
        with runtime.transaction() as tx:
            inbox.replay(tx, shop_id, delivery_id)
        row = row_of(runtime, delivery_id)

        assert (row.state, row.tries, row.next_try_at) == (DUE, 0, None)
        with runtime.snapshot() as tx:
            assert [opened.payload for opened in inbox.open_all(tx, shop_id, [row])] == [b"kept"]

    def test_only_a_dead_letter_of_this_shop_can_be_replayed(self, runtime: Runtime):
        shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
        dead, waiting = deliver(runtime, shop_id), deliver(runtime, shop_id)
        fail(runtime, dead, final=True)
        for of_shop, row_id in ((other_id, dead), (shop_id, waiting), (shop_id, 10**9)):
            with pytest.raises(NotFoundError), runtime.transaction() as tx:
                inbox.replay(tx, of_shop, row_id)

        assert row_of(runtime, dead).state == DEAD


def test_shops_with_work_are_found_once_each(runtime: Runtime, clock: SettableClock):
    busy, waiting, dead, idle = (a_shop(runtime, f"{name}.myshopify.com") for name in ("busy", "wait", "dead", "idle"))
    deliver(runtime, busy)
    deliver(runtime, busy)
    fail(runtime, deliver(runtime, waiting))
    fail(runtime, deliver(runtime, dead), final=True)
    with runtime.snapshot() as tx:
        assert inbox.shops_with_due(tx) == [busy]
        assert idle not in inbox.shops_with_due(tx)
    clock.move(seconds=3.1)
    with runtime.snapshot() as tx:
        assert sorted(inbox.shops_with_due(tx)) == sorted([busy, waiting])


def test_what_waits_and_what_failed_is_counted_per_shop_and_over_all(runtime: Runtime):
    shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
    for _ in range(3):
        deliver(runtime, shop_id)
    fail(runtime, deliver(runtime, shop_id), final=True)
    deliver(runtime, other_id)
    with runtime.transaction() as tx:
        inbox.mark_done(tx, [a_delivery(tx, shop_id)])
    with runtime.snapshot() as tx:
        assert inbox.counts(tx, shop_id) == {DUE: 3, DEAD: 1}
        assert inbox.counts(tx, other_id) == {DUE: 1, DEAD: 0}
        assert inbox.counts(tx) == {DUE: 4, DEAD: 1}


def test_the_lag_is_the_age_of_what_waits_longest(runtime: Runtime, clock: SettableClock):
    shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
    with runtime.snapshot() as tx:
        assert inbox.oldest_due_at(tx) is None
    first = row_of(runtime, deliver(runtime, shop_id))
    clock.move(minutes=5)
    second = row_of(runtime, deliver(runtime, other_id))
    with runtime.snapshot() as tx:
        assert inbox.oldest_due_at(tx) == first.received_at
        assert inbox.oldest_due_at(tx, other_id) == second.received_at


def test_handled_deliveries_are_forgotten_and_others_never(runtime: Runtime, clock: SettableClock):
    shop_id = a_shop(runtime)
    done, due, dead = (deliver(runtime, shop_id) for _ in range(3))
    with runtime.transaction() as tx:
        inbox.mark_done(tx, [done])
    fail(runtime, dead, final=True)
    clock.move(days=14)
    young = deliver(runtime, shop_id)
    with runtime.transaction() as tx:
        inbox.mark_done(tx, [young])
        assert inbox.forget_before(tx, timedelta(days=15)) == 0
    clock.move(minutes=1)
    with runtime.transaction() as tx:
        assert inbox.forget_before(tx, timedelta(days=14)) == 1
        assert inbox.forget_before(tx, timedelta(days=14)) == 0
    with runtime.snapshot() as tx:
        assert [tx.session.get(Delivery, number) is None for number in (done, due, dead, young)] == [
            True,
            False,
            False,
            False,
        ]


def test_without_the_senders_time_a_message_is_as_old_as_its_arrival(clock: SettableClock):
    now, before = clock.now(), clock.now() - timedelta(hours=1)
    told = Opened(1, "shopify", "orders/create", "a", before, now, b"")
    untold = Opened(1, "shopify", "orders/create", "a", None, now, b"")

    assert Message(told, None).triggered_at == before
    assert Message(untold, None).triggered_at == now
