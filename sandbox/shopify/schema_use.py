"""Which types and fields of a schema a set of documents uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import (
    FieldNode,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)

CONNECTION_FIELDS = {"nodes", "edges", "pageInfo"}
WHOLE = {"PageInfo"}


@dataclass
class Use:
    """Names of the types in use, and of the fields of each."""

    schema: GraphQLSchema
    types: set[str] = field(default_factory=set)
    fields: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add_type(self, kind: GraphQLNamedType) -> None:
        """Keep a type, and what it cannot do without."""
        if kind.name.startswith("__") or kind.name in self.types:
            return
        self.types.add(kind.name)
        if isinstance(kind, GraphQLInputObjectType):
            for part in kind.fields.values():
                self.add_type(get_named_type(part.type))
        if isinstance(kind, GraphQLObjectType):
            self._add_companions(kind)

    def add_field(self, kind: GraphQLObjectType | GraphQLInterfaceType, name: str) -> None:
        """Keep a field with its arguments and its type."""
        if name in self.fields[kind.name]:
            return
        self.add_type(kind)
        self.fields[kind.name].add(name)
        definition = kind.fields[name]
        self.add_type(get_named_type(definition.type))
        for argument in definition.args.values():
            self.add_type(get_named_type(argument.type))

    def _add_companions(self, kind: GraphQLObjectType) -> None:
        if kind.name.endswith("Connection"):
            for name in CONNECTION_FIELDS & set(kind.fields):
                self.add_field(kind, name)
        if kind.name.endswith("Edge"):
            for name in ("cursor", "node"):
                self.add_field(kind, name)
        if kind.name in WHOLE:
            for name in kind.fields:
                self.add_field(kind, name)


class _Collector(Visitor):
    def __init__(self, use: Use, types: TypeInfo) -> None:
        super().__init__()
        self.use, self.types = use, types

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent = self.types.get_parent_type()
        if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) and not node.name.value.startswith("__"):
            self.use.add_field(parent, node.name.value)

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> None:
        kind = self.types.get_type()
        if node.type_condition is not None and kind is not None:
            self.use.add_type(get_named_type(kind))


def trace_use(schema: GraphQLSchema, documents: Iterable[Path]) -> Use:
    """Everything these documents need.

    Raises:
        ValueError: A document is not valid against the schema.
    """
    use = Use(schema)
    for scalar in ("String", "Int", "Float", "Boolean", "ID"):
        use.types.add(scalar)
    for folder, text in join_folders(documents).items():
        document = parse(text)
        if errors := validate(schema, document):
            raise ValueError(f"{folder}: {errors[0]}")
        types = TypeInfo(schema)
        visit(document, TypeInfoVisitor(types, _Collector(use, types)))
    _complete_interfaces(use)
    return use


def join_folders(documents: Iterable[Path]) -> dict[Path, str]:
    """The documents of each folder as one text: they share their fragments, so alone they are not whole."""
    folders: defaultdict[Path, list[str]] = defaultdict(list)
    for path in documents:
        folders[path.parent].append(path.read_text("utf-8"))
    return {folder: "\n".join(texts) for folder, texts in folders.items()}


def _complete_interfaces(use: Use) -> None:
    """An object must have every kept field of its kept interfaces; adding one may bring in further types."""
    before = -1
    while before != len(use.types):
        before = len(use.types)
        for name in sorted(use.types):
            kind = use.schema.type_map[name]
            if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
                continue
            for face in kind.interfaces:
                for wanted in sorted(use.fields[face.name]) if face.name in use.types else []:
                    use.add_field(kind, wanted)
