"""Where the app's Functions are switched on: checkout validations and payment customizations."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.act import Act
from sandbox.shopify.gids import gid
from sandbox.shopify.records import Record, Refusal
from sandbox.shopify.state.metafields import check_metafield, set_metafield

MOST_ACTIVE = 25
KINDS = {
    "Validation": ("validations", "cart_checkout_validation"),
    "PaymentCustomization": ("payment_customizations", "payment_customization"),
}


def functions_of(shop: Record) -> list[Record]:
    """The Functions of every deployed extension of the app."""
    return [
        {"id": f"00000000-0000-4000-8000-{number:012d}", **function}
        for number, function in enumerate(shop["functions"], start=1)
    ]


def create_customization(act: Act, kind: str, values: dict[str, Any]) -> Record:
    """Switch a Function on in this shop.

    Raises:
        Refusal: No such Function, of another kind, not for this plan, or too many are active.
    """
    table, api_type = KINDS[kind]
    function = _find_function(act.shop, values, api_type)
    _check_plan(act.shop)
    enabled = bool(values.get("enabled"))
    _check_count(act.shop[table], enabled)
    number = act.next_id(kind)
    record = {
        "id": number,
        "title": values.get("title") or function["title"],
        "enabled": enabled,
        "block_on_failure": bool(values.get("block_on_failure")),
        "function_id": function["id"],
    }
    _set_metafields(act, gid(kind, number), values)
    act.shop[table][str(number)] = record
    return record


def update_customization(act: Act, kind: str, record: Record, values: dict[str, Any]) -> None:
    """Change it; what is not said falls back to off, as in Shopify's input."""
    if values.get("enabled") and not record["enabled"]:
        _check_count(act.shop[KINDS[kind][0]], enabled=True)
    _set_metafields(act, gid(kind, record["id"]), values)
    names = ("title", "enabled", "block_on_failure")
    record.update({name: values[name] for name in names if values.get(name) is not None})


def fail(act: Act, record: Record) -> None:
    """The Function could not run at somebody's checkout."""
    record.setdefault("failing_since", act.at)


def function_of(shop: Record, record: Record) -> Record:
    """The Function behind it."""
    return next(one for one in functions_of(shop) if one["id"] == record["function_id"])


def _find_function(shop: Record, values: dict[str, Any], api_type: str) -> Record:
    handle, number = values.get("function_handle"), values.get("function_id")
    if not handle and not number:
        raise Refusal("Either function_id or function_handle must be provided.", code="MISSING_FUNCTION_IDENTIFIER")
    for function in functions_of(shop):
        if handle == function["handle"] or (number and number == function["id"]):
            if function["api_type"] != api_type:
                raise Refusal("Function does not implement the required interface.", code="FUNCTION_DOES_NOT_IMPLEMENT")
            return function
    raise Refusal("Extension not found.", field=["functionHandle"], code="NOT_FOUND")


def _check_plan(shop: Record) -> None:
    """A public app's Functions run on every plan, a custom app's on Plus alone."""
    if shop.get("app_distribution") == "custom" and not shop["plan"]["shopify_plus"]:
        raise Refusal(
            "Shop must be on a Shopify Plus plan to activate functions from a custom app.",
            field=["functionHandle"],
            code="CUSTOM_APP_FUNCTION_NOT_ELIGIBLE",
        )


def _check_count(table: Record, enabled: bool) -> None:
    if enabled and sum(one["enabled"] for one in table.values()) >= MOST_ACTIVE:
        raise Refusal("Cannot have more than 25 active.", code="MAX_VALIDATIONS_ACTIVATED")


def _set_metafields(act: Act, owner: str, values: dict[str, Any]) -> None:
    for one in values.get("metafields") or []:
        check_metafield(act.shop, owner, one)
    for one in values.get("metafields") or []:
        set_metafield(act, owner, one)
