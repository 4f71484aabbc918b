"""What a query costs, by Shopify's published rules: object 1, scalar 0, mutation 10, connection by page size.

Shopify's staff say that connections scale logarithmically with the page although the page on limits shows them linear;
the steps of `_FACTORS` were seen in real answers. `linear` is there for who wants to be on the safe side.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableValues,
    get_argument_values,
    get_named_type,
)

MOST = 1_000
_FACTORS = (2, 4, 7, 12, 20, 39, 59, 79, 99, 149)
_CONNECTION = 2
_MUTATION = 10


class Costs:
    """Counts one document's points, before it runs and after."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: VariableValues, scale: str = "logarithmic"
    ) -> None:
        self._schema, self._variables, self._linear = schema, variables, scale == "linear"
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }

    def requested(self, operation: OperationDefinitionNode) -> int:
        """The most it can cost."""
        return self._operation(operation, None)

    def actual(self, operation: OperationDefinitionNode, data: dict[str, Any]) -> int:
        """What it did cost, by what came back."""
        return self._operation(operation, data)

    def _operation(self, operation: OperationDefinitionNode, data: dict[str, Any] | None) -> int:
        root = self._schema.get_root_type(operation.operation)
        if root is None:
            return 0
        if operation.operation.value == "mutation":
            return sum(_MUTATION for _ in self._fields(operation.selection_set, root))
        return self._selection(operation.selection_set, root, data)

    def _selection(self, selection: SelectionSetNode | None, kind: GraphQLNamedType, data: Any) -> int:
        if selection is None:
            return 0
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            possible = self._schema.get_possible_types(kind)
            return max((self._selection(selection, one, data) for one in possible), default=0)
        return sum(self._field(field, kind, data) for field in self._fields(selection, kind))

    def _field(self, field: FieldNode, parent: GraphQLNamedType, data: Any) -> int:
        name = field.name.value
        if name.startswith("__") or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return 0
        kind = get_named_type(parent.fields[name].type)
        value, known = None, data is not None
        if known:
            value = data.get(field.alias.value if field.alias else name) if isinstance(data, dict) else None
            if value is None:
                return 0
        if kind.name.endswith("Connection"):
            return self._connection(field, parent, kind, value)
        if not _is_composite(kind) or kind.name == "PageInfo":
            return 0
        return 1 + self._selection(field.selection_set, kind, _sample(value) if known else None)

    def _connection(self, field: FieldNode, parent: Any, kind: GraphQLNamedType, value: Any) -> int:
        size = self._page_size(field, parent) if value is None else _count(value)
        factor = size if self._linear else 1 + bisect_left(_FACTORS, size)
        if value is not None and not size:
            return _CONNECTION
        each = sum(self._item(one, kind, value) for one in self._fields(field.selection_set, kind))
        return factor * each + _CONNECTION

    def _item(self, field: FieldNode, kind: GraphQLNamedType, value: Any) -> int:
        """What one entry of the connection costs: `nodes { … }`, or the node inside `edges { … }`."""
        if field.name.value not in {"nodes", "edges"} or not isinstance(kind, GraphQLObjectType):
            return 0
        item = get_named_type(kind.fields[field.name.value].type)
        sample = None
        if value is not None:
            entries = value.get(field.alias.value if field.alias else field.name.value)
            sample = entries[0] if entries else {}
        inner = self._selection(field.selection_set, item, sample)
        return inner if field.name.value == "edges" else 1 + inner

    def _page_size(self, field: FieldNode, parent: GraphQLObjectType) -> int:
        given = get_argument_values(parent.fields[field.name.value], field, self._variables)
        return int(given.get("first") or given.get("last") or 0)

    def _fields(self, selection: SelectionSetNode | None, kind: GraphQLNamedType) -> Iterator[FieldNode]:
        for one in selection.selections if selection else ():
            if isinstance(one, FieldNode):
                yield one
            elif isinstance(one, FragmentSpreadNode):
                fragment = self._fragments[one.name.value]
                yield from self._conditional(fragment.selection_set, fragment.type_condition.name.value, kind)
            elif isinstance(one, InlineFragmentNode):
                condition = one.type_condition.name.value if one.type_condition else kind.name
                yield from self._conditional(one.selection_set, condition, kind)

    def _conditional(self, selection: SelectionSetNode, condition: str, kind: GraphQLNamedType) -> Iterator[FieldNode]:
        wanted = self._schema.type_map[condition]
        fits = wanted is kind or (
            isinstance(wanted, GraphQLInterfaceType | GraphQLUnionType)
            and isinstance(kind, GraphQLObjectType)
            and self._schema.is_sub_type(wanted, kind)
        )
        if fits:
            yield from self._fields(selection, kind)


def _is_composite(kind: GraphQLNamedType) -> bool:
    return isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)


def _sample(value: Any) -> Any:
    """A list costs as one object, whatever its length."""
    if isinstance(value, list):
        return next((one for one in value if one is not None), {})
    return value


def _count(connection: dict[str, Any]) -> int:
    return max((len(part) for part in connection.values() if isinstance(part, list)), default=0)
