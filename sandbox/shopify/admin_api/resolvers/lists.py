"""Lists with search and sorting: one function for all of them, and the list of orders, which many types have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from sandbox.shopify import moments
from sandbox.shopify.admin_api.connections import SortKey, connection
from sandbox.shopify.admin_api.context import Info, call_of
from sandbox.shopify.admin_api.lookup import may_see_order
from sandbox.shopify.admin_api.search import Searchable, compile_search
from sandbox.shopify.admin_api.things import Thing
from sandbox.shopify.records import Record
from sandbox.shopify.state import statuses, totals

EXACT_UP_TO = 10_000


def listed(
    info: Info,
    kind: str,
    records: Iterable[Record],
    args: dict[str, Any],
    *,
    search: Searchable,
    sorts: Mapping[str, SortKey] | None = None,
) -> Record:
    """One page of what the search finds."""
    found = _found(info, records, args.get("query"), search)
    key = (sorts or {}).get(args.get("sortKey") or "ID", lambda one: one["id"])
    return connection(info, (Thing(kind, one) for one in found), args, sort_key=key)


def count(info: Info, records: Iterable[Record], args: dict[str, Any], search: Searchable) -> Record:
    """How many the search finds, exactly up to a limit."""
    return counted(len(_found(info, records, args.get("query"), search)), args.get("limit"))


def counted(number: int, limit: int | None = EXACT_UP_TO) -> Record:
    """A `Count`."""
    most = limit or number
    return {"count": min(number, most), "precision": "EXACT" if number <= most else "AT_LEAST"}


def order_list(info: Info, records: Iterable[Record], args: dict[str, Any]) -> Record:
    """Orders the app may see, by search."""
    call = call_of(info)
    visible = [one for one in records if may_see_order(call, one)]
    if args.get("query"):
        # Search knows an order a while after it was made.
        known = moments.now() - timedelta(seconds=call.shop.get("search_lag", 0))
        visible = [one for one in visible if moments.from_text(one["created_at"]) <= known]
    return listed(info, "Order", visible, args, search=order_search(call.shop), sorts=ORDER_SORTS)


def order_count(info: Info, args: dict[str, Any]) -> Record:
    """How many orders the search finds."""
    call = call_of(info)
    visible = [one for one in call.shop["orders"].values() if may_see_order(call, one)]
    return count(info, visible, args, order_search(call.shop))


def _found(info: Info, records: Iterable[Record], query: str | None, search: Searchable) -> list[Record]:
    test, warnings = compile_search(query, search)
    if warnings:
        path = [info.path.key]
        call_of(info).search_warnings.append({"path": path, "query": query, "parsed": None, "warnings": warnings})
    return [record for record in records if test(record)]


def _moment(name: str) -> Callable[[Record], Any]:
    return lambda one: moments.from_text(one[name]) if one[name] else None


def _status(one: Record) -> list[str]:
    if one["cancelled_at"]:
        return ["cancelled", "any"]
    return ["closed" if one["closed_at"] else "open", "not_closed", "any"]


def order_search(shop: Record) -> Searchable:
    """What orders can be searched by."""
    return Searchable(
        {
            "id": lambda one: one["id"],
            "name": lambda one: [one["name"], one["name"].lstrip("#"), str(one["number"])],
            "email": lambda one: one["email"],
            "tag": lambda one: one["tags"],
            "customer_id": lambda one: one["customer_id"],
            "status": _status,
            "financial_status": statuses.financial_status,
            "fulfillment_status": lambda one: statuses.fulfillment_status(shop, one),
            "source_identifier": lambda one: one["source_identifier"],
            "source_name": lambda one: one["source_name"],
            "po_number": lambda one: one["po_number"],
            "sku": lambda one: [line["sku"] for line in one["line_items"]],
            "test": lambda one: one["test"],
            "total_price": lambda one: totals.total(one, current=False)["shop"],
            "created_at": _moment("created_at"),
            "updated_at": _moment("updated_at"),
            "processed_at": _moment("processed_at"),
            "cancelled_at": _moment("cancelled_at"),
        },
        ("name", "email"),
    )


ORDER_SORTS: Mapping[str, SortKey] = {
    "CREATED_AT": lambda one: one["created_at"],
    "UPDATED_AT": lambda one: one["updated_at"],
    "PROCESSED_AT": lambda one: one["processed_at"],
    "ORDER_NUMBER": lambda one: one["number"],
    "PO_NUMBER": lambda one: one["po_number"] or "",
    "TOTAL_PRICE": lambda one: float(totals.total(one, current=False)["shop"]),
    "CURRENT_TOTAL_PRICE": lambda one: float(totals.total(one, current=True)["shop"]),
    "FINANCIAL_STATUS": statuses.financial_status,
}
