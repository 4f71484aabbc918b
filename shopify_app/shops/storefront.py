"""A storefront's request that came through Shopify's app proxy: its parameters, proven, and who asks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from flask import request

from shopify_app.core.errors import ForbiddenError
from shopify_app.core.throttle import Measure, seconds_to_wait
from shopify_app.core.web import runtime
from shopify_app.shops.proxy import signed_by_proxy
from shopify_app.shops.rules import parse_shop_domain


def signed_parameters() -> Mapping[str, str]:
    """The address' parameters, when Shopify signed them just now for one shop.

    Raises:
        ForbiddenError: Nobody, or somebody else, signed them.
    """
    secrets = [secret.encode() for secret in runtime().settings.shopify_api_secrets]
    given = signed_by_proxy(list(request.args.items(multi=True)), secrets, runtime().clock.now().timestamp())
    if given is None or parse_shop_domain(given.get("shop")) != given.get("shop"):
        raise ForbiddenError("This address is only for the shop's own storefront.")
    return given


def signed_in_customer(given: Mapping[str, str]) -> int | None:
    """The customer who is signed in, as Shopify says."""
    number = given.get("logged_in_customer_id", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None  # noqa: PLR2004


def client_of(customer_id: int | None) -> str:
    """Who asks, to be counted: the signed-in customer, else the address Shopify forwards for. Kept nowhere as it is."""
    if customer_id is not None:
        return f"customer {customer_id}"
    return request.headers.get("X-Forwarded-For", "").partition(",")[0].strip() or request.remote_addr or ""


def wait_of(measure: Measure, given: Mapping[str, str]) -> int:
    """Count this request, before any work on it: 0 when it is within the measure, else the seconds to wait."""
    secret = runtime().settings.shopify_api_secret
    index_key = hashlib.sha256(b"tajir/storefront-clients" + secret.encode()).digest()
    client = client_of(signed_in_customer(given))
    return seconds_to_wait(runtime().redis, measure, given["shop"], client, index_key)
