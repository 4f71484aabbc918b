"""Metafields of anything that has them."""

from __future__ import annotations

import json
from typing import Any

from graphql import GraphQLError

from sandbox.shopify.admin_api.access import denied
from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Call, Info, shop_of
from sandbox.shopify.admin_api.lookup import look_up
from sandbox.shopify.admin_api.mutations import mutation
from sandbox.shopify.admin_api.things import Thing, resolve, snake
from sandbox.shopify.gids import split_gid
from sandbox.shopify.records import Missing, Record, Refusal
from sandbox.shopify.state import metafields

# Writing a metafield takes the right to change its owner; an app's own installation is its own.
_SCOPES = {
    "Order": ["write_orders"],
    "DraftOrder": ["write_draft_orders"],
    "Customer": ["write_customers"],
    "Company": ["write_companies", "write_customers"],
    "CompanyLocation": ["write_companies", "write_customers"],
    "Product": ["write_products"],
    "ProductVariant": ["write_products"],
    "Location": ["write_locations"],
    "Validation": ["write_validations"],
    "PaymentCustomization": ["write_payment_customizations"],
}
_OWNERS = {"ProductVariant": "PRODUCTVARIANT", "DraftOrder": "DRAFTORDER", "AppInstallation": "API_PERMISSION"}


@resolve("HasMetafields", "metafield")
def metafield(source: Thing, info: Info, key: str, namespace: str | None = None) -> Thing | None:
    """One metafield, of our own namespace unless another is named."""
    found = metafields.get_metafield(shop_of(info), source.gid, namespace, key)
    return Thing("Metafield", found) if found else None


@resolve("HasMetafields", "metafields")
def metafield_list(source: Thing, info: Info, **args: Any) -> Record:
    """All metafields, or those of a namespace or with these keys."""
    found = metafields.metafields_of(shop_of(info), source.gid, args.get("namespace"))
    keys = args.get("keys")
    return connection(info, [Thing("Metafield", one) for one in found if keys is None or one["key"] in keys], args)


@resolve("Metafield", "jsonValue")
def json_value(source: Thing, _: Info) -> Any:
    """The value, parsed where its type says so."""
    kind, value = source.record["type"], source.record["value"]
    return json.loads(value) if kind in {"json", "boolean", "number_integer"} or kind.startswith("list.") else value


@resolve("Metafield", "compareDigest")
def compare_digest(source: Thing, _: Info) -> str:
    """What to give back for a compare-and-set."""
    return metafields.digest(source.record)


@resolve("Metafield", "sizeInBytes")
def size_in_bytes(source: Thing, _: Info) -> int:
    """The value's size."""
    return len(source.record["value"].encode())


@resolve("Metafield", "ownerType")
def owner_type(source: Thing, _: Info) -> str:
    """What it hangs on."""
    kind, _number = split_gid(source.record["owner"])
    return _OWNERS.get(kind, snake(kind).upper())


@mutation("metafieldsSet")
def metafields_set(call: Call, args: Record) -> Record:
    """All or nothing."""
    given = args["metafields"]
    if len(given) > metafields.MOST_AT_ONCE:
        raise GraphQLError(
            f"The input array size of {len(given)} is greater than the maximum allowed of 25.",
            extensions={"code": "MAX_INPUT_SIZE_EXCEEDED"},
        )
    for index, one in enumerate(given):
        try:
            _check_owner(call, one["ownerId"], "metafieldsSet")
            metafields.check_metafield(call.shop, one["ownerId"], one)
        except Refusal as refusal:
            field = ["metafields", str(index), *(refusal.field or [])]
            details = {"field": field, "element_index": None}
            raise Refusal(refusal.message, code=refusal.code, details=details) from refusal
    return {
        "metafields": [Thing("Metafield", metafields.set_metafield(call.act, one["ownerId"], one)) for one in given]
    }


@mutation("metafieldsDelete")
def metafields_delete(call: Call, args: Record) -> Record:
    """Null where there was none."""
    deleted = []
    for one in args["metafields"]:
        _check_owner(call, one["ownerId"], "metafieldsDelete")
        gone = metafields.delete_metafield(call.act, one["ownerId"], one["namespace"], one["key"])
        named = {"owner_id": one["ownerId"], "namespace": one["namespace"], "key": one["key"]}
        deleted.append(named if gone else None)
    return {"deleted_metafields": deleted}


@mutation("metafieldDefinitionCreate")
def definition_create(call: Call, args: Record) -> Record:
    """What a metafield is."""
    given = args["definition"]
    scopes = next((scopes for kind, scopes in _SCOPES.items() if snake(kind).upper() == given["ownerType"]), [])
    if scopes and not any(call.may(scope) for scope in scopes):
        raise denied("metafieldDefinitionCreate", scopes)
    return {"created_definition": Thing("MetafieldDefinition", metafields.define(call.act, given))}


def _check_owner(call: Call, owner: str, name: str) -> None:
    kind, _ = split_gid(owner)
    scopes = _SCOPES.get(kind, [])
    if scopes and not any(call.may(scope) for scope in scopes):
        raise denied(name, scopes)
    if look_up(call, owner) is None:
        raise Missing("Owner does not exist.", field=["ownerId"], code="INVALID")
