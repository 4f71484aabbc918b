"""An order as Shopify shows it, and how it reads: what counts of its amount, and what changed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from shopify_app.core.clock import parse_time
from shopify_app.core.errors import InvalidInputError
from shopify_app.core.money import Money, parse_money
from shopify_app.orders.fit import fit_money, fit_text
from shopify_app.orders.payload import AddressPart, CustomerPart, MoneySet, OrderPayload
from shopify_app.people.rules import Identity

# Webhooks know these and null. The Admin API tells more, such as ON_HOLD: no change of the order, often our own doing.
_FULFILLED = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial", "RESTOCKED": "restocked"}
# Where orders come from that were imported from noon: no trader's order, and counted by noon's own records.
NOON = "noon"
# What a person would call a change of the order; each is told on its timeline.
_TOLD = ("goods", "total", "financial_status", "fulfillment_status", "cancelled_at")


_Money = Callable[[MoneySet | None], Money]


class UnreadableOrderError(InvalidInputError):
    """The order lacks something every order has, such as its amount or its time."""


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """An order at one moment, in the currency the buyer pays in. `goods`: after discounts, without tax and shipping."""

    shopify_order_id: int
    name: str
    goods: Money
    total: Money
    presentment_currency: str | None
    financial_status: str | None
    fulfillment_status: str | None
    has_terms: bool
    is_test: bool
    tags: str | None
    source_name: str | None
    placed_at: datetime
    changed_at: datetime
    triggered_at: datetime
    cancelled_at: datetime | None
    company_id: int | None
    company_location_id: int | None
    ship_country: str | None
    identity: Identity
    person_name: str | None
    destination: AddressPart | None

    @property
    def age(self) -> tuple[datetime, datetime]:
        """Orders two sights of an order. Shopify's `updated_at` has whole seconds, so the trigger decides."""
        return self.changed_at, self.triggered_at


def read_order(payload: OrderPayload, triggered_at: datetime) -> SeenOrder:
    """The order in a webhook's payload.

    Raises:
        UnreadableOrderError: Something every order has is missing or malformed.
    """
    customer, company = payload.customer or CustomerPart(), payload.company
    address, money = payload.shipping_address, _money_of(payload)
    try:
        return SeenOrder(
            shopify_order_id=payload.id,
            name=fit_text(payload.name, 64) or str(payload.id),
            goods=fit_money(_goods(payload, money)),
            total=fit_money(money(payload.current_total_price_set)),
            presentment_currency=_currency(payload.presentment_currency),
            financial_status=fit_text(payload.financial_status, 32),
            fulfillment_status=fit_text(payload.fulfillment_status, 32),
            has_terms=payload.payment_terms is not None,
            is_test=bool(payload.test),
            tags=fit_text(payload.tags),
            source_name=_source(payload),
            placed_at=parse_time(payload.created_at or ""),
            changed_at=parse_time(payload.updated_at or ""),
            triggered_at=triggered_at,
            cancelled_at=parse_time(payload.cancelled_at) if payload.cancelled_at else None,
            company_id=company.id if company else None,
            company_location_id=company.location_id if company else None,
            ship_country=_country(address),
            identity=Identity(customer.id, customer.email or payload.email, customer.phone or payload.phone),
            person_name=_full_name(customer),
            destination=address,
        )
    except (ValueError, InvalidInputError) as error:
        raise UnreadableOrderError(f"Order {payload.id} cannot be read: {error}") from error


def payload_of_node(node: Mapping[str, Any]) -> OrderPayload:
    """The Admin API's view of an order (document `order_facts`), in the form of the webhooks.

    Raises:
        UnreadableOrderError: An id in it is none.
    """
    customer, purchaser = node["customer"], node["purchasingEntity"] or {}
    address = dict(node["shippingAddress"] or {})
    address |= {"country_code": address.pop("countryCodeV2", None), "province_code": address.pop("provinceCode", None)}
    converted = {
        "id": node["legacyResourceId"],
        "name": node["name"],
        "created_at": node["createdAt"],
        "updated_at": node["updatedAt"],
        "cancelled_at": node["cancelledAt"],
        "presentment_currency": node["presentmentCurrencyCode"],
        "current_subtotal_price_set": _snake_money(node["currentSubtotalPriceSet"]),
        "current_total_price_set": _snake_money(node["currentTotalPriceSet"]),
        "current_total_tax_set": _snake_money(node["currentTotalTaxSet"]),
        "taxes_included": node["taxesIncluded"],
        # Only the first shipping charge: more than one would make this a list with pages of its own.
        "shipping_lines": [
            {
                "is_removed": line["isRemoved"],
                "tax_lines": [{"price_set": _snake_money(tax["priceSet"])} for tax in line["taxLines"]],
            }
            for line in [node["shippingLine"]]
            if line
        ],
        "financial_status": (node["displayFinancialStatus"] or "").lower() or None,
        "fulfillment_status": _FULFILLED.get(node["displayFulfillmentStatus"] or ""),
        "payment_terms": {} if node["paymentTerms"] else None,
        "test": node["test"],
        "tags": ", ".join(node["tags"]),
        "source_name": node["sourceName"],
        "email": node["email"],
        "phone": node["phone"],
        "customer": _customer(customer) if customer else None,
        "company": _company(purchaser) if purchaser.get("company") else None,
        "shipping_address": address if node["shippingAddress"] else None,
    }
    try:
        return msgspec.convert(converted, OrderPayload, strict=False)
    except msgspec.ValidationError as error:
        raise UnreadableOrderError(f"Order {node['legacyResourceId']} cannot be read: {error}") from error


def changes_told(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str | None]]:
    """What of an order a person would call changed: {field: [before, after]}, as text."""
    return {
        name: [_text(before[name]), _text(after[name])] for name in _TOLD if _text(before[name]) != _text(after[name])
    }


def number_of(gid: str) -> int:
    """The number at the end of a gid such as `gid://shopify/Order/1`.

    Raises:
        InvalidInputError: There is none.
    """
    number = gid.rpartition("/")[2].partition("?")[0]
    if not (number.isascii() and number.isdigit()):
        raise InvalidInputError("This is not one of Shopify's ids.")
    return int(number)


def _goods(payload: OrderPayload, money: _Money) -> Money:
    """The subtotal before tax. Where prices include tax, the goods' own tax is taken off, not that of the shipping.

    An amount in another currency is refused: it can neither be taken off nor left out.
    """
    subtotal = money(payload.current_subtotal_price_set)
    if not payload.taxes_included or payload.current_total_tax_set is None:
        return subtotal
    nothing = Money(Decimal(), subtotal.currency)
    lines = [line for line in payload.shipping_lines if not line.is_removed]
    shipping = sum((money(tax.price_set) for line in lines for tax in line.tax_lines), nothing)
    return subtotal - max(money(payload.current_total_tax_set) - shipping, nothing)


def _money_of(payload: OrderPayload) -> _Money:
    """In which of its two currencies an order is read: the buyer's own, in which cart and checkout told the minimum.

    Only where every amount has it; else the shop's, which an order always has.
    """
    taxes = [tax.price_set for line in payload.shipping_lines for tax in line.tax_lines]
    wanted = [payload.current_subtotal_price_set, payload.current_total_price_set, *taxes]
    wanted += [payload.current_total_tax_set] if payload.current_total_tax_set else []
    named = {one.presentment_money.currency_code if one and one.presentment_money else None for one in wanted}
    return _shop_money if None in named or len(named) > 1 else _buyers_money


def _shop_money(money_set: MoneySet | None) -> Money:
    part = money_set.shop_money if money_set else None
    return parse_money(part.amount if part else None, part.currency_code if part else None)


def _buyers_money(money_set: MoneySet | None) -> Money:
    part = money_set.presentment_money if money_set else None
    return parse_money(part.amount if part else None, part.currency_code if part else None)


def _currency(code: str | None) -> str | None:
    """Only shown, never compared: one that is none is left out."""
    return code if code and len(code) == 3 and code.isalpha() else None  # noqa: PLR2004


def _source(payload: OrderPayload) -> str | None:
    """Where it was sold. Only a sales channel may name itself to Shopify: noon's orders are known by their tag."""
    tags = {tag.strip().casefold() for tag in (payload.tags or "").split(",")}
    return NOON if NOON in tags else fit_text(payload.source_name, 64)


def _country(address: AddressPart | None) -> str | None:
    code = (address.country_code or "").upper() if address else ""
    return code if len(code) == 2 and code.isalpha() else None  # noqa: PLR2004


def _full_name(customer: CustomerPart) -> str | None:
    return " ".join(part for part in (customer.first_name, customer.last_name) if part) or None


def _snake_money(money_bag: Mapping[str, Any]) -> dict[str, Any]:
    pairs = (("shop_money", money_bag.get("shopMoney")), ("presentment_money", money_bag.get("presentmentMoney")))
    return {name: {"amount": m["amount"], "currency_code": m["currencyCode"]} for name, m in pairs if m}


def _customer(customer: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": number_of(customer["id"]),
        "first_name": customer["displayName"],
        "email": (customer["defaultEmailAddress"] or {}).get("emailAddress"),
        "phone": (customer["defaultPhoneNumber"] or {}).get("phoneNumber"),
    }


def _company(purchaser: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": number_of(purchaser["company"]["id"]), "location_id": number_of(purchaser["location"]["id"])}


def _text(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return None if value is None else str(value)
