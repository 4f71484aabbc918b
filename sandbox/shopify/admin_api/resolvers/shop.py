"""The shop, our app's installation in it, API versions."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.admin_api.context import Info, call_of, shop_of
from sandbox.shopify.admin_api.lookup import installation
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.admin_api.versions import LIVE, PREVIEWS
from sandbox.shopify.config import APP_NUMBER, OTHER_APP_NUMBER, OTHER_APP_TITLE
from sandbox.shopify.countries import country_name
from sandbox.shopify.records import Record


@resolve("QueryRoot", "shop")
def shop(_: Any, info: Info) -> Thing:
    """The shop the token belongs to."""
    record = shop_of(info)
    offset = record["utc_offset_minutes"]
    sign = "+" if offset >= 0 else "-"
    code = record["currency"]
    seen = {
        **record,
        "url": f"https://{record['domain']}",
        "myshopify_domain": record["domain"],
        "description": None,
        "currency_code": code,
        "enabled_presentment_currencies": record["presentment_currencies"],
        "currency_formats": {
            "money_format": f"{code} {{{{amount}}}}",
            "money_with_currency_format": f"{{{{amount}}}} {code}",
        },
        "timezone_offset": f"{sign}{abs(offset) // 60:02d}{abs(offset) % 60:02d}",
        "timezone_offset_minutes": offset,
        "tax_shipping": False,
        "weight_unit": "KILOGRAMS",
        "unit_system": "METRIC_SYSTEM",
        "shop_owner_name": record["owner_name"],
        "primary_domain": _domain(record),
        "shop_address": _address(record),
        "plan": {**record["plan"], "partner_development": False},
        "entitlements": _entitlements(record),
    }
    return Thing("Shop", seen)


@resolve("QueryRoot", "currentAppInstallation")
def current_installation(_: Any, info: Info) -> Thing:
    """Our installation."""
    return installation(call_of(info))


@resolve("AppInstallation", "accessScopes")
def granted_scopes(_: Thing, info: Info) -> list[Record]:
    """What the merchant granted."""
    return _scopes(shop_of(info)["scopes"])


@resolve("AppInstallation", "app")
def installed_app(_: Thing, info: Info) -> Thing:
    """Our app."""
    return app_thing(info, APP_NUMBER)


@resolve("AppInstallation", "launchUrl", "uninstallUrl")
def launch_url(_: Thing, info: Info) -> str:
    """Where the merchant opens the app."""
    world = call_of(info).act.world
    name = shop_of(info)["domain"].split(".", maxsplit=1)[0]
    return f"{world.config.base_url}/store/{name}/apps/{world.config.app.api_key}"


@resolve("QueryRoot", "app")
def app(_: Any, info: Info, id: str | None = None) -> Thing | None:
    """Our app; no other can be asked about."""
    return app_thing(info, APP_NUMBER) if id is None or id.endswith(f"/{APP_NUMBER}") else None


@resolve("QueryRoot", "publicApiVersions")
def versions(_: Any, __: Info) -> list[Record]:
    """Which API versions there are."""
    live = [{"handle": one, "display_name": one, "supported": True} for one in LIVE]
    return [*live, *({"handle": one, "display_name": one, "supported": False} for one in PREVIEWS)]


def app_thing(info: Info, number: int) -> Thing:
    """Our app or the other one that places holds."""
    if number == OTHER_APP_NUMBER:
        return Thing("App", {"id": number, "title": OTHER_APP_TITLE, "handle": "parcel-check"})
    world = call_of(info).act.world
    subscriptions = world.webhooks.subscriptions
    record = {
        "id": APP_NUMBER,
        "api_key": world.config.app.api_key,
        "handle": world.config.app.handle,
        "title": world.config.app.title,
        "embedded": True,
        "requested_access_scopes": _scopes(subscriptions.scopes()),
        "optional_access_scopes": _scopes(subscriptions.optional_scopes()),
    }
    return Thing("App", record)


def _scopes(handles: list[str]) -> list[Record]:
    return [{"handle": handle, "description": handle.replace("_", " ").capitalize()} for handle in handles]


def _domain(record: Record) -> Record:
    domain = record.get("web_domain") or record["domain"]
    return {"id": record["id"], "host": domain, "url": f"https://{domain}", "ssl_enabled": True}


def _address(record: Record) -> Record:
    address = record["address"]
    country = country_name(address["country_code"])
    blank = dict.fromkeys(("address2", "province", "province_code", "phone"))
    return {
        **blank,
        **address,
        "id": record["id"],
        "company": record["name"],
        "country": country,
        "country_code_v2": address["country_code"],
        "formatted": [record["name"], address["address1"], f"{address['city']} {address['zip']}", country],
    }


def _entitlements(record: Record) -> Record:
    catalogs = {"enabled": record["b2b"], "limit": None if record["plan"]["shopify_plus"] else 3}
    return {"b2b": {"enabled": record["b2b"]}, "markets": {"b2b": {"enabled": record["b2b"], "catalogs": catalogs}}}
