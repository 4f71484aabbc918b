"""What may become of an item, step by step, and what the API shows of it."""

import pytest

from sandbox.noon.rows import ACKNOWLEDGED, CANCELLED, CONFIRMED, OUT_OF_STOCK, SHIPPED, UNSPECIFIED


def states(wire, order):
    items = wire.read_order(order["fbpi_order_nr"])["items"]
    return [(item["mp_status"], item["integration_status"]) for item in items]


def refused(answer, name="FAILED_PRECONDITION", http=400):
    return (http, name) == (answer.status_code, answer.json().get("status_code"))


def test_an_order_shows_noons_fields_and_no_more(noon, wire):
    order = wire.read_order(noon.create_order()["fbpi_order_nr"])

    assert {
        "fbpi_order_nr",
        "mp_code",
        "mp_order_nr",
        "mp_country_code",
        "customer_country_code",
        "merchant_code",
        "currency_code",
        "warehouse_code",
        "order_created_at",
        "items",
    } == set(order)
    assert {
        "mp_item_nr",
        "partner_sku",
        "mp_status",
        "integration_status",
        "delivered_invoice_price",
        "cancellation_reason_code",
    } == set(order["items"][0])


def test_customer_details_are_four_fields_and_nowhere_else(noon, wire):
    order = noon.create_order(customer={"first_name": "Wadha", "last_name": "Al Nakhil"})

    answer = wire.get(f"/fbpi/v1/fbpi-order/{order['fbpi_order_nr']}/customer-details/get").json()

    assert {"first_name", "last_name", "city", "administrative_division"} == set(answer)
    assert (answer["first_name"], answer["last_name"]) == ("Wadha", "Al Nakhil")
    assert "Wadha" not in str(wire.read_order(order["fbpi_order_nr"]))


def test_an_item_that_is_out_of_stock_is_cancelled_by_noon(noon, wire):
    order = noon.create_order(items=[{}, {}])

    assert wire.mark_out_of_stock(order, 0).json() == {}

    assert states(wire, order) == [(CANCELLED, OUT_OF_STOCK), (CONFIRMED, ACKNOWLEDGED)]
    assert wire.read_order(order["fbpi_order_nr"])["items"][0]["cancellation_reason_code"] == "OUT_OF_STOCK"


def test_noon_may_take_its_time_to_cancel_what_is_out_of_stock(noon, wire):
    noon.turn(out_of_stock_cancels=False)
    order = noon.create_order(items=[{}])

    wire.mark_out_of_stock(order, 0)
    assert states(wire, order) == [(CONFIRMED, OUT_OF_STOCK)]
    noon.cancel(order["fbpi_order_nr"])
    assert states(wire, order) == [(CANCELLED, OUT_OF_STOCK)]


@pytest.mark.parametrize(("position", "passes"), [("refused", False), ("accepted", True)])
def test_marking_an_item_twice_is_a_knob(noon, wire, position, passes):
    noon.turn(repeated_out_of_stock=position)
    order = noon.create_order(items=[{}])
    wire.mark_out_of_stock(order, 0)

    again = wire.mark_out_of_stock(order, 0)

    assert again.json() == {} if passes else refused(again)


def test_a_cancelled_item_cannot_be_marked(noon, wire):
    order = noon.create_order(items=[{}])
    noon.cancel(order["fbpi_order_nr"])

    assert refused(wire.mark_out_of_stock(order, 0))
    assert states(wire, order) == [(CANCELLED, ACKNOWLEDGED)]


def test_a_shipped_item_cannot_be_marked(noon, wire):
    order = noon.create_order(items=[{}])
    wire.ship(order, 0)

    assert refused(wire.mark_out_of_stock(order, 0))
    assert states(wire, order) == [(CONFIRMED, SHIPPED)]


def test_an_update_marks_all_or_none(noon, wire):
    order = noon.create_order(items=[{}, {}])
    wire.ship(order, 1)

    assert refused(wire.mark_out_of_stock(order, 0, 1))
    assert states(wire, order) == [(CONFIRMED, ACKNOWLEDGED), (CONFIRMED, SHIPPED)]


@pytest.mark.parametrize(
    "status", ["UPDATE_ORDER_REQUEST_ITEM_STATUS_UNSPECIFIED", "INTEGRATION_ITEM_STATUS_SHIPPED", "OUT_OF_STOCK", ""]
)
def test_nothing_but_out_of_stock_can_be_set(noon, wire, status):
    order = noon.create_order(items=[{}])

    assert refused(wire.mark_out_of_stock(order, 0, status=status), "INVALID_ARGUMENT")
    assert states(wire, order) == [(CONFIRMED, ACKNOWLEDGED)]


def test_items_of_another_order_cannot_be_marked(noon, wire):
    order, other = noon.create_order(items=[{}]), noon.create_order(items=[{}])
    mixed = {**order, "items": other["items"]}

    assert refused(wire.mark_out_of_stock(mixed, 0), "NOT_FOUND", 404)


def test_an_update_needs_items_and_names_each_once(noon, wire):
    order = noon.create_order(items=[{}])

    assert refused(wire.mark_out_of_stock(order), "INVALID_ARGUMENT")
    assert refused(wire.mark_out_of_stock(order, 0, 0), "INVALID_ARGUMENT")


def test_another_project_sees_no_order_of_ours(noon, wire_of):
    order = noon.create_order(items=[{}])
    other = wire_of(project_code="PRJ20002")

    assert other.get(f"/fbpi/v1/fbpi-order/{order['fbpi_order_nr']}/get").status_code == 404
    assert other.get(f"/fbpi/v1/fbpi-order/{order['fbpi_order_nr']}/customer-details/get").status_code == 404
    assert other.mark_out_of_stock(order, 0).status_code == 404
    assert other.ship(order, 0).status_code == 404


def test_a_customer_cancels_one_unit_or_the_whole_order(noon, wire):
    order = noon.create_order(items=[{}, {}, {}])

    noon.cancel(order["fbpi_order_nr"], order["items"][1]["mp_item_nr"], reason="CHANGED_MIND")
    assert [mp_status for mp_status, _ in states(wire, order)] == [CONFIRMED, CANCELLED, CONFIRMED]
    noon.cancel(order["fbpi_order_nr"])
    reasons = [item["cancellation_reason_code"] for item in wire.read_order(order["fbpi_order_nr"])["items"]]

    assert reasons == ["CUSTOMER_CANCELLED", "CHANGED_MIND", "CUSTOMER_CANCELLED"]


@pytest.mark.parametrize("position", ["on_delivery", "never"])
def test_an_item_nobody_acknowledged_can_still_be_shipped(noon, wire, position):
    noon.turn(acknowledge=position)
    order = noon.create_order(items=[{}])

    assert states(wire, order) == [(CONFIRMED, UNSPECIFIED)]
    assert wire.ship(order, 0).status_code == 200
    assert states(wire, order) == [(CONFIRMED, SHIPPED)]


def test_prices_are_doubles_bare_or_not(noon, wire):
    prices = [{"delivered_invoice_price": 149}, {"delivered_invoice_price": 89.95}]
    nr = noon.create_order(items=prices)["fbpi_order_nr"]
    path = f"/fbpi/v1/fbpi-order/{nr}/get"

    assert '"delivered_invoice_price":149.0' in wire.get(path).text.replace(" ", "")
    noon.turn(bare_whole_prices=True)
    shown = wire.read_order(nr)["items"]

    assert [item["delivered_invoice_price"] for item in shown] == [149, 89.95]
    assert [int, float] == [type(item["delivered_invoice_price"]) for item in shown]


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("seconds", "2026-05-01T10:00:00Z"),
        ("fraction", "2026-05-01T10:00:00.000000Z"),
        ("offset", "2026-05-01T10:00:00+00:00"),
    ],
)
def test_the_form_of_a_creation_time_is_a_knob(noon, wire, position, expected):
    noon.turn(created_at_format=position)
    nr = noon.create_order(order_created_at="2026-05-01T10:00:00Z")["fbpi_order_nr"]

    assert expected == wire.read_order(nr)["order_created_at"]


def test_unknown_statuses_show_on_the_first_item_only_and_are_not_kept(noon, wire):
    order = noon.create_order(items=[{}, {}])
    noon.turn(unknown_mp_status="MP_NEW", unknown_integration_status="INTEGRATION_NEW")

    assert states(wire, order) == [("MP_NEW", "INTEGRATION_NEW"), (CONFIRMED, ACKNOWLEDGED)]
    noon.turn(unknown_mp_status="", unknown_integration_status="")
    assert states(wire, order) == [(CONFIRMED, ACKNOWLEDGED)] * 2


def test_an_action_may_answer_with_nothing_at_all(noon, wire):
    noon.turn(empty_actions=True)
    order = noon.create_order(items=[{}])

    answer = wire.ship(order, 0)

    assert (answer.status_code, answer.content) == (200, b"")
