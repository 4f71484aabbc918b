"""The trail: added to with each change, and whoever rewrites it is found out at the place where they did."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from shopify_app.audit import actions as audit
from shopify_app.audit import events
from shopify_app.audit.models import AuditEntry, AuditHead
from shopify_app.core.runtime import Runtime
from tests.builders import a_shop
from tests.conftest import OTHER_SHOP

HELD, RELEASED = events.ORDER_HELD, events.ORDER_RELEASED


def write(runtime: Runtime, shop_id: int, count: int = 5) -> None:
    """Some entries, each in a transaction of its own."""
    for number in range(1, count + 1):
        with runtime.transaction() as tx:
            audit.record(tx, shop_id, HELD, f"order {number}", handle="order-minimum", number=number)


def first_broken(runtime: Runtime, shop_id: int) -> int | None:
    with runtime.snapshot() as tx:
        return audit.first_broken(tx, shop_id)


def entries(runtime: Runtime, shop_id: int) -> list[AuditEntry]:
    with runtime.snapshot() as tx:
        return list(
            tx.session.scalars(select(AuditEntry).where(AuditEntry.shop_id == shop_id).order_by(AuditEntry.number))
        )


def tamper(runtime: Runtime, shop_id: int, entry_number: int, /, **values: Any) -> None:
    """Change an entry behind the application's back."""
    with runtime.transaction() as tx:
        chosen = update(AuditEntry).where(AuditEntry.shop_id == shop_id, AuditEntry.number == entry_number)
        tx.session.execute(chosen.values(values), execution_options={"synchronize_session": False})


def test_an_entry_says_who_did_what_to_what_and_when(runtime: Runtime):
    shop_id = a_shop(runtime)
    with runtime.transaction() as tx:
        audit.record(tx, shop_id, RELEASED, "order 7", actor="staff 1", why="cured", lines=[1, None, {"a": "متجر"}])
        now = tx.now
    (entry,) = entries(runtime, shop_id)

    assert (entry.number, entry.at, entry.actor, entry.event, entry.subject) == (1, now, "staff 1", RELEASED, "order 7")
    assert entry.details == {"why": "cured", "lines": [1, None, {"a": "متجر"}]}


def test_what_nobody_did_was_done_by_the_app(runtime: Runtime):
    shop_id = a_shop(runtime)
    write(runtime, shop_id, 1)

    assert entries(runtime, shop_id)[0].actor == audit.SYSTEM


def test_entries_are_numbered_and_chained_over_transactions_and_within_one(runtime: Runtime):
    shop_id = a_shop(runtime)
    write(runtime, shop_id, 2)
    with runtime.transaction() as tx:
        for _ in range(3):
            audit.record(tx, shop_id, HELD, "order 1")
    chain = entries(runtime, shop_id)

    assert [entry.number for entry in chain] == [1, 2, 3, 4, 5]
    assert [entry.previous_hash for entry in chain[1:]] == [entry.hash for entry in chain[:-1]]
    assert first_broken(runtime, shop_id) is None


def test_an_entry_is_there_with_its_change_or_not_at_all(runtime: Runtime):
    shop_id = a_shop(runtime)
    write(runtime, shop_id, 1)
    with pytest.raises(ZeroDivisionError), runtime.transaction() as tx:
        audit.record(tx, shop_id, HELD, "order 1")
        raise ZeroDivisionError
    write(runtime, shop_id, 1)

    assert [entry.number for entry in entries(runtime, shop_id)] == [1, 2]
    assert first_broken(runtime, shop_id) is None


@pytest.mark.parametrize("event", ["order:eaten", "", "ORDER_HELD", "order:held "])
def test_the_trail_says_only_what_is_in_its_list(runtime: Runtime, event: str):
    shop_id = a_shop(runtime)
    with pytest.raises(ValueError, match="unknown audit event"), runtime.transaction() as tx:
        audit.record(tx, shop_id, event, "order 1")


def test_each_shop_has_a_chain_of_its_own(runtime: Runtime):
    shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
    write(runtime, shop_id, 2)
    write(runtime, other_id, 3)
    tamper(runtime, other_id, 2, subject="another")

    assert first_broken(runtime, shop_id) is None
    assert first_broken(runtime, other_id) == 2


def test_a_shop_about_which_nothing_was_written_has_a_whole_trail(runtime: Runtime):
    assert first_broken(runtime, a_shop(runtime)) is None


class TestTampering:
    @pytest.mark.parametrize("number", [1, 3, 5])
    @pytest.mark.parametrize(
        "change",
        [
            {"actor": "somebody else"},
            {"event": RELEASED},
            {"subject": "order 99"},
            {"details": {"handle": "order-minimum", "number": 99}},
            {"details": {}},
            {"hash": b"x" * 32},
            {"previous_hash": b"x" * 32},
        ],
        ids="-".join,
    )
    def test_a_changed_field_is_found_where_it_was_changed(self, runtime: Runtime, number: int, change: dict[str, Any]):
        shop_id = a_shop(runtime)
        write(runtime, shop_id)
        tamper(runtime, shop_id, number, **change)

        assert first_broken(runtime, shop_id) == number

    @pytest.mark.parametrize("number", [1, 3, 5])
    def test_a_moment_moved_by_a_microsecond_is_found(self, runtime: Runtime, number: int):
        shop_id = a_shop(runtime)
        write(runtime, shop_id)
        moved = entries(runtime, shop_id)[number - 1].at + timedelta(microseconds=1)
        tamper(runtime, shop_id, number, at=moved)

        assert first_broken(runtime, shop_id) == number

    @pytest.mark.parametrize("number", [1, 3, 5])
    def test_an_entry_rewritten_with_a_hash_that_fits_is_found_at_the_next_one(self, runtime: Runtime, number: int):
        shop_id = a_shop(runtime)
        write(runtime, shop_id)
        with runtime.transaction() as tx:
            chosen = select(AuditEntry).where(AuditEntry.shop_id == shop_id, AuditEntry.number == number)
            entry = tx.session.scalars(chosen).one()
            entry.subject = "never happened"
            entry.hash = audit._hash(entry)

        assert first_broken(runtime, shop_id) == number + 1

    @pytest.mark.parametrize("number", [1, 3, 5])
    def test_a_removed_entry_is_found(self, runtime: Runtime, number: int):
        shop_id = a_shop(runtime)
        write(runtime, shop_id)
        with runtime.transaction() as tx:
            tx.session.execute(delete(AuditEntry).where(AuditEntry.shop_id == shop_id, AuditEntry.number == number))

        assert first_broken(runtime, shop_id) == number

    def test_a_trail_that_was_emptied_is_found(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        write(runtime, shop_id)
        with runtime.transaction() as tx:
            tx.session.execute(delete(AuditEntry).where(AuditEntry.shop_id == shop_id))

        assert first_broken(runtime, shop_id) == 1

    def test_an_entry_that_was_slipped_in_at_the_end_is_found(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        write(runtime, shop_id)
        last = entries(runtime, shop_id)[-1]
        with runtime.transaction() as tx:
            copy = {name: getattr(last, name) for name in AuditEntry.__table__.columns.keys() if name != "id"}  # noqa: SIM118
            tx.session.add(AuditEntry(**{**copy, "number": 6, "previous_hash": last.hash, "subject": "never happened"}))

        assert first_broken(runtime, shop_id) == 6

    def test_two_entries_that_changed_places_are_found(self, runtime: Runtime):
        shop_id = a_shop(runtime)
        write(runtime, shop_id)
        for old, new in ((2, 99), (3, 2), (99, 3)):
            tamper(runtime, shop_id, old, number=new)

        assert first_broken(runtime, shop_id) == 2

    def test_an_entry_that_was_moved_to_another_shop_is_found_in_both(self, runtime: Runtime):
        shop_id, other_id = a_shop(runtime), a_shop(runtime, OTHER_SHOP)
        write(runtime, shop_id, 3)
        write(runtime, other_id, 2)
        tamper(runtime, shop_id, 3, shop_id=other_id)

        assert first_broken(runtime, shop_id) == 3
        assert first_broken(runtime, other_id) == 3

    @pytest.mark.parametrize("values", [{"number": 4}, {"number": 6}, {"hash": b"x" * 32}])
    def test_a_rewritten_head_is_found(self, runtime: Runtime, values: dict[str, Any]):
        shop_id = a_shop(runtime)
        write(runtime, shop_id)
        with runtime.transaction() as tx:
            tx.session.execute(update(AuditHead).where(AuditHead.shop_id == shop_id).values(values))

        assert first_broken(runtime, shop_id) == 6


def test_two_writers_at_once_make_one_line(runtime: Runtime):
    shop_id, writers, each = a_shop(runtime), 4, 8
    together = threading.Barrier(writers)

    def write_some(writer: int) -> None:
        together.wait(10)
        for number in range(each):
            with runtime.transaction() as tx:
                audit.record(tx, shop_id, HELD, f"order {writer}/{number}")

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write_some, range(writers)))
    chain = entries(runtime, shop_id)

    assert [entry.number for entry in chain] == list(range(1, writers * each + 1))
    assert len({entry.subject for entry in chain}) == writers * each
    assert first_broken(runtime, shop_id) is None


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0"))
)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.text(st.characters(categories=["L"]), min_size=1),
        st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner), max_leaves=6),
        max_size=4,
    )
)
def test_whatever_the_details_the_chain_stays_whole_after_the_database_gave_them_back(
    runtime: Runtime, details: dict[str, Any]
):
    taken = {"tx", "shop_id", "event", "subject", "actor"}
    shop_id = a_shop(runtime, f"{uuid.uuid4().hex}.myshopify.com")
    with runtime.transaction() as tx:
        audit.record(
            tx, shop_id, HELD, "order 1", **{name: value for name, value in details.items() if name not in taken}
        )

    assert first_broken(runtime, shop_id) is None


def test_events_are_a_noun_and_a_verb():
    assert all(event.count(":") == 1 and event == event.lower() for event in events.EVENTS)
    assert len(events.EVENTS) > 10
