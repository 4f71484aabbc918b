"""Orders do what Shopify's do: amounts, statuses, fulfilment orders and webhooks follow from each other."""

from __future__ import annotations

import pytest

from sandbox.client import SandboxError, ShopifySandbox
from tests.sandbox.shopify.doubles import SHOP, Admin, ListeningApp

AMOUNTS = """query($id: ID!) { order(id: $id) {
  displayFinancialStatus displayFulfillmentStatus
  currentSubtotalPriceSet { shopMoney { amount } presentmentMoney { amount currencyCode } }
  currentTotalPriceSet { shopMoney { amount } } currentTotalTaxSet { shopMoney { amount } }
  totalRefundedSet { shopMoney { amount } } totalOutstandingSet { shopMoney { amount } }
} }"""
EDIT_LINE = """mutation($id: ID!, $line: ID!, $n: Int!) {
  orderEditSetQuantity(id: $id, lineItemId: $line, quantity: $n) {
    calculatedOrder { subtotalPriceSet { shopMoney { amount } } } userErrors { message } } }"""
BEGIN = """mutation($id: ID!) { orderEditBegin(id: $id) {
  calculatedOrder { id lineItems(first: 5) { nodes { id quantity } } } userErrors { message } } }"""
COMMIT = "mutation($id: ID!) { orderEditCommit(id: $id) { order { id } userErrors { message } } }"
MARK_PAID = """mutation($id: ID!) { orderMarkAsPaid(input: {id: $id}) {
  order { displayFinancialStatus } userErrors { message } } }"""
CANCEL = """mutation($id: ID!) { orderCancel(orderId: $id, reason: CUSTOMER, restock: true,
  refundMethod: {originalPaymentMethodsRefund: true}) { job { id done } orderCancelUserErrors { code message } } }"""


def amounts(admin: Admin, order_id: str) -> dict[str, str]:
    order = admin.run(AMOUNTS, id=order_id)["order"]
    return {name: value["shopMoney"]["amount"] if isinstance(value, dict) else value for name, value in order.items()}


def test_an_order_adds_up(sandbox: ShopifySandbox, admin: Admin):
    lines = [{"title": "Lamp", "price": "100", "quantity": 3, "discount": "20"}, {"title": "Rug", "price": "49.99"}]
    order = sandbox.place_order(SHOP, lines=lines, shipping="25", tax_rate="0.15")

    seen = amounts(admin, order["gid"])

    assert seen["currentSubtotalPriceSet"] == "329.99"
    assert seen["currentTotalTaxSet"] == "53.25"
    assert seen["currentTotalPriceSet"] == seen["totalOutstandingSet"] == "408.24"


def test_graphql_drops_closing_zeros_and_webhooks_keep_them(
    sandbox: ShopifySandbox, admin: Admin, listening_app: ListeningApp
):
    order = sandbox.place_order(SHOP, "5000")
    sandbox.settle()

    assert amounts(admin, order["gid"])["currentSubtotalPriceSet"] == "5000.0"
    assert sandbox.deliveries(topic="orders/create")[0]["payload"]["subtotal_price"] == "5000.00"


def test_prices_that_include_tax_contain_it(sandbox: ShopifySandbox, admin: Admin):
    order = sandbox.place_order(SHOP, "115", tax_rate="0.15", taxes_included=True)

    seen = amounts(admin, order["gid"])

    assert (seen["currentTotalTaxSet"], seen["currentTotalPriceSet"]) == ("15.0", "115.0")


def test_a_buyer_in_another_currency_sees_exactly_what_he_was_asked(sandbox: ShopifySandbox, admin: Admin):
    lines = [{"title": "Lamp", "presentment_price": "408.125"}]
    order = sandbox.place_order(SHOP, lines=lines, currency="KWD", rate="0.0816")

    bag = admin.run(AMOUNTS, id=order["gid"])["order"]["currentSubtotalPriceSet"]

    assert bag["presentmentMoney"] == {"amount": "408.125", "currencyCode": "KWD"}
    assert bag["shopMoney"]["amount"] == "5001.53"


@pytest.mark.parametrize(
    "status", ["pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded", "voided"]
)
def test_an_order_can_begin_in_any_financial_status(sandbox: ShopifySandbox, status: str):
    order = sandbox.place_order(SHOP, "100", financial_status=status)

    assert order["financial_status"] == status.upper()


def test_paying_is_told_once_and_refused_twice(sandbox: ShopifySandbox, admin: Admin):
    order = sandbox.place_order(SHOP, "100")

    paid = admin.run(MARK_PAID, id=order["gid"])["orderMarkAsPaid"]
    again = admin.run(MARK_PAID, id=order["gid"])["orderMarkAsPaid"]

    sandbox.settle()
    assert paid["order"]["displayFinancialStatus"] == "PAID"
    assert again["userErrors"] and again["order"] is None
    assert len(sandbox.deliveries(topic="orders/paid")) == 1


def test_an_edit_changes_current_totals_and_is_told(sandbox: ShopifySandbox, admin: Admin):
    order = sandbox.place_order(SHOP, lines=[{"title": "Lamp", "price": "100", "quantity": 3}])
    sandbox.settle()
    begun = admin.run(BEGIN, id=order["gid"])["orderEditBegin"]["calculatedOrder"]

    staged = admin.run(EDIT_LINE, id=begun["id"], line=begun["lineItems"]["nodes"][0]["id"], n=5)
    assert amounts(admin, order["gid"])["currentSubtotalPriceSet"] == "300.0"
    admin.run(COMMIT, id=begun["id"])

    sandbox.settle()
    assert staged["orderEditSetQuantity"]["calculatedOrder"]["subtotalPriceSet"]["shopMoney"]["amount"] == "500.0"
    assert amounts(admin, order["gid"])["currentSubtotalPriceSet"] == "500.0"
    edited = sandbox.deliveries(topic="orders/edited")[0]["payload"]["order_edit"]
    assert edited["line_items"]["additions"] == [{"id": order["line_items"][0]["id"], "delta": 2}]
    assert sandbox.order(SHOP, order["id"])["fulfillment_orders"][0]["lines"][0]["remaining_quantity"] == 5
    assert admin.run(COMMIT, id=begun["id"])["orderEditCommit"]["userErrors"]


def test_an_edit_up_of_a_paid_order_leaves_something_to_pay(sandbox: ShopifySandbox):
    order = sandbox.place_order(SHOP, "4000", financial_status="paid", tax_rate="0")

    edited = sandbox.edit_order(SHOP, order["id"], to_amount="5000")

    assert (edited["current_subtotal"], edited["outstanding"]) == ("5000.00", "1000.00")
    assert edited["financial_status"] == "PARTIALLY_PAID"


def test_a_refund_of_goods_lowers_the_current_subtotal_and_one_of_money_does_not(sandbox: ShopifySandbox):
    order = sandbox.place_order(
        SHOP, lines=[{"title": "Lamp", "price": "100", "quantity": 10}], financial_status="paid", tax_rate="0"
    )
    line = order["line_items"][0]["id"]

    given = sandbox.refund(SHOP, order["id"], amount="50")
    assert (given["current_subtotal"], given["outstanding"]) == ("1000.00", "0.00")
    returned = sandbox.refund(SHOP, order["id"], [{"line_item_id": line, "quantity": 4, "restock_type": "RETURN"}])

    sandbox.settle()
    assert (returned["current_subtotal"], returned["financial_status"]) == ("600.00", "PARTIALLY_REFUNDED")
    refund = sandbox.deliveries(topic="refunds/create")[1]["payload"]
    assert (refund["refund_line_items"][0]["quantity"], refund["transactions"][0]["amount"]) == (4, "400.00")


def test_more_cannot_be_refunded_than_was_paid(sandbox: ShopifySandbox):
    order = sandbox.place_order(SHOP, "100", financial_status="paid", tax_rate="0")

    with pytest.raises(SandboxError, match="exceeds"):
        sandbox.refund(SHOP, order["id"], amount="100.01")


def test_cancelling_is_a_job_that_empties_the_order(sandbox: ShopifySandbox, admin: Admin):
    order = sandbox.place_order(SHOP, "100", financial_status="paid")
    sandbox.settle()

    job = admin.run(CANCEL, id=order["gid"])["orderCancel"]["job"]
    assert job["done"] is False
    sandbox.settle()

    after = sandbox.order(SHOP, order["id"])
    assert after["cancelled_at"] and after["current_subtotal"] == "0.00"
    assert after["financial_status"] == "REFUNDED"
    assert {one["status"] for one in after["fulfillment_orders"]} == {"CANCELLED"}
    assert admin.run(CANCEL, id=order["gid"])["orderCancel"]["orderCancelUserErrors"]
    assert len(sandbox.deliveries(topic="orders/cancelled")) == 1


def test_an_order_is_routed_after_its_creation_was_told(sandbox: ShopifySandbox, server):
    server.config.pace.routing = 0.5
    order = sandbox.place_order(SHOP, "100")
    assert order["fulfillment_orders"] == []

    sandbox.settle()

    assert [one["status"] for one in sandbox.order(SHOP, order["id"])["fulfillment_orders"]] == ["OPEN"]
    topics = [one["topic"] for one in sandbox.deliveries()]
    assert topics.index("orders/create") < topics.index("fulfillment_orders/order_routing_complete")


def test_goods_of_two_locations_make_two_fulfilment_orders(sandbox: ShopifySandbox):
    first, second = (one["id"] for one in sandbox.records(SHOP, "locations"))
    lines = [{"title": "A", "price": "1", "location_id": first}, {"title": "B", "price": "1", "location_id": second}]
    order = sandbox.place_order(SHOP, lines=lines)
    sandbox.settle()

    parts = sandbox.order(SHOP, order["id"])["fulfillment_orders"]
    assert {one["location_id"] for one in parts} == {first, second}


def test_a_created_order_is_not_deduplicated(admin: Admin, sandbox: ShopifySandbox):
    create = """mutation($o: OrderCreateOrderInput!) { orderCreate(order: $o) {
      order { id name sourceIdentifier tags } userErrors { message code } } }"""
    line = {"title": "Lamp", "quantity": 1, "priceSet": {"shopMoney": {"amount": "10", "currencyCode": "SAR"}}}
    order = {"lineItems": [line], "sourceIdentifier": "NAEG-1", "tags": ["noon"]}

    one, two = (admin.run(create, o=order)["orderCreate"]["order"] for _ in range(2))

    assert one["id"] != two["id"] and one["sourceIdentifier"] == two["sourceIdentifier"] == "NAEG-1"


def test_a_shipped_order_is_fulfilled_and_cannot_be_cancelled(sandbox: ShopifySandbox):
    order = sandbox.place_order(SHOP, "100")
    sandbox.settle()

    shipped = sandbox.fulfill(SHOP, order["id"], number="SX1", company="Sample Express")

    assert shipped["fulfillment_status"] == "FULFILLED"
    with pytest.raises(SandboxError, match="fulfilled"):
        sandbox.cancel_order(SHOP, order["id"])


def test_a_draft_becomes_an_order_of_the_same_amount(sandbox: ShopifySandbox):
    discount = {"title": "Eid", "value": 10, "value_type": "PERCENTAGE"}
    draft = sandbox.make_draft(
        SHOP, lines=[{"title": "Lamp", "price": "33.33", "quantity": 3}], applied_discount=discount
    )

    order = sandbox.complete_draft(SHOP, draft["id"], pending=True)

    assert order["current_subtotal"] == "89.99"
    assert sandbox.record(SHOP, "drafts", draft["id"])["status"] == "COMPLETED"
    with pytest.raises(SandboxError, match="already been completed"):
        sandbox.complete_draft(SHOP, draft["id"])
