"""Stock figures with a status for each item, and the warehouse list."""

import pytest

UPDATE, LIST = "/stock/v1/stock-update", "/stock/v1/stock-list"
PREFIXES = ("warehouse_platform", "warehouse-platform")


@pytest.fixture
def warehouse_code(noon):
    return noon.warehouses()[0]["warehouse_code"]


def statuses(answer):
    assert answer.status_code == 200
    return [item["status"]["status_code"] for item in answer.json()["items"]]


def test_a_figure_is_absolute_and_read_back_as_sent(noon, wire, warehouse_code):
    row = {"warehouse_code": warehouse_code, "partner_sku": "A"}
    wire.post(UPDATE, {"items": [{**row, "qty": 5, "processing_time": "1d"}]})
    wire.post(UPDATE, {"items": [{**row, "qty": 3}]})
    noon.create_order(items=[{"partner_sku": "A"}])

    item = wire.post(LIST, {"items": [row]}).json()["items"][0]

    assert (item["status"]["status_code"], item["qty"], item["processing_time"]) == ("OK", 3, "1d")
    assert item["stock_updated_at"].endswith("Z")
    assert noon.stock()[f"{warehouse_code}/A"]["qty"] == 3


@pytest.mark.parametrize(("second", "left"), [({"qty": 0}, 0), ({"processing_time": "2d"}, 5)])
def test_none_is_a_figure_and_no_figure_is_none(noon, wire, warehouse_code, second, left):
    row = {"warehouse_code": warehouse_code, "partner_sku": "A"}
    wire.post(UPDATE, {"items": [{**row, "qty": 5}]})

    wire.post(UPDATE, {"items": [{**row, **second}]})

    assert left == noon.stock()[f"{warehouse_code}/A"]["qty"]


def test_a_bad_item_fails_alone(noon, wire, warehouse_code):
    noon.turn(refused_skus={"BANNED": "FAILED_PRECONDITION"})
    items = [
        {"warehouse_code": warehouse_code, "partner_sku": "A", "qty": 1},
        {"warehouse_code": warehouse_code, "partner_sku": "A2", "qty": -1},
        {"warehouse_code": "W-none", "partner_sku": "A3", "qty": 1},
        {"warehouse_code": warehouse_code, "qty": 1},
        {"warehouse_code": warehouse_code, "partner_sku": "BANNED", "qty": 1},
        {"warehouse_code": warehouse_code, "partner_sku": "B", "qty": 0},
    ]

    answer = wire.post(UPDATE, {"items": items})

    expected = ["OK", "INVALID_ARGUMENT", "NOT_FOUND", "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OK"]
    assert expected == statuses(answer)
    assert {"status_code", "status_id", "message", "details"} == set(answer.json()["items"][0]["status"])
    assert {f"{warehouse_code}/A", f"{warehouse_code}/B"} == set(noon.stock())


def test_a_sku_that_was_never_sent_is_not_found(wire, warehouse_code):
    answer = wire.post(LIST, {"items": [{"warehouse_code": warehouse_code, "partner_sku": "X"}]})

    assert statuses(answer) == ["NOT_FOUND"]
    assert "qty" not in answer.json()["items"][0]


def test_another_projects_warehouse_takes_no_figure_of_ours(noon, wire_of, warehouse_code):
    other = wire_of(project_code="PRJ20002")

    answer = other.post(UPDATE, {"items": [{"warehouse_code": warehouse_code, "partner_sku": "A", "qty": 1}]})

    assert statuses(answer) == ["NOT_FOUND"]
    assert noon.stock() == {}


def test_a_batch_can_have_a_cap(noon, wire, warehouse_code):
    noon.turn(stock_batch_cap=2)
    item = {"warehouse_code": warehouse_code, "partner_sku": "A", "qty": 1}

    assert wire.post(UPDATE, {"items": [item] * 2}).status_code == 200
    assert wire.post(UPDATE, {"items": [item] * 3}).status_code == 400
    assert wire.post(LIST, {"items": [item] * 3}).status_code == 400
    assert wire.post(UPDATE, {"items": []}).status_code == 400


def test_integers_may_come_as_text(noon, wire, warehouse_code):
    noon.turn(integers_as_strings=True)
    item = {"warehouse_code": warehouse_code, "partner_sku": "A", "qty": 12}
    wire.post(UPDATE, {"items": [item]})

    assert wire.post(LIST, {"items": [item]}).json()["items"][0]["qty"] == "12"


def test_warehouses_are_listed_without_project_or_country(noon, wire):
    answer = wire.post("/warehouse_platform/v1/warehouses/list").json()

    assert answer["next_token"] == ""
    assert [row["warehouse_code"] for row in noon.warehouses()] == [
        row["warehouse_code"] for row in answer["warehouses"]
    ]
    assert {"warehouse_code", "display_name", "fulfillment_system_code", "is_active"} == set(answer["warehouses"][0])


def test_a_project_lists_its_own_warehouses(noon, wire_of):
    other = wire_of(project_code="PRJ20002")
    noon.add_warehouse("Jeddah Port", country_code="sa", warehouse_code="W9", project_code="PRJ20002")

    listed = other.post("/warehouse_platform/v1/warehouses/list").json()["warehouses"]

    assert "W9" in [row["warehouse_code"] for row in listed]
    assert not {row["warehouse_code"] for row in noon.warehouses()} & {row["warehouse_code"] for row in listed}


def test_warehouses_come_in_pages_of_five_hundred(noon, wire, running):
    engine = running.engine.noon
    template = noon.warehouses()[0]
    engine.warehouses.update({f"X{n:04d}": {**template, "warehouse_code": f"X{n:04d}"} for n in range(499)})

    first = wire.post("/warehouse_platform/v1/warehouses/list", {}).json()
    second = wire.post("/warehouse_platform/v1/warehouses/list", {"next_token": first["next_token"]}).json()

    assert (len(first["warehouses"]), len(second["warehouses"]), second["next_token"]) == (500, 1, "")


def test_warehouses_are_filtered_by_fulfilment_system(wire):
    listed = {
        code: wire.post("/warehouse_platform/v1/warehouses/list", {"filters": {"fulfillment_system_code": code}}).json()
        for code in ("fbpi", "fbn")
    }

    assert [len(answer["warehouses"]) for answer in listed.values()] == [2, 0]


@pytest.mark.parametrize("used", PREFIXES)
def test_the_spelling_of_the_prefix_is_a_knob(noon, wire, used):
    noon.turn(warehouse_prefix=used)

    answers = {prefix: wire.post(f"/{prefix}/v1/warehouses/list").status_code for prefix in PREFIXES}

    assert {prefix: 200 if prefix == used else 418 for prefix in PREFIXES} == answers
