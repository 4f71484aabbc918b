"""Who signed these bytes? Pure functions over raw bytes; every comparison takes the same time whatever differs."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable


def signed_by_shopify(body: bytes, given: str | None, secrets: Iterable[bytes]) -> bool:
    """Whether the header is the base64 HMAC-SHA256 of the body under one of the secrets (new first, then old).

    Source: shopify.dev, verify webhook deliveries.
    """
    if not given or not body:
        return False
    try:
        digest = base64.b64decode(given.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return False
    return any(hmac.compare_digest(hmac.digest(secret, body, hashlib.sha256), digest) for secret in secrets)


def carries_secret(given: str | None, secret: bytes) -> bool:
    """Whether a header holds the agreed secret. noon signs nothing: it sends back the header we configured."""
    if given is None:
        return False
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret)
