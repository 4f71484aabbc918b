"""Waybill numbers drawn in advance: each is used once, and never for another project or country."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from shopify_app.core.errors import RemoteError
from shopify_app.core.outbox import Call
from shopify_app.core.runtime import Runtime
from shopify_app.noon.shipping import actions, awbs
from shopify_app.noon.shipping.actions import Parcel
from shopify_app.noon.shipping.asking import CREATE
from shopify_app.noon.shipping.models import NoonAwb, NoonWaybill
from tests.noon.conftest import Selling


@pytest.fixture
def waybill_ids(selling: Selling) -> list[int]:
    """Waybills without a number, more than one batch has."""
    order_id, _, units = selling.place("A")
    with selling.runtime.transaction() as tx:
        row = actions.ship(tx, selling.shop_id, order_id, Parcel(units), actor="staff 1")
        bare = [
            NoonWaybill(shop_id=selling.shop_id, shipment_id=row.id, courier="noon", state="wanted")
            for _ in range(awbs.BATCH + 1)
        ]
        tx.session.add_all(bare)
        tx.session.flush()
        return [bill.id for bill in bare]


def take(selling: Selling, waybill_id: int, by: Runtime | None = None, **other: str) -> str | None:
    which = {"project_code": selling.account.key.project_code, "country": "AE", **other}
    with (by or selling.runtime).transaction() as tx:
        return awbs.take(tx, selling.shop_id, waybill_id=waybill_id, **which)


def test_two_workers_never_take_the_same_number(
    selling: Selling, worker: Callable[..., Runtime], waybill_ids: list[int]
) -> None:
    awbs.draw(selling.runtime, selling.account, "AE")
    workers = [selling.runtime, worker()]
    with ThreadPoolExecutor(4) as pool:
        turns = enumerate(waybill_ids[: awbs.BATCH])
        taken = list(pool.map(lambda turn: take(selling, turn[1], workers[turn[0] % 2]), turns))

    numbers = [number for number in taken if number is not None]
    # A worker that finds the last rows locked gets none and draws; nothing is used twice.
    assert len(set(numbers)) == len(numbers) >= awbs.BATCH - 8
    with selling.runtime.snapshot() as tx:
        used = tx.session.scalars(select(NoonAwb.waybill_id).where(NoonAwb.shop_id == selling.shop_id)).all()
    assert len([one for one in used if one is not None]) == len(numbers)


def test_a_number_taken_by_work_that_failed_is_free_again(selling: Selling, waybill_ids: list[int]) -> None:
    awbs.draw(selling.runtime, selling.account, "AE")
    project = selling.account.key.project_code
    with pytest.raises(ZeroDivisionError), selling.runtime.transaction() as tx:
        lost = awbs.take(tx, selling.shop_id, project, "AE", waybill_ids[0])
        raise ZeroDivisionError

    assert take(selling, waybill_ids[1]) == lost


def test_a_crash_after_the_number_was_taken_uses_the_same_number_again(selling: Selling) -> None:
    order_id, _, units = selling.place("A")
    with selling.runtime.transaction() as tx:
        actions.ship(tx, selling.shop_id, order_id, Parcel(units), actor="staff 1")
    selling.noon.plan_fault("fbpi.create", "drop", times=1)
    selling.send(CREATE, times=2)

    with selling.runtime.snapshot() as tx:
        used = select(NoonAwb.awb_nr).where(NoonAwb.shop_id == selling.shop_id, NoonAwb.waybill_id.is_not(None))
        assert list(tx.session.scalars(used)) == [selling.noon.shipments()[0]["awbs"][0]["awb_nr"]]


def test_another_project_or_country_gets_none_of_them(selling: Selling, waybill_ids: list[int]) -> None:
    awbs.draw(selling.runtime, selling.account, "AE")

    assert take(selling, waybill_ids[0], project_code="PRJ-OTHER") is None
    assert take(selling, waybill_ids[0], country="SA") is None
    assert take(selling, waybill_ids[0]) is not None


def test_few_left_are_refilled_once_and_then_enough_again(selling: Selling, waybill_ids: list[int]) -> None:
    awbs.draw(selling.runtime, selling.account, "AE")
    for waybill_id in waybill_ids[: awbs.BATCH - 2]:
        assert take(selling, waybill_id)
    project = selling.account.key.project_code
    with selling.runtime.snapshot() as tx:
        asked = select(Call.key).where(Call.shop_id == selling.shop_id, Call.kind == awbs.DRAW)
        # One when the shop shipped with an empty pool, one when the drawn ones ran low.
        assert len(tx.session.scalars(asked).all()) == 2
        assert awbs.count_free(tx, selling.shop_id, project, "AE") == 2
    selling.send(awbs.DRAW)

    drawn = selling.noon.calls(path="noon-logistics-awbs")
    assert len(drawn) == 2
    with selling.runtime.snapshot() as tx:
        assert awbs.count_free(tx, selling.shop_id, project, "AE") == 2 + awbs.BATCH


def test_numbers_that_noon_gives_twice_are_taken_in_once(selling: Selling, waybill_ids: list[int]) -> None:
    awbs.draw(selling.runtime, selling.account, "AE")
    with selling.runtime.snapshot() as tx:
        known = list(tx.session.scalars(select(NoonAwb.awb_nr).where(NoonAwb.shop_id == selling.shop_id)))
    first = take(selling, waybill_ids[0])
    body = f'{{"awb_nrs": ["{first}", "{known[5]}", "{known[5]}", ""]}}'
    selling.noon.plan_fault("fbpi.*awbs", "status", status=200, body=body, times=1)
    awbs.draw(selling.runtime, selling.account, "AE")

    with selling.runtime.snapshot() as tx:
        assert awbs.count_free(tx, selling.shop_id, selling.account.key.project_code, "AE") == awbs.BATCH - 1


def test_a_noon_without_numbers_is_asked_again_later(selling: Selling) -> None:
    selling.noon.plan_fault("fbpi.*awbs", "status", status=200, body='{"awb_nrs": []}', times=1)

    with pytest.raises(RemoteError) as refused:
        awbs.draw(selling.runtime, selling.account, "AE")
    assert refused.value.temporary
