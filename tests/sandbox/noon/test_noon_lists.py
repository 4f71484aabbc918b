"""The order list: pages, bounds, tokens, and the many ways in which it may end."""

import base64

import pytest

from sandbox.noon.drafts import ListOrders
from sandbox.noon.pages import OrderIndex, page_of


def walk(wire, warehouse_code, **filters):
    """Every page until the token is missing, empty or repeated."""
    pages, tokens = [], [""]
    while True:
        answer = wire.list_orders(warehouse_code, tokens[-1], **filters).json()
        pages.append([order["fbpi_order_nr"] for order in answer["orders"]])
        token = answer.get("next_token")
        if not token or token in tokens:
            return pages
        tokens.append(token)


@pytest.fixture
def warehouse_code(noon):
    return noon.warehouses()[0]["warehouse_code"]


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (49, [49]), (50, [50]), (51, [50, 1]), (100, [50, 50])])
def test_a_page_holds_fifty(noon, wire, warehouse_code, count, sizes):
    if count:
        noon.create_orders(count)

    assert sizes == [len(page) for page in walk(wire, warehouse_code)]


@pytest.mark.parametrize(
    ("bounds", "seen"),
    [
        ({"created_after": "2026-05-01T10:00:00Z", "created_before": "2026-05-01T10:00:02Z"}, 3),
        ({"created_after": "2026-05-01T10:00:01Z", "created_before": "2026-05-01T10:00:01Z"}, 1),
        ({"created_after": "2026-05-01T10:00:01Z"}, 2),
        ({"created_before": "2026-05-01T09:59:59Z"}, 0),
        ({"created_after": "2026-05-01T10:00:02Z", "created_before": "2026-05-01T10:00:00Z"}, 0),
    ],
)
@pytest.mark.parametrize("direction", ["oldest_first", "newest_first"])
def test_both_bounds_belong_to_the_range(noon, wire, direction, bounds, seen):
    noon.turn(list_order=direction)
    made = [noon.create_order(order_created_at=f"2026-05-01T10:00:0{second}Z") for second in range(3)]

    found = walk(wire, made[0]["warehouse_code"], **bounds)

    assert seen == sum(map(len, found))


@pytest.mark.parametrize("bound", ["2026-05-01", "yesterday", "2026-05-01T10:00:00+00:00", "2026-05-01T10:00:00.5Z"])
def test_a_bound_in_another_form_is_refused(wire, warehouse_code, bound):
    answer = wire.list_orders(warehouse_code, created_before=bound)

    assert (answer.status_code, answer.json()["status_code"]) == (400, "INVALID_ARGUMENT")
    assert answer.json()["details"] == [{"subject": "created_before"}]


def test_a_token_fits_the_filters_it_came_with(noon, wire, warehouse_code):
    noon.create_orders(51)
    token = wire.list_orders(warehouse_code).json()["next_token"]

    assert wire.list_orders(warehouse_code, token).status_code == 200
    assert wire.list_orders(warehouse_code, token, created_after="2020-01-01T00:00:00Z").status_code == 400
    assert wire.list_orders(noon.warehouses()[1]["warehouse_code"], token).status_code == 400


@pytest.mark.parametrize("token", ["None", "null", "%%%", base64.b64encode(b"[1]").decode(), "ä"])
def test_a_made_up_token_is_refused(wire, warehouse_code, token):
    assert wire.list_orders(warehouse_code, token).status_code == 400


@pytest.mark.parametrize(("position", "expected"), [("empty", ""), ("null", None), ("absent", "missing")])
def test_the_end_of_the_list_is_a_knob(noon, wire, warehouse_code, position, expected):
    noon.turn(end_of_list=position)

    assert expected == wire.list_orders(warehouse_code).json().get("next_token", "missing")


@pytest.mark.parametrize("count", [0, 50, 51])
def test_a_list_that_never_ends_repeats_its_last_token(noon, wire, warehouse_code, count):
    noon.turn(end_of_list="repeat")
    if count:
        noon.create_orders(count)

    pages = walk(wire, warehouse_code)

    assert pages[-1] == []
    assert sorted(noon.order_nrs()) == sorted(nr for page in pages for nr in page)


def test_orders_that_arrive_between_two_pages_move_nothing(noon, wire, warehouse_code):
    """With a token that counts, an early arrival would show one order twice, and in a list by date lose another."""
    before = noon.create_orders(60, order_created_at="2026-05-01T00:00:00Z", spread_to="2026-05-02T00:00:00Z")
    first = wire.list_orders(warehouse_code).json()
    noon.create_order(order_created_at="2026-04-30T00:00:00Z")
    late = noon.create_order(order_created_at="2026-05-03T00:00:00Z")["fbpi_order_nr"]
    second = wire.list_orders(warehouse_code, first["next_token"]).json()

    assert [*before, late] == [order["fbpi_order_nr"] for order in first["orders"] + second["orders"]]


@pytest.mark.parametrize("direction", ["oldest_first", "newest_first"])
def test_orders_of_the_same_second_are_all_listed_once(noon, wire, warehouse_code, direction):
    noon.turn(list_order=direction, page_size=7)
    made = noon.create_orders(20, order_created_at="2026-05-01T00:00:00Z")

    listed = [nr for page in walk(wire, warehouse_code) for nr in page]

    assert (made if direction == "oldest_first" else made[::-1]) == listed


def test_a_warehouse_lists_its_own_orders_only(noon, wire, wire_of, warehouse_code):
    second = noon.warehouses()[1]["warehouse_code"]
    here, there = noon.create_order(), noon.create_order(warehouse_code=second)
    other = wire_of(project_code="PRJ20002")

    assert [[here["fbpi_order_nr"]]] == walk(wire, warehouse_code)
    assert [[there["fbpi_order_nr"]]] == walk(wire, second)
    assert other.list_orders(warehouse_code).status_code == 404


def test_a_hundred_thousand_orders_page_without_a_sort_of_all():
    index, day = OrderIndex(), "2026-01-01T00:00:00Z"
    index.rebuild({"warehouse_code": "W", "order_created_at": day, "fbpi_order_nr": f"{n:06d}"} for n in range(100_000))

    token, seen = "", 0
    while True:
        page = page_of(index, ListOrders("W"), token, size=50, newest_first=False)
        seen, token = seen + len(page.fbpi_order_nrs), page.token
        if page.last:
            break

    assert seen == 100_000
