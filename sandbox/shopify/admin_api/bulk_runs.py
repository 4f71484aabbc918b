"""Bulk operations: accepted at once, run a moment later, told by `bulk_operations/finish`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sandbox.shopify.act import Act
from sandbox.shopify.admin_api.bulk_lines import bulk_lines
from sandbox.shopify.admin_api.bulk_rules import check_bulk_query
from sandbox.shopify.admin_api.context import Call
from sandbox.shopify.payloads.others import bulk_payload
from sandbox.shopify.records import Record, Refusal
from sandbox.shopify.world import World

MOST_AT_ONCE = 5
UNFINISHED = {"CREATED", "RUNNING", "CANCELING"}


def start_bulk(call: Call, query: str, *, grouped: bool) -> Record:
    """Accept a bulk query.

    Raises:
        Refusal: It may not look like that, or too many run already.
    """
    from sandbox.shopify.admin_api.engine import admin_schema  # noqa: PLC0415  the engine knows the resolvers, they us

    check_bulk_query(admin_schema(), query)
    if sum(one["status"] in UNFINISHED for one in call.shop["bulk_operations"].values()) >= MOST_AT_ONCE:
        message = "Limit of 5 concurrent bulk query operations for this app and shop reached."
        raise Refusal(message, code="LIMIT_REACHED")
    number = call.act.next_id("BulkOperation")
    operation = {
        "id": number,
        "status": "CREATED",
        "type": "QUERY",
        "query": query,
        "grouped": grouped,
        "scopes": sorted(call.scopes),
        "error_code": None,
        "created_at": call.act.at,
        "completed_at": None,
        "object_count": "0",
        "root_object_count": "0",
        "file_size": None,
        "url": None,
        "partial_data_url": None,
    }
    call.shop["bulk_operations"][str(number)] = operation
    run_later(call.act.world, call.shop["domain"], number)
    return operation


def cancel_bulk(act: Act, operation: Record) -> None:
    """Stop one that has not finished."""
    if operation["status"] not in UNFINISHED:
        status = operation["status"].lower()
        raise Refusal(f"A bulk operation cannot be canceled when it is {status}", field=["id"])
    operation["status"] = "CANCELING"


def run_later(world: World, domain: str, number: int) -> None:
    """Plan the run in two steps, so that a caller can see it running."""

    def begin() -> None:
        with world.act(domain, "Shopify") as act:
            operation = act.shop["bulk_operations"].get(str(number))
            if operation is not None and operation["status"] == "CREATED":
                operation["status"] = "RUNNING"
        world.timers.later(world.config.pace.bulk, finish)

    def finish() -> None:
        with world.act(domain, "Shopify") as act:
            operation = act.shop["bulk_operations"].get(str(number))
            if operation is not None and operation["status"] in UNFINISHED:
                _run(act, operation)

    world.timers.later(world.config.pace.bulk / 2, begin)


def result_path(world: World, domain: str, number: int) -> Path:
    """Where a result lies; the name cannot be guessed."""
    secret = hashlib.sha256(f"{world.config.app.api_secret} {domain} {number}".encode()).hexdigest()[:32]
    return world.bulk_dir / f"bulk-{number}-{secret}.jsonl"


def _run(act: Act, operation: Record) -> None:
    from sandbox.shopify.admin_api.engine import admin_schema, run_document  # noqa: PLC0415  see start_bulk

    operation["completed_at"] = act.at
    if operation["status"] == "CANCELING":
        operation["status"] = "CANCELED"
    else:
        call = Call(act, frozenset(operation["scopes"]), bulk=True)
        result = run_document(call, check_bulk_query(admin_schema(), operation["query"]), {})
        codes = {(error.extensions or {}).get("code") for error in result.errors or []}
        if result.errors:
            denied = "ACCESS_DENIED" in codes
            operation.update(status="FAILED", error_code="ACCESS_DENIED" if denied else "INTERNAL_SERVER_ERROR")
        else:
            _write(act, operation, result.data or {})
    act.tell("bulk_operations/finish", bulk_payload(act.shop, operation))


def _write(act: Act, operation: Record, data: Record) -> None:
    lines, roots = bulk_lines(data, grouped=operation["grouped"])
    operation.update(status="COMPLETED", object_count=str(len(lines)), root_object_count=str(roots))
    if not lines:
        return
    path = result_path(act.world, act.shop["domain"], operation["id"])
    with path.open("w", encoding="utf-8") as stream:
        for line in lines:
            stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    url = f"{act.world.config.base_url}/shopify/_bulk/{path.name}"
    operation.update(file_size=str(path.stat().st_size), url=url)
