"""Cut the published Admin schema down to what is in use, so that the stand-in can carry it.

    python -m sandbox.shopify.trim_schema node_modules/@shopify/dev-mcp

In use is every field that a `*.graphql` document of the product or of `documents/` names. Input types and enums are
kept whole, so that no valid variable is refused. Writes `schema.graphql` and `access.json`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from graphql import build_client_schema, lexicographic_sort_schema, print_schema

from sandbox.shopify.published_schema import VERSION, read_introspection, read_schema
from sandbox.shopify.schema_use import Use, trace_use

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NOTICE = f"""\
# Made by trim_schema.py from the Admin API schema {VERSION} that npm's @shopify/dev-mcp publishes. Do not edit.
# Copyright 2025-present, Shopify Inc. Used under the ISC license, see sandbox/LICENSES/shopify-dev-mcp.txt.

"""


def find_documents(root: Path = ROOT) -> list[Path]:
    """Every Admin document of the product and of the stand-in."""
    return [*sorted(root.glob("shopify_app/**/graphql/*.graphql")), *sorted((HERE / "documents").glob("*.graphql"))]


def trim(package: Path, documents: Iterable[Path]) -> tuple[str, dict[str, Any]]:
    """The schema text and the access table for these documents."""
    use = trace_use(read_schema(package), documents)
    published = read_introspection(package)
    kept = [_trim_type(one, use) for one in published["types"] if one["name"] in use.types]
    schema = {
        "queryType": {"name": "QueryRoot"},
        "mutationType": {"name": "Mutation"},
        "subscriptionType": None,
        "types": kept,
        "directives": [_plain(one) for one in published["directives"] if one["name"] == "idempotent"],
    }
    text = print_schema(lexicographic_sort_schema(build_client_schema({"__schema": schema})))  # type: ignore[typeddict-item]
    return NOTICE + text + "\n", _access(published["types"], use)


def _trim_type(one: dict[str, Any], use: Use) -> dict[str, Any]:
    fields = use.fields.get(one["name"], set())
    trimmed: dict[str, Any] = _plain(
        {
            **one,
            "description": None,
            "fields": [field for field in one["fields"] or [] if field["name"] in fields] or None,
            "interfaces": [face for face in one["interfaces"] or [] if face["name"] in use.types],
            "possibleTypes": [kind for kind in one["possibleTypes"] or [] if kind["name"] in use.types] or None,
        }
    )
    return trimmed


def _plain(part: Any) -> Any:
    """Without prose: descriptions and deprecation reasons are Shopify's documentation, not its contract."""
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    plain = {key: _plain(value) for key, value in part.items() if key not in {"description", "requiredAccess"}}
    return {**plain, "isDeprecated": False, "deprecationReason": None} if "isDeprecated" in plain else plain


def _access(types: list[dict[str, Any]], use: Use) -> dict[str, Any]:
    """Which scopes open a type or field (any one of them is enough), and which fields are protected customer data."""
    access: dict[str, dict[str, Any]] = {"types": {}, "fields": {}, "protected": {}}
    for one in types:
        if one["name"] in use.types and (scopes := _scopes(one.get("requiredAccess"))):
            access["types"][one["name"]] = scopes
        for field in one["fields"] or []:
            name = f"{one['name']}.{field['name']}"
            if field["name"] not in use.fields.get(one["name"], set()):
                continue
            if scopes := _scopes(field.get("requiredAccess")):
                access["fields"][name] = scopes
            if field.get("isProtected"):
                access["protected"][name] = field["protectedContent"]
    return access


def _scopes(prose: str | None) -> list[str]:
    """The scopes named before any further condition. One mutation says `orders` where it means `write_orders`."""
    needed = (prose or "").split("Also:")[0]
    named = re.findall(r"`([a-z_]+)` access scope", needed)
    return [scope if scope.startswith(("read_", "write_")) else f"write_{scope}" for scope in named]


def main(arguments: list[str]) -> int:
    """Write both files."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m sandbox.shopify.trim_schema PATH/TO/@shopify/dev-mcp\n")
        return 2
    text, access = trim(Path(arguments[0]), find_documents())
    (HERE / "schema.graphql").write_text(text, "utf-8")
    (HERE / "access.json").write_text(json.dumps(access, indent=1, sort_keys=True) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
