"""What Shopify's three compliance topics do here."""

from __future__ import annotations

from collections.abc import Sequence

from shopify_app.core.inbox import Message
from shopify_app.core.locks import lock_shop
from shopify_app.core.runtime import Transaction
from shopify_app.people.rules import Identity
from shopify_app.privacy import actions
from shopify_app.privacy.models import PrivacyRequest
from shopify_app.privacy.payload import CustomerDataRequest, CustomerPart, CustomerRedact, ShopRedact
from shopify_app.privacy.rules import DATA_REQUEST, REDACT, SHOP_REDACT


def data_requested(tx: Transaction, shop_id: int, messages: Sequence[Message[CustomerDataRequest]]) -> None:
    """customers/data_request: gather what we hold."""
    lock_shop(tx, shop_id)
    for message in messages:
        request = _open(tx, shop_id, DATA_REQUEST, message)
        payload = message.payload
        actions.answer_data_request(tx, request, _identity(payload.customer), payload.orders_requested)


def customer_redacted(tx: Transaction, shop_id: int, messages: Sequence[Message[CustomerRedact]]) -> None:
    """customers/redact: destroy what names the customer."""
    lock_shop(tx, shop_id)
    for message in messages:
        request = _open(tx, shop_id, REDACT, message)
        payload = message.payload
        actions.redact_customer(tx, request, _identity(payload.customer), payload.orders_to_redact)


def shop_redacted(tx: Transaction, shop_id: int, messages: Sequence[Message[ShopRedact]]) -> None:
    """shop/redact: erase a shop that left, unless it came back."""
    for message in messages:
        actions.redact_shop(tx, _open(tx, shop_id, SHOP_REDACT, message))


def _open(tx: Transaction, shop_id: int, kind: str, message: Message[object]) -> PrivacyRequest:
    return actions.open_request(tx, shop_id, kind, message.delivery.delivery_id, message.delivery.received_at)


def _identity(customer: CustomerPart) -> Identity:
    return Identity(customer.id, customer.email, customer.phone)
