"""`POST /<shop>/admin/api/<version>/graphql.json`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request, send_file
from flask.typing import ResponseReturnValue
from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    get_operation_ast,
    get_variable_values,
    parse,
    validate,
)

from sandbox.faults import strike_before
from sandbox.shopify.admin_api.context import Call
from sandbox.shopify.admin_api.cost import MOST, Costs
from sandbox.shopify.admin_api.engine import admin_schema, error_record, run_document
from sandbox.shopify.admin_api.versions import served_version
from sandbox.shopify.oauth.grants import find_access
from sandbox.shopify.records import Record
from sandbox.shopify.world import World

_CLOSED = {"frozen": (402, "Payment Required"), "locked": (423, "Locked")}
_BAD_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"  # noqa: S105  a message
RATE_LIMITS = "https://shopify.dev/api/usage/rate-limits"


def admin_routes(world: World) -> Blueprint:
    """The GraphQL endpoint of every shop, and the files of bulk operations."""
    routes = Blueprint("admin_api", __name__)

    @routes.post("/<domain>/admin/api/<version>/graphql.json")
    def graphql(domain: str, version: str) -> ResponseReturnValue:
        answer = _answer(world, domain)
        response = answer if isinstance(answer, Response) else jsonify(answer)
        response.headers["X-Shopify-API-Version"] = served_version(version)
        return response

    @routes.get("/_bulk/<name>")
    def bulk_file(name: str) -> ResponseReturnValue:
        path = world.bulk_dir / name
        if path.parent != world.bulk_dir or not path.is_file():
            return "", 404
        return send_file(path, mimetype="application/jsonl")

    return routes


def _answer(world: World, domain: str) -> Response | Record:
    shop = world.shops.get(domain)
    if shop is None:
        return _refuse(404, "Not Found")
    if shop["status"] in _CLOSED:
        return _refuse(*_CLOSED[shop["status"]])
    grant = find_access(world, domain, request.headers.get("X-Shopify-Access-Token", ""))
    if grant is None or not shop["installed"]:
        return _refuse(401, _BAD_TOKEN)
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        return _refuse(400, {"query": "Required parameter missing or invalid"})
    return _run(world, shop, grant, body)


def _run(world: World, shop: Record, grant: Record, body: dict[str, Any]) -> Response | Record:
    try:
        document = parse(body["query"])
    except GraphQLError as error:
        return {"errors": [{**error.formatted, "extensions": {"code": "BAD_REQUEST"}}]}
    operation = get_operation_ast(document, body.get("operationName"))
    if operation is None:
        return {"errors": [{"message": "An operation name is required", "extensions": {"code": "BAD_REQUEST"}}]}
    if (struck := strike_before(world.faults, _name(operation))) is not None:
        return struck
    if problems := validate(admin_schema(), document):
        return {"errors": [_validation_record(problem) for problem in problems]}
    variables = body.get("variables") or {}
    coerced = get_variable_values(admin_schema(), operation.variable_definitions or (), variables)
    if isinstance(coerced, list):
        return {"errors": [{**error.formatted, "extensions": {"code": "INVALID_VARIABLE"}} for error in coerced]}
    world.calls.add(shop["domain"], _name(operation), operation.operation.value, _top_fields(operation), variables)
    costs = Costs(admin_schema(), document, coerced, world.config.cost_scale)
    return _spend(world, shop, grant, document, operation, variables, costs)


def _spend(
    world: World,
    shop: Record,
    grant: Record,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: dict[str, Any],
    costs: Costs,
) -> Record:
    requested = costs.requested(operation)
    if requested > MOST:
        message = f"Query cost is {requested}, which exceeds the single query max cost limit ({MOST})."
        extensions = {"code": "MAX_COST_EXCEEDED", "cost": requested, "maxCost": MOST, "documentation": RATE_LIMITS}
        return {"errors": [{"message": message, "extensions": extensions}]}
    if not world.buckets.take(shop, requested):
        throttled = {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": RATE_LIMITS}}
        return {"errors": [throttled], "extensions": {"cost": _cost(world, shop, requested, None)}}
    with world.act(shop["domain"], "app") as act:
        call = Call(act, frozenset(shop["scopes"]), grant["user_id"])
        result = run_document(call, document, variables, operation.name.value if operation.name else None)
    actual = costs.actual(operation, result.data or {})
    world.buckets.give_back(shop, requested - actual)
    extensions = {"cost": _cost(world, shop, requested, actual)}
    if call.search_warnings:
        extensions["search"] = call.search_warnings
    return _result_record(result, extensions)


def _result_record(result: ExecutionResult, extensions: Record) -> Record:
    record: Record = {"data": result.data, "extensions": extensions}
    if result.errors:
        record["errors"] = [error_record(error) for error in result.errors]
    return record


def _validation_record(error: GraphQLError) -> Record:
    return {**error.formatted, "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}}


def _cost(world: World, shop: Record, requested: int, actual: int | None) -> Record:
    return {
        "requestedQueryCost": requested,
        "actualQueryCost": actual,
        "throttleStatus": world.buckets.status(shop),
    }


def _name(operation: OperationDefinitionNode) -> str:
    return operation.name.value if operation.name else (_top_fields(operation) or ["anonymous"])[0]


def _top_fields(operation: OperationDefinitionNode) -> list[str]:
    return [one.name.value for one in operation.selection_set.selections if isinstance(one, FieldNode)]


def _refuse(status: int, errors: Any) -> Response:
    response = jsonify(errors=errors)
    response.status_code = status
    return response
