"""Deliveries from Shopify: the bytes are verified first, everything else is looked at after that.

Source: shopify.dev, webhooks; both header families, `X-Shopify-*` and the newer `Shopify-*`, are understood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from shopify_app.core.clock import parse_time
from shopify_app.shops.rules import parse_shop_domain
from webhooks.doors import Doors
from webhooks.refusals import malformed, unsigned
from webhooks.rows import Row, sealed_row
from webhooks.signatures import signed_by_shopify
from webhooks.topics import SHOPIFY, TOPICS, MalformedPayloadError, keep_what_we_use

Header = Callable[[str], str | None]
_LONGEST_ID = 100
_SIGNATURE, _TOPIC, _SHOP, _ID, _TRIGGERED = (
    (f"x-shopify-{name}", f"shopify-{name}")
    for name in ("hmac-sha256", "topic", "shop-domain", "webhook-id", "triggered-at")
)


class _ShopNamed(msgspec.Struct):
    """Compliance payloads and the shop itself name the shop inside the signed body."""

    shop_domain: str | None = None
    myshopify_domain: str | None = None


def read_shopify(header: Header, body: bytes, doors: Doors, secrets: Iterable[bytes], now: datetime) -> Row:
    """The row of a delivery that Shopify signed.

    Raises:
        RefusedError: 401 without a good signature, 400 when the rest is not as it should be.
    """
    if not signed_by_shopify(body, _either(header, _SIGNATURE), secrets):
        raise unsigned()
    name = _either(header, _TOPIC) or ""
    topic = TOPICS.get((SHOPIFY, name))
    if topic is None:
        raise malformed("The topic is missing, or is none that this app asked for.")
    domain = parse_shop_domain(_either(header, _SHOP))
    if domain is None:
        raise malformed("The shop is missing, or is no myshopify.com domain.")
    delivery_id = _either(header, _ID) or ""
    if not delivery_id or len(delivery_id) > _LONGEST_ID or not delivery_id.isascii():
        raise malformed("The delivery has no usable id.")
    try:
        kept = keep_what_we_use(topic, body)
    except MalformedPayloadError as error:
        raise malformed("The body is not what its topic says.") from error
    if topic.before_install and _names_another_shop(kept, domain):
        raise malformed("The body is about another shop than the header says.")
    # Only the body is signed. The same body under another topic is another delivery, so the topic is part of its id.
    door = doors.of_shop(domain, now.date())
    return sealed_row(door, SHOPIFY, f"{name}:{delivery_id}", name, _moment(header), now, kept)


def carries_signature(header: Header) -> bool:
    """Whether the sender claims to be Shopify at all."""
    return bool(_either(header, _SIGNATURE))


def _either(header: Header, names: tuple[str, str]) -> str | None:
    return header(names[0]) or header(names[1])


def _moment(header: Header) -> datetime | None:
    text = _either(header, _TRIGGERED)
    try:
        return parse_time(text) if text else None
    except ValueError:
        return None


def _names_another_shop(kept: bytes, domain: str) -> bool:
    named = msgspec.json.decode(kept, type=_ShopNamed)
    return any(
        parse_shop_domain(one) != domain for one in (named.shop_domain, named.myshopify_domain) if one is not None
    )
