"""Access scopes: which fields and types they open, from the published schema's own table."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import GraphQLError, GraphQLNamedType, get_named_type

from sandbox.shopify.admin_api.context import Call, Info, call_of

DOCUMENTATION = "https://shopify.dev/api/usage/access-scopes"


@lru_cache(maxsize=1)
def access_table() -> dict[str, dict[str, list[str]]]:
    """Scopes by type and by field."""
    table: dict[str, Any] = json.loads((Path(__file__).parents[1] / "access.json").read_text("utf-8"))
    return table


def check_field(info: Info) -> None:
    """Refuse a field whose scopes are missing, or that returns a type whose scopes are.

    Raises:
        GraphQLError: ACCESS_DENIED, as Shopify words it.
    """
    name = f"{info.parent_type.name}.{info.field_name}"
    needed = _needed(name, get_named_type(info.return_type))
    if needed and not any(call_of(info).may(scope) for scope in needed):
        raise denied(info.field_name, needed)


def check_type(call: Call, kind: str) -> None:
    """The same for an object that was found by its id alone."""
    needed = access_table()["types"].get(kind, [])
    if needed and not any(call.may(scope) for scope in needed):
        raise denied(kind, needed)


def denied(what: str, needed: list[str]) -> GraphQLError:
    """The error Shopify answers with."""
    prose = " or ".join(f"`{scope}` access scope" for scope in needed)
    return GraphQLError(
        f"Access denied for {what} field. Required access: {prose}.",
        extensions={"code": "ACCESS_DENIED", "documentation": DOCUMENTATION, "requiredAccess": f"{prose}."},
    )


def _needed(field: str, kind: GraphQLNamedType) -> list[str]:
    table = access_table()
    if field in table["fields"]:
        return table["fields"][field]
    # A connection is as closed as what it lists.
    return table["types"].get(kind.name.removesuffix("Connection"), [])
