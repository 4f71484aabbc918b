"""Metafields: values beside records. The namespace `$app` is each app's own."""

from __future__ import annotations

import hashlib
import json

from sandbox.shopify.act import Act
from sandbox.shopify.config import APP_NUMBER
from sandbox.shopify.records import Record, Refusal

MOST_AT_ONCE = 25
LONGEST_KEY = 64
LONGEST_JSON = 128_000
LONGEST_TEXT = 65_535
_UNSET = object()


def own_namespace(namespace: str | None) -> str:
    """The full name of a namespace: `$app` and `$app:x` stand for our app's own."""
    if not namespace or namespace == "$app":
        return f"app--{APP_NUMBER}"
    if namespace.startswith("$app:"):
        return f"app--{APP_NUMBER}--{namespace.removeprefix('$app:')}"
    return namespace


def get_metafield(shop: Record, owner: str, namespace: str | None, key: str) -> Record | None:
    """One metafield of an owner (a global id)."""
    found: Record | None = shop["metafields"].get(_name(owner, own_namespace(namespace), key))
    return found


def metafields_of(shop: Record, owner: str, namespace: str | None = None) -> list[Record]:
    """All metafields of an owner, of one namespace or of all."""
    wanted = own_namespace(namespace) if namespace else None
    return [one for one in shop["metafields"].values() if one["owner"] == owner and wanted in (None, one["namespace"])]


def check_metafield(shop: Record, owner: str, values: Record) -> None:
    """Refuse what `set_metafield` could not keep, before anything is changed."""
    key, value, kind = values["key"], values["value"], _type(shop, owner, values)
    if not 1 < len(key) <= LONGEST_KEY:
        raise Refusal("Key must be between 2 and 64 characters", field=["key"], code="TOO_LONG" if key else "BLANK")
    if not value:
        raise Refusal("Value can't be blank.", field=["value"], code="BLANK")
    if kind is None:
        raise Refusal("Type can't be blank", field=["type"], code="BLANK")
    if len(value) > (LONGEST_JSON if kind == "json" else LONGEST_TEXT):
        raise Refusal("Value is too long", field=["value"], code="TOO_LONG")
    _check_value(kind, value)
    _check_digest(get_metafield(shop, owner, values.get("namespace"), key), values)


def define(act: Act, values: Record) -> Record:
    """Say what a metafield of a kind of things is; one of type `id` keeps each value once."""
    namespace = own_namespace(values.get("namespace"))
    name = f"{values['ownerType']}|{namespace}|{values['key']}"
    definitions = act.shop.setdefault("metafield_definitions", {})
    if name in definitions:
        raise Refusal("Key is in use for Order metafields.", field=["definition", "key"], code="TAKEN")
    made: Record = {"id": act.next_id("MetafieldDefinition"), **values, "namespace": namespace}
    definitions[name] = made
    return made


def find_by_id(shop: Record, kind: str, namespace: str | None, key: str, value: str) -> str | None:
    """Whose own id this is (a global id). Only of metafields that are defined as ids."""
    full = own_namespace(namespace)
    definition = shop.get("metafield_definitions", {}).get(f"{kind.upper()}|{full}|{key}")
    if definition is None or definition["type"] != "id":
        return None
    for one in shop["metafields"].values():
        if (one["namespace"], one["key"], one["value"]) == (full, key, value) and f"/{kind}/" in one["owner"]:
            return str(one["owner"])
    return None


def check_unique(shop: Record, kind: str, values: Record) -> None:
    """Refuse an own id that another thing of this kind bears."""
    if find_by_id(shop, kind, values.get("namespace"), values["key"], values["value"]):
        raise Refusal("Value must be unique", field=["metafields", "value"], code="INVALID")


def set_metafield(act: Act, owner: str, values: Record) -> Record:
    """Create or change one metafield that was checked."""
    namespace = own_namespace(values.get("namespace"))
    name = _name(owner, namespace, values["key"])
    old = act.shop["metafields"].get(name) or {"id": act.next_id("Metafield"), "created_at": act.at}
    made = {
        **old,
        "owner": owner,
        "namespace": namespace,
        "key": values["key"],
        "type": _type(act.shop, owner, values),
        "value": values["value"],
        "updated_at": act.at,
    }
    act.shop["metafields"][name] = made
    return made


def delete_metafield(act: Act, owner: str, namespace: str | None, key: str) -> Record | None:
    """Remove one metafield; what it was."""
    gone: Record | None = act.shop["metafields"].pop(_name(owner, own_namespace(namespace), key), None)
    return gone


def digest(metafield: Record) -> str:
    """What `compareDigest` compares."""
    return hashlib.sha256(f"{metafield['type']}\n{metafield['value']}".encode()).hexdigest()


def _type(shop: Record, owner: str, values: Record) -> str | None:
    old = get_metafield(shop, owner, values.get("namespace"), values["key"])
    if values.get("type"):
        return str(values["type"])
    return str(old["type"]) if old else None


def _check_digest(old: Record | None, values: Record) -> None:
    expected = values.get("compareDigest", _UNSET)
    if expected is _UNSET:
        return
    # Null means: it must not exist yet.
    if expected != (digest(old) if old else None):
        raise Refusal(
            "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.",
            field=["compareDigest"],
            code="STALE_OBJECT",
        )


def _check_value(kind: str, value: str) -> None:
    try:
        if kind == "json":
            json.loads(value)
        if kind == "number_integer":
            int(value)
        if kind == "boolean" and value not in {"true", "false"}:
            raise ValueError(value)
    except ValueError as error:
        raise Refusal(f"Value is invalid {kind}.", field=["value"], code="INVALID_VALUE") from error


def _name(owner: str, namespace: str, key: str) -> str:
    return f"{owner}|{namespace}|{key}"
