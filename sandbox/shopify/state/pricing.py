"""Lines, currencies and addresses of orders and drafts."""

from __future__ import annotations

from decimal import Decimal

from sandbox.shopify.act import Act
from sandbox.shopify.money import bag, bag_from_presentment, zero
from sandbox.shopify.records import Missing, Record, Refusal, find
from sandbox.shopify.state.specs import LineSpec, OrderSpec

# One unit of the shop's currency in others; fixed, so that the same run gives the same amounts.
_DOLLARS = {
    "SAR": "0.266667",
    "AED": "0.272294",
    "QAR": "0.274725",
    "BHD": "2.659574",
    "OMR": "2.600780",
    "KWD": "3.255000",
    "MAD": "0.101000",
    "EUR": "1.080000",
    "GBP": "1.270000",
    "USD": "1",
}


def exchange_rate(shop_currency: str, buyer_currency: str) -> str:
    """How much of the buyer's currency one unit of the shop's is."""
    if shop_currency == buyer_currency:
        return "1"
    try:
        rate = Decimal(_DOLLARS[shop_currency]) / Decimal(_DOLLARS[buyer_currency])
    except KeyError as error:
        raise Refusal(f"no rate for {buyer_currency}: give one") from error
    return str(round(rate, 6))


def priced(shop: Record, spec: OrderSpec) -> Record:
    """The currency and tax part of an order or draft."""
    kept_in = spec.shop_currency or shop["currency"]
    currency = spec.currency or kept_in
    return {
        "currency": kept_in,
        "presentment_currency": currency,
        "rate": spec.rate or exchange_rate(kept_in, currency),
        "taxes_included": shop["taxes_included"] if spec.taxes_included is None else spec.taxes_included,
        "tax_rate": shop["tax_rate"] if spec.tax_rate is None else spec.tax_rate,
        "tax_title": "VAT",
    }


def make_line(act: Act, order: Record, spec: LineSpec) -> Record:
    """One line of an order priced as `order` is."""
    if spec.quantity < 1:
        raise Refusal("Quantity must be greater than 0", field=["lineItems", "quantity"])
    known = _from_variant(act.shop, spec)
    if spec.presentment_price is not None:
        price = bag_from_presentment(spec.presentment_price, order)
    else:
        price = bag(spec.price if spec.price is not None else known["price"], order)
    return {
        "id": act.next_id("LineItem"),
        "title": known["title"],
        "variant_title": known["variant_title"],
        "name": " - ".join(part for part in (known["title"], known["variant_title"]) if part),
        "sku": spec.sku or known["sku"],
        "vendor": spec.vendor or known["vendor"],
        "product_id": known["product_id"],
        "variant_id": spec.variant_id,
        "quantity": spec.quantity,
        "current_quantity": spec.quantity,
        "fulfilled_quantity": 0,
        "price": price,
        "discount": bag(spec.discount, order),
        "requires_shipping": spec.requires_shipping,
        "taxable": spec.taxable,
        "grams": spec.grams or known["grams"],
        "location_id": spec.location_id or known["location_id"],
        "claims_stock": True,
        "properties": spec.properties,
    }


def make_shipping_lines(act: Act, order: Record, spec: OrderSpec) -> list[Record]:
    """The shipping line, if shipping is charged or named."""
    price = bag(spec.shipping, order)
    if price == zero(order) and not any(line.requires_shipping for line in spec.lines):
        return []
    return [
        {
            "id": act.next_id("ShippingLine"),
            "title": spec.shipping_title,
            "code": spec.shipping_title,
            "source": "shopify",
            "price": price,
        }
    ]


def _from_variant(shop: Record, spec: LineSpec) -> Record:
    if spec.variant_id is None:
        if spec.title is None or (spec.price is None and spec.presentment_price is None):
            raise Refusal("A custom line needs a title and a price", field=["lineItems"])
        blank = {"sku": None, "vendor": None, "product_id": None, "grams": 0, "location_id": None, "price": "0"}
        return {**blank, "title": spec.title, "variant_title": spec.variant_title}
    try:
        variant = find(shop["variants"], spec.variant_id, "Variant")
    except Missing as error:
        raise Refusal("Variant does not exist", field=["lineItems", "variantId"]) from error
    product = find(shop["products"], variant["product_id"], "Product")
    return {
        "title": spec.title or product["title"],
        "variant_title": None if variant["title"] == "Default Title" else variant["title"],
        "sku": variant["sku"],
        "vendor": product["vendor"],
        "product_id": product["id"],
        "grams": variant["grams"],
        "location_id": variant["location_id"],
        "price": variant["price"],
    }


def addresses(shop: Record, spec: OrderSpec) -> Record:
    """Both addresses: as given, else the company location's, else the customer's."""
    shipping = spec.shipping_address or _known_address(shop, spec)
    return {"shipping_address": shipping, "billing_address": spec.billing_address or shipping}


def _known_address(shop: Record, spec: OrderSpec) -> Record | None:
    location = shop["company_locations"].get(str(spec.company_location_id))
    if location is not None and location["shipping_address"]:
        return dict(location["shipping_address"])
    customer = shop["customers"].get(str(spec.customer_id))
    return dict(customer["addresses"][0]) if customer and customer["addresses"] else None
