"""GraphQL inputs of orders and drafts, turned into what the state understands."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.admin_api.context import Call
from sandbox.shopify.admin_api.things import snake, snake_keys
from sandbox.shopify.config import APP_NUMBER
from sandbox.shopify.gids import number_of
from sandbox.shopify.money import bag
from sandbox.shopify.records import Record, Refusal
from sandbox.shopify.state import customers
from sandbox.shopify.state.pricing import exchange_rate
from sandbox.shopify.state.specs import LineSpec, OrderSpec


def order_spec(call: Call, given: dict[str, Any], options: dict[str, Any] | None = None) -> OrderSpec:
    """An `OrderCreateOrderInput`. Without the option to, it claims no stock."""
    kept_in = given.get("currency") or call.shop["currency"]
    currency = given.get("presentmentCurrency") or kept_in
    shipping = given.get("shippingLines") or []
    if not given.get("lineItems"):
        raise Refusal("Line items must have at least one line item", field=["order", "lineItems"], code="INVALID")
    taxes = given.get("taxLines") or given["lineItems"][0].get("taxLines") or []
    return OrderSpec(
        lines=[_order_line(one) for one in given["lineItems"]],
        currency=currency,
        shop_currency=kept_in,
        claims_stock=(options or {}).get("inventoryBehaviour", "BYPASS") != "BYPASS",
        customer_id=_customer(call, given),
        company_location_id=_number(given.get("companyLocationId"), "CompanyLocation"),
        shipping=str(sum(float(one["priceSet"]["shopMoney"]["amount"]) for one in shipping)),
        shipping_title=shipping[0]["title"] if shipping else "Standard",
        tax_rate=str(taxes[0]["rate"]) if taxes else "0",
        taxes_included=given.get("taxesIncluded", False),
        financial_status=(given.get("financialStatus") or "PENDING").lower(),
        transactions=_transactions(call, given, currency),
        processed_at=given.get("processedAt"),
        app_id=APP_NUMBER,
        source_name=given.get("sourceName") or str(APP_NUMBER),
        shipping_address=snake_keys(given.get("shippingAddress")),
        billing_address=snake_keys(given.get("billingAddress")),
        custom_attributes=given.get("customAttributes") or [],
        tags=given.get("tags") or [],
        test=given.get("test", False),
        name=given.get("name"),
        note=given.get("note"),
        email=given.get("email"),
        phone=given.get("phone"),
        po_number=given.get("poNumber"),
        source_identifier=given.get("sourceIdentifier"),
        source_url=given.get("sourceUrl"),
    )


def draft_spec(call: Call, given: dict[str, Any], base: OrderSpec | None = None) -> tuple[OrderSpec, Record | None]:
    """A `DraftOrderInput` over what the draft was made from, and its discount."""
    spec = base or OrderSpec(app_id=APP_NUMBER)
    if "lineItems" in given:
        spec.lines = [_draft_line(one) for one in given["lineItems"]]
    entity = given.get("purchasingEntity") or {}
    company = entity.get("purchasingCompany")
    if company:
        spec.company_location_id = _number(company["companyLocationId"], "CompanyLocation")
        contact = call.shop["company_contacts"].get(number_of(company["companyContactId"], "CompanyContact"))
        spec.customer_id = contact["customer_id"] if contact else None
    customer = entity.get("customerId") or given.get("customerId")
    if customer:
        spec.customer_id = _number(customer, "Customer")
    for name in ("note", "email", "phone", "poNumber", "tags", "customAttributes"):
        if name in given:
            setattr(spec, "po_number" if name == "poNumber" else _snake(name), given[name])
    for name in ("shippingAddress", "billingAddress"):
        if name in given:
            setattr(spec, _snake(name), snake_keys(given[name]))
    spec.currency = given.get("presentmentCurrencyCode") or spec.currency
    if given.get("shippingLine"):
        line = given["shippingLine"]
        spec.shipping = str((line.get("priceWithCurrency") or {}).get("amount") or line.get("price") or "0")
        spec.shipping_title = line.get("title") or "Shipping"
    return spec, _discount(given.get("appliedDiscount"))


def _snake(name: str) -> str:
    return snake(name)


def _order_line(given: dict[str, Any]) -> LineSpec:
    price = given.get("priceSet") or {}
    shown = price.get("presentmentMoney") or {}
    return LineSpec(
        quantity=given["quantity"],
        variant_id=_number(given.get("variantId"), "ProductVariant"),
        title=given.get("title"),
        price=_text((price.get("shopMoney") or {}).get("amount")),
        presentment_price=_text(shown.get("amount")),
        sku=given.get("sku"),
        vendor=given.get("vendor"),
        variant_title=given.get("variantTitle"),
        requires_shipping=given.get("requiresShipping", False),
        taxable=given.get("taxable", True),
        properties=[{"key": one["name"], "value": one["value"]} for one in given.get("properties") or []],
    )


def _draft_line(given: dict[str, Any]) -> LineSpec:
    override = given.get("priceOverride") or given.get("originalUnitPriceWithCurrency") or {}
    return LineSpec(
        quantity=given["quantity"],
        variant_id=_number(given.get("variantId"), "ProductVariant"),
        title=given.get("title"),
        price=_text(override.get("amount") or given.get("originalUnitPrice")),
        sku=given.get("sku"),
        requires_shipping=given.get("requiresShipping", True),
        taxable=given.get("taxable", True),
        properties=given.get("customAttributes") or [],
    )


def _customer(call: Call, given: dict[str, Any]) -> int | None:
    wanted = given.get("customer") or {}
    if wanted.get("toAssociate"):
        return _number(wanted["toAssociate"]["id"], "Customer")
    if wanted.get("toUpsert"):
        return _upsert(call, snake_keys(wanted["toUpsert"]))
    return _number(given.get("customerId"), "Customer")


def _upsert(call: Call, values: Record) -> int:
    for one in call.shop["customers"].values():
        if values.get("email") and one["email"] == values["email"]:
            customers.update_customer(call.act, one, values)
            return int(one["id"])
    return int(customers.create_customer(call.act, values)["id"])


def _transactions(call: Call, given: dict[str, Any], currency: str) -> list[Record] | None:
    if not given.get("transactions"):
        return None
    rate = exchange_rate(call.shop["currency"], currency)
    priced = {"currency": call.shop["currency"], "presentment_currency": currency, "rate": rate}
    return [
        {
            "kind": one.get("kind", "SALE"),
            "status": one.get("status", "SUCCESS"),
            "gateway": one.get("gateway") or "manual",
            "amount": bag(str(one["amountSet"]["shopMoney"]["amount"]), priced),
        }
        for one in given["transactions"]
    ]


def _discount(given: dict[str, Any] | None) -> Record | None:
    if not given:
        return None
    return {
        "title": given.get("title"),
        "description": given.get("description") or given.get("title") or "",
        "value": given["value"],
        "value_type": given["valueType"],
    }


def _number(global_id: str | None, kind: str) -> int | None:
    return int(number_of(global_id, kind) or 0) if global_id else None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
