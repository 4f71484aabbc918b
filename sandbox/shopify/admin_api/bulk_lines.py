"""A bulk result as JSON lines: one object a line, children with `__parentId`, after their parents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.shopify.records import Record

_PARTS = {"nodes", "edges", "pageInfo", "__typename"}


def bulk_lines(data: Record, *, grouped: bool) -> tuple[list[Record], int]:
    """The lines, and how many of them are at the root.

    Grouped, children follow their parent at once; otherwise each level comes after the one above it, as Shopify
    promises no order there.
    """
    roots = [node for value in data.values() if _is_connection(value) for node in _nodes(value)]
    if grouped:
        return [line for node in roots for line in _with_children(node, None)], len(roots)
    lines: list[Record] = []
    level: list[tuple[Record, str | None]] = [(node, None) for node in roots]
    while level:
        lines += [_line(node, parent) for node, parent in level]
        level = [(child, node.get("id")) for node, _ in level for child in _children(node)]
    return lines, len(roots)


def _with_children(node: Record, parent: str | None) -> Iterator[Record]:
    yield _line(node, parent)
    for child in _children(node):
        yield from _with_children(child, node.get("id"))


def _line(node: Record, parent: str | None) -> Record:
    line: Record = _without_connections(node)
    return line if parent is None else {**line, "__parentId": parent}


def _without_connections(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_connections(part) for key, part in value.items() if not _is_connection(part)}
    return [_without_connections(part) for part in value] if isinstance(value, list) else value


def _children(value: Any) -> Iterator[Record]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        if _is_connection(part):
            yield from _nodes(part)
        else:
            yield from _children(part)


def _nodes(connection: Record) -> list[Record]:
    entries = connection.get("nodes") or [edge["node"] for edge in connection.get("edges") or []]
    return [entry for entry in entries if entry is not None]


def _is_connection(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and set(value) <= _PARTS and bool({"nodes", "edges"} & set(value))
