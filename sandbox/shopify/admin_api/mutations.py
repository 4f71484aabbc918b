"""Registering mutations: what a `Refusal` becomes in the payload, and idempotency keys."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLObjectType,
    get_directive_values,
    get_named_type,
)

from sandbox.shopify.admin_api.context import Call, Info, call_of
from sandbox.shopify.admin_api.things import Payload, resolve
from sandbox.shopify.records import Missing, Record, Refusal

KEY_LIFE = 86_400
Mutation = Callable[[Call, dict[str, Any]], Record]


def mutation(name: str, *, idempotent: bool = False) -> Callable[[Mutation], Mutation]:
    """Register a mutation; `idempotent` ones must be given a key."""

    def register(function: Mutation) -> Mutation:
        def resolver(_: Any, info: Info, **args: Any) -> Record:
            call = call_of(info)
            try:
                if not idempotent:
                    return _accepted(info, function(call, args))
                return _once(call, info, args, function)
            except Refusal as refusal:
                return _refused(info, refusal)

        resolve("Mutation", name)(resolver)
        return function

    return register


def _once(call: Call, info: Info, args: dict[str, Any], function: Mutation) -> Record:
    """Run it the first time a key comes; afterwards repeat the answer."""
    directive = info.schema.get_directive("idempotent")
    given = directive and get_directive_values(directive, info.field_nodes[0], info.variable_values)
    if not given:
        raise GraphQLError(
            "The @idempotent directive is required for this mutation but was not provided.",
            extensions={"code": "BAD_REQUEST"},
        )
    if not given["key"].strip():
        raise GraphQLError("The idempotency key cannot be blank.", extensions={"code": "BAD_REQUEST"})
    known, name = call.act.world.idempotency, (call.shop["domain"], info.field_name, given["key"])
    if name in known and time.monotonic() - known[name][0] < KEY_LIFE:
        _, asked, answer = known[name]
        if asked != args:
            raise Refusal(
                "The idempotency key was used with other parameters.", code="IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
            )
        return answer
    answer = _accepted(info, function(call, args))
    known[name] = (time.monotonic(), args, answer)
    return answer


def _accepted(info: Info, answer: Record) -> Record:
    return {**{name: [] for name in _error_fields(info)}, **answer}


def _refused(info: Info, refusal: Refusal) -> Record:
    payload = Payload()
    for name, kind in _error_fields(info).items():
        error = {
            "field": refusal.field,
            "message": refusal.message,
            "code": _code(kind, refusal),
            "element_index": None,
        }
        payload[name] = [{**error, **(refusal.details or {})}]
    return payload


def _error_fields(info: Info) -> dict[str, GraphQLObjectType]:
    """The payload's lists of user errors: nearly always `userErrors`."""
    payload = get_named_type(info.return_type)
    fields = payload.fields if isinstance(payload, GraphQLObjectType) else {}
    found: dict[str, GraphQLObjectType] = {}
    for name, field in fields.items():
        kind = get_named_type(field.type)
        if name.endswith("serErrors") and isinstance(kind, GraphQLObjectType):
            found["user_errors" if name == "userErrors" else "order_cancel_user_errors"] = kind
    return found


def _code(kind: GraphQLObjectType, refusal: Refusal) -> str | None:
    """The refusal's code, if this mutation knows it; each has its own word for what is missing."""
    field = kind.fields.get("code")
    codes = get_named_type(field.type) if field else None
    if not isinstance(codes, GraphQLEnumType) or refusal.code is None:
        return None
    if refusal.code in codes.values:
        return refusal.code
    if isinstance(refusal, Missing):
        return next((code for code in codes.values if code.endswith(("NOT_FOUND", "DOES_NOT_EXIST"))), None)
    return "INVALID" if "INVALID" in codes.values else None
