"""Many rows at once, on both databases alike."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from shopify_app.core.runtime import Runtime, Transaction
from shopify_app.core.upsert import insert_ignoring, insert_many, insert_or_update, one_of
from shopify_app.shops.models import Shop

UNIQUE = ("domain",)


def rows(tx: Transaction, *names: str, **changes: Any) -> list[dict[str, Any]]:
    return [
        {"domain": f"{name}.myshopify.com", "key": f"key of {name}", "made_at": tx.now, "name": name, **changes}
        for name in names
    ]


def names(runtime: Runtime) -> list[str | None]:
    with runtime.snapshot() as tx:
        return list(tx.session.scalars(select(Shop.name).order_by(Shop.domain)))


def test_new_rows_are_added_and_known_ones_left_as_they_are(runtime: Runtime):
    with runtime.transaction() as tx:
        insert_ignoring(tx.session, Shop, rows(tx, "a", "b"), UNIQUE)
    with runtime.transaction() as tx:
        insert_ignoring(tx.session, Shop, rows(tx, "a", "c", name="other"), UNIQUE)

    assert names(runtime) == ["a", "b", "other"]


def test_the_same_row_twice_in_one_statement_is_stored_once(runtime: Runtime):
    with runtime.transaction() as tx:
        insert_ignoring(tx.session, Shop, rows(tx, "a", "a"), UNIQUE)

    assert names(runtime) == ["a"]


def test_nothing_to_insert_is_no_statement(runtime: Runtime):
    with runtime.transaction() as tx:
        insert_many(tx.session, Shop, [])
        insert_or_update(tx.session, Shop, [], UNIQUE)
        insert_ignoring(tx.session, Shop, [], UNIQUE)

    assert names(runtime) == []


def test_many_rows_are_inserted_together(runtime: Runtime):
    with runtime.transaction() as tx:
        insert_many(tx.session, Shop, rows(tx, *(f"shop-{number:04}" for number in range(1500))))

    assert len(names(runtime)) == 1500


def test_known_rows_are_overwritten_and_new_ones_added(runtime: Runtime):
    with runtime.transaction() as tx:
        insert_or_update(tx.session, Shop, rows(tx, "a"), UNIQUE)
    with runtime.transaction() as tx:
        changed = [row | {"name": row["name"].upper()} for row in rows(tx, "a", "b")]
        insert_or_update(tx.session, Shop, changed, UNIQUE)

    assert names(runtime) == ["A", "B"]


@pytest.mark.parametrize(("new", "kept"), [("newer", "newer"), ("older", "old"), ("old", "old")])
def test_a_known_row_is_overwritten_only_under_its_condition(runtime: Runtime, new: str, kept: str):
    at = {"older": -1, "old": 0, "newer": 1}
    with runtime.transaction() as tx:
        moment = tx.now
        insert_or_update(tx.session, Shop, rows(tx, "a", name="old", made_at=moment), UNIQUE)
    with runtime.transaction() as tx:
        changed = rows(tx, "a", name=new, made_at=moment.replace(year=moment.year + at[new]))
        insert_or_update(tx.session, Shop, changed, UNIQUE, only_if=lambda excluded: Shop.made_at < excluded["made_at"])

    assert names(runtime) == [kept]


def test_two_writers_of_the_same_new_row_make_one(runtime: Runtime):
    inside = threading.Event()

    def second() -> None:
        inside.wait(10)
        with runtime.transaction() as tx:
            insert_ignoring(tx.session, Shop, rows(tx, "a", name="second"), UNIQUE)

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(second)
        with runtime.transaction() as tx:
            insert_ignoring(tx.session, Shop, rows(tx, "a", name="first"), UNIQUE)
            inside.set()
            threading.Event().wait(0.2)
        other.result(10)

    assert names(runtime) == ["first"]


@pytest.mark.parametrize(("wanted", "found"), [([], []), (["a"], ["a"]), (["a", "c", "none"], ["a", "c"])])
def test_many_values_can_be_asked_for_at_once(runtime: Runtime, wanted: list[str], found: list[str]):
    with runtime.transaction() as tx:
        insert_many(tx.session, Shop, rows(tx, "a", "b", "c"))
        chosen = select(Shop.name).where(one_of(tx.session, Shop.name, wanted)).order_by(Shop.name)
        assert list(tx.session.scalars(chosen)) == found


def test_more_values_than_a_statement_has_room_for_can_be_asked_for(runtime: Runtime):
    """SQLite takes 32,766 of them, PostgreSQL 65,535."""
    with runtime.transaction() as tx:
        insert_many(tx.session, Shop, rows(tx, "a"))
        wanted = ["a", *(str(number) for number in range(30_000))]
        assert list(tx.session.scalars(select(Shop.name).where(one_of(tx.session, Shop.name, wanted)))) == ["a"]
