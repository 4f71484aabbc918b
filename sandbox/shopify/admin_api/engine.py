"""Runs one GraphQL document against the state."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    build_schema,
    default_field_resolver,
    execute_sync,
)

from sandbox.shopify.admin_api import resolvers
from sandbox.shopify.admin_api.access import check_field
from sandbox.shopify.admin_api.context import Call, Info
from sandbox.shopify.admin_api.protected import check_protected
from sandbox.shopify.admin_api.things import Thing, find_resolver, plain_value
from sandbox.shopify.records import Record

log = logging.getLogger(__name__)
resolvers.load()


@lru_cache(maxsize=1)
def admin_schema() -> GraphQLSchema:
    """The trimmed Admin schema."""
    text = (Path(__file__).parents[1] / "schema.graphql").read_text("utf-8")
    return build_schema(text, assume_valid=True)


def run_document(
    call: Call, document: DocumentNode, variables: dict[str, Any], operation_name: str | None = None
) -> ExecutionResult:
    """Execute it for this call."""
    return execute_sync(
        admin_schema(),
        document,
        context_value=call,
        variable_values=variables,
        operation_name=operation_name,
        field_resolver=_resolve_field,
        type_resolver=_resolve_type,
    )


def error_record(error: GraphQLError) -> Record:
    """An error as Shopify writes it; a fault of the stand-in is told as an internal error, with its cause."""
    record: Record = dict(error.formatted)
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return record
    if isinstance(cause, ValueError) and "global id" in str(cause):
        return {**record, "extensions": {"code": "BAD_USER_INPUT"}}
    log.error("a resolver failed", exc_info=cause)
    record["message"] = "Internal error. Looks like something went wrong on our end."
    return {**record, "extensions": {"code": "INTERNAL_SERVER_ERROR", "sandbox": repr(cause)}}


def _resolve_field(source: Any, info: Info, **args: Any) -> Any:
    if info.parent_type.name.startswith("__"):
        return default_field_resolver(source, info, **args)
    check_field(info)
    check_protected(info)
    resolver = find_resolver(info)
    return plain_value(source, info) if resolver is None else resolver(source, info, **args)


def _resolve_type(value: Any, *_: Any) -> str | None:
    return value.type if isinstance(value, Thing) else None
