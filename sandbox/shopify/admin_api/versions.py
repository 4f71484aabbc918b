"""API versions: a dead one is served by the oldest that lives."""

from __future__ import annotations

LIVE = ("2026-01", "2026-04", "2026-07", "2026-10")
PREVIEWS = ("2027-01", "unstable")


def served_version(asked: str) -> str:
    """The version that answers, as `X-Shopify-API-Version` says."""
    return asked if asked in (*LIVE, *PREVIEWS) else LIVE[0]
