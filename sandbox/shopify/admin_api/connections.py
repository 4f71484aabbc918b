"""Connections: pages over sorted lists, with cursors that name the last entry seen, not its place."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any

from graphql import GraphQLError

from sandbox.shopify.admin_api.context import Info, call_of
from sandbox.shopify.admin_api.things import Thing
from sandbox.shopify.records import Record

LARGEST_PAGE = 250
SortKey = Callable[[Record], Any]


def connection(
    info: Info,
    things: Iterable[Thing],
    args: dict[str, Any],
    *,
    sort_key: SortKey | None = None,
) -> Record:
    """One page. Sorting is by the key, then by id, so that paging neither skips nor repeats."""
    entries = [(_position(thing, sort_key), thing) for thing in things]
    if sort_key is not None:
        entries.sort(key=lambda entry: entry[0])
    if args.get("reverse"):
        entries.reverse()
    if call_of(info).bulk:
        return _page(entries, before=False, after=False)
    _check_size(info, args)
    return _cut(entries, args)


def _check_size(info: Info, args: dict[str, Any]) -> None:
    first, last = args.get("first"), args.get("last")
    if first is None and last is None:
        raise GraphQLError(
            "you must provide one of first or last",
            extensions={"code": "BAD_REQUEST", "field": info.field_name},
        )
    if not 0 < (first or last or 0) <= LARGEST_PAGE:
        raise GraphQLError(
            f"{info.field_name}: a page has between 1 and {LARGEST_PAGE} entries", extensions={"code": "BAD_REQUEST"}
        )


def _cut(entries: list[tuple[Any, Thing]], args: dict[str, Any]) -> Record:
    start, end = 0, len(entries)
    if args.get("after"):
        start = _index_after(entries, args["after"], bool(args.get("reverse")))
    if args.get("before"):
        end = _index_after(entries, args["before"], bool(args.get("reverse"))) - 1
    if args.get("first") is not None:
        end = min(end, start + int(args["first"]))
    else:
        start = max(start, end - int(args["last"]))
    return _page(entries[start:end], before=start > 0, after=end < len(entries))


def _page(entries: list[tuple[Any, Thing]], *, before: bool, after: bool) -> Record:
    cursors = [_cursor(position) for position, _ in entries]
    return {
        "nodes": [thing for _, thing in entries],
        "edges": [{"cursor": cursor, "node": thing} for cursor, (_, thing) in zip(cursors, entries, strict=True)],
        "page_info": {
            "has_next_page": after,
            "has_previous_page": before,
            "start_cursor": cursors[0] if cursors else None,
            "end_cursor": cursors[-1] if cursors else None,
        },
    }


def _position(thing: Thing, sort_key: SortKey | None) -> list[Any]:
    number = thing.record.get("id", thing.key)
    return [str(number)] if sort_key is None else [sort_key(thing.record), number]


def _index_after(entries: list[tuple[Any, Thing]], cursor: str, reverse: bool) -> int:
    """Where the list goes on after a cursor, even when its entry has moved away meanwhile."""
    position = _read_cursor(cursor)
    for index, (one, _) in enumerate(entries):
        if one == position:
            return index + 1
    if len(position) == 1:
        return len(entries)
    for index, (one, _) in enumerate(entries):
        if (one < position) if reverse else (one > position):
            return index
    return len(entries)


def _cursor(position: list[Any]) -> str:
    return base64.b64encode(json.dumps(position).encode()).decode()


def _read_cursor(cursor: str) -> list[Any]:
    try:
        position = json.loads(base64.b64decode(cursor, validate=True))
    except ValueError as error:
        raise GraphQLError("Invalid cursor for current pagination sort.", extensions={"code": "BAD_REQUEST"}) from error
    if not isinstance(position, list):
        raise GraphQLError("Invalid cursor for current pagination sort.", extensions={"code": "BAD_REQUEST"})
    return position
