"""Who ordered, for whom, and where it goes."""

from __future__ import annotations

from sandbox.shopify.admin_api.context import Info, shop_of
from sandbox.shopify.admin_api.resolvers.addresses import mailing_address
from sandbox.shopify.admin_api.things import Thing, resolve


@resolve("Order", "customer")
@resolve("DraftOrder", "customer")
def customer(source: Thing, info: Info) -> Thing | None:
    """Who ordered."""
    record = shop_of(info)["customers"].get(str(source.record["customer_id"]))
    return record and Thing("Customer", record)


@resolve("Order", "purchasingEntity")
@resolve("DraftOrder", "purchasingEntity")
def purchasing_entity(source: Thing, info: Info) -> Thing | None:
    """A company, else the customer."""
    company = source.record["company"]
    return Thing("PurchasingCompany", company) if company else customer(source, info)


@resolve("PurchasingCompany", "company")
def buying_company(source: Thing, info: Info) -> Thing:
    """The company."""
    return Thing("Company", shop_of(info)["companies"][str(source.record["company_id"])])


@resolve("PurchasingCompany", "location")
def buying_location(source: Thing, info: Info) -> Thing:
    """Its location."""
    return Thing("CompanyLocation", shop_of(info)["company_locations"][str(source.record["location_id"])])


@resolve("PurchasingCompany", "contact")
def buying_contact(source: Thing, info: Info) -> Thing | None:
    """Its contact."""
    record = shop_of(info)["company_contacts"].get(str(source.record["contact_id"]))
    return record and Thing("CompanyContact", record)


@resolve("Order", "shippingAddress")
@resolve("DraftOrder", "shippingAddress")
def shipping_address(source: Thing, _: Info) -> Thing | None:
    """Where it goes."""
    return mailing_address(source.record["shipping_address"], source.record["id"])


@resolve("Order", "billingAddress")
@resolve("DraftOrder", "billingAddress")
def billing_address(source: Thing, _: Info) -> Thing | None:
    """Who pays."""
    return mailing_address(source.record["billing_address"], source.record["id"])
