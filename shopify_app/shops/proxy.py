"""Did Shopify's app proxy send this just now? A pure function over the query."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence

_FRESH_SECONDS = 90
# Repeated, each of these would read differently to different readers of the same signed text.
_ONCE = ("shop", "logged_in_customer_id", "path_prefix", "timestamp", "signature")


def signed_by_proxy(query: Sequence[tuple[str, str]], secrets: Iterable[bytes], now: float) -> Mapping[str, str] | None:
    """The parameters of an app proxy request if Shopify signed them just now, else None.

    Source: shopify.dev, authenticate app proxies: sorted `key=value`, repeated values joined by commas, no separator.
    """
    values: dict[str, list[str]] = {}
    for name, value in query:
        values.setdefault(name, []).append(value)
    if any(len(values.get(name, ())) > 1 for name in _ONCE):
        return None
    (given,) = values.pop("signature", [""])
    text = "".join(f"{name}={','.join(values[name])}" for name in sorted(values))
    digests = (hmac.digest(secret, text.encode("utf-8", "surrogateescape"), hashlib.sha256).hex() for secret in secrets)
    if not any(hmac.compare_digest(digest.encode(), given.encode("utf-8", "surrogateescape")) for digest in digests):
        return None
    if not _is_recent(values.get("timestamp", [""])[0], now):
        return None
    return {name: several[0] for name, several in values.items()}


def _is_recent(timestamp: str, now: float) -> bool:
    return timestamp.isascii() and timestamp.isdigit() and abs(now - int(timestamp[:12])) <= _FRESH_SECONDS
