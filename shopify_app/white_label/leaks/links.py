"""What an address of the web gives away. Nothing is ever fetched."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_to_bytes

from shopify_app.white_label.leaks.identities import Finding, Identity, UnreadableCarrierError, once
from shopify_app.white_label.leaks.watchlist import Watchlist, watch

_DATA = re.compile(r"""data:([^,"'()\s]*),([^"'()<>]*)""", re.IGNORECASE)
_CSS_URL = re.compile(r"""url\(\s*["']?\s*([^"')\s]+)|@import\s+["']([^"']+)""", re.IGNORECASE)
_SCHEME = re.compile(r"^\s*(?:https?:|ftp:)?//|^\s*https?:", re.IGNORECASE)


def leaks_in_url(url: str, identities: Iterable[Identity] | Watchlist, where: str = "link") -> tuple[Finding, ...]:
    """Whose names stand in its host (punycode shown as letters), path or query, escaped up to twice.

    Hosts have no gaps, so a short name counts also where other letters follow it or come before.
    """
    hits = watch(identities).hits(url, glued=True)
    return once([Finding(identity.kind, identity.label, where) for identity, _, _ in hits])


def is_remote(url: str) -> bool:
    """Whether showing it asks another computer, which so learns who reads."""
    return _SCHEME.match(url) is not None


def css_links(css: str) -> Iterator[str]:
    """What a style sheet would load."""
    for found in _CSS_URL.finditer(css):
        yield found.group(1) or found.group(2)


def embedded(text: str) -> Iterator[bytes]:
    """What stands in a text as data: links.

    Raises:
        UnreadableCarrierError: One of them is broken.
    """
    for found in _DATA.finditer(text):
        head, body = found.groups()
        raw = unquote_to_bytes(body)
        if head.lower().endswith(";base64"):
            try:
                raw = base64.b64decode(re.sub(rb"\s", b"", raw) + b"==", validate=False)
            except (binascii.Error, ValueError) as error:
                raise UnreadableCarrierError("A file inside this one is broken. Save it again without it.") from error
        yield raw
