"""Holds: several per fulfilment order, each with its owner."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.client import SandboxError, ShopifySandbox
from tests.sandbox.shopify.doubles import SHOP, Admin

HOLD = """mutation($id: ID!, $hold: FulfillmentOrderHoldInput!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) {
    fulfillmentHold { id handle } remainingFulfillmentOrder { id status } userErrors { field message code } } }"""
RELEASE = """mutation($id: ID!, $ids: [ID!]) { fulfillmentOrderReleaseHold(id: $id, holdIds: $ids) {
  fulfillmentOrder { status } userErrors { message code } } }"""
READ = """query($id: ID!) { fulfillmentOrder(id: $id) { status lineItems(first: 5) { nodes { id remainingQuantity } }
  fulfillmentHolds { id handle heldByRequestingApp heldByApp { title } } } }"""
EVENTS = """query($id: ID!) { order(id: $id) { events(first: 5, reverse: true) { nodes {
  action attributeToApp attributeToUser appTitle } } } }"""
FULFILL = """mutation($id: ID!) {
  fulfillmentCreate(fulfillment: {lineItemsByFulfillmentOrder: [{fulfillmentOrderId: $id}]}) {
    fulfillment { id } userErrors { message } } }"""


@pytest.fixture
def order(sandbox: ShopifySandbox) -> dict[str, Any]:
    made = sandbox.place_order(SHOP, lines=[{"title": "Lamp", "price": "100", "quantity": 5}])
    sandbox.settle()
    sandbox.forget_deliveries()
    return sandbox.order(SHOP, made["id"])


@pytest.fixture
def number(order: dict[str, Any]) -> str:
    return f"gid://shopify/FulfillmentOrder/{order['fulfillment_orders'][0]['id']}"


def hold(admin: Admin, number: str, handle: str = "brand-profile", **more: Any) -> dict[str, Any]:
    answer = admin.run(HOLD, id=number, hold={"reason": "OTHER", "handle": handle, **more})
    held: dict[str, Any] = answer["fulfillmentOrderHold"]
    return held


def test_a_held_fulfilment_order_cannot_be_shipped_until_released(admin: Admin, number: str):
    held = hold(admin, number)["fulfillmentHold"]["id"]
    refused = admin.run(FULFILL, id=number)["fulfillmentCreate"]
    assert "on_hold" in refused["userErrors"][0]["message"] and refused["fulfillment"] is None

    assert (
        admin.run(RELEASE, id=number, ids=[held])["fulfillmentOrderReleaseHold"]["fulfillmentOrder"]["status"] == "OPEN"
    )
    assert admin.run(FULFILL, id=number)["fulfillmentCreate"]["fulfillment"]


def test_the_same_handle_twice_is_refused_with_its_code(admin: Admin, number: str):
    hold(admin, number)

    again = hold(admin, number)

    assert again["userErrors"][0]["code"] == "DUPLICATE_FULFILLMENT_HOLD_HANDLE"
    assert len(admin.run(READ, id=number)["fulfillmentOrder"]["fulfillmentHolds"]) == 1


def test_an_app_has_ten_holds_at_most(admin: Admin, number: str):
    for count in range(10):
        assert hold(admin, number, f"h{count}")["userErrors"] == []

    assert hold(admin, number, "h10")["userErrors"][0]["code"] == "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED"


def test_releasing_our_own_hold_leaves_those_of_others(
    admin: Admin, number: str, order: dict[str, Any], sandbox: ShopifySandbox
):
    sandbox.hold(SHOP, order["id"], by="other app", handle="theirs")
    sandbox.hold(SHOP, order["id"], by="merchant")
    ours = hold(admin, number)["fulfillmentHold"]["id"]

    admin.run(RELEASE, id=number, ids=[ours])

    left = admin.run(READ, id=number)["fulfillmentOrder"]
    assert left["status"] == "ON_HOLD"
    assert [one["heldByRequestingApp"] for one in left["fulfillmentHolds"]] == [False, False]
    assert [one["heldByApp"] and one["heldByApp"]["title"] for one in left["fulfillmentHolds"]] == [
        "Parcel Check",
        None,
    ]


def test_releasing_without_ids_releases_everybodys_holds(
    admin: Admin, number: str, order: dict[str, Any], sandbox: ShopifySandbox
):
    """The trap the product must not step into."""
    sandbox.hold(SHOP, order["id"], by="other app", handle="theirs")
    hold(admin, number)

    admin.run(RELEASE, id=number)

    assert admin.run(READ, id=number)["fulfillmentOrder"]["fulfillmentHolds"] == []


def test_every_hold_is_told_and_the_status_only_when_it_changes(
    admin: Admin, number: str, order: dict[str, Any], sandbox: ShopifySandbox
):
    hold(admin, number, "one")
    hold(admin, number, "two")
    sandbox.release(SHOP, order["id"])
    sandbox.settle()

    told = [one["topic"] for one in sandbox.deliveries()]
    assert told.count("fulfillment_holds/added") == told.count("fulfillment_holds/released") == 2
    assert told.count("fulfillment_orders/placed_on_hold") == told.count("fulfillment_orders/hold_released") == 1
    released = sandbox.deliveries(topic="fulfillment_holds/released")[0]["payload"]
    assert released["fulfillment_order"]["id"] == number
    assert released["fulfillment_hold"]["handle"] == "one"
    assert released["fulfillment_hold"]["held_by_requesting_app"] is False


@pytest.mark.parametrize(
    ("by", "attributed"),
    [
        ("merchant", (False, True, None)),
        ("other app", (True, False, "Parcel Check")),
        ("Shopify", (False, False, None)),
    ],
)
def test_an_event_tells_who_released_a_hold(
    admin: Admin,
    number: str,
    order: dict[str, Any],
    sandbox: ShopifySandbox,
    by: str,
    attributed: tuple[bool, bool, str | None],
):
    hold(admin, number)
    sandbox.release(SHOP, order["id"], by=by)

    newest, before, *_ = admin.run(EVENTS, id=order["gid"])["order"]["events"]["nodes"]
    assert newest["action"] == "fulfillment_hold_released"
    assert (newest["attributeToApp"], newest["attributeToUser"], newest["appTitle"]) == attributed
    assert (before["action"], before["appTitle"]) == ("fulfillment_hold_added", "Tajir")


def test_events_come_oldest_first_unless_reversed(
    admin: Admin, number: str, order: dict[str, Any], sandbox: ShopifySandbox
):
    hold(admin, number)
    sandbox.cancel_order(SHOP, order["id"])

    found = admin.run(EVENTS.replace("reverse: true", "reverse: false"), id=order["gid"])["order"]["events"]["nodes"]
    assert [one["action"] for one in found] == ["placed", "fulfillment_hold_added", "cancelled"]
    assert [one["attributeToUser"] for one in found] == [False, False, True]


def test_holding_some_lines_moves_the_rest_to_a_new_fulfilment_order(admin: Admin, number: str):
    part = admin.run(READ, id=number)["fulfillmentOrder"]["lineItems"]["nodes"][0]["id"]

    held = hold(admin, number, fulfillmentOrderLineItems=[{"id": part, "quantity": 2}])

    assert held["remainingFulfillmentOrder"]["status"] == "OPEN"
    assert admin.run(READ, id=number)["fulfillmentOrder"]["lineItems"]["nodes"][0]["remainingQuantity"] == 2


def test_a_finished_fulfilment_order_cannot_be_held(admin: Admin, number: str):
    admin.run(FULFILL, id=number)

    assert hold(admin, number)["userErrors"]


def test_an_unknown_fulfilment_order_is_told_by_its_code(admin: Admin):
    missing = hold(admin, "gid://shopify/FulfillmentOrder/1")

    assert missing["userErrors"][0]["code"] == "FULFILLMENT_ORDER_NOT_FOUND"


def test_the_merchant_cannot_ship_what_is_held(
    sandbox: ShopifySandbox, admin: Admin, number: str, order: dict[str, Any]
):
    hold(admin, number)

    with pytest.raises(SandboxError, match="on_hold"):
        sandbox.fulfill(SHOP, order["id"])
