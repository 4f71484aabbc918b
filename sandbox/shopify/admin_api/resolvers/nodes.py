"""What many types share: ids, and look-ups by id."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.admin_api.access import check_type
from sandbox.shopify.admin_api.context import Info, call_of
from sandbox.shopify.admin_api.lookup import TABLES, look_up, one_of
from sandbox.shopify.admin_api.things import ANY, Thing, resolve
from sandbox.shopify.gids import gid


@resolve(ANY, "id")
def global_id(source: Any, info: Info) -> str:
    """A nested record carries its number only and takes its type from where it stands."""
    return source.gid if isinstance(source, Thing) else gid(info.parent_type.name, source["id"])


@resolve(ANY, "legacyResourceId")
def legacy_id(source: Thing, _: Info) -> str:
    """The number alone, as text: it may be too long for JavaScript."""
    return str(source.record["id"])


@resolve("QueryRoot", "node")
def node(_: Any, info: Info, id: str) -> Thing | None:
    """Anything by its id."""
    return _visible(info, id)


@resolve("QueryRoot", "nodes")
def nodes(_: Any, info: Info, ids: list[str]) -> list[Thing | None]:
    """Many things by their ids; null for what is missing."""
    return [_visible(info, one) for one in ids]


def _visible(info: Info, wanted: str) -> Thing | None:
    found = look_up(call_of(info), wanted)
    if found is not None:
        check_type(call_of(info), found.type)
    return found


def _by_id(kind: str) -> None:
    """Most types have an entry point in QueryRoot: their name with an `id`."""

    @resolve("QueryRoot", kind[0].lower() + kind[1:])
    def by_id(_: Any, info: Info, id: str) -> Thing | None:
        return one_of(call_of(info), id, kind)


for _kind in TABLES:
    _by_id(_kind)
