"""What happened to an order, and who did it."""

from __future__ import annotations

from typing import Any

from sandbox.shopify import moments
from sandbox.shopify.admin_api.context import Info, call_of
from sandbox.shopify.admin_api.resolvers.lists import listed
from sandbox.shopify.admin_api.search import Searchable
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.config import OTHER_APP_TITLE
from sandbox.shopify.records import Record

SEARCH = Searchable(
    {
        "id": lambda one: one["id"],
        "action": lambda one: one["action"],
        "created_at": lambda one: moments.from_text(one["created_at"]),
    }
)
SORTS = {"CREATED_AT": lambda one: one["created_at"]}
APPS = ("app", "other app")


@resolve("Order", "events")
def order_events(source: Thing, info: Info, **args: Any) -> Record:
    """Orders kept from an earlier version have none."""
    return listed(info, "BasicEvent", source.record.get("events", []), args, search=SEARCH, sorts=SORTS)


@resolve("BasicEvent", "attributeToApp")
def by_app(source: Thing, _: Info) -> bool:
    """Whether an app did it, ours or another."""
    return source.record["by"] in APPS


@resolve("BasicEvent", "attributeToUser")
def by_user(source: Thing, _: Info) -> bool:
    """Whether one of the staff did it."""
    return bool(source.record["by"] == "merchant")


@resolve("BasicEvent", "appTitle")
def app_title(source: Thing, info: Info) -> str | None:
    """The app's name."""
    titles = {"app": call_of(info).act.world.config.app.title, "other app": OTHER_APP_TITLE}
    return titles.get(source.record["by"])
