"""Did Shopify's app proxy send this just now? A pure function over the query."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence

from shopify_app.shops.rules import parse_shop_domain

_FRESH_SECONDS = 90
# Shopify adds each of these to every request it passes on; repeated, it would be read differently by each reader.
_SIGNED = ("shop", "logged_in_customer_id", "path_prefix", "timestamp")
_RESERVED = (*_SIGNED, "signature")


def signed_by_proxy(query: Sequence[tuple[str, str]], secrets: Iterable[bytes], now: float) -> Mapping[str, str] | None:
    """The parameters of an app proxy request if Shopify signed them just now, else None.

    Source: shopify.dev, authenticate app proxies: sorted `key=value`, repeated values joined by commas, no separator.
    """
    values: dict[str, list[str]] = {}
    for name, value in query:
        values.setdefault(name, []).append(value)
    if any(len(values.get(name, ())) != 1 for name in _RESERVED):
        return None
    (given,) = values.pop("signature")
    text = "".join(f"{name}={','.join(values[name])}" for name in sorted(values))
    digests = (hmac.digest(secret, text.encode("utf-8", "surrogateescape"), hashlib.sha256).hex() for secret in secrets)
    if not any(hmac.compare_digest(digest.encode(), given.encode("utf-8", "surrogateescape")) for digest in digests):
        return None
    if not _reads_in_one_way(text):
        return None
    parameters = {name: several[0] for name, several in values.items()}
    return parameters if _says_who_and_when(parameters, now) else None


def _reads_in_one_way(text: str) -> bool:
    """Whether nothing in the signed text but Shopify's own parameters looks like one of them.

    No separator stands between the parameters, so `a=shop=…` and `a=` beside `shop=…` sign alike: a buyer of one shop
    could have a request signed that reads as another customer's of another shop. Counting in the text, and not in
    names and values, also finds what two neighbours spell together: `a=sh` beside `op=…`.
    """
    return all(text.count(f"{name}=") == 1 for name in _SIGNED) and "signature=" not in text


def _says_who_and_when(parameters: Mapping[str, str], now: float) -> bool:
    """Whether each has its exact form: where it ends in the signed text can then be read in one way as well."""
    shop, customer, timestamp = (parameters[name] for name in ("shop", "logged_in_customer_id", "timestamp"))
    if parse_shop_domain(shop) != shop or not (customer == "" or _is_number(customer)):
        return False
    return _is_number(timestamp) and abs(now - int(timestamp[:12])) <= _FRESH_SECONDS


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
