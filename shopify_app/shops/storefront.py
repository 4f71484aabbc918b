"""A storefront's request that came through Shopify's app proxy: its parameters, proven, and who asks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from flask import request

from shopify_app.core.addresses import sender_of
from shopify_app.core.errors import ForbiddenError
from shopify_app.core.throttle import Measure, count_result, seconds_to_wait
from shopify_app.core.web import runtime
from shopify_app.shops.proxy import signed_by_proxy


def signed_parameters() -> Mapping[str, str]:
    """The address' parameters, when Shopify signed them just now for one shop.

    Raises:
        ForbiddenError: Nobody, or somebody else, signed them.
    """
    secrets = [secret.encode() for secret in runtime().settings.shopify_api_secrets]
    given = signed_by_proxy(list(request.args.items(multi=True)), secrets, runtime().clock.now().timestamp())
    if given is None:
        raise ForbiddenError("This address is only for the shop's own storefront.")
    return given


def signed_in_customer(given: Mapping[str, str]) -> int | None:
    """The customer who is signed in, as Shopify says."""
    number = given.get("logged_in_customer_id", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None  # noqa: PLR2004


def client_of(customer_id: int | None) -> str:
    """Who asks, to be counted: the signed-in customer, else the address a machine we trust was asked from.

    Each proxy adds the address it was asked from at the end of `X-Forwarded-For`. What stands before the last
    `TRUSTED_PROXIES` of them came with the request, and is whatever its sender made up. Kept nowhere as it is.
    """
    if customer_id is not None:
        return f"customer {customer_id}"
    connected, passed_on = request.remote_addr or "", request.headers.get("X-Forwarded-For")
    return sender_of(passed_on, connected, runtime().settings.trusted_proxies) or connected


def wait_of(measure: Measure, given: Mapping[str, str]) -> int:
    """Count this request, before any work on it: 0 when it is within the measure, else the seconds to wait.

    A signed-in customer is held to the own measure only: no flood of strangers shuts customers out.
    """
    secret = runtime().settings.shopify_api_secret
    index_key = hashlib.sha256(b"tajir/storefront-clients" + secret.encode()).digest()
    customer_id = signed_in_customer(given)
    alone = customer_id is not None
    return seconds_to_wait(runtime().redis, measure, given["shop"], client_of(customer_id), index_key, alone=alone)


def count_of(measure: Measure, given: Mapping[str, str]) -> None:
    """This request came to a result: count it in the shop's measure, unless a signed-in customer's."""
    if signed_in_customer(given) is None:
        count_result(runtime().redis, measure, given["shop"])
