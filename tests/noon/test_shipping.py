"""Shipments reach noon once, with the units that are open, whatever fails on the way."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from sqlalchemy import select

from shopify_app.audit.models import AuditEntry
from shopify_app.core.outbox import DEAD, DONE, Call
from shopify_app.core.runtime import Runtime
from shopify_app.noon import actions as accounts
from shopify_app.noon.client import NoonClient
from shopify_app.noon.models import NoonOrder
from shopify_app.noon.payload import KeyFile
from shopify_app.noon.shipping import actions, awbs, couriers, fulfilments, lists, pages
from shopify_app.noon.shipping.actions import NotNowError, Parcel
from shopify_app.noon.shipping.asking import ADD_AWB, CANCEL, CREATE, MARK_OUT_OF_STOCK
from shopify_app.noon.shipping.fulfilments import Fulfilled
from shopify_app.noon.shipping.models import NoonAwb, NoonShipment, NoonShortage, NoonWaybill
from shopify_app.noon.shipping.rules import BadShipmentError
from tests.noon.conftest import Selling

WHO = "staff 1"


def ship(selling: Selling, order_id: int, units: list[str], **parts: str) -> NoonShipment:
    with selling.runtime.transaction() as tx:
        return actions.ship(tx, selling.shop_id, order_id, Parcel(units, **parts), actor=WHO)


def fulfil(selling: Selling, order_id: int, number: int, lines: dict[str, int], awb_nr: str = "") -> NoonShipment:
    with selling.runtime.transaction() as tx:
        told = Fulfilled(number, lines, awb_nr=awb_nr)
        return fulfilments.ship_fulfilment(tx, selling.shop_id, order_id, told, actor="tajir")


def rows(selling: Selling) -> list[NoonShipment]:
    with selling.runtime.snapshot() as tx:
        chosen = select(NoonShipment).where(NoonShipment.shop_id == selling.shop_id).order_by(NoonShipment.id)
        return list(tx.session.scalars(chosen))


def bills(selling: Selling) -> list[NoonWaybill]:
    with selling.runtime.snapshot() as tx:
        chosen = select(NoonWaybill).where(NoonWaybill.shop_id == selling.shop_id).order_by(NoonWaybill.id)
        return list(tx.session.scalars(chosen))


def left_at_noon(selling: Selling) -> list[list[str]]:
    return [one["mp_item_nrs"] for one in selling.noon.shipments()]


def call_states(selling: Selling, kind: str) -> list[int]:
    with selling.runtime.snapshot() as tx:
        chosen = select(Call.state).where(Call.shop_id == selling.shop_id, Call.kind == kind).order_by(Call.id)
        return list(tx.session.scalars(chosen))


@pytest.mark.parametrize(
    ("fault", "repeated"),
    [
        ({"kind": "drop_after_commit"}, "already_exists"),
        ({"kind": "drop_after_commit"}, "silent"),
        ({"kind": "drop"}, "already_exists"),
        ({"kind": "status", "status": 500}, "already_exists"),
        ({"kind": "status", "status": 429}, "already_exists"),
        ({"kind": "status", "status": 409, "body": '{"status_code": "ABORTED"}'}, "already_exists"),
    ],
    ids=["answer lost", "answer lost, silent", "call lost", "500", "429", "refused"],
)
def test_a_failing_noon_gets_exactly_one_shipment(selling: Selling, fault: dict[str, object], repeated: str) -> None:
    order_id, number, units = selling.place("A", "A", "B")
    selling.noon.turn(duplicate_shipment=repeated)
    selling.noon.plan_fault("fbpi.create", times=1, **fault)  # type: ignore[arg-type]
    ship(selling, order_id, units)
    selling.send(CREATE, times=2)

    if fault.get("status") == 409:
        # Refused, and nothing had changed at noon: its word counts, and the units may be shipped once more.
        assert [(row.state, "ABORTED" in (row.problem or "")) for row in rows(selling)] == [("refused", True)]
        ship(selling, order_id, units)
        selling.send(CREATE)
    assert left_at_noon(selling) == [units]
    assert (rows(selling)[-1].state, rows(selling)[-1].problem) == ("made", None)
    shipment = selling.noon.shipments()[0]
    assert shipment["integration_shipment_nr"].startswith(f"{number}-")
    assert shipment["awbs"] == [{"courier": "noon", "awb_nr": bills(selling)[-1].awb_nr}]


def test_noon_is_asked_before_a_lost_call_is_repeated(selling: Selling) -> None:
    order_id, _, units = selling.place("A")
    selling.noon.plan_fault("fbpi.create", "drop_after_commit")
    ship(selling, order_id, units)
    selling.send(CREATE, times=2)

    assert len(selling.noon.calls(path="/shipment/create")) == 1
    assert rows(selling)[0].state == "made"


def test_a_lost_call_that_reaches_noon_late_is_taken_over_and_not_repeated_with_other_units(selling: Selling) -> None:
    """noon does not know the shipment when it is asked, and has it a moment later."""
    order_id, _, units = selling.place("A", "A")
    selling.noon.plan_fault("fbpi.create", "drop_after_commit")
    ship(selling, order_id, units[:1])
    selling.send(CREATE)
    selling.noon.plan_fault("fbpi.get_shipment", "status", status=404, body='{"status_code": "NOT_FOUND"}')
    selling.send(CREATE)

    assert left_at_noon(selling) == [units[:1]]
    assert [(row.state, row.item_nrs, row.problem) for row in rows(selling)] == [("made", units[:1], None)]


def read_as_it_is_once_more(selling: Selling, noon_order_nr: str) -> None:
    """The next reading shows the order as it is now, whatever happens to it until then."""
    body = selling.runtime.client(NoonClient).get_order(selling.account, noon_order_nr)
    selling.noon.plan_fault("fbpi.get_order", "status", status=200, body=msgspec.json.encode(body).decode())


def test_units_cancelled_between_the_reading_and_the_shipping_are_left_out(selling: Selling) -> None:
    order_id, number, units = selling.place("A", "B")
    ship(selling, order_id, units)
    read_as_it_is_once_more(selling, number)
    selling.noon.cancel(number, units[1], announced=False)
    selling.send(CREATE)

    assert len(selling.noon.calls(path="/shipment/create")) == 2
    assert left_at_noon(selling) == [units[:1]]
    assert (rows(selling)[0].state, f"Unit {units[1]}" in str(rows(selling)[0].problem)) == ("made", True)


def test_units_cancelled_between_the_reading_and_the_marking_are_done_with(selling: Selling) -> None:
    order_id, number, units = selling.place("A")
    with selling.runtime.transaction() as tx:
        row = actions.mark_out_of_stock(tx, selling.shop_id, order_id, units, actor=WHO)
    read_as_it_is_once_more(selling, number)
    selling.noon.cancel(number, units[0], announced=False)
    selling.send(MARK_OUT_OF_STOCK)

    with selling.runtime.snapshot() as tx:
        told = tx.session.get_one(NoonShortage, row.id)
    assert (told.state, told.problem) == ("made", None)


def test_the_order_is_read_right_before_it_is_shipped(selling: Selling) -> None:
    order_id, number, units = selling.place("A")
    selling.noon.clear_calls()
    ship(selling, order_id, units)
    selling.send(CREATE)

    paths = [call["path"].removeprefix("/noon") for call in selling.noon.calls() if "/fbpi/" in call["path"]]
    assert paths[-2:] == [f"/fbpi/v1/fbpi-order/{number}/get", "/fbpi/v1/shipment/create"]


def test_a_waybill_that_noon_refuses_because_it_has_it_is_there(selling: Selling) -> None:
    order_id, _, units = selling.place("A")
    row = ship(selling, order_id, units)
    selling.send(CREATE)
    with selling.runtime.transaction() as tx:
        actions.add_awb(tx, selling.shop_id, order_id, row.id, "Aramex", "AX-1", actor=WHO)
    selling.noon.plan_fault("fbpi.add_courier_awbs", "drop_after_commit")
    selling.send(ADD_AWB)
    selling.noon.plan_fault("fbpi.get_shipment", "status", status=404, body='{"status_code": "NOT_FOUND"}')
    selling.noon.plan_fault("fbpi.add_courier_awbs", "status", status=409, body='{"status_code": "ALREADY_EXISTS"}')
    selling.send(ADD_AWB)

    assert [bill.state for bill in bills(selling)] == ["made", "made"]
    assert rows(selling)[0].problem is None


def test_two_workers_with_the_same_call_make_one_shipment(selling: Selling, worker: Callable[..., Runtime]) -> None:
    order_id, _, units = selling.place("A", "A")
    ship(selling, order_id, units)
    runtimes = [selling.runtime, worker()]
    selling.noon.plan_fault("fbpi.create", "slow", seconds=0.3)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: selling.send(CREATE, by=one), runtimes))
    selling.send(CREATE)

    assert left_at_noon(selling) == [units]
    assert [(row.state, row.problem) for row in rows(selling)] == [("made", None)]
    assert len([bill for bill in bills(selling) if bill.awb_nr]) == 1


def test_a_number_that_noon_has_for_something_else_is_not_taken_for_ours(selling: Selling) -> None:
    order_id, _, units = selling.place("A")
    other_id, _, others = selling.place("B")
    ship(selling, other_id, others)
    selling.send(CREATE)
    taken = rows(selling)[0].shipment_nr
    row = ship(selling, order_id, units)
    with selling.runtime.transaction() as tx:
        tx.session.get_one(NoonShipment, rows(selling)[0].id).shipment_nr = "X-1"
        tx.session.flush()
        tx.session.get_one(NoonShipment, row.id).shipment_nr = taken
    selling.send(CREATE)

    assert rows(selling)[1].state == "refused"
    assert "another shipment under this number" in str(rows(selling)[1].problem)


def test_what_the_customer_cancels_meanwhile_is_left_out_and_told(selling: Selling) -> None:
    order_id, number, units = selling.place("A", "B")
    ship(selling, order_id, units)
    selling.noon.cancel(number, units[0], announced=False)
    selling.send(CREATE)
    other_id, other, rest = selling.place("A")
    ship(selling, other_id, rest)
    selling.noon.cancel(other, announced=False)
    selling.send(CREATE)

    assert left_at_noon(selling) == [units[1:]]
    made, refused = rows(selling)
    assert (made.item_nrs, f"Unit {units[0]} was left out" in str(made.problem)) == (units[1:], True)
    assert (refused.state, "Nothing was shipped" in str(refused.problem)) == ("refused", True)
    with selling.runtime.snapshot() as tx:
        assert [one.order.id for one in lists.troubles(tx, selling.shop_id)] == [other_id, order_id]
    with selling.runtime.transaction() as tx:
        actions.note(tx, selling.shop_id, other_id, actor=WHO)
    with selling.runtime.snapshot() as tx:
        assert [one.order.id for one in lists.troubles(tx, selling.shop_id)] == [order_id]


def test_a_cancelled_unit_is_replaced_by_a_free_one_of_the_same_goods(selling: Selling) -> None:
    order_id, number, units = selling.place("A", "A", "A")
    ship(selling, order_id, units[:1])
    ship(selling, order_id, units[1:2])
    selling.noon.cancel(number, units[0], announced=False)
    selling.send(CREATE)

    assert left_at_noon(selling) == [[units[2]], [units[1]]]
    assert [(row.item_nrs, row.problem) for row in rows(selling)] == [([units[2]], None), ([units[1]], None)]


def test_a_fulfilment_is_shipped_once_by_its_quantities(selling: Selling) -> None:
    order_id, number, units = selling.place("A", "B", "A", "A")
    first = fulfil(selling, order_id, 9001, {"A": 2})
    again = fulfil(selling, order_id, 9001, {"A": 2})
    fulfil(selling, order_id, 9002, {"A": 2, "B": 1})
    selling.send(CREATE)

    assert again.id == first.id
    assert first.shipment_nr == f"{number}-F9001"
    assert left_at_noon(selling) == [[units[0], units[2]], [units[3], units[1]]]
    assert [row.state for row in rows(selling)] == ["made", "made"]
    assert "1 × A" in str(rows(selling)[1].problem)


def test_a_fulfilment_that_cannot_be_shipped_says_so_and_is_not_lost(selling: Selling) -> None:
    order_id, _, _ = selling.place("A")
    with selling.runtime.transaction() as tx:
        couriers.change_usual(tx, selling.shop_id, "Aramex", actor=WHO)
    strange = fulfil(selling, order_id, 1, {"OTHER": 1})
    bare = fulfil(selling, order_id, 2, {"A": 1})
    right = fulfil(selling, order_id, 3, {"A": 1}, awb_nr="AX-1")
    selling.send(CREATE)

    assert [row.state for row in rows(selling)] == ["refused", "refused", "made"]
    assert "1 × OTHER" in str(strange.problem)
    assert "waybill number" in str(bare.problem)
    assert selling.noon.shipments()[0]["awbs"] == [{"courier": "Aramex", "awb_nr": "AX-1"}]
    assert right.shopify_fulfillment_id == 3


def test_no_waybill_is_on_two_parcels(selling: Selling) -> None:
    order_id, _, units = selling.place("A", "A", "A")
    ship(selling, order_id, units[:1], courier="Aramex", awb_nr="AX-1")
    with pytest.raises(BadShipmentError):
        ship(selling, order_id, units[1:], courier="aramex", awb_nr="AX-1")
    awbs.draw(selling.runtime, selling.account, "AE")
    with selling.runtime.snapshot() as tx:
        typed = tx.session.scalars(select(NoonAwb.awb_nr).order_by(NoonAwb.id).limit(1)).one()
    ship(selling, order_id, units[1:2], courier="noon", awb_nr=typed)
    ship(selling, order_id, units[2:])
    selling.send(CREATE)

    numbers = [bill.awb_nr for bill in bills(selling)]
    assert numbers[:2] == ["AX-1", typed]
    assert len(set(numbers)) == 3


def test_a_further_waybill_is_added_once_and_a_refused_one_says_so(selling: Selling) -> None:
    order_id, _, units = selling.place("A")
    row = ship(selling, order_id, units)
    with selling.runtime.transaction() as tx, pytest.raises(NotNowError):
        actions.add_awb(tx, selling.shop_id, order_id, row.id, None, "", actor=WHO)
    selling.send(CREATE)
    with selling.runtime.transaction() as tx:
        actions.add_awb(tx, selling.shop_id, order_id, row.id, None, "", actor=WHO)
        actions.add_awb(tx, selling.shop_id, order_id, row.id, "Aramex", "AX-1", actor=WHO)
    selling.noon.plan_fault("fbpi.add_courier_awbs", "drop_after_commit")
    refusal = '{"status_code": "INVALID_ARGUMENT", "message": "unknown courier"}'
    selling.noon.plan_fault("fbpi.add_courier_awbs", "status", status=400, body=refusal)
    selling.send(ADD_AWB, times=2)

    first, second, third = bills(selling)
    assert [bill.state for bill in (first, second, third)] == ["made", "made", "refused"]
    assert [one["awb_nr"] for one in selling.noon.shipments()[0]["awbs"]] == [first.awb_nr, second.awb_nr]
    assert "AX-1 was not added" in str(rows(selling)[0].problem)
    assert len(selling.noon.calls(path="/courier-awbs/add")) == 2


@pytest.mark.parametrize("fault", ["drop_after_commit", "drop", "status"])
def test_a_cancelled_shipment_takes_its_units_along(selling: Selling, fault: str) -> None:
    order_id, number, units = selling.place("A", "A")
    row = ship(selling, order_id, units[:1])
    selling.send(CREATE)
    with selling.runtime.transaction() as tx:
        actions.cancel(tx, selling.shop_id, order_id, row.id, actor=WHO)
    selling.noon.plan_fault("fbpi.cancel", fault)
    selling.send(CANCEL, times=2)

    assert (rows(selling)[0].state, rows(selling)[0].problem) == ("cancelled", None)
    assert [one["mp_status"][-9:] for one in selling.noon.order(number)["items"]] == ["CANCELLED", "CONFIRMED"]


def test_a_shipment_that_the_courier_has_is_not_cancelled_and_may_be_asked_for_again(selling: Selling) -> None:
    order_id, number, units = selling.place("A")
    row = ship(selling, order_id, units)
    selling.send(CREATE)
    selling.noon.pick_up(selling.noon.order(number)["warehouse_code"], row.shipment_nr)
    for _ in range(2):
        with selling.runtime.transaction() as tx:
            actions.cancel(tx, selling.shop_id, order_id, row.id, actor=WHO)
        selling.send(CANCEL)

        assert (rows(selling)[0].state, "was not cancelled" in str(rows(selling)[0].problem)) == ("made", True)
    assert call_states(selling, CANCEL) == [DONE, DONE]


@pytest.mark.parametrize("fault", ["drop_after_commit", "drop", "status"])
def test_units_out_of_stock_are_told_once(selling: Selling, fault: str) -> None:
    order_id, number, units = selling.place("A", "A")
    selling.noon.plan_fault("fbpi.update_order", fault)
    with selling.runtime.transaction() as tx:
        actions.mark_out_of_stock(tx, selling.shop_id, order_id, units[:1], actor=WHO)
    with pytest.raises(BadShipmentError):
        ship(selling, order_id, units)
    selling.send(MARK_OUT_OF_STOCK, times=2)

    with selling.runtime.snapshot() as tx:
        (row,) = tx.session.scalars(select(NoonShortage).where(NoonShortage.shop_id == selling.shop_id))
    assert (row.state, row.problem) == ("made", None)
    statuses = [one["integration_status"][-12:] for one in selling.noon.order(number)["items"]]
    assert statuses == ["OUT_OF_STOCK", "ACKNOWLEDGED"]


def test_units_shipped_meanwhile_are_not_out_of_stock(selling: Selling) -> None:
    order_id, _, units = selling.place("A")
    with selling.runtime.transaction() as tx:
        row = actions.mark_out_of_stock(tx, selling.shop_id, order_id, units, actor=WHO)
        tx.session.get_one(NoonShortage, row.id).state = "refused"
    ship(selling, order_id, units)
    selling.send(CREATE)
    with selling.runtime.transaction() as tx:
        tx.session.get_one(NoonShortage, row.id).state = "wanted"
    selling.send(MARK_OUT_OF_STOCK)

    with selling.runtime.snapshot() as tx:
        told = tx.session.get_one(NoonShortage, row.id)
    assert (told.state, "shipped already" in str(told.problem)) == ("refused", True)


def test_what_noon_does_not_take_now_waits_and_is_sent_again_by_staff(selling: Selling) -> None:
    order_id, _, units = selling.place("A")
    ship(selling, order_id, units)
    selling.noon.deactivate(selling.account.key.key_id)
    selling.send(CREATE)

    assert (rows(selling)[0].state, call_states(selling, CREATE)) == ("wanted", [DEAD])
    with selling.runtime.snapshot() as tx:
        page = pages.page_of(tx, tx.session.get_one(NoonOrder, order_id))
        assert (page.is_stuck, page.next_step[:12]) == (True, "noon was not")
    with selling.runtime.transaction() as tx:
        key = msgspec.convert(selling.noon.register(), KeyFile)
        accounts.connect(tx, selling.shop_id, key, user_code="u", warehouses=[], actor=WHO)
        assert actions.send_again(tx, selling.shop_id, order_id, actor=WHO) == 1
    selling.send(CREATE)

    assert (rows(selling)[0].state, left_at_noon(selling)) == ("made", [units])


def test_nothing_is_sent_to_another_account(selling: Selling) -> None:
    order_id, _, units = selling.place("A")
    ship(selling, order_id, units)
    with selling.runtime.transaction() as tx:
        row = tx.session.get_one(NoonShipment, rows(selling)[0].id)
        row.project_code = "PRJ-OTHER"
    selling.send(CREATE)

    assert left_at_noon(selling) == []
    assert (rows(selling)[0].state, "another noon account" in str(rows(selling)[0].problem)) == ("refused", True)


def test_each_step_is_on_the_trail(selling: Selling) -> None:
    order_id, _, units = selling.place("A")
    row = ship(selling, order_id, units)
    selling.send(CREATE)
    with selling.runtime.transaction() as tx:
        actions.cancel(tx, selling.shop_id, order_id, row.id, actor=WHO)
    selling.send(CANCEL)

    with selling.runtime.snapshot() as tx:
        chosen = select(AuditEntry.event).where(AuditEntry.shop_id == selling.shop_id).order_by(AuditEntry.id)
        events = [event for event in tx.session.scalars(chosen) if event.startswith("noon_")]
    assert events == [
        "noon_shipment:asked",
        "noon_awbs:drawn",
        "noon_shipment:made",
        "noon_shipment:cancel_asked",
        "noon_shipment:cancelled",
    ]
