"""Shopify's three compliance messages. Source: shopify.dev, privacy law compliance."""

from __future__ import annotations

import msgspec

from shopify_app.orders.payload import Id


class CustomerPart(msgspec.Struct, omit_defaults=True):
    """The customer the message is about; mail and telephone may be missing."""

    id: Id | None = None
    email: str | None = None
    phone: str | None = None


class DataRequestPart(msgspec.Struct, omit_defaults=True):
    """Shopify's own number of the request."""

    id: Id | None = None


class CustomerDataRequest(msgspec.Struct, omit_defaults=True):
    """customers/data_request."""

    shop_domain: str
    customer: CustomerPart
    orders_requested: list[Id] = []
    data_request: DataRequestPart | None = None


class CustomerRedact(msgspec.Struct, omit_defaults=True):
    """customers/redact."""

    shop_domain: str
    customer: CustomerPart
    orders_to_redact: list[Id] = []


class ShopRedact(msgspec.Struct, omit_defaults=True):
    """shop/redact. `customer` is here to be refused: a message about one customer must never erase a whole shop."""

    shop_domain: str
    customer: CustomerPart | None = None

    def __post_init__(self) -> None:
        if self.customer is not None:
            raise ValueError("a message about a customer is not one about the shop")
