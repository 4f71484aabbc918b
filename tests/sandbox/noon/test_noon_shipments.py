"""Shipments: what may be shipped, how often, and what a cancellation takes with it."""

import pytest

from sandbox.noon.rows import ACKNOWLEDGED, CANCELLED, CONFIRMED, SHIPPED

AWBS = "/fbpi/v1/shipment/noon-logistics-awbs/get"


def refused(answer, name="FAILED_PRECONDITION", http=400):
    return (http, name) == (answer.status_code, answer.json().get("status_code"))


def states(wire, order):
    items = wire.read_order(order["fbpi_order_nr"])["items"]
    return [(item["mp_status"], item["integration_status"]) for item in items]


@pytest.fixture
def order(noon):
    return noon.create_order(items=[{"partner_sku": "A"}, {"partner_sku": "A"}, {"partner_sku": "B"}])


def test_an_order_can_go_in_parts(wire, order):
    assert wire.ship(order, 0, nr="S-1").json() == {}
    assert wire.ship(order, 1, 2, nr="S-2").json() == {}

    assert states(wire, order) == [(CONFIRMED, SHIPPED)] * 3
    assert [item["partner_sku"] for item in wire.shipment("get", order, nr="S-2").json()["items"]] == ["A", "B"]


@pytest.mark.parametrize(
    "changes", [{"items": []}, {"awbs": []}, {"awbs": [{"courier": "noon"}]}, {"integration_shipment_nr": ""}], ids=str
)
def test_a_shipment_needs_items_and_waybills(wire, order, changes):
    assert refused(wire.ship(order, 0, **changes), "INVALID_ARGUMENT")
    assert states(wire, order) == [(CONFIRMED, ACKNOWLEDGED)] * 3


def test_an_item_is_shipped_once(wire, order):
    wire.ship(order, 0, nr="S-1")

    assert refused(wire.ship(order, 0, 1, nr="S-2"))
    assert states(wire, order) == [(CONFIRMED, SHIPPED), (CONFIRMED, ACKNOWLEDGED), (CONFIRMED, ACKNOWLEDGED)]
    assert refused(wire.shipment("get", order, nr="S-2"), "NOT_FOUND", 404)


def test_a_cancelled_item_is_not_shipped(noon, wire, order):
    """The race that a client must expect: the customer is faster than the warehouse."""
    noon.cancel(order["fbpi_order_nr"], order["items"][0]["mp_item_nr"])

    assert refused(wire.ship(order, 0, 1))
    assert noon.shipments() == []


def test_an_item_out_of_stock_is_not_shipped(wire, order):
    wire.mark_out_of_stock(order, 0)

    assert refused(wire.ship(order, 0))


def test_an_item_of_another_order_is_not_shipped(noon, wire, order):
    foreign = noon.create_order()["items"][0]["mp_item_nr"]

    assert refused(wire.ship(order, items=[{"mp_item_nr": foreign}]), "NOT_FOUND", 404)


def test_an_order_is_shipped_from_its_own_warehouse(noon, wire, order):
    second = noon.warehouses()[1]["warehouse_code"]

    assert refused(wire.ship(order, 0, warehouse_code=second))
    assert refused(wire.ship(order, 0, warehouse_code="W-none"), "NOT_FOUND", 404)


@pytest.mark.parametrize(("position", "status"), [("already_exists", 409), ("silent", 200)])
def test_a_repeated_shipment_number_is_a_knob_and_changes_nothing(noon, wire, order, position, status):
    noon.turn(duplicate_shipment=position)
    wire.ship(order, 0)

    again = wire.ship(order, 1, awbs=[{"courier": "noon", "awb_nr": "NAE2"}])

    assert status == again.status_code
    assert wire.shipment("get", order).json()["awbs"] == [{"courier": "noon", "awb_nr": "NAE1"}]
    assert [status for _, status in states(wire, order)] == [SHIPPED, ACKNOWLEDGED, ACKNOWLEDGED]


def test_the_same_number_may_be_used_in_two_warehouses(noon, wire, order):
    there = noon.create_order(warehouse_code=noon.warehouses()[1]["warehouse_code"])

    assert wire.ship(order, 0).status_code == 200
    assert wire.ship(there, 0).status_code == 200


def test_waybills_are_added_and_never_replaced(wire, order):
    wire.ship(order, 0)
    more = [{"courier": "aramex", "awb_nr": "AX2"}, {"courier": "noon", "awb_nr": "NAE1"}]

    assert wire.shipment("courier-awbs/add", order, awbs=more).json() == {}

    assert [awb["awb_nr"] for awb in wire.shipment("get", order).json()["awbs"]] == ["NAE1", "AX2"]
    assert refused(wire.shipment("courier-awbs/add", order, awbs=[]), "INVALID_ARGUMENT")
    assert refused(wire.shipment("courier-awbs/add", order, nr="S-9", awbs=more), "NOT_FOUND", 404)


def test_cancelling_a_shipment_cancels_its_items_for_good(wire, order):
    """It is no undo: the items cannot be shipped again."""
    wire.ship(order, 0, 1)

    assert wire.shipment("cancel", order).json() == {}

    assert states(wire, order) == [(CANCELLED, SHIPPED), (CANCELLED, SHIPPED), (CONFIRMED, ACKNOWLEDGED)]
    assert refused(wire.ship(order, 0, nr="S-2"))
    assert wire.ship(order, 2, nr="S-3").status_code == 200


def test_a_cancelled_shipment_stays_so(wire, order):
    wire.ship(order, 0)
    wire.shipment("cancel", order)

    assert refused(wire.shipment("cancel", order))
    assert refused(wire.shipment("courier-awbs/add", order, awbs=[{"courier": "noon", "awb_nr": "NAE9"}]))
    assert refused(wire.ship(order, 1), "ALREADY_EXISTS", 409)
    assert wire.shipment("get", order).status_code == 200


@pytest.mark.parametrize(("position", "passes"), [("refused", False), ("accepted", True)])
def test_cancelling_after_the_pick_up_is_a_knob(noon, wire, order, position, passes):
    noon.turn(cancel_after_pick_up=position)
    wire.ship(order, 0)
    noon.pick_up(order["warehouse_code"], "S-1")

    assert passes == (wire.shipment("cancel", order).status_code == 200)


def test_another_project_sees_no_shipment_of_ours(wire, wire_of, order):
    wire.ship(order, 0)
    other = wire_of(project_code="PRJ20002")

    assert other.shipment("get", order).status_code == 404
    assert other.shipment("cancel", order).status_code == 404


@pytest.mark.parametrize(
    ("country_code", "qty", "status"),
    [("ae", 1, 200), ("sa", 1000, 200), ("sa", 1001, 400), ("ae", 0, 400), ("xx", 1, 400)],
)
def test_waybills_of_noon_come_by_the_thousand_at_most(wire, country_code, qty, status):
    answer = wire.post(AWBS, {"country_code": country_code, "qty": qty})

    assert status == answer.status_code
    assert len(answer.json().get("awb_nrs", [])) == (qty if status == 200 else 0)


def test_no_waybill_number_is_given_twice(wire):
    given = [wire.post(AWBS, {"country_code": "ae", "qty": 40}).json()["awb_nrs"] for _ in range(3)]

    assert len({nr for batch in given for nr in batch}) == 120
