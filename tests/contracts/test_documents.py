"""Every GraphQL document is valid against the schema Shopify publishes for the version we call."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from graphql import FieldNode, GraphQLError, OperationDefinitionNode, OperationType, parse, validate

import shopify_app
from shopify_app.orders.client import bulk_query
from shopify_app.shops.client import API_VERSION
from shopify_app.shops.documents import Document
from tests.contracts.documents import documents, use_of
from tests.published import admin_data, admin_schema

FOLDER = Path(shopify_app.__file__).parent
by_name = pytest.mark.parametrize("document", documents().values(), ids=list(documents()))


def test_every_file_is_sent_by_somebody():
    """A document nobody sends would be checked by nobody."""
    texts = "\n".join(document.text for document in documents().values())
    files = list(FOLDER.rglob("*.graphql"))

    assert len(files) > 5
    assert [file.name for file in files if file.read_text("utf-8") not in texts] == []


@by_name
def test_a_document_is_valid(document: Document):
    errors: list[GraphQLError] = validate(admin_schema(), parse(document.text))

    assert [error.message for error in errors] == []


@by_name
def test_a_document_uses_nothing_deprecated(document: Document):
    """What is deprecated now disappears with a later version, and a submission that uses it is refused."""
    assert use_of(document).deprecated == set()


@by_name
def test_a_document_is_one_operation_named_after_its_file(document: Document):
    definitions = parse(document.text).definitions
    (operation,) = (one for one in definitions if isinstance(one, OperationDefinitionNode))

    assert operation.name is not None
    assert operation.name.value == document.name.title().replace("_", "")


def fields_of(node: OperationDefinitionNode | FieldNode) -> list[FieldNode]:
    """The fields asked for directly in it."""
    return [one for one in (node.selection_set.selections if node.selection_set else ()) if isinstance(one, FieldNode)]


@by_name
def test_a_mutation_that_can_be_refused_tells_why(document: Document):
    """A status of 200 proves nothing: without `userErrors` a refusal would look like success.

    A payload with errors of a more telling type keeps those under another name: they are read as `userErrors` then.
    """
    (operation,) = (one for one in parse(document.text).definitions if isinstance(one, OperationDefinitionNode))
    if operation.operation is OperationType.MUTATION:
        for asked in fields_of(operation):
            payload = admin_schema().mutation_type.fields[asked.name.value].type
            told = {field for field in payload.fields if field.endswith("UserErrors")} or {"userErrors"}
            read_as = {(one.alias or one.name).value: one.name.value for one in fields_of(asked)}
            assert read_as.get("userErrors") in told


@by_name
def test_a_document_asks_for_nothing_a_public_app_may_not_have(document: Document):
    types = {kind["name"]: kind for kind in admin_data()["data"]["__schema"]["types"]}
    fields = {f"{kind['name']}.{field['name']}": field for kind in types.values() for field in kind.get("fields") or ()}
    used = use_of(document).names & (types.keys() | fields.keys())

    assert used
    assert {name for name in used if (types | fields)[name].get("accessRestricted")} == set()


def test_the_query_of_a_bulk_operation_is_valid_by_itself():
    """Shopify takes it as a text, without variables or fragments."""
    query = parse(bulk_query(datetime(2026, 11, 22, 12, tzinfo=UTC)))
    errors = validate(admin_schema(), query)

    assert [error.message for error in errors] == []
    assert len(query.definitions) == 1


def test_a_deprecated_field_would_be_noticed():
    """Else the test above would prove nothing."""
    document = Document("old", "query Old($id: ID!) { order(id: $id) { id landingPageUrl totalPrice } }")

    assert use_of(document).deprecated >= {"Order.landingPageUrl", "Order.totalPrice"}


def test_the_schema_is_that_of_the_version_we_call():
    assert API_VERSION in {"2026-10", "2027-01", "2027-04"}
    assert "Order" in admin_schema().type_map
