"""What somebody may say about an order or draft to be placed; everything else Shopify works out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.shopify.records import Record


@dataclass
class LineSpec:
    """One line: a variant, or a title with a price. `price` is in the shop's currency, for one piece."""

    quantity: int = 1
    variant_id: int | None = None
    title: str | None = None
    price: str | None = None
    presentment_price: str | None = None
    discount: str = "0"
    sku: str | None = None
    vendor: str | None = None
    variant_title: str | None = None
    requires_shipping: bool = True
    taxable: bool = True
    grams: int = 0
    location_id: int | None = None
    properties: list[Record] = field(default_factory=list)


@dataclass
class OrderSpec:
    """An order. `amount` alone makes one line of that price; `currency` is what the buyer pays in.

    `shop_currency` is the one the order is kept in, where it is not the shop's own; `claims_stock`: it takes its goods
    from what may be sold.
    """

    lines: list[LineSpec] = field(default_factory=list)
    amount: str | None = None
    customer_id: int | None = None
    company_location_id: int | None = None
    currency: str | None = None
    shop_currency: str | None = None
    claims_stock: bool = True
    rate: str | None = None
    shipping: str = "0"
    shipping_title: str = "Standard"
    discount_codes: list[str] = field(default_factory=list)
    tax_rate: str | None = None
    taxes_included: bool | None = None
    financial_status: str = "pending"
    gateway: str = "manual"
    payment_terms: Record | None = None
    tags: list[str] = field(default_factory=list)
    test: bool = False
    name: str | None = None
    note: str | None = None
    po_number: str | None = None
    email: str | None = None
    phone: str | None = None
    shipping_address: Record | None = None
    billing_address: Record | None = None
    custom_attributes: list[Record] = field(default_factory=list)
    source_name: str = "web"
    source_identifier: str | None = None
    source_url: str | None = None
    app_id: int | None = None
    locale: str | None = None
    created_at: str | None = None
    processed_at: str | None = None
    transactions: list[Record] | None = None

    @classmethod
    def parse(cls, values: dict[str, Any]) -> OrderSpec:
        """From the control route's JSON.

        Raises:
            TypeError: A name is unknown.
        """
        values = dict(values)
        lines = [LineSpec(**line) for line in values.pop("lines", [])]
        spec = cls(lines=lines, **values)
        if not spec.lines:
            spec.lines = [LineSpec(title="Assorted goods", price=spec.amount or "100", sku="ASSORTED")]
        return spec
