"""What Shopify publishes, as npm brings it: the Admin schema with its access data, and the elements of its admin."""

from __future__ import annotations

import gzip
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, build_client_schema

from shopify_app.shops.client import API_VERSION

ROOT = Path(__file__).parents[1]


def node_modules() -> Path:
    """The folder npm installs into: `SHOPIFY_NODE_MODULES`, or `node_modules` in the root. Without it a test fails."""
    folder = Path(os.environ.get("SHOPIFY_NODE_MODULES") or ROOT / "node_modules")
    if not (folder / "@shopify").is_dir():
        pytest.fail(
            f"Shopify's published schemas are not in {folder}. Run `npm install` in the root of the repository."
        )
    return folder


@cache
def admin_data() -> dict[str, Any]:
    """The introspection of the version we call, with Shopify's own additions."""
    path = node_modules() / "@shopify" / "dev-mcp" / "dist" / "data" / f"admin_{API_VERSION}.json.gz"
    with gzip.open(path) as stream:
        found: dict[str, Any] = json.load(stream)
    return found


@cache
def admin_schema() -> GraphQLSchema:
    """The Admin schema. Taken as valid: it breaks a rule of the specification about deprecated arguments."""
    return build_client_schema(admin_data()["data"], assume_valid=True)


@cache
def offline_scopes() -> dict[str, tuple[str, ...]]:
    """`Type` or `Type.field` and the access scopes of which an app without a user needs one."""
    items = admin_data()["offline_scopes"]["items"]
    return {
        ".".join(filter(None, (item["typeName"], item.get("fieldName")))): tuple(item["offlineScopes"])
        for item in items
        if item["offlineScopes"]
    }


@cache
def webhook_topics() -> dict[str, str]:
    """Shopify's name of each webhook topic and what it says of it."""
    values = next(
        kind["enumValues"]
        for kind in admin_data()["data"]["__schema"]["types"]
        if kind["name"] == "WebhookSubscriptionTopic"
    )
    return {value["name"]: value["description"] for value in values}


@cache
def admin_elements() -> dict[str, dict[str, Any]]:
    """Polaris' elements by tag, as its custom-elements manifest describes them."""
    path = node_modules() / "@shopify" / "polaris-types" / "dist" / "custom-elements.json"
    modules = json.loads(path.read_text("utf-8"))["modules"]
    return {one["tagName"]: one for module in modules for one in module["declarations"] if one.get("tagName")}


@cache
def function_schema() -> GraphQLSchema:
    """What Shopify gives a Cart and Checkout Validation Function, and takes from it, in the version we call."""
    name = f"functions_cart_checkout_validation_{API_VERSION}.json.gz"
    with gzip.open(node_modules() / "@shopify" / "dev-mcp" / "dist" / "data" / name) as stream:
        return build_client_schema(json.load(stream)["data"], assume_valid=True)
