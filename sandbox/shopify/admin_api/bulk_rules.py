"""What a bulk query may look like."""

from __future__ import annotations

from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)

from sandbox.shopify.records import Refusal

MOST_CONNECTIONS = 5
DEEPEST = 3


class _Connections(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types, self.depth, self.deepest, self.count = types, 0, 0, 0
        self.stack: list[bool] = []

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        kind = self.types.get_type()
        is_connection = kind is not None and get_named_type(kind).name.endswith("Connection")
        self.stack.append(is_connection)
        if is_connection:
            self.count += 1
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def leave_field(self, *_: Any) -> None:
        if self.stack.pop():
            self.depth -= 1


def check_bulk_query(schema: GraphQLSchema, text: str) -> DocumentNode:
    """The parsed query.

    Raises:
        Refusal: Shopify would not run it.
    """
    try:
        document = parse(text)
    except GraphQLError as error:
        raise Refusal(f"Bulk query is not valid GraphQL: {error.message}", field=["query"], code="INVALID") from error
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].operation is not OperationType.QUERY:
        raise Refusal("Bulk query must contain exactly one query.", field=["query"], code="INVALID")
    if operations[0].variable_definitions:
        raise Refusal("Bulk query must not contain variables.", field=["query"], code="INVALID")
    if errors := validate(schema, document):
        raise Refusal(errors[0].message, field=["query"], code="INVALID")
    _check_connections(schema, document)
    return document


def _check_connections(schema: GraphQLSchema, document: DocumentNode) -> None:
    types = TypeInfo(schema)
    found = _Connections(types)
    visit(document, TypeInfoVisitor(types, found))
    if not found.count:
        raise Refusal("Bulk queries must contain at least one connection.", field=["query"], code="INVALID")
    if found.count > MOST_CONNECTIONS:
        raise Refusal("Bulk queries cannot contain more than 5 connections.", field=["query"], code="INVALID")
    if found.deepest > DEEPEST:
        message = "Bulk queries cannot contain connections with a nesting depth greater than 2."
        raise Refusal(message, field=["query"], code="INVALID")
