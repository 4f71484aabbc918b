"""Lines and shipping of an order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Info, shop_of
from sandbox.shopify.admin_api.resolvers.money_values import money_bag
from sandbox.shopify.admin_api.resolvers.orders import tax_line_list
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.money import Bag, minus, times
from sandbox.shopify.records import Record
from sandbox.shopify.state import statuses, totals


def line_thing(order: Record, line: Record) -> Thing:
    """A `LineItem` of this order."""
    return Thing("LineItem", line, order)


@resolve("Order", "lineItems")
def line_items(source: Thing, info: Info, **args: Any) -> Record:
    """What was ordered."""
    return connection(info, [line_thing(source.record, one) for one in source.record["line_items"]], args)


def _per_piece(order: Record, line: Record) -> Bag:
    total = totals.line_total(order, line, current=False)
    return times(order, total, Decimal(1) / (line["quantity"] or 1))


def _before_taxes(order: Record, line: Record) -> Bag:
    total = totals.line_total(order, line, current=True)
    return minus(order, total, totals.line_tax(order, line, current=True)) if order["taxes_included"] else total


_AMOUNTS = {
    "originalUnitPriceSet": lambda _, line: line["price"],
    "originalTotalSet": lambda order, line: totals.line_total(order, line, current=False, discounted=False),
    "discountedTotalSet": lambda order, line: totals.line_total(order, line, current=False),
    "discountedUnitPriceSet": _per_piece,
    "discountedUnitPriceAfterAllDiscountsSet": _per_piece,
    "totalDiscountSet": lambda _, line: line["discount"],
    "priceAfterAllDiscountsBeforeTaxesSet": _before_taxes,
}
_SIMPLE = {
    "unfulfilledQuantity": statuses.open_quantity,
    "nonFulfillableQuantity": lambda line: 0 if line["requires_shipping"] else line["current_quantity"],
    "refundableQuantity": lambda line: line["current_quantity"],
    "isGiftCard": lambda _: False,
    "merchantEditable": lambda _: True,
    "restockable": lambda line: line["variant_id"] is not None,
    "customAttributes": lambda line: line["properties"],
}
for _name, _amount in _AMOUNTS.items():
    resolve("LineItem", _name)(
        lambda source, _, amount=_amount, **__: money_bag(source.parent, amount(source.parent, source.record))
    )
for _name, _value in _SIMPLE.items():
    resolve("LineItem", _name)(lambda source, _, value=_value: value(source.record))


@resolve("LineItem", "taxLines")
def line_tax(source: Thing, _: Info, **__: Any) -> list[Record]:
    """The tax on the line."""
    order = source.parent or {}
    return tax_line_list(order, totals.line_tax(order, source.record, current=False))


@resolve("LineItem", "variant")
@resolve("DraftOrderLineItem", "variant")
@resolve("CalculatedLineItem", "variant")
@resolve("FulfillmentOrderLineItem", "variant")
def variant(source: Thing, info: Info) -> Thing | None:
    """The variant, unless it is a custom line."""
    record = shop_of(info)["variants"].get(str(source.record["variant_id"]))
    return record and Thing("ProductVariant", record)


@resolve("LineItem", "product")
@resolve("DraftOrderLineItem", "product")
def product(source: Thing, info: Info) -> Thing | None:
    """The product, unless it is a custom line."""
    record = shop_of(info)["products"].get(str(source.record["product_id"]))
    return record and Thing("Product", record)


@resolve("Order", "shippingLines")
def shipping_lines(source: Thing, info: Info, **args: Any) -> Record:
    """What shipping costs."""
    found = [Thing("ShippingLine", one, source.record) for one in source.record["shipping_lines"]]
    return connection(info, found, args)


@resolve("Order", "shippingLine")
@resolve("DraftOrder", "shippingLine")
def shipping_line(source: Thing, _: Info) -> Thing | None:
    """The first of them."""
    found = source.record["shipping_lines"]
    return Thing("ShippingLine", found[0], source.record) if found else None


@resolve("ShippingLine", "originalPriceSet", "discountedPriceSet", "currentDiscountedPriceSet")
def shipping_price(source: Thing, _: Info) -> Record:
    """Its price."""
    return money_bag(source.parent or {}, source.record["price"])


@resolve("ShippingLine", "taxLines")
def shipping_tax(source: Thing, _: Info) -> list[Record]:
    """The tax on shipping."""
    order = source.parent or {}
    return tax_line_list(order, totals.tax_on(order, source.record["price"]))


for _name, _fixed in {"custom": True, "carrierIdentifier": None, "isRemoved": False}.items():
    resolve("ShippingLine", _name)(lambda _, __, fixed=_fixed: fixed)
