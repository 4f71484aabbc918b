"""The published Admin schema: npm's `@shopify/dev-mcp` carries it as introspection JSON."""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_client_schema

VERSION = "2026-10"
DATA = Path("dist", "data", f"admin_{VERSION}.json.gz")


@lru_cache(maxsize=2)
def read_introspection(package: Path) -> dict[str, Any]:
    """The `__schema` of the published Admin schema, with Shopify's own additions such as `requiredAccess`."""
    with gzip.open(package / DATA) as stream:
        schema: dict[str, Any] = json.load(stream)["data"]["__schema"]
    return schema


@lru_cache(maxsize=2)
def read_schema(package: Path) -> GraphQLSchema:
    """The published schema, ready to validate against."""
    # assume_valid: the schema breaks a rule of the GraphQL specification about deprecated required arguments.
    return build_client_schema({"__schema": read_introspection(package)}, assume_valid=True)  # type: ignore[typeddict-item]
