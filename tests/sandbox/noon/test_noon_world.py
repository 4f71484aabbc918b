"""The world behind the API: the same for the same seed, kept between runs, alive when asked to be."""

import json
import time

import pytest
from flask import Flask

from sandbox.faults import Faults
from sandbox.noon.alone import RunningNoon
from sandbox.noon.app import create_app
from sandbox.noon.control import ControlError, NoonSandbox
from sandbox.noon.life import Life
from sandbox.store import Store


def drawn(noon):
    return [noon.order(nr) for nr in noon.create_orders(30, order_created_at="2026-05-01T00:00:00Z")]


def test_the_same_seed_makes_the_same_orders(noon):
    noon.reset(7)
    first = drawn(noon)
    noon.reset(7)
    again = drawn(noon)
    noon.reset(8)

    assert first == again
    assert first != drawn(noon)


def test_what_is_drawn_does_not_depend_on_what_was_asked_before(noon):
    noon.create_order(items=[{}], customer={"city": "Hail"})
    second = noon.create_order(order_created_at="2026-05-01T00:00:00Z")
    noon.reset()
    noon.create_order()

    assert second == noon.create_order(order_created_at="2026-05-01T00:00:00Z")


def test_drawn_orders_look_real(noon):
    here, there = (row["warehouse_code"] for row in noon.warehouses())
    orders = drawn(noon) + [noon.order(nr) for nr in noon.create_orders(30, warehouse_code=there)]

    assert {(here, "ae", "AED"), (there, "sa", "SAR")} == {
        (order["warehouse_code"], order["mp_country_code"], order["currency_code"]) for order in orders
    }
    assert {1, 2, 3, 4} == {len(order["items"]) for order in orders}
    assert all(10 < item["delivered_invoice_price"] < 1000 for order in orders for item in order["items"])
    assert len({order["customer"]["last_name"] for order in orders}) > 3
    assert all(order["customer"]["first_name"].isascii() for order in orders)
    numbers = [item["mp_item_nr"] for order in orders for item in order["items"]]
    assert len(numbers) == len(set(numbers))


def test_units_of_one_kind_are_rows_of_one_price(noon):
    orders = drawn(noon)
    kinds = {
        (order["fbpi_order_nr"], item["partner_sku"]): item["delivered_invoice_price"]
        for order in orders
        for item in order["items"]
    }

    assert len(kinds) < sum(len(order["items"]) for order in orders)
    for order in orders:
        for item in order["items"]:
            assert kinds[order["fbpi_order_nr"], item["partner_sku"]] == item["delivered_invoice_price"]


def test_a_draft_decides_every_field_it_names(noon):
    fields = {
        "fbpi_order_nr": "NFBO1",
        "mp_code": "namshi",
        "mp_order_nr": "NM1",
        "mp_country_code": "eg",
        "customer_country_code": "ae",
        "merchant_code": "STR9",
        "currency_code": "EGP",
        "warehouse_code": noon.warehouses()[1]["warehouse_code"],
        "order_created_at": "2020-02-29T23:59:59Z",
        "items": [
            {
                "mp_item_nr": "I1",
                "partner_sku": "A",
                "mp_status": "MP_ITEM_STATUS_RETURNED",
                "integration_status": "INTEGRATION_ITEM_STATUS_LOST",
                "delivered_invoice_price": 0.1,
                "cancellation_reason_code": "WHY",
            }
        ],
        "customer": {"first_name": "A", "last_name": "B", "city": "C", "administrative_division": "D"},
    }

    order = noon.create_order(**fields)

    assert fields == {name: order[name] for name in fields}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"colour": "red"}, "colour"), ({"warehouse_code": "W-none"}, "W-none"), ({"fbpi_order_nr": "N1"}, "exists")],
)
def test_an_impossible_order_is_not_made(noon, fields, reason):
    noon.create_order(fbpi_order_nr="N1")

    with pytest.raises(ControlError, match=reason):
        noon.create_order(**fields)
    assert noon.order_nrs() == ["N1"]


def test_many_orders_can_be_spread_over_a_time(noon):
    made = noon.create_orders(3, order_created_at="2026-05-01T00:00:00Z", spread_to="2026-05-03T00:00:00Z")

    days = [noon.order(nr)["order_created_at"] for nr in made]
    assert days == ["2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z", "2026-05-03T00:00:00Z"]


def test_orders_are_made_of_the_skus_one_sets(noon):
    noon.set_prices({"MINE-1": {"AED": 10.5}})

    items = [item for order in drawn(noon) for item in order["items"]]

    assert {("MINE-1", 10.5)} == {(item["partner_sku"], item["delivered_invoice_price"]) for item in items}


def test_a_reset_forgets_everything(noon, wire, receiver):
    order = noon.create_order()
    wire.ship(order, 0)
    noon.turn(page_size=3)
    noon.plan_fault("x", "drop")
    noon.wait_until_settled()

    noon.reset()

    assert noon.calls() == []
    assert wire.get("/identity/v1/whoami").status_code == 401
    assert wire.log_in().status_code == 401
    assert (noon.order_nrs(), noon.shipments(), noon.deliveries()) == ([], [], [])
    assert noon.knobs()["page_size"] == 50
    assert [len(noon.warehouses())] == [2]
    noon.create_order()
    assert noon.deliveries() == []


def test_a_world_survives_a_restart(tmp_path):
    store = Store(tmp_path / "noon.json")
    with RunningNoon(store) as first:
        noon = NoonSandbox(first.base_url)
        noon.turn(page_size=3, events_paused=True)
        noon.send_events_to("http://127.0.0.1:9/nobody", {"X-Secret": "1"})
        order = noon.create_order()
        store.save()
    with RunningNoon(Store(tmp_path / "noon.json")) as second:
        noon = NoonSandbox(second.base_url)

        assert order == noon.order(order["fbpi_order_nr"])
        assert noon.knobs()["page_size"] == 3
        assert [order["fbpi_order_nr"]] == [row["fbpi_order_nr"] for row in noon.deliveries("pending")]
        assert order["fbpi_order_nr"] != noon.create_order()["fbpi_order_nr"]


def test_what_could_not_be_delivered_goes_after_a_restart(tmp_path, receiver):
    store = Store(tmp_path / "noon.json")
    with RunningNoon(store, webhook_url=receiver.url, webhook_headers={"X-Secret": "1"}) as first:
        NoonSandbox(first.base_url).turn(events_paused=True)
        nr = NoonSandbox(first.base_url).create_order()["fbpi_order_nr"]
    assert receiver.got == []
    store.content["noon/knobs"]["events_paused"] = False
    store.save()
    with RunningNoon(Store(tmp_path / "noon.json")) as second:
        NoonSandbox(second.base_url).wait_until_settled()

    assert [nr] == [json.loads(body)["payload"]["order_nr"] for _, body in receiver.got]
    assert receiver.got[0][0]["X-Secret"] == "1"


def test_the_whole_world_is_json(noon, wire, receiver, running):
    order = noon.create_order()
    wire.ship(order, 0)
    noon.wait_until_settled()

    content = running.engine.noon.store.content

    assert content == json.loads(json.dumps(content))


def test_two_stand_ins_can_share_a_store():
    store = Store()
    store.table("noon_payments_orders")["1"] = {"id": 1}
    app = create_app(store, Faults())

    app.test_client().post("/_control/reset", json={})

    assert store.table("noon_payments_orders") == {"1": {"id": 1}}


@pytest.fixture
def still():
    """A noon without a server, to live one step at a time."""
    app: Flask = create_app(Store(), Faults())
    yield app.extensions["noon"].noon
    app.extensions["noon"].stop()


def test_life_is_the_same_for_the_same_seed(still):
    def live():
        still.forget(3)
        orders = [Life(still).live() for _ in range(40)]
        return [(order["fbpi_order_nr"], order["warehouse_code"], order["items"]) for order in orders]

    first = live()

    assert first == live()


def test_life_brings_cancellations_now_and_then(still):
    life = Life(still)
    for _ in range(60):
        life.live()

    items = [item for order in still.orders.values() for item in order["items"]]
    cancelled = [item for item in items if item["cancellation_reason_code"] == "CUSTOMER_CANCELLED"]
    assert 2 <= len(cancelled) <= 20
    assert len({order["warehouse_code"] for order in still.orders.values()}) == 2


def test_life_is_off_until_it_is_started_and_stops_when_told(noon):
    assert noon.order_nrs() == []

    noon.start_life(0.02)
    wait_for(lambda: len(noon.order_nrs()) >= 3)
    noon.stop_life()
    alive = len(noon.order_nrs())
    noon.start_life(600)
    wait_for(lambda: len(noon.order_nrs()) > alive)
    noon.stop_life()

    assert alive + 1 == len(noon.order_nrs())


def wait_for(come_true, timeout_s=60.0):
    until = time.monotonic() + timeout_s
    while not come_true():
        assert time.monotonic() < until
        time.sleep(0.01)
