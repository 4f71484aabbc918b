"""How resolvers see the state, and the table of resolvers.

A field is answered by the resolver registered for it (or for an interface of its type), else by the record's own entry
of the same name in snake case. What has neither is refused aloud: a null that Shopify would not give teaches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from sandbox.shopify.admin_api.context import Info
from sandbox.shopify.gids import gid
from sandbox.shopify.records import Record

Resolver = Callable[..., Any]
RESOLVERS: dict[tuple[str, str], Resolver] = {}
ANY = "*"


@dataclass(frozen=True)
class Thing:
    """A record as an object of the schema; `parent` is the record it belongs to, where that matters."""

    type: str
    record: Record
    parent: Record | None = None
    key: str | None = None

    @property
    def gid(self) -> str:
        """Its global id."""
        return gid(self.type, self.key or self.record["id"])


class Payload(Record):
    """A mutation's answer when it was refused: everything but the user errors is null."""


def resolve(kind: str, *fields: str) -> Callable[[Resolver], Resolver]:
    """Register a resolver for fields of a type."""

    def register(resolver: Resolver) -> Resolver:
        for field in fields:
            RESOLVERS[(kind, field)] = resolver
        return resolver

    return register


def find_resolver(info: Info) -> Resolver | None:
    """The resolver of this field: of its type, of one of the type's interfaces, or of any type."""
    parent = info.parent_type
    for name in (parent.name, *(face.name for face in parent.interfaces), ANY):
        found = RESOLVERS.get((name, info.field_name))
        if found is not None:
            return found
    return None


def plain_value(source: Any, info: Info) -> Any:
    """The record's own entry for this field."""
    record = source.record if isinstance(source, Thing) else source
    name = snake(info.field_name)
    if isinstance(record, dict):
        if name in record:
            return record[name]
        if isinstance(record, Payload):
            return None
    raise GraphQLError(f"not supported by the stand-in: {info.parent_type.name}.{info.field_name}")


def snake(name: str) -> str:
    """`currentSubtotalPriceSet` → `current_subtotal_price_set`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def snake_keys(value: Any) -> Any:
    """An input object with its keys in snake case, all the way down."""
    if isinstance(value, dict):
        return {snake(key): snake_keys(item) for key, item in value.items()}
    return [snake_keys(item) for item in value] if isinstance(value, list) else value
