"""Calls to other systems: written with the decision, made at least once, asked for once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from shopify_app.core import outbox
from shopify_app.core.errors import NotFoundError
from shopify_app.core.outbox import DEAD, DONE, DUE, SEND_JOB, SEND_QUEUE, Call
from shopify_app.core.runtime import Runtime
from tests.builders import a_shop
from tests.conftest import OTHER_SHOP, SettableClock

LEASE_SECONDS = 30


def put(runtime: Runtime, shop_id: int, key: str = "hold/1/1", **arguments: Any) -> None:
    with runtime.transaction() as tx:
        outbox.put(tx, shop_id, "orders.sync_hold", key, **arguments)


def claim(runtime: Runtime, shop_id: int) -> outbox.Claimed | None:
    with runtime.transaction() as tx:
        return outbox.claim(tx, shop_id)


def claimed_id(runtime: Runtime, shop_id: int) -> int:
    claimed = claim(runtime, shop_id)
    assert claimed is not None
    return claimed.id


def fail(runtime: Runtime, call_id: int, **how: Any) -> None:
    with runtime.transaction() as tx:
        outbox.mark_failed(tx, call_id, "a problem", **how)


def row_of(runtime: Runtime, call_id: int) -> Call:
    with runtime.snapshot() as tx:
        return tx.session.get_one(Call, call_id)


def test_deciding_twice_is_one_call(runtime: Runtime):
    shop_id = a_shop(runtime)
    put(runtime, shop_id, hold_id=1)
    put(runtime, shop_id, hold_id=2)
    claimed = claim(runtime, shop_id)

    assert claimed is not None
    assert (claimed.kind, claimed.arguments) == ("orders.sync_hold", {"hold_id": 1})
    assert claim(runtime, shop_id) is None


def test_the_same_key_in_another_shop_is_another_call(runtime: Runtime):
    shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
    put(runtime, shop_id)
    put(runtime, other_id)

    assert claimed_id(runtime, shop_id) != claimed_id(runtime, other_id)


def test_a_call_that_was_made_is_not_asked_for_again_by_the_same_decision(runtime: Runtime):
    shop_id = a_shop(runtime)
    put(runtime, shop_id)
    with runtime.transaction() as tx:
        claimed = outbox.claim(tx, shop_id)
        assert claimed is not None
        outbox.mark_done(tx, claimed.id)
    put(runtime, shop_id)

    assert claim(runtime, shop_id) is None


def test_a_decision_that_rolled_back_asks_for_nothing(runtime: Runtime):
    shop_id = a_shop(runtime)
    with pytest.raises(ZeroDivisionError), runtime.transaction() as tx:
        outbox.put(tx, shop_id, "orders.sync_hold", "hold/1/1")
        raise ZeroDivisionError

    assert claim(runtime, shop_id) is None
    assert runtime.jobs.depth()[SEND_QUEUE] == 0


def test_a_call_nudges_the_worker_once_it_is_committed(runtime: Runtime):
    shop_id = a_shop(runtime)
    with runtime.transaction() as tx:
        outbox.put(tx, shop_id, "orders.sync_hold", "hold/1/1")
        outbox.put(tx, shop_id, "orders.sync_hold", "hold/2/1")
        tx.session.flush()
        assert runtime.jobs.depth()[SEND_QUEUE] == 0
    (job,) = runtime.jobs.queues()[2].jobs

    assert (job.func_name, job.kwargs) == (SEND_JOB, {"shop_id": shop_id})


def test_calls_are_made_in_the_order_they_were_asked_for(runtime: Runtime):
    shop_id = a_shop(runtime)
    for number in range(3):
        put(runtime, shop_id, f"hold/{number}", number=number)
    claims = [claim(runtime, shop_id) for _ in range(3)]

    assert [claimed.arguments["number"] for claimed in claims if claimed] == [0, 1, 2]


def test_due_calls_are_found_by_the_index_of_due_ones(runtime: Runtime):
    shop_id, statements = a_shop(runtime), []

    @event.listens_for(runtime.engine, "before_cursor_execute")
    def remember(_connection, _cursor, statement, parameters, _context, _many):
        statements.append((statement, parameters))

    claim(runtime, shop_id)
    statement, parameters = next(pair for pair in statements if "FROM outbox" in pair[0])
    with runtime.transaction() as tx:
        explain = "EXPLAIN QUERY PLAN" if runtime.settings.is_sqlite else "EXPLAIN"
        if not runtime.settings.is_sqlite:
            tx.session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = tx.session.connection().exec_driver_sql(f"{explain} {statement}", parameters).all()

    assert "ix_outbox_due" in str(plan)


class TestLeases:
    def test_a_claimed_call_is_nobody_elses_until_its_lease_ends(self, runtime: Runtime, clock: SettableClock):
        shop_id = a_shop(runtime)
        put(runtime, shop_id)
        first = claimed_id(runtime, shop_id)

        clock.move(seconds=LEASE_SECONDS - 5)
        assert claim(runtime, shop_id) is None
        clock.move(seconds=5.1)
        assert claimed_id(runtime, shop_id) == first

    def test_two_workers_at_once_get_different_calls(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        for number in range(2):
            put(runtime, shop_id, f"hold/{number}")
        chosen = threading.Event()

        def second() -> int:
            chosen.wait(10)
            return claimed_id(runtime, shop_id)

        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(second)
            with runtime.transaction() as tx:
                mine = outbox.claim(tx, shop_id)
                chosen.set()
                threading.Event().wait(0.2)
            assert mine is not None
            assert other.result(10) != mine.id

    def test_a_worker_that_died_before_its_commit_holds_no_lease(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        put(runtime, shop_id)
        with pytest.raises(ZeroDivisionError), runtime.transaction() as tx:
            outbox.claim(tx, shop_id)
            raise ZeroDivisionError

        assert claim(runtime, shop_id) is not None

    @pytest.mark.parametrize("final", [True, False])
    def test_who_fails_after_its_lease_does_not_undo_what_another_did(self, runtime: Runtime, final: bool):
        shop_id = a_shop(runtime)
        put(runtime, shop_id)
        call_id = claimed_id(runtime, shop_id)
        with runtime.transaction() as tx:
            outbox.mark_done(tx, call_id)
        fail(runtime, call_id, final=final)

        assert (row_of(runtime, call_id).state, row_of(runtime, call_id).problem) == (DONE, None)


class TestTryingAgain:
    def test_a_failed_call_waits_and_comes_back(self, runtime: Runtime, clock: SettableClock):
        shop_id = a_shop(runtime)
        put(runtime, shop_id)
        call_id = claimed_id(runtime, shop_id)
        fail(runtime, call_id)

        assert claim(runtime, shop_id) is None
        clock.move(seconds=3.1)
        assert claimed_id(runtime, shop_id) == call_id
        assert (row_of(runtime, call_id).tries, row_of(runtime, call_id).problem) == (1, "a problem")

    @pytest.mark.parametrize(("wish", "least"), [(90.0, 90), (None, 1), (0.0, 1), (0.5, 1)])
    def test_the_other_systems_own_wish_is_the_least_wait(self, runtime: Runtime, wish: float | None, least: float):
        shop_id = a_shop(runtime)
        put(runtime, shop_id)
        call_id = claimed_id(runtime, shop_id)
        with runtime.transaction() as tx:
            outbox.mark_failed(tx, call_id, "a problem", retry_after=wish)
            next_try_at = tx.session.get_one(Call, call_id).next_try_at
            assert next_try_at is not None
            assert least <= (next_try_at - tx.now).total_seconds() <= max(least, 3)

    def test_after_the_last_try_it_stays_visible(self, runtime: Runtime, clock: SettableClock):
        shop_id = a_shop(runtime)
        put(runtime, shop_id)
        call_id = claimed_id(runtime, shop_id)
        for _ in range(outbox.MAX_TRIES - 1):
            fail(runtime, call_id)
        assert row_of(runtime, call_id).state == DUE
        fail(runtime, call_id)

        assert row_of(runtime, call_id).state == DEAD
        clock.move(days=2)
        assert claim(runtime, shop_id) is None

    def test_what_can_never_succeed_stays_visible_at_once(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        put(runtime, shop_id)
        call_id = claimed_id(runtime, shop_id)
        fail(runtime, call_id, final=True)

        assert row_of(runtime, call_id).state == DEAD

    def test_a_replayed_call_is_due_and_nudged(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        put(runtime, shop_id)
        call_id = claimed_id(runtime, shop_id)
        fail(runtime, call_id, final=True)
        runtime.redis.flushall()
        with runtime.transaction() as tx:
            outbox.replay(tx, shop_id, call_id)

        assert runtime.jobs.depth()[SEND_QUEUE] == 1
        assert claimed_id(runtime, shop_id) == call_id

    def test_only_a_failed_call_of_this_shop_can_be_replayed(self, runtime: Runtime):
        shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
        put(runtime, shop_id, "dead")
        dead = claimed_id(runtime, shop_id)
        fail(runtime, dead, final=True)
        put(runtime, shop_id, "waiting")
        waiting = claimed_id(runtime, shop_id)
        for of_shop, call_id in ((other_id, dead), (shop_id, waiting), (shop_id, 10**9)):
            with pytest.raises(NotFoundError), runtime.transaction() as tx:
                outbox.replay(tx, of_shop, call_id)

        assert row_of(runtime, dead).state == DEAD


def test_shops_with_calls_to_make_are_found_once_each(runtime: Runtime):
    due, leased, dead = (a_shop(runtime, f"{name}.myshopify.com") for name in ("due", "leased", "dead"))
    put(runtime, due, "one")
    put(runtime, due, "two")
    put(runtime, leased)
    claimed_id(runtime, leased)
    put(runtime, dead)
    fail(runtime, claimed_id(runtime, dead), final=True)
    with runtime.snapshot() as tx:
        assert outbox.shops_with_due(tx) == [due]


def test_calls_are_counted_per_shop_and_over_all(runtime: Runtime):
    shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
    put(runtime, other_id)
    for number in range(3):
        put(runtime, shop_id, f"hold/{number}")
    fail(runtime, claimed_id(runtime, shop_id), final=True)
    with runtime.transaction() as tx:
        outbox.mark_done(tx, claimed_id_in(tx, shop_id))
    with runtime.snapshot() as tx:
        assert outbox.counts(tx, shop_id) == {DUE: 1, DEAD: 1}
        assert outbox.counts(tx) == {DUE: 2, DEAD: 1}
        assert tx.session.scalar(select(func.count()).select_from(Call)) == 4


def test_the_lag_is_the_age_of_the_call_that_waits_longest(runtime: Runtime, clock: SettableClock):
    """Neither a call that was made, nor one given up, nor another shop's keeps anybody waiting."""
    shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
    with runtime.snapshot() as tx:
        assert outbox.oldest_due_at(tx, shop_id) is None
    put(runtime, other_id)
    put(runtime, shop_id, "dead")
    fail(runtime, claimed_id(runtime, shop_id), final=True)
    put(runtime, shop_id, "done")
    with runtime.transaction() as tx:
        outbox.mark_done(tx, claimed_id_in(tx, shop_id))
    with runtime.snapshot() as tx:
        assert outbox.oldest_due_at(tx, shop_id) is None
    clock.move(minutes=5)
    put(runtime, shop_id, "first")
    clock.move(minutes=5)
    put(runtime, shop_id, "second")
    # One that is being tried again has waited since it was put there.
    first = claimed_id(runtime, shop_id)
    fail(runtime, first)
    with runtime.snapshot() as tx:
        assert outbox.oldest_due_at(tx, shop_id) == row_of(runtime, first).made_at


def claimed_id_in(tx: Any, shop_id: int) -> int:
    claimed = outbox.claim(tx, shop_id)
    assert claimed is not None
    return claimed.id
