"""Lists: search, sorting, paging; and what closes a shop, a field or a bucket."""

from __future__ import annotations

import pytest

from sandbox.client import ShopifySandbox
from tests.sandbox.shopify.doubles import SHOP, Admin

NAMES = "query($q: String) { orders(first: 50, query: $q, sortKey: CREATED_AT) { nodes { name } } }"
PAGE = """query($after: String) { orders(first: 2, after: $after, sortKey: UPDATED_AT) {
  nodes { name } pageInfo { hasNextPage endCursor } } }"""
SHOP_NAME = "query ShopName { shop { name } }"


@pytest.fixture
def orders(sandbox: ShopifySandbox) -> None:
    for name, more in {
        "#A": {"created_at": "2026-10-01T10:00:00Z", "tags": ["trade", "vip"]},
        "#B": {"created_at": "2026-10-05T10:00:00Z", "tags": ["trade"], "financial_status": "paid"},
        "#C": {"created_at": "2026-11-01T10:00:00Z", "source_identifier": "NAEG-7", "test": True},
    }.items():
        sandbox.place_order(SHOP, "10", name=name, **more)
    sandbox.set_scopes(SHOP, [*sandbox.shop(SHOP)["scopes"], "read_all_orders"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (None, "ABC"),
        ("tag:trade", "AB"),
        ("tag:trade tag:vip", "A"),
        ("-tag:vip", "BC"),
        ("NOT tag:trade", "C"),
        ("name:#B", "B"),
        ("name:B", "B"),
        ("created_at:>=2026-10-05", "BC"),
        ("created_at:>'2026-10-05T10:00:00Z'", "C"),
        ("created_at:>=2026-10-02 created_at:<2026-10-31", "B"),
        ("created_at:2026-10-05", "B"),
        ("source_identifier:'NAEG-7'", "C"),
        ("source_identifier:NAEG-8", ""),
        ("financial_status:paid", "B"),
        ("(name:#A OR name:#C) AND test:true", "C"),
        ("name:#A OR name:#B", "AB"),
        ("status:cancelled", ""),
        ("updated_at:<2020-01-01", ""),
    ],
)
def test_search_finds_what_it_says(admin: Admin, orders: None, query: str | None, found: str):
    names = [one["name"] for one in admin.run(NAMES, q=query)["orders"]["nodes"]]

    assert names == [f"#{letter}" for letter in found]


def test_an_unknown_search_field_is_ignored_with_a_warning(admin: Admin, orders: None):
    """Shopify does the same: everything comes back, so a filter must be proven with a value that cannot exist."""
    answer = admin.post(NAMES, q="no_such_field:1").json()

    assert len(answer["data"]["orders"]["nodes"]) == 3
    assert answer["extensions"]["search"][0]["warnings"][0]["code"] == "invalid_field"


def test_paging_neither_skips_nor_repeats_when_records_move_meanwhile(
    admin: Admin, orders: None, sandbox: ShopifySandbox
):
    first = admin.run(PAGE)["orders"]
    sandbox.tag_order(SHOP, sandbox.orders(SHOP)[0]["id"], add=["moved"])
    second = admin.run(PAGE, after=first["pageInfo"]["endCursor"])["orders"]

    names = {one["name"] for page in (first, second) for one in page["nodes"]}
    assert names == {"#A", "#B", "#C"}


@pytest.mark.parametrize("arguments", ["", "(first: 251)", "(first: 0)", '(first: 1, after: "x")'])
def test_bad_pages_are_refused(admin: Admin, arguments: str):
    answer = admin.post(f"{{ orders{arguments} {{ nodes {{ id }} }} }}").json()

    assert answer["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_orders_older_than_sixty_days_need_a_scope_of_their_own(admin: Admin, sandbox: ShopifySandbox):
    old = sandbox.place_order(SHOP, "10", created_at="2020-01-01T00:00:00Z")
    ask = "query($id: ID!) { order(id: $id) { id } orders(first: 5) { nodes { id } } }"
    assert admin.run(ask, id=old["gid"])["order"]

    sandbox.set_scopes(SHOP, ["read_orders"])

    assert admin.run(ask, id=old["gid"]) == {"order": None, "orders": {"nodes": []}}


def test_a_missing_scope_refuses_the_field_and_leaves_the_rest(admin: Admin, sandbox: ShopifySandbox):
    order = sandbox.place_order(SHOP, "10")
    sandbox.set_scopes(SHOP, ["read_orders"])

    answer = admin.post("query($id: ID!) { order(id: $id) { name customer { id } } }", id=order["gid"]).json()

    assert answer["data"]["order"] == {"name": order["name"], "customer": None}
    error = answer["errors"][0]
    assert error["extensions"]["code"] == "ACCESS_DENIED" and error["path"] == ["order", "customer"]
    assert "`read_customers` access scope" in error["message"]


def test_writing_a_tag_needs_the_owners_scope(admin: Admin, sandbox: ShopifySandbox):
    order = sandbox.place_order(SHOP, "10")
    sandbox.set_scopes(SHOP, ["read_orders"])

    answer = admin.post('mutation($id: ID!) { tagsAdd(id: $id, tags: ["x"]) { node { id } } }', id=order["gid"]).json()

    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


def test_without_approval_personal_fields_are_null_with_an_error_beside(admin: Admin, sandbox: ShopifySandbox):
    customer = sandbox.make_customer(SHOP, first_name="Huda", email="huda@example.com")
    order = sandbox.place_order(SHOP, "10", customer_id=customer["id"])
    sandbox.change_shop(SHOP, protected_data=1)
    sandbox.tag_order(SHOP, order["id"], add=["x"])
    sandbox.settle()

    answer = admin.post(
        "query($id: ID!) { order(id: $id) { name email customer { id tags } } }", id=order["gid"]
    ).json()

    assert answer["data"]["order"]["email"] is None and answer["data"]["order"]["customer"]["id"]
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED" and answer["errors"][0]["path"][-1] == "email"
    told = sandbox.deliveries(topic="orders/updated")[-1]["payload"]
    assert told["email"] is None and told["customer"]["first_name"] is None
    assert told["customer"]["id"] == customer["id"] and told["name"] == order["name"]


@pytest.mark.parametrize(("status", "code"), [("frozen", 402), ("locked", 423)])
def test_a_closed_shop_answers_nothing(admin: Admin, sandbox: ShopifySandbox, status: str, code: int):
    sandbox.close_shop(SHOP, status)

    assert admin.post(SHOP_NAME).status_code == code


def test_an_unknown_shop_is_not_found_and_a_foreign_token_refused(admin: Admin):
    admin.root = admin.root.replace("atlas-souq", "dune-gifts")
    assert admin.post(SHOP_NAME).status_code == 401

    admin.root = admin.root.replace("dune-gifts", "nobody")
    assert admin.post(SHOP_NAME).status_code == 404


@pytest.mark.parametrize(
    ("asked", "served"), [("2026-10", "2026-10"), ("2025-01", "2026-01"), ("unstable", "unstable")]
)
def test_a_dead_version_is_served_by_the_oldest_live_one(admin: Admin, asked: str, served: str):
    assert admin.post(SHOP_NAME, version=asked).headers["X-Shopify-API-Version"] == served


def test_an_unknown_field_is_a_top_level_error(admin: Admin):
    answer = admin.post("{ shop { colour } }")

    assert answer.status_code == 200 and "data" not in answer.json()
    assert "colour" in answer.json()["errors"][0]["message"]


def test_every_answer_tells_its_cost(admin: Admin):
    cost = admin.post("{ shop { id plan { shopifyPlus } } }").json()["extensions"]["cost"]

    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (2, 2)
    assert cost["throttleStatus"]["maximumAvailable"] == 4000


def test_an_empty_bucket_throttles_within_http_200(admin: Admin, sandbox: ShopifySandbox):
    sandbox.change_shop(SHOP, plan="standard")
    sandbox.set_bucket(SHOP, -1000)

    answer = admin.post(SHOP_NAME)

    assert answer.status_code == 200 and answer.json()["errors"][0]["extensions"]["code"] == "THROTTLED"
    status = answer.json()["extensions"]["cost"]["throttleStatus"]
    assert (status["maximumAvailable"], status["restoreRate"]) == (2000, 100)


def test_what_a_query_did_not_need_comes_back(admin: Admin):
    cost = admin.post("{ orders(first: 250) { nodes { id customer { id } } } }").json()["extensions"]["cost"]

    assert cost["requestedQueryCost"] == 24 and cost["actualQueryCost"] == 2
    assert cost["throttleStatus"]["currentlyAvailable"] >= 3997


def test_too_expensive_a_query_is_refused_before_it_runs(admin: Admin, sandbox: ShopifySandbox):
    query = "{ orders(first: 100) { nodes { lineItems(first: 20) { nodes { id } } } } }"
    assert "errors" not in admin.post(query).json()

    sandbox.set_cost_scale("linear")

    error = admin.post(query).json()["errors"][0]["extensions"]
    assert error["code"] == "MAX_COST_EXCEEDED" and error["cost"] == 100 * (1 + 20 + 2) + 2


def test_a_planned_failure_strikes_its_operation_only(admin: Admin, sandbox: ShopifySandbox):
    sandbox.fault("^ShopName$", "status", status=500)

    assert admin.post("query Other { shop { name } }").status_code == 200
    assert admin.post(SHOP_NAME).status_code == 500
    assert admin.post(SHOP_NAME).status_code == 200


def test_calls_are_kept_with_their_variables(admin: Admin, sandbox: ShopifySandbox):
    sandbox.forget_calls()
    admin.run(
        'mutation AddTag($id: ID!) { tagsAdd(id: $id, tags: ["x"]) { node { id } userErrors { message } } }',
        id="gid://shopify/Order/1",
    )

    (call,) = sandbox.calls(field="tagsAdd")
    assert (call["operation"], call["kind"], call["shop"]) == ("AddTag", "mutation", SHOP)
    assert call["variables"] == {"id": "gid://shopify/Order/1"}
