"""Whom a parcel must not show, and what was found. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shopify_app.core.errors import InvalidInputError

Box = tuple[float, float, float, float]


class UnreadableCarrierError(InvalidInputError):
    """It could not be searched to its end, so nothing may leave on it: treat it as blocked, never as clean."""


class Kind(StrEnum):
    """What an identity is written as. The last is no identity: what tells a stranger that a mail was opened."""

    NAME = "name"
    DOMAIN = "domain"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    COLLABORATION = "collaboration"
    TRACKER = "tracker"


@dataclass(frozen=True, slots=True)
class Identity:
    """One that must not be seen. `label` says whose it is without saying it: "the shop's name", "another trader"."""

    kind: Kind
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Where an identity stands, in a merchant's words. It never repeats what was found: that may be another's name.

    `page` counts from 1; `box` is left, bottom, right, top in points from the page's lower left corner.
    """

    kind: Kind
    label: str
    where: str
    page: int | None = None
    box: Box | None = None


def once(findings: list[Finding]) -> tuple[Finding, ...]:
    """Each finding once, in order: of those that differ in their box only, the first."""
    seen: dict[tuple[Kind, str, str, int | None], Finding] = {}
    for one in findings:
        key = (one.kind, one.label, one.where, one.page)
        if seen.get(key) is None or (seen[key].box is None and one.box is not None):
            seen[key] = one
    return tuple(seen.values())
