"""Events over real HTTP: who is told of what, in which words, how often, and when noon gives up."""

import json
import time

import pytest

from sandbox.faults import Faults
from sandbox.noon import create_app, events
from sandbox.noon.control import ControlError
from sandbox.noon.drafts import OrderDraft
from sandbox.noon.orders import create_order
from sandbox.noon.rows import ACKNOWLEDGED, UNSPECIFIED
from sandbox.store import Store

FAST = {"retry_gaps_s": [0.01, 0.02]}


def bodies(receiver):
    return [json.loads(body) for _, body in receiver.got]


def wait_for(come_true, timeout_s=60.0):
    until = time.monotonic() + timeout_s
    while not come_true():
        assert time.monotonic() < until
        time.sleep(0.01)


def types(receiver):
    return [body["event_type"] for body in bodies(receiver)]


def test_a_new_order_is_announced_with_the_configured_headers(noon, receiver):
    nr = noon.create_order()["fbpi_order_nr"]
    noon.wait_until_settled()

    ((headers, body),) = receiver.got
    assert (headers["X-Tajir-Secret"], headers["Content-Type"]) == ("s3cret", "application/json")
    event = json.loads(body)
    assert {"event_schema_version", "event_type", "metadata", "payload"} == set(event)
    assert (1, "FBPI::ORDER_SYNC", {"order_nr": nr}) == (
        event["event_schema_version"],
        event["event_type"],
        event["payload"],
    )
    assert {"published_at", "project_code", "message_id", "destination_id"} == set(event["metadata"])
    assert event["metadata"]["message_id"].startswith("msg_")


def test_message_ids_may_be_missing(noon, receiver):
    noon.turn(envelope="no_message_id")
    noon.create_order()
    noon.wait_until_settled()

    assert {"published_at", "project_code"} == set(bodies(receiver)[0]["metadata"])


@pytest.mark.parametrize(("envelope", "field"), [("legacy", "order_nr"), ("legacy_fbpi", "fbpi_order_nr")])
def test_the_old_body_is_a_number_at_the_top(noon, receiver, envelope, field):
    noon.turn(envelope=envelope)
    nr = noon.create_order()["fbpi_order_nr"]
    noon.wait_until_settled()

    assert [{field: nr}] == bodies(receiver)


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("sync", ["FBPI::ORDER_SYNC"]),
        ("created", ["FBPI::ORDER_CREATED"]),
        ("both", ["FBPI::ORDER_CREATED", "FBPI::ORDER_SYNC"]),
    ],
)
def test_a_new_order_goes_by_either_name(noon, receiver, position, expected):
    noon.turn(created_event=position)
    noon.create_order()
    noon.wait_until_settled()

    assert expected == types(receiver)
    assert len({body["metadata"]["message_id"] for body in bodies(receiver)}) == len(expected)


@pytest.mark.parametrize(("announced", "expected"), [(True, 5), (False, 1)])
def test_changes_are_announced_unless_the_knob_keeps_noon_silent(noon, wire, receiver, announced, expected):
    noon.turn(change_events=announced)
    order = noon.create_order(items=[{}, {}, {}])
    wire.mark_out_of_stock(order, 0)
    wire.ship(order, 1)
    wire.shipment("cancel", order)
    noon.cancel(order["fbpi_order_nr"])
    noon.wait_until_settled()

    assert expected == len(receiver.got)
    assert {order["fbpi_order_nr"]} == {body["payload"]["order_nr"] for body in bodies(receiver)}


def test_a_refused_change_and_a_repeated_shipment_are_not_announced(noon, wire, receiver):
    noon.turn(duplicate_shipment="silent")
    order = noon.create_order(announced=False, items=[{}])
    wire.ship(order, 0)
    wire.ship(order, 0)
    wire.mark_out_of_stock(order, 0)
    noon.wait_until_settled()

    assert len(receiver.got) == 1


def test_duplicates_are_the_same_bytes(noon, receiver):
    noon.turn(duplicates=2)
    noon.create_order()
    noon.wait_until_settled()

    assert len(receiver.got) == 3
    assert len({body for _, body in receiver.got}) == 1


def test_events_come_in_the_order_of_what_happened(noon, receiver):
    made = noon.create_orders(20)
    noon.wait_until_settled()

    assert made == [body["payload"]["order_nr"] for body in bodies(receiver)]


def test_events_come_in_another_order_if_so_wanted(noon, receiver):
    noon.turn(reorder_spread_s=0.2, events_paused=True)
    made = noon.create_orders(20)
    noon.turn(events_paused=False)
    noon.wait_until_settled()

    came = [body["payload"]["order_nr"] for body in bodies(receiver)]
    assert made != came
    assert sorted(made) == sorted(came)


def test_paused_events_wait_and_then_go(noon, receiver):
    noon.turn(events_paused=True)
    noon.create_order()

    with pytest.raises(TimeoutError):
        noon.wait_until_settled(0.2)
    assert receiver.got == []
    noon.turn(events_paused=False)
    noon.wait_until_settled()
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [500, 404, 401, 302])
def test_anything_but_2xx_is_tried_again_with_the_same_bytes(noon, receiver, status):
    noon.turn(**FAST)
    receiver.answers = [status]
    nr = noon.create_order()["fbpi_order_nr"]

    (delivery,) = noon.wait_until_settled()

    assert delivery["status"] == "success"
    assert [status, 200] == [attempt["status"] for attempt in delivery["attempts"]]
    assert receiver.got[0][1] == receiver.got[1][1]
    assert noon.order(nr)["dashboard_status"] == "Acknowledged"


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_2xx_is_a_receipt(noon, receiver, status):
    receiver.answers = [status]
    noon.create_order()

    assert [[status]] == [[try_["status"] for try_ in row["attempts"]] for row in noon.wait_until_settled()]


def test_gaps_between_attempts_grow_by_the_knob_and_its_scale():
    noon = create_app(Store(), Faults(), webhook_url="http://127.0.0.1:9", clock=lambda: 1000.0).extensions["noon"].noon
    noon.turn({"retry_gaps_s": [1.0, 4.0], "retry_scale": 0.5, "events_paused": True})
    (delivery,) = events.announce(noon, create_order(noon, OrderDraft()), events.SYNC)

    waits = []
    while delivery["status"] == "pending":
        events.record_attempt(noon, delivery, status=500, error="")
        waits.append(delivery["next_attempt"] and delivery["next_attempt"] - 1000.0)

    assert waits == [0.5, 2.0, None]
    assert noon.due == {}


def test_a_gap_is_waited_for(noon, receiver):
    noon.turn(retry_gaps_s=[0.1, 0.3])
    receiver.answers = [500, 500]
    noon.create_order()

    (delivery,) = noon.wait_until_settled()

    first, second, third = (attempt["at"] for attempt in delivery["attempts"])
    assert second - first >= 0.1
    assert third - second >= 0.3


def test_noon_gives_up_in_the_end_and_kills_the_order(noon, receiver):
    noon.turn(**FAST)
    receiver.answers = [500] * 10
    nr = noon.create_order()["fbpi_order_nr"]

    (delivery,) = noon.wait_until_settled()

    assert (delivery["status"], len(delivery["attempts"]), delivery["next_attempt"]) == ("failure", 3, None)
    assert len(receiver.got) == 3
    assert noon.order(nr)["dashboard_status"] == "Killed"
    assert [delivery] == noon.deliveries("failure", nr)
    assert noon.deliveries("success") == []


def test_an_acknowledged_order_is_not_killed_by_a_later_event(noon, receiver):
    noon.turn(**FAST)
    receiver.answers = [200, 500, 500, 500]
    nr = noon.create_order()["fbpi_order_nr"]
    noon.cancel(nr)

    first, second = noon.wait_until_settled()

    assert (first["status"], second["status"]) == ("success", "failure")
    assert noon.order(nr)["dashboard_status"] == "Acknowledged"


def test_a_dead_end_counts_as_a_failure(noon):
    noon.turn(retry_gaps_s=[])
    noon.send_events_to("http://127.0.0.1:9/nobody", {})
    noon.create_order()

    (delivery,) = noon.wait_until_settled()

    assert [(attempt["status"], attempt["error"]) for attempt in delivery["attempts"]] == [(None, "ConnectionError")]


def test_a_killed_order_can_be_sent_again(noon, receiver):
    noon.turn(retry_gaps_s=[])
    receiver.answers = [500]
    nr = noon.create_order()["fbpi_order_nr"]
    (failed,) = noon.wait_until_settled()

    noon.redeliver(failed["delivery_id"])
    noon.wait_until_settled()

    assert noon.order(nr)["dashboard_status"] == "Acknowledged"
    assert receiver.got[0][1] == receiver.got[1][1]


def test_a_receipt_acknowledges_the_items_if_the_knob_says_so(noon, receiver):
    noon.turn(acknowledge="on_delivery", events_paused=True)
    nr = noon.create_order(items=[{}])["fbpi_order_nr"]
    assert noon.order(nr)["items"][0]["integration_status"] == UNSPECIFIED

    noon.turn(events_paused=False)
    noon.wait_until_settled()

    assert noon.order(nr)["items"][0]["integration_status"] == ACKNOWLEDGED


def test_a_reset_is_not_disturbed_by_a_delivery_that_was_under_way(noon, receiver):
    """Numbers begin anew, so the late answer must not be taken for that of the new world's first delivery."""
    receiver.open.clear()
    noon.create_order()
    wait_for(lambda: receiver.got)
    noon.reset()
    noon.send_events_to(receiver.url, {})
    noon.turn(events_paused=True)
    nr = noon.create_order(customer={"first_name": "New"})["fbpi_order_nr"]

    receiver.open.set()
    noon.turn(events_paused=False)

    (delivery,) = noon.wait_until_settled()
    assert (delivery["fbpi_order_nr"], len(delivery["attempts"])) == (nr, 1)
    assert len(receiver.got) == 2


@pytest.mark.parametrize(("paused", "kept"), [(False, 2), (True, 5)])
def test_a_long_log_forgets_what_is_done_and_never_what_is_due(noon, receiver, monkeypatch, paused, kept):
    monkeypatch.setattr(events, "KEPT", 2)
    noon.turn(events_paused=paused)
    for _ in range(5):
        noon.create_order()
        if not paused:
            noon.wait_until_settled()

    assert kept == len(noon.deliveries())
    noon.turn(events_paused=False)
    noon.wait_until_settled()
    assert len(receiver.got) == 5


def test_events_of_a_project_go_to_its_own_destinations(noon, receiver):
    noon.register("PRJ20002")
    elsewhere = noon.warehouses("PRJ20002")[0]["warehouse_code"]

    noon.create_order(warehouse_code=elsewhere)

    assert noon.wait_until_settled() == []
    assert receiver.got == []


def test_a_project_has_five_destinations_at_most(noon, receiver):
    for number in range(2, 6):
        noon.send_events_to(receiver.url, {}, destination_code=f"dst_{number}")
    with pytest.raises(ControlError, match="at most 5"):
        noon.send_events_to(receiver.url, {}, destination_code="dst_6")
    noon.send_events_to(receiver.url, {"X-New": "1"}, destination_code="dst_5")

    noon.create_order()

    assert len(noon.wait_until_settled()) == 5


def test_an_empty_url_switches_a_destination_off(noon, receiver):
    noon.send_events_to("", {})

    noon.create_order()

    assert noon.wait_until_settled() == []


def test_any_event_can_be_announced_out_of_turn(noon, receiver):
    nr = noon.create_order(announced=False)["fbpi_order_nr"]

    noon.announce(nr, "FBPI::SOMETHING_NEW")
    noon.wait_until_settled()

    assert types(receiver) == ["FBPI::SOMETHING_NEW"]


def sandbox_order(wire, **changes):
    body = {
        "idempotency_key": "k1",
        "items": [{"status": "MP_ITEM_STATUS_CONFIRMED", "partner_sku": "A"}, {"status": "MP_ITEM_STATUS_CANCELLED"}],
    }
    return wire.post("/fbpi/v1/sandbox-order/create", body | changes)


def test_a_sandbox_order_is_announced_and_behaves_as_any_order(noon, wire, receiver):
    nr = sandbox_order(wire, warehouse_code=noon.warehouses()[0]["warehouse_code"]).json()["fbpi_order_nr"]
    noon.wait_until_settled()

    assert [nr] == [body["payload"]["order_nr"] for body in bodies(receiver)]
    order = wire.read_order(nr)
    assert [item["mp_status"] for item in order["items"]] == ["MP_ITEM_STATUS_CONFIRMED", "MP_ITEM_STATUS_CANCELLED"]
    assert (order["mp_country_code"], order["currency_code"], order["items"][0]["partner_sku"]) == ("ae", "AED", "A")
    assert wire.ship(order, 0).status_code == 200


def test_a_sandbox_order_is_made_once_for_each_key(noon, wire, receiver):
    warehouse_code = noon.warehouses()[0]["warehouse_code"]

    answers = [sandbox_order(wire, warehouse_code=warehouse_code, idempotency_key=key) for key in ("k1", "k1", "k2")]

    numbers = [answer.json()["fbpi_order_nr"] for answer in answers]

    assert numbers[0] == numbers[1] != numbers[2]
    assert len(noon.wait_until_settled()) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"idempotency_key": "12345678901"},
        {"items": []},
        {"items": [{"status": "MP_ITEM_STATUS_UNSPECIFIED"}]},
        {"country_code": "xx"},
        {"warehouse_code": "W-none"},
    ],
    ids=str,
)
def test_a_wrong_sandbox_order_is_refused(noon, wire, receiver, changes):
    answer = sandbox_order(wire, **{"warehouse_code": noon.warehouses()[0]["warehouse_code"]} | changes)

    assert answer.status_code in (400, 404)
    assert noon.order_nrs() == []


def test_a_sandbox_order_needs_somebody_to_tell(noon, wire):
    answer = sandbox_order(wire, warehouse_code=noon.warehouses()[0]["warehouse_code"])

    assert (answer.status_code, answer.json()["status_code"]) == (400, "FAILED_PRECONDITION")
