"""Our GraphQL documents, and what each of them uses of the published schema."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from graphql import (
    ArgumentNode,
    EnumValueNode,
    FieldNode,
    GraphQLObjectType,
    InlineFragmentNode,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_input_object_type,
    parse,
    visit,
)

import shopify_app
from shopify_app.shops.documents import Document
from tests.published import admin_schema


@cache
def documents() -> dict[str, Document]:
    """Every document of the product, by the module and name that hold it."""
    found: dict[str, Document] = {}
    for module in pkgutil.walk_packages(shopify_app.__path__, "shopify_app."):
        if module.name.endswith(("__main__", "migrations.env")) or ".migrations.versions." in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Document) and value not in found.values():
                found[f"{module.name}.{name}"] = value
    return found


class Use(Visitor):
    """Names of what a document uses: `Type`, `Type.field`, and which of it is deprecated."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.names: set[str] = set()
        self.deprecated: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent, definition = self._types.get_parent_type(), self._types.get_field_def()
        assert parent is not None
        name = f"{parent.name}.{node.name.value}"
        self.names.add(name)
        if definition is not None:
            self._use(name, definition)
            kind = get_named_type(definition.type)
            if isinstance(kind, GraphQLObjectType):
                self.names.add(kind.name)

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> None:
        if node.type_condition is not None:
            self.names.add(node.type_condition.name.value)

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        self._use(node.name.value, self._types.get_argument())
        kind = get_named_type(self._types.get_input_type())
        if is_input_object_type(kind):
            self.names.add(kind.name)

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
        self._use(node.name.value, self._types.get_input_type())

    def enter_enum_value(self, node: EnumValueNode, *_: Any) -> None:
        self._use(node.value, self._types.get_enum_value())

    def _use(self, name: str, definition: Any) -> None:
        if getattr(definition, "deprecation_reason", None):
            self.deprecated.add(name)


def use_of(document: Document) -> Use:
    """What the document uses."""
    types = TypeInfo(admin_schema())
    use = Use(types)
    visit(parse(document.text), TypeInfoVisitor(types, use))
    return use
