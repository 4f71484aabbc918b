"""Metafields with compare-and-set, stock with idempotency keys, Functions switched on."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.client import ShopifySandbox
from tests.sandbox.shopify.doubles import SHOP, Admin

SET = """mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) {
  metafields { namespace key value compareDigest ownerType } userErrors { field code message } } }"""
READ = """query($id: ID!) { order(id: $id) { own: metafield(key: "state") { value jsonValue }
  foreign: metafield(namespace: "app", key: "state") { value } } }"""
ADJUST = """mutation($i: InventoryAdjustQuantitiesInput!, $k: String!) {
  inventoryAdjustQuantities(input: $i) @idempotent(key: $k) {
    inventoryAdjustmentGroup { id changes { delta quantityAfterChange } } userErrors { code message } } }"""
LEVEL = """query($id: ID!, $l: ID!) { inventoryItem(id: $id) { inventoryLevel(locationId: $l) {
  quantities(names: ["available", "committed", "on_hand"]) { name quantity } } } }"""


def set_one(admin: Admin, owner: str, value: str = '{"a": 1}', **more: Any) -> dict[str, Any]:
    metafield = {"ownerId": owner, "key": "state", "type": "json", "value": value, **more}
    answer: dict[str, Any] = admin.run(SET, m=[metafield])["metafieldsSet"]
    return answer


def test_the_default_namespace_is_the_apps_own(admin: Admin, sandbox: ShopifySandbox):
    order = sandbox.place_order(SHOP, "10")["gid"]

    made = set_one(admin, order)["metafields"][0]

    assert made["namespace"].startswith("app--") and made["ownerType"] == "ORDER"
    seen = admin.run(READ, id=order)["order"]
    assert seen == {"own": {"value": '{"a": 1}', "jsonValue": {"a": 1}}, "foreign": None}


def test_compare_and_set_refuses_what_changed_meanwhile(admin: Admin, sandbox: ShopifySandbox):
    order = sandbox.place_order(SHOP, "10")["gid"]
    digest = set_one(admin, order, compareDigest=None)["metafields"][0]["compareDigest"]

    assert set_one(admin, order, "{}", compareDigest=None)["userErrors"][0]["code"] == "STALE_OBJECT"
    assert set_one(admin, order, "{}", compareDigest=digest)["userErrors"] == []
    assert set_one(admin, order, "[]", compareDigest=digest)["userErrors"][0]["code"] == "STALE_OBJECT"


def test_setting_is_all_or_nothing(admin: Admin, sandbox: ShopifySandbox):
    order = sandbox.place_order(SHOP, "10")["gid"]
    good = {"ownerId": order, "key": "good", "type": "json", "value": "{}"}
    bad = {"ownerId": order, "key": "bad1", "type": "json", "value": "{"}

    refused = admin.run(SET, m=[good, bad])["metafieldsSet"]

    assert refused["userErrors"][0]["field"] == ["metafields", "1", "value"]
    assert refused["userErrors"][0]["code"] == "INVALID_VALUE"
    assert sandbox.metafields(SHOP, order) == []


def test_more_than_twenty_five_at_once_are_refused(admin: Admin, sandbox: ShopifySandbox):
    order = sandbox.place_order(SHOP, "10")["gid"]
    many = [{"ownerId": order, "key": f"key{n}", "type": "json", "value": "{}"} for n in range(26)]

    assert admin.post(SET, m=many).json()["errors"][0]["extensions"]["code"] == "MAX_INPUT_SIZE_EXCEEDED"


@pytest.fixture
def place(sandbox: ShopifySandbox) -> dict[str, Any]:
    variant = sandbox.records(SHOP, "variants")[0]
    return {
        "variant": variant["id"],
        "inventoryItemId": f"gid://shopify/InventoryItem/{variant['inventory_item_id']}",
        "locationId": f"gid://shopify/Location/{variant['location_id']}",
    }


def adjust(admin: Admin, place: dict[str, Any], delta: int, key: str) -> dict[str, Any]:
    change = {"delta": delta, "inventoryItemId": place["inventoryItemId"], "locationId": place["locationId"]}
    answer = admin.run(ADJUST, i={"reason": "correction", "name": "available", "changes": [change]}, k=key)
    adjusted: dict[str, Any] = answer["inventoryAdjustQuantities"]
    return adjusted


def level(admin: Admin, place: dict[str, Any]) -> dict[str, int]:
    seen = admin.run(LEVEL, id=place["inventoryItemId"], l=place["locationId"])
    return {one["name"]: one["quantity"] for one in seen["inventoryItem"]["inventoryLevel"]["quantities"]}


def test_a_repeated_key_changes_stock_once(admin: Admin, place: dict[str, Any]):
    before = level(admin, place)["available"]

    first, again = adjust(admin, place, -3, "key-1"), adjust(admin, place, -3, "key-1")

    assert first == again
    assert level(admin, place)["available"] == before - 3
    assert adjust(admin, place, -4, "key-1")["userErrors"][0]["code"] == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"


def test_stock_does_not_move_without_a_key(admin: Admin, place: dict[str, Any]):
    query = ADJUST.replace(" @idempotent(key: $k)", "").replace(", $k: String!", "")
    change = {"delta": 1, "inventoryItemId": place["inventoryItemId"], "locationId": place["locationId"]}
    answer = admin.post(query, i={"reason": "correction", "name": "available", "changes": [change]}).json()

    assert answer["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_orders_commit_stock_and_parcels_take_it(admin: Admin, sandbox: ShopifySandbox, place: dict[str, Any]):
    before = level(admin, place)
    order = sandbox.place_order(SHOP, lines=[{"variant_id": place["variant"], "quantity": 4}])
    sandbox.settle()
    ordered = level(admin, place)
    sandbox.fulfill(SHOP, order["id"])

    assert ordered == {"available": before["available"] - 4, "committed": 4, "on_hand": before["on_hand"]}
    assert level(admin, place)["on_hand"] == before["on_hand"] - 4


def test_a_validation_is_switched_on_by_its_functions_handle(admin: Admin, sandbox: ShopifySandbox):
    create = """mutation($v: ValidationCreateInput!) { validationCreate(validation: $v) {
      validation { id enabled blockOnFailure metafield(key: "minimums") { value } } userErrors { code } } }"""
    metafields = [{"namespace": "$app", "key": "minimums", "type": "json", "value": "{}"}]

    made = admin.run(create, v={"functionHandle": "order-minimum", "metafields": metafields})["validationCreate"]
    wrong = admin.run(create, v={"functionHandle": "payment-methods"})["validationCreate"]
    missing = admin.run(create, v={"functionHandle": "no-such"})["validationCreate"]

    assert made["validation"]["enabled"] is made["validation"]["blockOnFailure"] is False, "both default to off"
    assert made["validation"]["metafield"] == {"value": "{}"}
    assert wrong["userErrors"][0]["code"] == "FUNCTION_DOES_NOT_IMPLEMENT"
    assert missing["userErrors"][0]["code"] == "NOT_FOUND"


def test_a_custom_apps_functions_need_plus(admin: Admin, sandbox: ShopifySandbox):
    create = """mutation($v: ValidationCreateInput!) { validationCreate(validation: $v) { userErrors { code } } }"""

    sandbox.change_shop(SHOP, app_distribution="custom", plan="advanced")
    refused = admin.run(create, v={"functionHandle": "order-minimum"})["validationCreate"]
    sandbox.change_shop(SHOP, plan="plus")
    taken = admin.run(create, v={"functionHandle": "order-minimum"})["validationCreate"]

    assert refused["userErrors"] == [{"code": "CUSTOM_APP_FUNCTION_NOT_ELIGIBLE"}]
    assert taken["userErrors"] == []


def test_a_validation_tells_since_when_its_function_fails(admin: Admin, sandbox: ShopifySandbox):
    listed = "{ validations(first: 5) { nodes { errorHistory { errorsFirstOccurredAt } } } }"
    admin.run(
        "mutation($v: ValidationCreateInput!) { validationCreate(validation: $v) { userErrors { code } } }",
        v={"functionHandle": "order-minimum"},
    )

    before = admin.run(listed)["validations"]["nodes"]
    sandbox.fail_validation(SHOP, sandbox.records(SHOP, "validations")[0]["id"])
    (after,) = admin.run(listed)["validations"]["nodes"]

    assert before == [{"errorHistory": None}]
    assert after["errorHistory"]["errorsFirstOccurredAt"]
