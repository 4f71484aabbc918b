"""One delivery and its attempts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.shopify.records import Record
from sandbox.shopify.webhooks.subscriptions import Subscription, trim_payload

# Eight retries over four hours, each gap longer than the last.
RETRY_GAPS = (10, 60, 300, 600, 1_200, 2_400, 3_600, 6_230)


@dataclass
class Delivery:
    """What is sent, where, and how it went. The body never changes, nor does the id."""

    id: str
    number: int
    shop: str
    topic: str
    uri: str
    body: str
    event_id: str
    triggered_at: str
    api_version: str
    name: str | None = None
    state: str = "pending"
    attempts: list[Record] = field(default_factory=list)

    def as_record(self) -> Record:
        """For the log."""
        return asdict(self)

    def headers(self, secret: str, *, spoil: bool = False) -> dict[str, str]:
        """Everything Shopify sends along."""
        signature = sign(self.body.encode(), secret + ("spoilt" if spoil else ""))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Shopify-Captain-Hook (sandbox)",
            "X-Shopify-Topic": self.topic,
            "X-Shopify-Hmac-Sha256": signature,
            "X-Shopify-Shop-Domain": self.shop,
            "X-Shopify-API-Version": self.api_version,
            "X-Shopify-Webhook-Id": self.id,
            "X-Shopify-Event-Id": self.event_id,
            "X-Shopify-Triggered-At": self.triggered_at,
        }
        return {**headers, "X-Shopify-Name": self.name} if self.name else headers


def make_delivery(
    number: int, shop: str, subscription: Subscription, payload: dict[str, Any], *, event_id: str, triggered_at: str
) -> Delivery:
    """A delivery of this payload, trimmed as the subscription wants."""
    trimmed = trim_payload(payload, subscription.include_fields)
    return Delivery(
        id=str(uuid.uuid4()),
        number=number,
        shop=shop,
        topic=subscription.topic,
        uri=subscription.uri,
        body=json.dumps(trimmed, ensure_ascii=False, separators=(",", ":")),
        event_id=event_id,
        triggered_at=triggered_at,
        api_version=subscription.api_version,
        name=subscription.name,
    )


def sign(body: bytes, secret: str) -> str:
    """Base64 of the HMAC-SHA256 over the raw body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
