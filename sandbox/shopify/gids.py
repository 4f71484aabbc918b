"""Shopify's global ids: `gid://shopify/Order/450789469`."""

from __future__ import annotations

import re

_GID = re.compile(r"gid://shopify/(?P<kind>[A-Za-z]+)/(?P<number>[A-Za-z0-9-]+)(\?.*)?")


def gid(kind: str, number: int | str) -> str:
    """The global id of one thing."""
    return f"gid://shopify/{kind}/{number}"


def split_gid(text: str) -> tuple[str, str]:
    """Kind and number of a global id.

    Raises:
        ValueError: It is none.
    """
    match = _GID.fullmatch(text)
    if match is None:
        raise ValueError(f"Invalid global id '{text}'")
    return match["kind"], match["number"]


def number_of(text: str, kind: str) -> str:
    """The number of a global id, or the number itself; empty for another kind, so that looking it up finds nothing."""
    if text.isdigit():
        return text
    found, number = split_gid(text)
    return number if found == kind else ""
