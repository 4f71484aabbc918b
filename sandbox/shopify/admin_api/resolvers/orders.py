"""Orders: reading."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.shopify.admin_api.connections import connection
from sandbox.shopify.admin_api.context import Info, call_of, shop_of
from sandbox.shopify.admin_api.lookup import one_of
from sandbox.shopify.admin_api.resolvers.lists import order_count, order_list
from sandbox.shopify.admin_api.resolvers.money_values import money_bag
from sandbox.shopify.admin_api.things import Thing, resolve
from sandbox.shopify.gids import gid
from sandbox.shopify.money import is_zero, minus
from sandbox.shopify.records import Record
from sandbox.shopify.state import metafields, statuses, totals
from sandbox.shopify.state.routing import OPEN_STATUSES

_AMOUNTS = {
    "subtotalPriceSet": lambda one: totals.subtotal(one, current=False),
    "totalPriceSet": lambda one: totals.total(one, current=False),
    "totalTaxSet": lambda one: totals.tax(one, current=False),
    "totalDiscountsSet": lambda one: totals.discounts(one, current=False),
    "totalShippingPriceSet": lambda one: totals.shipping(one, current=False),
    "currentSubtotalPriceSet": lambda one: totals.subtotal(one, current=True),
    "currentTotalPriceSet": lambda one: totals.total(one, current=True),
    "currentTotalTaxSet": lambda one: totals.tax(one, current=True),
    "currentTotalDiscountsSet": lambda one: totals.discounts(one, current=True),
    "currentShippingPriceSet": lambda one: totals.shipping(one, current=True),
    "originalTotalPriceSet": lambda one: one["original_total"],
    "totalOutstandingSet": totals.outstanding,
    "totalReceivedSet": totals.received,
    "totalRefundedSet": totals.refunded,
    "netPaymentSet": lambda one: minus(one, totals.received(one), totals.refunded(one)),
}
_SIMPLE = {
    "currencyCode": lambda one: one["currency"],
    "presentmentCurrencyCode": lambda one: one["presentment_currency"],
    "customerLocale": lambda one: one["locale"],
    "registeredSourceUrl": lambda one: one["source_url"],
    "closed": lambda one: one["closed_at"] is not None,
    "confirmed": lambda _: True,
    "taxExempt": lambda _: False,
    "returnStatus": lambda _: "NO_RETURN",
    "displayFinancialStatus": statuses.financial_status,
    "paymentGatewayNames": lambda one: sorted({each["gateway"] for each in one["transactions"]}),
    "fullyPaid": lambda one: is_zero(totals.outstanding(one)),
    "unpaid": lambda one: is_zero(totals.received(one)),
    "canMarkAsPaid": lambda one: not one["cancelled_at"] and not is_zero(totals.outstanding(one)),
    "refundable": lambda one: Decimal(totals.received(one)["shop"]) > Decimal(totals.refunded(one)["shop"]),
    "merchantEditable": lambda one: not one["cancelled_at"],
    "requiresShipping": lambda one: any(line["requires_shipping"] for line in one["line_items"]),
    "subtotalLineItemsQuantity": lambda one: sum(line["quantity"] for line in one["line_items"]),
    "currentSubtotalLineItemsQuantity": lambda one: sum(line["current_quantity"] for line in one["line_items"]),
    "billingAddressMatchesShippingAddress": lambda one: one["billing_address"] == one["shipping_address"],
    "cancellation": lambda one: {"staff_note": one["staff_note"]} if one["cancelled_at"] else None,
}
for _name, _amount in _AMOUNTS.items():
    resolve("Order", _name)(lambda source, _, amount=_amount: money_bag(source.record, amount(source.record)))
for _name, _value in _SIMPLE.items():
    resolve("Order", _name)(lambda source, _, value=_value: value(source.record))


@resolve("QueryRoot", "orders")
def orders(_: Any, info: Info, **args: Any) -> Record:
    """Orders by search."""
    return order_list(info, shop_of(info)["orders"].values(), args)


@resolve("QueryRoot", "ordersCount")
def orders_count(_: Any, info: Info, **args: Any) -> Record:
    """How many."""
    return order_count(info, args)


@resolve("QueryRoot", "orderByIdentifier")
def order_by_identifier(_: Any, info: Info, identifier: Record) -> Thing | None:
    """By id, or by an own id kept in a metafield."""
    call = call_of(info)
    if "id" in identifier:
        return one_of(call, identifier["id"], "Order")
    wanted = identifier["customId"]
    owner = metafields.find_by_id(call.shop, "Order", wanted.get("namespace"), wanted["key"], wanted["value"])
    return one_of(call, owner, "Order") if owner else None


@resolve("Order", "displayFulfillmentStatus")
def fulfillment_status(source: Thing, info: Info) -> str:
    """How far shipping is."""
    return statuses.fulfillment_status(shop_of(info), source.record)


@resolve("Order", "fulfillable")
def fulfillable(source: Thing, info: Info) -> bool:
    """Whether something can be shipped."""
    return any(one["status"] in OPEN_STATUSES for one in statuses.fulfillment_orders_of(shop_of(info), source.record))


@resolve("Order", "statusPageUrl")
def status_page(source: Thing, info: Info, **_: Any) -> str:
    """The buyer's page of this order."""
    shop, order = shop_of(info), source.record
    return f"https://{shop['domain']}/{shop['id']}/orders/{order['token']}/authenticate?key=sandbox"


@resolve("Order", "app")
def order_app(source: Thing, info: Info) -> Record | None:
    """Which app made the order."""
    number = source.record["app_id"]
    return number and {"id": number, "name": call_of(info).act.world.config.app.title}


@resolve("OrderApp", "id")
def order_app_id(source: Record, _: Info) -> str:
    """The app's id."""
    return gid("App", source["id"])


@resolve("Order", "paymentTerms")
def payment_terms(source: Thing, _: Info) -> Record | None:
    """When it must be paid."""
    terms = source.record["payment_terms"]
    if terms is None:
        return None
    return {
        "id": terms["id"],
        "payment_terms_name": terms["name"],
        "translated_name": terms["name"],
        "payment_terms_type": terms["type"],
        "due_in_days": terms["due_in_days"],
        "due": bool(terms.get("due")),
        "overdue": bool(terms.get("overdue")),
    }


@resolve("Order", "taxLines")
def tax_lines(source: Thing, _: Info) -> list[Record]:
    """The tax."""
    return tax_line_list(source.record, totals.tax(source.record, current=False))


@resolve("Order", "fulfillments")
def fulfillments(source: Thing, info: Info, **args: Any) -> list[Thing]:
    """Its parcels."""
    found = [one for one in shop_of(info)["fulfillments"].values() if one["order_id"] == source.record["id"]]
    return [Thing("Fulfillment", one) for one in found[: args.get("first")]]


@resolve("Order", "fulfillmentOrders")
def fulfillment_orders(source: Thing, info: Info, **args: Any) -> Record:
    """Its fulfilment orders: none in the first moments of its life."""
    found = statuses.fulfillment_orders_of(shop_of(info), source.record)
    return connection(info, [Thing("FulfillmentOrder", one) for one in found], args)


def tax_line_list(priced: Record, amount: dict[str, str]) -> list[Record]:
    """The tax on an amount as a list of lines: one, or none."""
    rate = priced.get("tax_rate")
    if not rate or not Decimal(amount["shop"]):
        return []
    bag = money_bag(priced, amount)
    shown = {"rate": float(rate), "rate_percentage": float(Decimal(rate) * 100)}
    return [{**shown, "title": priced.get("tax_title", "VAT"), "price_set": bag}]
