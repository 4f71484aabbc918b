"""Bulk operations."""

from __future__ import annotations

from typing import Any

from sandbox.shopify import moments
from sandbox.shopify.admin_api import bulk_runs
from sandbox.shopify.admin_api.context import Call, Info, shop_of
from sandbox.shopify.admin_api.lookup import need
from sandbox.shopify.admin_api.mutations import mutation
from sandbox.shopify.admin_api.resolvers.lists import listed
from sandbox.shopify.admin_api.search import Searchable
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.records import Record

SEARCH = Searchable(
    {
        "id": lambda one: one["id"],
        "status": lambda one: one["status"],
        "operation_type": lambda one: one["type"],
        "created_at": lambda one: moments.from_text(one["created_at"]),
        "completed_at": lambda one: moments.from_text(one["completed_at"]) if one["completed_at"] else None,
    }
)


@resolve("QueryRoot", "bulkOperations")
def bulk_list(_: Any, info: Info, **args: Any) -> Record:
    """Bulk operations by search."""
    sorts = {"CREATED_AT": lambda one: one["created_at"], "COMPLETED_AT": lambda one: one["completed_at"] or ""}
    records = shop_of(info)["bulk_operations"].values()
    return listed(info, "BulkOperation", records, args, search=SEARCH, sorts=sorts)


@mutation("bulkOperationRunQuery")
def run_query(call: Call, args: Record) -> Record:
    """Start one."""
    operation = bulk_runs.start_bulk(call, args["query"], grouped=args["groupObjects"])
    return {"bulk_operation": Thing("BulkOperation", operation)}


@mutation("bulkOperationCancel")
def cancel(call: Call, args: Record) -> Record:
    """Stop one."""
    operation = need(call, args["id"], "BulkOperation")
    bulk_runs.cancel_bulk(call.act, operation)
    return {"bulk_operation": Thing("BulkOperation", operation)}
