"""Bulk operations, as JSON lines over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from sandbox.client import ShopifySandbox
from sandbox.server import SandboxServer
from tests.sandbox.shopify.doubles import READ_BULK, RUN_BULK, SHOP, Admin, run_bulk

CANCEL = "mutation($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }"
ORDERS = """{ orders(query: "tag:bulk") { edges { node { id name
  lineItems { edges { node { id sku } } } } } } }"""


def lines_of(operation: dict[str, Any]) -> list[dict[str, Any]]:
    answer = requests.get(operation["url"], timeout=60)
    return [json.loads(line) for line in answer.content.splitlines()]


@pytest.fixture
def orders(sandbox: ShopifySandbox) -> list[dict[str, Any]]:
    lines = [{"title": "A", "price": "1", "sku": "A"}, {"title": "B", "price": "1", "sku": "B"}]
    return [sandbox.place_order(SHOP, lines=lines, tags=["bulk"]) for _ in range(3)]


def test_children_name_their_parent_and_come_after_it(admin: Admin, sandbox: ShopifySandbox, orders: list[Any]):
    operation = run_bulk(admin, sandbox, ORDERS)

    lines = lines_of(operation)
    assert (operation["status"], operation["objectCount"], operation["rootObjectCount"]) == ("COMPLETED", "9", "3")
    assert [line.get("__parentId") for line in lines[:3]] == [None] * 3, "without grouping the levels come one by one"
    assert {line["__parentId"] for line in lines[3:]} == {order["gid"] for order in orders}
    assert "lineItems" not in lines[0]


def test_grouped_children_follow_their_parent_at_once(admin: Admin, sandbox: ShopifySandbox, orders: list[Any]):
    lines = lines_of(run_bulk(admin, sandbox, ORDERS, grouped=True))

    assert [bool(line.get("__parentId")) for line in lines] == [False, True, True] * 3


def test_the_end_is_told(admin: Admin, sandbox: ShopifySandbox, orders: list[Any]):
    run_bulk(admin, sandbox, ORDERS)

    payload = sandbox.deliveries(topic="bulk_operations/finish")[0]["payload"]
    assert (payload["status"], payload["type"], payload["error_code"]) == ("completed", "query", None)


def test_nothing_found_gives_no_file(admin: Admin, sandbox: ShopifySandbox):
    operation = run_bulk(admin, sandbox, ORDERS)

    assert (operation["status"], operation["url"], operation["objectCount"]) == ("COMPLETED", None, "0")


def test_a_missing_scope_fails_it(admin: Admin, sandbox: ShopifySandbox, orders: list[Any]):
    sandbox.set_scopes(SHOP, ["read_products"])

    operation = run_bulk(admin, sandbox, ORDERS)

    assert (operation["status"], operation["errorCode"]) == ("FAILED", "ACCESS_DENIED")


@pytest.mark.parametrize(
    "query",
    [
        "{ shop { id } }",
        "{ orders { edges { node { colour } } } }",
        "nonsense",
        "mutation { orderClose }",
        'query($q: String = "") { orders(query: $q) { edges { node { id } } } }',
    ],
)
def test_what_shopify_would_not_run_is_refused(admin: Admin, query: str):
    assert admin.run(RUN_BULK, q=query)["bulkOperationRunQuery"]["userErrors"][0]["code"] == "INVALID"


def test_five_run_at_once_and_no_more(admin: Admin, server: SandboxServer):
    server.config.pace.bulk = 60
    for _ in range(5):
        admin.run(RUN_BULK, q=ORDERS)

    assert admin.run(RUN_BULK, q=ORDERS)["bulkOperationRunQuery"]["userErrors"][0]["code"] == "LIMIT_REACHED"


def test_one_can_be_cancelled_while_it_runs(admin: Admin, server: SandboxServer, sandbox: ShopifySandbox):
    server.config.pace.bulk = 0.3
    started = admin.run(RUN_BULK, q=ORDERS)["bulkOperationRunQuery"]["bulkOperation"]["id"]

    cancelled = admin.run(CANCEL, id=started)["bulkOperationCancel"]["bulkOperation"]["status"]
    sandbox.settle()

    assert cancelled == "CANCELING"
    assert admin.run(READ_BULK, id=started)["bulkOperation"]["status"] == "CANCELED"
    assert admin.run(CANCEL, id=started)["bulkOperationCancel"]["userErrors"]
