"""The parts of Shopify's order JSON that we use: all a delivery keeps (promise MA-2.4), and what the TOML asks for.

Fields are lenient: a surprise in one of them must not refuse a signed delivery. Source: shopify.dev, webhook payloads.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

Number = str | int | float | None
# What a BIGINT holds; Shopify's own are far below.
Id = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


class MoneyPart(msgspec.Struct, omit_defaults=True):
    """An amount in the major unit, as text."""

    amount: Number = None
    currency_code: str | None = None


class MoneySet(msgspec.Struct, omit_defaults=True):
    """The same amount in the shop's and in the buyer's currency."""

    shop_money: MoneyPart | None = None
    presentment_money: MoneyPart | None = None


class CustomerPart(msgspec.Struct, omit_defaults=True):
    """The customer as an order shows them; without tags since API version 2025-01."""

    id: Id | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None


class CompanyPart(msgspec.Struct, omit_defaults=True):
    """The B2B company and location that ordered."""

    id: Id | None = None
    location_id: Id | None = None


class AddressPart(msgspec.Struct, omit_defaults=True):
    """Where the goods go."""

    name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province_code: str | None = None
    zip: str | None = None
    country_code: str | None = None
    phone: str | None = None


class TaxLine(msgspec.Struct, omit_defaults=True):
    """One tax."""

    price_set: MoneySet | None = None


class ShippingLine(msgspec.Struct, omit_defaults=True):
    """One shipping charge; only its taxes matter here. One that was removed stays in the list, with its taxes."""

    is_removed: bool | None = None
    tax_lines: list[TaxLine] = []


class TermsPart(msgspec.Struct, omit_defaults=True):
    """Payment terms the buyer accepted."""

    id: Id | None = None


class OrderPayload(msgspec.Struct, omit_defaults=True):
    """An order, as orders/* webhooks carry it."""

    id: Id
    name: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    cancelled_at: str | None = None
    currency: str | None = None
    presentment_currency: str | None = None
    current_subtotal_price_set: MoneySet | None = None
    current_total_price_set: MoneySet | None = None
    current_total_tax_set: MoneySet | None = None
    taxes_included: bool | None = None
    shipping_lines: list[ShippingLine] = []
    financial_status: str | None = None
    fulfillment_status: str | None = None
    payment_terms: TermsPart | None = None
    test: bool | None = None
    tags: str | None = None
    source_name: str | None = None
    email: str | None = None
    phone: str | None = None
    customer: CustomerPart | None = None
    company: CompanyPart | None = None
    shipping_address: AddressPart | None = None


class OrderHint(msgspec.Struct, omit_defaults=True):
    """The least that names an order: the rest is read again."""

    id: Id


class OrderEdit(msgspec.Struct, omit_defaults=True):
    """The inside of an orders/edited payload."""

    order_id: Id


class OrderEditedPayload(msgspec.Struct, omit_defaults=True):
    """orders/edited: which order a staff member or app edited."""

    order_edit: OrderEdit


class FulfillmentOrderPart(msgspec.Struct, omit_defaults=True):
    """The fulfilment order a webhook is about; its id is a gid."""

    id: str
    status: str | None = None


class FulfillmentOrderPayload(msgspec.Struct, omit_defaults=True):
    """fulfillment_orders/* and fulfillment_holds/*."""

    fulfillment_order: FulfillmentOrderPart


class TagsPayload(msgspec.Struct, omit_defaults=True, rename="camel"):
    """customer.tags_added and customer.tags_removed."""

    customer_id: str
    tags: list[str] = []


class BulkFinishedPayload(msgspec.Struct, omit_defaults=True):
    """bulk_operations/finish: which operation ended; how it ended is asked."""

    admin_graphql_api_id: str
