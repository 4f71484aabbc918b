"""Whatever the schema offers is answered: no document in use meets a field the stand-in does not know."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import requests
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    OperationDefinitionNode,
    StringValueNode,
    Visitor,
    get_operation_ast,
    parse,
    print_ast,
    separate_operations,
    type_from_ast,
    visit,
)

from sandbox.client import ShopifySandbox
from sandbox.shopify.admin_api.engine import admin_schema
from sandbox.shopify.schema_use import join_folders
from sandbox.shopify.trim_schema import find_documents
from tests.sandbox.shopify.doubles import SHOP, Admin, run_bulk

BEGIN_EDIT = "mutation($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id } userErrors { message } } }"
NOWHERE = "gid://shopify/{}/1"
ALL_OPERATIONS = sorted(
    (name, folder)
    for folder, text in join_folders(find_documents()).items()
    for name in re.findall(r"^(?:query|mutation) (\w+)", text, re.MULTILINE)
)
# Shopify runs these by itself and writes what they find to a file.
BULK_OPERATIONS = [(name, folder) for name, folder in ALL_OPERATIONS if name.endswith("Bulk")]
OPERATIONS = [one for one in ALL_OPERATIONS if one not in BULK_OPERATIONS]


@pytest.fixture
def ids(sandbox: ShopifySandbox, admin: Admin) -> dict[str, str]:
    """One of each thing, with everything on it that can be."""
    customer = sandbox.make_customer(SHOP, first_name="Huda", email="huda@example.com", phone="+447700900001")
    address = {"address1": "1 Street", "city": "Riyadh", "country_code": "SA"}
    company = sandbox.make_company(SHOP, "Najd", customer_id=customer["id"], location={"shipping_address": address})
    location = company["locations"][0]
    variant = sandbox.records(SHOP, "variants")[0]
    order = sandbox.place_order(
        SHOP,
        lines=[{"variant_id": variant["id"], "quantity": 3}, {"title": "Engraving", "price": "12.50"}],
        customer_id=customer["id"],
        company_location_id=location["id"],
        shipping="20",
        financial_status="paid",
        payment_terms={"due_in_days": 30},
        discount_codes=["EID"],
    )
    draft = sandbox.make_draft(SHOP, lines=[{"variant_id": variant["id"]}], customer_id=customer["id"])
    sandbox.settle()
    sandbox.refund(SHOP, order["id"], [{"line_item_id": order["line_items"][1]["id"], "quantity": 1}])
    sandbox.hold(SHOP, order["id"], by="other app", handle="theirs")
    held = sandbox.order(SHOP, order["id"])["fulfillment_orders"][0]
    begun = admin.run(BEGIN_EDIT, id=order["gid"])
    return {
        "customer": f"gid://shopify/Customer/{customer['id']}",
        "edit": begun["orderEditBegin"]["calculatedOrder"]["id"],
        "company": f"gid://shopify/Company/{company['id']}",
        "location": f"gid://shopify/CompanyLocation/{location['id']}",
        "contact": f"gid://shopify/CompanyContact/{company['contacts'][0]['id']}",
        "order": order["gid"],
        "fulfillment_order": f"gid://shopify/FulfillmentOrder/{held['id']}",
        "draft": f"gid://shopify/DraftOrder/{draft['id']}",
        "variant": f"gid://shopify/ProductVariant/{variant['id']}",
        "product": f"gid://shopify/Product/{variant['product_id']}",
        "item": f"gid://shopify/InventoryItem/{variant['inventory_item_id']}",
        "store": f"gid://shopify/Location/{variant['location_id']}",
    }


def variables_for(name: str, folder: Path, ids: dict[str, str]) -> dict[str, Any]:
    """Variables that find something where there is something to find."""
    order, customer = ids["order"], ids["customer"]
    line = [{"variantId": ids["variant"], "quantity": 2}]
    stock = {"reason": "correction", "name": "available"}
    place = {"inventoryItemId": ids["item"], "locationId": ids["store"]}
    known: dict[str, dict[str, Any]] = {
        "SandboxCustomerDetail": {"id": customer, "email": "huda@example.com"},
        "SandboxCustomerCreate": {"input": {"firstName": "New"}},
        "SandboxCustomerUpdate": {"input": {"id": customer, "note": "x"}},
        "SandboxCustomerDelete": {"id": customer},
        "SandboxErasure": {"id": customer},
        "SandboxErasureCancel": {"id": customer},
        "SandboxCompanyDetail": {"id": ids["company"], "locationId": ids["location"], "contactId": ids["contact"]},
        "SandboxCompanyCreate": {"input": {"company": {"name": "Other"}}},
        "SandboxCompanyUpdate": {"id": ids["company"], "input": {"note": "x"}},
        "SandboxContactAssign": {"companyId": ids["company"], "customerId": customer},
        "SandboxOrderDetail": {"id": order, "ids": [order, customer, NOWHERE.format("Order")]},
        "SandboxOrderCreate": {"order": {"lineItems": line}},
        "SandboxOrderUpdate": {"input": {"id": order, "note": "x"}},
        "SandboxOrderCancel": {"id": order, "reason": "OTHER", "restock": True},
        "SandboxOrderMarkAsPaid": {"id": order},
        "SandboxOrderClose": {"id": order},
        "SandboxOrderOpen": {"id": order},
        "SandboxRefundCreate": {"input": {"orderId": order}, "key": "a"},
        "SandboxTags": {"id": order, "tags": ["x"]},
        "TagsAdd": {"id": order, "tags": ["x"]},
        "TagsRemove": {"id": order, "tags": ["x"]},
        "SandboxJob": {"id": NOWHERE.format("Job")},
        "SandboxEditBegin": {"id": order},
        "SandboxEditSetQuantity": {"id": ids["edit"], "lineItemId": order, "quantity": 1},
        "SandboxEditAddVariant": {"id": ids["edit"], "variantId": ids["variant"], "quantity": 1},
        "SandboxEditAddCustomItem": {
            "id": ids["edit"],
            "title": "x",
            "price": {"amount": "1", "currencyCode": "SAR"},
            "quantity": 1,
        },
        "SandboxEditCommit": {"id": ids["edit"]},
        "SandboxFulfillmentOrder": {"id": ids["fulfillment_order"]},
        "SandboxHold": {"id": ids["fulfillment_order"], "hold": {"reason": "OTHER", "handle": "ours"}},
        "Hold": {"id": ids["fulfillment_order"], "hold": {"reason": "OTHER", "handle": "ours"}},
        "SandboxReleaseHold": {"id": ids["fulfillment_order"]},
        "Release": {"id": ids["fulfillment_order"], "holdIds": []},
        "SandboxMove": {"id": ids["fulfillment_order"], "newLocationId": ids["store"]},
        "SandboxFulfill": {
            "fulfillment": {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": ids["fulfillment_order"]}]}
        },
        "SandboxTracking": {"id": NOWHERE.format("Fulfillment"), "tracking": {"number": "1"}},
        "SandboxFulfillmentCancel": {"id": NOWHERE.format("Fulfillment")},
        "SandboxFulfillment": {"id": NOWHERE.format("Fulfillment")},
        "SandboxMetafieldsSet": {"metafields": [{"ownerId": order, "key": "state", "type": "json", "value": "{}"}]},
        "SandboxMetafieldsDelete": {"metafields": [{"ownerId": order, "namespace": "$app", "key": "state"}]},
        "SandboxMetafieldOwners": {"ids": [order, customer, ids["company"], ids["draft"]]},
        "SandboxDraftDetail": {"id": ids["draft"]},
        "SandboxDraftCreate": {"input": {"lineItems": line}},
        "SandboxDraftUpdate": {"id": ids["draft"], "input": {"note": "x"}},
        "SandboxDraftCalculate": {"input": {"lineItems": line}},
        "SandboxDraftComplete": {"id": ids["draft"]},
        "SandboxDraftInvoice": {"id": ids["draft"]},
        "SandboxDraftDelete": {"id": ids["draft"]},
        "SandboxValidationDetail": {"id": NOWHERE.format("Validation")},
        "SandboxValidationCreate": {"validation": {"functionHandle": "order-minimum", "enable": True}},
        "SandboxValidationUpdate": {"id": NOWHERE.format("Validation"), "validation": {"enable": True}},
        "SandboxValidationDelete": {"id": NOWHERE.format("Validation")},
        "SandboxPaymentCustomizationDetail": {"id": NOWHERE.format("PaymentCustomization")},
        "SandboxPaymentCustomizationCreate": {"input": {"functionHandle": "payment-methods", "enabled": True}},
        "SandboxPaymentCustomizationUpdate": {"id": NOWHERE.format("PaymentCustomization"), "input": {}},
        "SandboxPaymentCustomizationDelete": {"id": NOWHERE.format("PaymentCustomization")},
        "SandboxVariantDetail": {
            "id": ids["variant"],
            "productId": ids["product"],
            "itemId": ids["item"],
            "locationId": ids["store"],
        },
        "SandboxInventoryAdjust": {"input": {**stock, "changes": [{**place, "delta": 1}]}, "key": "b"},
        "SandboxInventorySet": {
            "input": {**stock, "quantities": [{**place, "quantity": 9, "changeFromQuantity": None}]},
            "key": "c",
        },
        "SandboxBulkRun": {"query": "{ orders { edges { node { id } } } }"},
        "SandboxBulkCancel": {"id": NOWHERE.format("BulkOperation")},
        "SandboxBulkOperations": {"id": NOWHERE.format("BulkOperation")},
    }
    return known.get(name) or made_up_variables(folder, name, order)


def made_up_variables(folder: Path, name: str, order: str) -> dict[str, Any]:
    """For operations nobody thought of here: the least that their types demand."""
    document = parse(join_folders(find_documents())[folder])
    operation = get_operation_ast(document, name)
    assert operation is not None
    wanted = {
        one.variable.name.value: type_from_ast(admin_schema(), one.type) for one in operation.variable_definitions or ()
    }
    return {one: made_up(kind, order) for one, kind in wanted.items() if isinstance(kind, GraphQLNonNull)}


def made_up(kind: Any, order: str) -> Any:
    if isinstance(kind, GraphQLNonNull):
        return made_up(kind.of_type, order)
    if isinstance(kind, GraphQLList):
        return [made_up(kind.of_type, order)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        needed = {one: part for one, part in kind.fields.items() if isinstance(part.type, GraphQLNonNull)}
        return {one: made_up(part.type, order) for one, part in needed.items()}
    return {"ID": order, "Int": 1, "Float": 1.0, "Boolean": True}.get(kind.name, "tag:x")


class WrittenOut(Visitor):
    """A bulk query takes no variables; here they are texts, and an empty one finds everything."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> OperationDefinitionNode:
        return OperationDefinitionNode(operation=node.operation, selection_set=node.selection_set)

    def enter_variable(self, *_: Any) -> StringValueNode:
        return StringValueNode(value="")


@pytest.mark.parametrize(("name", "folder"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_every_operation_in_use_is_answered(admin: Admin, ids: dict[str, str], name: str, folder: Path):
    alone = separate_operations(parse(join_folders(find_documents())[folder]))[name]

    answer = admin.post(print_ast(alone), operation=name, **variables_for(name, folder, ids)).json()

    assert "errors" not in answer, answer["errors"]


@pytest.mark.parametrize(("name", "folder"), BULK_OPERATIONS, ids=[name for name, _ in BULK_OPERATIONS])
def test_every_bulk_operation_in_use_writes_its_file(
    admin: Admin, sandbox: ShopifySandbox, ids: dict[str, str], name: str, folder: Path
):
    query = print_ast(visit(separate_operations(parse(join_folders(find_documents())[folder]))[name], WrittenOut()))

    operation = run_bulk(admin, sandbox, query)

    assert (operation["status"], operation["errorCode"]) == ("COMPLETED", None)
    assert requests.get(operation["url"], timeout=60).content


def test_a_field_without_an_answer_is_refused_by_name(admin: Admin):
    """`Shop.id` stands in for any field: without its record's entry nothing is made up."""
    from sandbox.shopify.admin_api import things  # noqa: PLC0415

    kept = things.RESOLVERS.pop(("QueryRoot", "customersCount"))
    try:
        answer = admin.post("{ customersCount { count } }").json()
    finally:
        things.RESOLVERS[("QueryRoot", "customersCount")] = kept

    assert answer["errors"][0]["message"] == "not supported by the stand-in: QueryRoot.customersCount"
