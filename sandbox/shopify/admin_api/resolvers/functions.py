"""Checkout validations and payment customizations."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Call, Info, call_of, shop_of
from sandbox.shopify.admin_api.lookup import need
from sandbox.shopify.admin_api.mutations import mutation
from sandbox.shopify.admin_api.things import Thing, resolve, snake_keys
from sandbox.shopify.gids import gid
from sandbox.shopify.records import Record
from sandbox.shopify.state import functions


@resolve("QueryRoot", "shopifyFunctions")
def function_list(_: Any, info: Info, **args: Any) -> Record:
    """The app's deployed Functions."""
    key = call_of(info).act.world.config.app.api_key
    wanted = args.get("apiType")
    found = [one for one in functions.functions_of(shop_of(info)) if wanted in (None, one["api_type"])]
    seen = [_of_app(one, key) for one in found]
    return connection(info, [Thing("ShopifyFunction", one) for one in seen], args)


@resolve("ShopifyFunction", "id")
def function_id(source: Thing | Record, _: Info) -> str:
    """A plain UUID."""
    record = source.record if isinstance(source, Thing) else source
    return str(record["id"])


@resolve("QueryRoot", "validations")
def validation_list(_: Any, info: Info, **args: Any) -> Record:
    """All checkout validations."""
    return connection(info, [Thing("Validation", one) for one in shop_of(info)["validations"].values()], args)


@resolve("QueryRoot", "paymentCustomizations")
def customization_list(_: Any, info: Info, **args: Any) -> Record:
    """All payment customizations."""
    found = shop_of(info)["payment_customizations"].values()
    return connection(info, [Thing("PaymentCustomization", one) for one in found], args)


@resolve("Validation", "shopifyFunction")
@resolve("PaymentCustomization", "shopifyFunction")
def function_of(source: Thing, info: Info) -> Record:
    """The Function behind it."""
    return _of_app(functions.function_of(shop_of(info), source.record), call_of(info).act.world.config.app.api_key)


@resolve("Validation", "errorHistory")
def error_history(source: Thing, _: Info) -> Record | None:
    """Functions do not run here; one fails when the control API says so."""
    since = source.record.get("failing_since")
    if since is None:
        return None
    shared = dict.fromkeys(("has_been_shared_since_last_error", "has_shared_recent_errors"), False)
    return {"errors_first_occurred_at": since, "first_occurred_at": since, **shared}


@mutation("validationCreate")
def validation_create(call: Call, args: Record) -> Record:
    """Switch a checkout validation on."""
    values = _values(args["validation"])
    return {"validation": Thing("Validation", functions.create_customization(call.act, "Validation", values))}


@mutation("validationUpdate")
def validation_update(call: Call, args: Record) -> Record:
    """Change it."""
    record = need(call, args["id"], "Validation")
    functions.update_customization(call.act, "Validation", record, _values(args["validation"]))
    return {"validation": Thing("Validation", record)}


@mutation("validationDelete")
def validation_delete(call: Call, args: Record) -> Record:
    """Remove it."""
    record = need(call, args["id"], "Validation")
    del call.shop["validations"][str(record["id"])]
    return {"deleted_id": gid("Validation", record["id"])}


@mutation("paymentCustomizationCreate")
def customization_create(call: Call, args: Record) -> Record:
    """Switch a payment customization on."""
    values = _values(args["paymentCustomization"])
    made = functions.create_customization(call.act, "PaymentCustomization", values)
    return {"payment_customization": Thing("PaymentCustomization", made)}


@mutation("paymentCustomizationUpdate")
def customization_update(call: Call, args: Record) -> Record:
    """Change it."""
    record = need(call, args["id"], "PaymentCustomization")
    functions.update_customization(call.act, "PaymentCustomization", record, _values(args["paymentCustomization"]))
    return {"payment_customization": Thing("PaymentCustomization", record)}


@mutation("paymentCustomizationDelete")
def customization_delete(call: Call, args: Record) -> Record:
    """Remove it."""
    record = need(call, args["id"], "PaymentCustomization")
    del call.shop["payment_customizations"][str(record["id"])]
    return {"deleted_id": gid("PaymentCustomization", record["id"])}


def _of_app(function: Record, key: str) -> Record:
    return {**function, "app_key": key, "api_version": "2026-10"}


def _values(given: Record) -> Record:
    """Validations say `enable`, payment customizations `enabled`."""
    values: Record = snake_keys({name: value for name, value in given.items() if name != "metafields"})
    return {**values, "enabled": values.get("enable", values.get("enabled")), "metafields": given.get("metafields")}
